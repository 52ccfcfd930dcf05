"""The numbers of pairing, the list behind each, and the file of them, whose small numbers are hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from home.dates import year_asked
from volunteers.models import Pairing, Participant, Volunteer
from volunteers.models.reading import in_order
from volunteers.pairing_facts import Fact, Of
from volunteers.pairing_figures import measure, measure_one, years_counted
from volunteers.participant_readings import note_shown_of_each
from volunteers.programme_tables import cell_of, rows_of
from volunteers.sheets import CONTENT_TYPES, Format, write_sheet
from volunteers.small_numbers import FEWEST, Mark
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 50
HEADER: Final = ("Partie", "Clé", "Chiffre", "Programme", "Valeur", "Unité", "Sur", "Médiane (jours)", "Définition")
PAGES: Final = {
    Of.PAIRING: "coordination_pairing",
    Of.PARTICIPANT: "coordination_participant",
    Of.VOLUNTEER: "coordination_volunteer",
}


@role_required(Role.COORDINATOR)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    year = year_asked(request.GET.get("annee", ""), today=today)
    context = {"year": year, "years": years_counted(today), "groups": measure(year, now=now), "fewest": FEWEST, "mark": Mark.SMALL}
    return render(request, "volunteers/coordination/pairing_figures.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Who stands behind a number; 404 when there is no such number, or no such programme."""
    now = timezone.now()
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate(now))
    found = cell_of(measure_one(key, year, now=now), key, request.GET.get("programme", ""))
    if found is None:
        raise Http404
    shown, cell = found
    facts = sorted(cell.facts, key=lambda fact: (not fact.is_counted, -(fact.days or 0)))
    page = Paginator(facts, PER_PAGE).get_page(request.GET.get("page"))
    people = Participant.objects.in_bulk([fact.key for fact in page if fact.of == Of.PARTICIPANT])
    told: dict[UUID, set[str]] = defaultdict(set)
    for fact in page:
        told[fact.key].update(fact.fields)
    note_shown_of_each({person: in_order(told[key]) for key, person in people.items()}, by=cast("User", request.user), now=now)
    names, titles = _names(page, people), {column.programme.pk: column.programme.title for column in shown.cells if column.programme}
    context = {
        "figure": shown,
        "cell": cell,
        "rows": [(names[fact.key], reverse(PAGES[fact.of], args=[fact.key]), titles[fact.programme_id], fact) for fact in page],
        "has_days": any(fact.days is not None for fact in facts),
        "page": page,
        "query": without_page(request.GET),
        "total": shown.unit.counted(cell.total),
        "back_url": f"{reverse('coordination_pairing_figures')}?annee={year}",
    }
    return render(request, "volunteers/coordination/pairing_figure.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def numbers_as_csv(request: HttpRequest) -> HttpResponse:
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate())
    file = write_sheet(Format.CSV, f"Binômes {year}", HEADER, rows_of(measure(year, now=timezone.now())))
    return HttpResponse(
        file,
        content_type=CONTENT_TYPES[Format.CSV],
        headers={"Content-Disposition": f'attachment; filename="binomes-{year}.csv"'},
    )


def _names(facts: Iterable[Fact], people: Mapping[UUID, Participant]) -> dict[UUID, str]:
    """As the other lists of the coordination have them, by id; in two queries at most."""
    keys: dict[Of, set[UUID]] = {of: {fact.key for fact in facts if fact.of == of} for of in Of}
    pairings = Pairing.objects.select_related("volunteer__user").prefetch_related("participants").in_bulk(keys[Of.PAIRING])
    volunteers = Volunteer.objects.select_related("user").in_bulk(keys[Of.VOLUNTEER])
    return {
        **{key: f"{pairing.names}, avec {pairing.volunteer.user.get_full_name()}" for key, pairing in pairings.items()},
        **{key: person.alias for key, person in people.items()},
        **{key: volunteer.user.get_full_name() for key, volunteer in volunteers.items()},
    }
