"""The treasurer's numbers of a year of gifts: charts, the table of each, and its file. The numbers themselves are `donations.figures`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.roles import Role
from advocacy.charts.drawings import Drawing, draw
from advocacy.charts.kinds import BAR, MONTH_NAMES, MONTHS, STACKED, Chart
from advocacy.charts.tables import Row, Table
from donations import figures
from donations.gift_exports import show_cents
from donations.receipt_figures import gifts_of_year
from home.amounts import show_euros
from home.dates import year_asked
from home.numbers import NARROW_SPACE, format_euros, format_number
from volunteers.sheets import CONTENT_TYPES, Cell, Format, write_sheet

SOURCE: Final = "les paiements reçus, sur ce site"


@dataclass(frozen=True)
class Sheet:
    """One table of the page: as it is read, as a file takes it, and what its chart shows."""

    key: str
    title: str
    definition: str
    header: Sequence[str]
    lines: Sequence[tuple[str, Sequence[str]]]
    cells: Sequence[Sequence[Cell]]
    drawing: Drawing | None = None
    description: str = ""


def _name(number: int) -> str:
    return MONTH_NAMES[number - 1]


def _chart(kind: str, title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], *, cents: bool) -> Drawing | None:
    """Nothing is drawn where there is nothing to show."""
    if not any(any(values) for _label, values in rows):
        return None
    table = Table("", tuple(columns), tuple(Row(label, tuple(Decimal(value) for value in values)) for label, values in rows))
    return draw(Chart(kind, table, _euros if cents else _count, _euros if cents else _count, title, ""))


def _euros(value: Decimal | None) -> str:
    # Whole euros: on a drawing the cents only crowd it.
    return "" if value is None else f"{format_number(value / 100, 0)}{NARROW_SPACE}€"


def _to_the_cent(amount_cents: int) -> str:
    # In a column of numbers the commas stand below one another.
    return format_euros(Decimal(amount_cents) / 100)


def _count(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)


def _months(year: int, now: datetime) -> Sheet:
    lines = [line for line in figures.measure_months(year) if line.first_day <= timezone.localdate(now)]
    title = f"Reçu chaque mois de {year}"
    rows = [(_name(line.first_day.month), (line.once.total_cents, line.monthly.total_cents)) for line in lines]
    best = max(lines, key=lambda line: line.together.total_cents, default=None)
    return Sheet(
        key="mois",
        title=title,
        definition="Un paiement compte le jour où son argent est arrivé\u00a0; chaque mensualité en est un. «\u00a0Rendu\u00a0» "
        "ôte au mois du paiement ce qui en a été remboursé, retourné ou perdu depuis, quel que soit le jour.",
        header=("Mois", "Une fois", "Mensuels", "Ensemble", "Paiements", "Moyenne", "Rendu", "Net"),
        lines=[
            (
                _name(line.first_day.month),
                (
                    _to_the_cent(line.once.total_cents),
                    _to_the_cent(line.monthly.total_cents),
                    _to_the_cent(line.together.total_cents),
                    format_number(line.together.count),
                    _to_the_cent(line.together.average_cents),
                    _to_the_cent(line.given_back_cents),
                    _to_the_cent(line.net_cents),
                ),
            )
            for line in lines
        ],
        cells=[
            (
                _name(line.first_day.month),
                show_cents(line.once.total_cents),
                show_cents(line.monthly.total_cents),
                show_cents(line.together.total_cents),
                line.together.count,
                show_cents(line.together.average_cents),
                show_cents(line.given_back_cents),
                show_cents(line.net_cents),
            )
            for line in lines
        ],
        drawing=_chart(STACKED, title, ("Une fois", "Mensuels"), rows, cents=True),
        description=f"Barres par mois. Le plus haut\u00a0: {_name(best.first_day.month)}, {show_euros(best.together.total_cents)}."
        if best
        else "",
    )


def _shared(key: str, title: str, definition: str, heading: str, found: Sequence[tuple[str, figures.GiftFigures]]) -> Sheet:
    return Sheet(
        key=key,
        title=title,
        definition=definition,
        header=(heading, "Paiements", "Reçu", "Moyenne"),
        lines=[
            (label, (format_number(sums.count), _to_the_cent(sums.total_cents), _to_the_cent(sums.average_cents))) for label, sums in found
        ],
        cells=[(label, sums.count, show_cents(sums.total_cents), show_cents(sums.average_cents)) for label, sums in found],
        drawing=_chart(BAR, title, ("Reçu",), [(label, (sums.total_cents,)) for label, sums in found], cents=True),
        description=f"Barres. La plus longue\u00a0: {found[0][0]}, {show_euros(found[0][1].total_cents)}." if found else "",
    )


def _campaigns(year: int, _now: datetime) -> Sheet:
    found = [(title or "Sans campagne", sums) for title, sums in figures.measure_campaigns(year)]
    return _shared(
        "campagnes", f"Par campagne en {year}", "La campagne dont la page a mené au don, ou celle notée avec lui.", "Campagne", found
    )


def _methods(year: int, _now: datetime) -> Sheet:
    return _shared("moyens", f"Par moyen de paiement en {year}", "", "Moyen", figures.measure_methods(year))


def _plans(year: int, now: datetime) -> Sheet:
    found = figures.measure_plans(year, now=now)
    title = f"Dons mensuels en cours à la fin de chaque mois de {year}"
    named = [(_name(line.first_day.month), line) for line in found]
    running = {name: line.running for name, line in named}
    return Sheet(
        key="mensuels",
        title=title,
        definition="Commencés et pas arrêtés\u00a0; un don en pause ou en retard compte encore.",
        header=("Mois", "Commencés", "Arrêtés", "En cours"),
        lines=[(name, tuple(format_number(count) for count in (line.begun, line.ended, line.running))) for name, line in named],
        cells=[(name, line.begun, line.ended, line.running) for name, line in named],
        drawing=_chart(MONTHS, title, ("En cours",), [(name, (count,)) for name, count in running.items()], cents=False),
        description=f"Barres par mois. Le dernier\u00a0: {named[-1][0]}, {named[-1][1].running}." if named else "",
    )


SHEETS: Final[Mapping[str, Callable[[int, datetime], Sheet]]] = MappingProxyType(
    {"mois": _months, "mensuels": _plans, "campagnes": _campaigns, "moyens": _methods}
)


@role_required(Role.TREASURER)
@require_safe
def gift_figures(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    year = year_asked(request.GET.get("annee", ""), today=today)
    start, end = figures.year_bounds(year)
    context = {
        "year": year,
        "years": figures.years_counted(today),
        "total": figures.measure_received(start, end),
        "net_cents": gifts_of_year(year),
        "kept": figures.measure_kept(start, min(end, now)),
        "sheets": [make(year, now) for make in SHEETS.values()],
        "source": SOURCE,
    }
    return render(request, "home/coordination_gift_figures.html", context)


@role_required(Role.TREASURER)
@require_safe
def gift_figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """A table as a file. Sums alone: nobody is named."""
    make = SHEETS.get(key)
    if make is None:
        raise Http404
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate())
    sheet = make(year, timezone.now())
    return HttpResponse(
        write_sheet(Format.CSV, sheet.title, sheet.header, sheet.cells),
        content_type=CONTENT_TYPES[Format.CSV],
        headers={"Content-Disposition": f'attachment; filename="dons-{key}-{year}.csv"'},
    )
