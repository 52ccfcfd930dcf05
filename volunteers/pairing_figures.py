"""The numbers of pairing, and their only definitions. `pairing_facts.py` finds who stands behind each; a list shows them.

Each is given for all programmes together and for each. A year is that of what is counted: a first meeting, an end, a start.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from home.dates import month
from volunteers import pairing_facts
from volunteers.languages import Language
from volunteers.matching_reasons import LABELS
from volunteers.models import Pairing, Programme
from volunteers.outcomes import WITHIN_MONTHS
from volunteers.pairing_facts import NOBODY_READY, Fact
from volunteers.programme_tables import Figure, Group, Table, Unit, marked

# What each rule that leaves bénévoles out is called at the head of a line.
REASONS: Final = {code: words[0].upper() + words[1:] for code, words in {**LABELS, NOBODY_READY: "aucun·e bénévole prêt·e"}.items()}


def years_counted(today: date) -> list[int]:
    """From the first pairing that began to this year; the last first."""
    first = Pairing.objects.begun().aggregate(first=Min("starts_on"))["first"]
    return list(range(today.year, min(first.year if first else today.year, today.year) - 1, -1))


def measure(year: int, *, now: datetime) -> list[Group]:
    """All the figures, in as many queries for three pairings as for three thousand; each cell says whether it may leave."""
    today = timezone.localdate(now)
    programmes = list(Programme.objects.select_related("mission"))
    table = Table(year, programmes)
    waits = pairing_facts.waits(today)
    by_reason = pairing_facts.never_proposed(programmes, waits, now=now)
    groups = [
        Group("En ce moment", [*_at_present(table, waits, today=today), _never_proposed(table, by_reason)]),
        _by_language(table, waits),
        _reasons(table, by_reason),
        Group(f"En {year}", _of_the_year(table, year, today=today)),
        _outcomes(table, year, today=today),
        _months(table, year),
    ]
    return marked(groups)


def measure_one(key: str, year: int, *, now: datetime) -> list[Group]:
    """The groups where a figure with that key may be, and no more: for its list, which stays inside. No cell says whether it may leave."""
    today = timezone.localdate(now)
    programmes = list(Programme.objects.select_related("mission"))
    table, kind = Table(year, programmes), key.partition("_")[0]
    if key in ("first_meeting", "completed", "again"):
        return [Group("", _of_the_year(table, year, today=today))]
    if kind == "outcome":
        return [_outcomes(table, year, today=today)]
    if kind == "meetings":
        return [_months(table, year)]
    waits = pairing_facts.waits(today)
    if kind == "never":
        by_reason = pairing_facts.never_proposed(programmes, waits, now=now)
        return [Group("", [_never_proposed(table, by_reason)]), _reasons(table, by_reason)]
    return [Group("", _at_present(table, waits, today=today)), _by_language(table, waits)]


def _at_present(table: Table, waits: Sequence[Fact], *, today: date) -> list[Figure]:
    return [
        table.figure(
            "active",
            "Binômes en cours",
            Unit.PAIRINGS,
            "Commencés et pas terminés, même quand la fin prévue est passée.",
            pairing_facts.active(),
            urls=_lists(table, "coordination_pairings", status="active"),
        ),
        table.figure(
            "waiting",
            "Personnes en attente",
            Unit.PEOPLE,
            "Suivies, avec un programme demandé où rien n’est en cours ni proposé. L’attente court depuis la demande.",
            waits,
            of_people=True,
            urls={None: f"{reverse('coordination_participants')}?state=waiting"},
        ),
        table.figure(
            "alerts",
            "Alertes ouvertes",
            Unit.ALERTS,
            "Pas encore fermées, prises par quelqu’un ou non. L’âge court depuis l’ouverture.",
            pairing_facts.open_alerts(today),
            urls=_lists(table, "coordination_alerts"),
        ),
    ]


def _by_language(table: Table, waits: Sequence[Fact]) -> Group:
    people = reverse("coordination_participants")
    spoken = pairing_facts.by_language(waits)
    figures = [
        table.figure(
            f"waiting_{language.value}",
            str(language.label),
            Unit.PEOPLE,
            "Personnes en attente qui parlent cette langue.",
            spoken[language],
            of_people=True,
            urls={None: f"{people}?state=waiting&language={language.value}"},
        )
        for language in Language
        if language in spoken
    ]
    note = "Qui parle plusieurs langues est compté dans chacune."
    return Group("En attente, par langue parlée", figures, note, total="waiting", overlaps=True, is_folded=True)


def _never_proposed(table: Table, by_reason: Mapping[str, Sequence[Fact]]) -> Figure:
    return table.figure(
        "never",
        "Demandes sans proposition possible",
        Unit.REQUESTS,
        "Une personne dans un programme demandé, pour qui aucun·e bénévole prêt·e ne passe toutes les règles aujourd’hui.",
        [fact for facts in by_reason.values() for fact in facts],
        urls={programme.pk: reverse("coordination_never_proposed", args=[programme.slug]) for programme in table.programmes},
    )


def _reasons(table: Table, by_reason: Mapping[str, Sequence[Fact]]) -> Group:
    definition = "Demandes sans proposition possible, selon la règle qui écarte le plus de bénévoles."
    figures = [
        table.figure(f"never_{code}", REASONS[code], Unit.REQUESTS, definition, by_reason[code])
        for code in sorted(by_reason, key=lambda code: (-len(by_reason[code]), code))
    ]
    return Group("Pourquoi sans proposition", figures, definition, total="never", is_folded=True)


def _of_the_year(table: Table, year: int, *, today: date) -> list[Figure]:
    ended = pairing_facts.ended(year)
    return [
        table.figure(
            "first_meeting",
            "De la demande à la première rencontre",
            Unit.PAIRINGS,
            "Binômes dont la première rencontre tenue est de l’année, sans ceux qui prennent la suite d’un autre. "
            "Le jour de la demande est noté quand le binôme se forme\u00a0; sans lui, rien n’est compté.",
            pairing_facts.first_meetings(year),
        ),
        table.figure(
            "completed",
            "Binômes menés à leur terme",
            Unit.PAIRINGS,
            "De ceux terminés dans l’année, la part arrivée à son terme ou à son but, après la moitié au moins du temps prévu au départ. "
            "Les propositions sans suite n’y sont pas.",
            ended,
            is_share=True,
        ),
        table.figure(
            "again",
            "Bénévoles qui recommencent",
            Unit.VOLUNTEERS,
            "De celles et ceux dont un binôme s’est terminé dans l’année, il y a douze mois au moins\u00a0: la part qui en a commencé "
            "un autre, de n’importe quel programme, dans les douze mois.",
            pairing_facts.starting_again(year, today=today),
            is_share=True,
            of_people=True,
        ),
    ]


def _outcomes(table: Table, year: int, *, today: date) -> Group:
    found = pairing_facts.outcomes_of(year, today=today)
    figures = [
        table.figure(
            f"outcome_{months}",
            f"Un résultat en {months} mois au plus",
            Unit.PEOPLE,
            f"Des personnes dont un binôme a commencé dans l’année, il y a {months} mois au moins\u00a0: la part avec un résultat noté "
            f"dans les {months} mois. Chacune compte une fois par binôme.",
            found[months],
            is_share=True,
        )
        for months in WITHIN_MONTHS
    ]
    note = (
        "Compté depuis le début du binôme. Ce n’est pas le chiffre du rapport d’activité, qui part du titre de séjour et s’écrit à la main."
    )
    return Group("Emploi, formation et autres résultats", figures, note)


def _months(table: Table, year: int) -> Group:
    met = pairing_facts.meetings_of(year)
    figures = [
        table.figure(
            f"meetings_{number:02}",
            month(date(year, number, 1)),
            Unit.MEETINGS,
            "Rencontres tenues, notées par les bénévoles.",
            met[number],
        )
        for number in range(1, 13)
    ]
    return Group("Rencontres, mois par mois", figures, "Rencontres tenues, telles que les bénévoles les ont notées.", is_folded=True)


def _lists(table: Table, route: str, **filters: str) -> dict[int | None, str]:
    """A list of the coordination: whole, and narrowed to each programme."""
    asked: dict[int | None, dict[str, str]] = {None: filters}
    for programme in table.programmes:
        asked[programme.pk] = filters | {"programme": programme.slug}
    return {column: f"{reverse(route)}?{urlencode(query)}".rstrip("?") for column, query in asked.items()}
