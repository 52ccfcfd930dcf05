"""The numbers of a year of outings, and their only definitions. Each has a list behind it (`ActivityFilterForm`, `facilitators_of`).

Outings alone are counted: public events have no pair. Of the people who lead, bénévoles alone: employees and civic-service
volunteers may hold seats, and are left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import ExtractYear

from events.models import Activity, OutingReport, Seat
from events.models.activity import ActivityQuerySet
from home.dates import midnight, month
from home.numbers import format_euros, format_number, format_percent
from volunteers.models import Volunteer
from volunteers.models.volunteer import VolunteerQuerySet

DAY: Final = timedelta(days=1)
OF_A_MONTH: Final = "Sorties tenues qui ont commencé ce mois-là."
AIMS: Final = {
    "is_cultural": "Visée culturelle",
    "is_language_and_work": "Visée linguistique et socioprofessionnelle",
    "is_sport": "Visée sportive",
}


class Unit(StrEnum):
    OUTINGS = "sorties"
    PEOPLE = "personnes"
    SEATS = "places"
    PERCENT = "%"
    EUROS = "€"
    DAYS = "jours"


@dataclass(frozen=True)
class Figure:
    """`listed` outings (bénévoles, when `counts_people`) stand behind it: as many as the list that `query` opens.

    A value is exact: it is rounded where it is shown. None when there is nothing to measure.
    """

    key: str
    label: str
    value: Decimal | int | None
    unit: Unit
    definition: str
    listed: int
    query: str
    counts_people: bool = False

    @property
    def shown(self) -> str:
        """As the report writes it: shares to the point, averages to the tenth, days whole."""
        if self.value is None:
            return "–"
        if self.unit == Unit.EUROS:
            return format_euros(self.value)
        if self.unit == Unit.PERCENT:
            return format_percent(_rounded(self.value))
        if self.unit == Unit.DAYS:
            days = int(_rounded(self.value))
            return f"{format_number(days)}\u00a0jour{'s' if days > 1 else ''}"
        return format_number(self.value) if isinstance(self.value, int) else format_number(_rounded(self.value, "0.1"))


@dataclass(frozen=True)
class Group:
    """Figures that are read together; the note says what is easily misread, or the one definition of all."""

    title: str
    figures: Sequence[Figure]
    note: str = ""
    has_one_definition: bool = False


def years_counted(today: date) -> list[int]:
    """Those in which there is an outing, this one always; the last first."""
    found = Activity.objects.outings().annotate(year=ExtractYear("starts_at")).order_by().values_list("year", flat=True).distinct()
    return sorted({*found, today.year}, reverse=True)


def outings_of(year: int) -> ActivityQuerySet:
    """Those that start in that year, in Paris."""
    return Activity.objects.outings().filter(starts_at__gte=midnight(date(year, 1, 1)), starts_at__lt=midnight(date(year + 1, 1, 1)))


def facilitators_of(year: int) -> VolunteerQuerySet:
    """The bénévoles who led an outing held that year, with their `led_count`; those who led most first."""
    seats = Seat.objects.active().filter(activity__in=outings_of(year).filter(status=Activity.Status.HELD))
    led = Volunteer.objects.filter(kind=Volunteer.Kind.VOLUNTEER, seats__in=seats)
    return led.annotate(led_count=Count("seats")).order_by("-led_count", "user__first_name", "pk")


def measure(year: int, *, now: datetime) -> list[Group]:
    """All the figures of the year, in as many queries for one outing as for a thousand."""
    outings = list(outings_of(year).with_seat_counts())
    held = [outing for outing in outings if outing.status == Activity.Status.HELD]
    led = list(
        Seat.objects.active()
        .filter(activity__in=outings_of(year).filter(status=Activity.Status.HELD), volunteer__kind=Volunteer.Kind.VOLUNTEER)
        .order_by()
        .values_list("volunteer", flat=True)
    )
    reports = list(OutingReport.objects.filter(activity__in=outings_of(year).filter(status=Activity.Status.HELD)).order_by())
    return [
        Group("Sorties", [*_taken_place(year, outings, held, now=now), _incidents(year, reports)]),
        Group("Mois par mois", _months(year, held), OF_A_MONTH, has_one_definition=True),
        Group("Visées", _aims(year, held), "Une sortie peut avoir plusieurs visées\u00a0: le total peut dépasser 100\u202f%."),
        Group("Animation", _leading(year, held, led), "Salarié·es et services civiques n’y sont pas comptés, sauf pour les places."),
        Group("Annulations", _cancelled(year, outings)),
        Group("Coût", [*_costs(year, held), _spent(year, reports)], "Les sorties sont toujours gratuites pour les participant·es."),
    ]


def _taken_place(year: int, outings: Sequence[Activity], held: Sequence[Activity], *, now: datetime) -> list[Figure]:
    counted = [outing.participants_count for outing in held if outing.participants_count is not None]
    silent = [outing for outing in outings if outing.status == Activity.Status.PUBLISHED and outing.ends_at <= now]
    return [
        Figure(
            "held",
            "Sorties tenues",
            len(held),
            Unit.OUTINGS,
            "Sorties pour les participant·es dont le bilan est fait.",
            len(held),
            held_query(year),
        ),
        Figure(
            "participants_average",
            "Participant·es par sortie, en moyenne",
            _ratio(sum(counted), len(counted)),
            Unit.PEOPLE,
            "Personnes venues, divisées par les sorties tenues où elles ont été comptées.",
            len(counted),
            held_query(year, only="counted"),
        ),
        Figure(
            "unreported",
            "Sorties passées sans bilan",
            len(silent),
            Unit.OUTINGS,
            "Publiées, finies, ni tenues ni annulées\u00a0: elles manquent aux autres chiffres.",
            len(silent),
            _query(year, status=Activity.Status.PUBLISHED, when="past"),
        ),
    ]


def _incidents(year: int, reports: Iterable[OutingReport]) -> Figure:
    count = sum(report.has_incident for report in reports)
    definition = "Sorties tenues dont le bilan signale un incident."
    return Figure("incidents", "Incidents signalés", count, Unit.OUTINGS, definition, count, held_query(year, only="incident"))


def _months(year: int, held: Iterable[Activity]) -> list[Figure]:
    counts = Counter(outing.month.month for outing in held)
    return [
        Figure(
            f"held_{number:02}",
            month(date(year, number, 1)),
            counts[number],
            Unit.OUTINGS,
            OF_A_MONTH,
            counts[number],
            held_query(year, month=number),
        )
        for number in range(1, 13)
    ]


def _aims(year: int, held: Sequence[Activity]) -> list[Figure]:
    figures = []
    for name, label in AIMS.items():
        count = sum(getattr(outing, name) for outing in held)
        definition = f"Part des sorties tenues qui ont cette visée, sur {format_number(len(held))}. Plusieurs visées sont possibles."
        figures.append(Figure(name, label, _ratio(100 * count, len(held)), Unit.PERCENT, definition, count, held_query(year, aim=name)))
    return figures


def _leading(year: int, held: Sequence[Activity], led: Sequence[object]) -> list[Figure]:
    people = len(set(led))
    short = [outing for outing in held if outing.seats_left > 0]
    waits = [(outing.staffed_at - outing.published_at) / DAY for outing in held if outing.staffed_at and outing.published_at]
    return [
        Figure(
            "facilitators",
            "Bénévoles qui ont animé",
            people,
            Unit.PEOPLE,
            "Bénévoles différent·es qui avaient une place dans une sortie tenue. Un compte effacé depuis n’est plus compté.",
            people,
            _query_of_people(year),
            counts_people=True,
        ),
        Figure(
            "led_average",
            "Sorties animées par bénévole, en moyenne",
            _ratio(len(led), people),
            Unit.OUTINGS,
            "Places de bénévoles dans les sorties tenues, divisées par le nombre de bénévoles qui ont animé.",
            people,
            _query_of_people(year),
            counts_people=True,
        ),
        Figure(
            "never_filled",
            "Places jamais prises",
            sum(outing.seats_left for outing in short),
            Unit.SEATS,
            "Places d’animation restées libres dans les sorties tenues.",
            len(short),
            held_query(year, staffing="short"),
        ),
        Figure(
            "days_to_staff",
            "De la publication à l’équipe complète, en médiane",
            Decimal(str(round(median(waits), 2))) if waits else None,
            Unit.DAYS,
            "Jours entre la publication et la première fois où toutes les places étaient prises, pour la moitié des sorties tenues.",
            len(waits),
            held_query(year, only="staffed"),
        ),
    ]


def _cancelled(year: int, outings: Iterable[Activity]) -> list[Figure]:
    called_off = [outing for outing in outings if outing.is_cancelled and outing.published_at]
    query = {"status": Activity.Status.CANCELLED, "only": "announced"}
    whole = Figure(
        "cancelled",
        "Sorties annulées",
        len(called_off),
        Unit.OUTINGS,
        "Sorties annulées après avoir été annoncées aux bénévoles.",
        len(called_off),
        _query(year, **query),
    )
    reasons = Counter(outing.cancellation_reason for outing in called_off)
    return [
        whole,
        *(
            Figure(
                f"cancelled_{number}",
                f"Motif\u00a0: {reason}",
                count,
                Unit.OUTINGS,
                "Sorties annulées avec ce motif, tel qu’il a été écrit.",
                count,
                _query(year, **query, reason=reason),
            )
            for number, (reason, count) in enumerate(reasons.most_common(), start=1)
        ),
    ]


def _costs(year: int, held: Sequence[Activity]) -> list[Figure]:
    figures = []
    for payer, words in ((Activity.Payer.ASSOCIATION, "l’association"), (Activity.Payer.PARTNER, "les partenaires")):
        paid = [outing for outing in held if outing.payer == payer]
        cost = Decimal(sum(outing.cost_cents for outing in paid)) / 100
        definition = f"Coût annoncé des sorties tenues que {words} ont payées." if payer == Activity.Payer.PARTNER else ""
        definition = definition or f"Coût annoncé des sorties tenues que {words} a payées."
        figures.append(
            Figure(f"cost_{payer}", f"Payé par {words}", cost, Unit.EUROS, definition, len(paid), held_query(year, payer=payer.value))
        )
    return figures


def _spent(year: int, reports: Iterable[OutingReport]) -> Figure:
    spent = [report.expense_cents for report in reports if report.expense_cents]
    return Figure(
        "spent",
        "Avancé par celles et ceux qui animent",
        Decimal(sum(spent)) / 100,
        Unit.EUROS,
        "Dépenses écrites dans les bilans des sorties tenues, en plus du coût annoncé.",
        len(spent),
        held_query(year, only="spent"),
    )


def held_query(year: int, **filters: object) -> str:
    """The list of the outings held that year, narrowed further."""
    return _query(year, status=Activity.Status.HELD, **filters)


def _query(year: int, **filters: object) -> str:
    return urlencode({"year": year, "kind": Activity.Kind.OUTING.value, **{name: str(value) for name, value in filters.items()}})


def _query_of_people(year: int) -> str:
    return urlencode({"annee": year})


def _ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def _rounded(value: Decimal | int, step: str = "1") -> Decimal:
    # Halves go up, as the report and everybody who checks it by hand have it.
    return Decimal(value).quantize(Decimal(step), rounding="ROUND_HALF_UP")


def rows_of(groups: Iterable[Group]) -> list[tuple[str, str, str, str, str, str, int]]:
    """For a file: part, key, name, value with a decimal comma, unit and definition, how many stand behind it."""
    return [
        (group.title, figure.key, figure.label, _cell(figure.value), figure.unit.value, figure.definition, figure.listed)
        for group in groups
        for figure in group.figures
    ]


def _cell(value: Decimal | int | None) -> str:
    if value is None:
        return ""
    return str(value if isinstance(value, int) else _rounded(value, "0.01")).replace(".", ",")
