"""What the checks say of a proposal, to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Activity, Proposal
from events.proposal_checks import Reader, look_at, look_at_activity
from home.dates import NBSP
from tests.events.factories import ActivityFactory, ProposalFactory, SeatFactory, VenueFactory, make_series
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
# A Wednesday, as plain as days can be.
DAY = datetime(2026, 6, 10, 14, 0, tzinfo=PARIS)
PLAIN = {"accessibility": Proposal.Accessibility.YES, "activity__starts_at": DAY, "activity__answer_by": DAY.date() - timedelta(days=9)}


def make(**fields: Any) -> Proposal:
    return ProposalFactory(**{**PLAIN, **fields})


def words(proposal: Proposal, reader: Reader = Reader.PROPOSER) -> list[str]:
    return [sentence.replace(NBSP, " ").replace("\u202f", " ") for sentence in look_at(proposal, reader=reader)]


def test_plain_proposal_has_nothing_to_be_told() -> None:
    assert words(make()) == []


def test_cost_is_told_above_the_threshold_alone() -> None:
    payer = {"activity__payer": "association"}
    assert words(make(activity__cost_cents=80_00, **payer)) == []
    assert words(make(activity__cost_cents=80_01, **payer)) == [
        "Le coût est de 80,01 € en tout. Au-delà de 80,00 €, il faut d’abord trouver qui paie : la réponse peut en dépendre."
    ]


def test_accessibility_to_check_says_what_is_known_of_the_place() -> None:
    to_check = {"accessibility": Proposal.Accessibility.TO_CHECK}
    assert words(make(**to_check)) == [
        "L’accessibilité du lieu reste à vérifier avant d’annoncer l’activité : ascenseur, marches, toilettes, distance à pied."
    ]
    assert words(make(**to_check, activity__venue=VenueFactory(accessibility="Deux marches."))) == [
        "L’accessibilité reste à vérifier. Ce que nous savons de ce lieu : Deux marches."
    ]


def test_place_that_is_not_accessible_is_told() -> None:
    assert words(make(accessibility=Proposal.Accessibility.NO)) == [
        "Le lieu n’est pas accessible à tout le monde : un autre lieu, ou une aide sur place, serait à prévoir."
    ]


def test_published_activity_of_the_same_day_is_named() -> None:
    ActivityFactory(title="Visite du musée", starts_at=DAY.replace(hour=20), ends_at=DAY.replace(hour=22))
    expected = ["Une activité est déjà prévue mercredi 10 juin : « Visite du musée », de 20 h à 22 h."]
    proposal = make()
    assert (words(proposal), words(proposal, Reader.TEAM)) == (expected, expected)


def test_activity_that_is_not_published_is_named_to_the_team_alone() -> None:
    ActivityFactory(title="Le secret", to_publish=True, starts_at=DAY.replace(hour=9), ends_at=DAY.replace(hour=11))
    proposal = make()
    assert words(proposal) == ["Une activité est déjà prévue mercredi 10 juin : une autre, pas encore annoncée."]
    assert words(proposal, Reader.TEAM) == ["Une activité est déjà prévue mercredi 10 juin : « Le secret », de 9 h à 11 h."]


def test_activities_of_other_days_and_states_do_not_clash() -> None:
    midnight = DAY.replace(hour=0)
    ActivityFactory(starts_at=midnight - timedelta(hours=3), ends_at=midnight)
    ActivityFactory(starts_at=midnight + timedelta(days=1), ends_at=midnight + timedelta(hours=26))
    ActivityFactory(cancelled=True, starts_at=DAY)
    make(activity__title="Une autre proposition")
    assert words(make()) == []


def test_own_engagement_is_told_in_full_to_oneself_and_in_general_to_the_team() -> None:
    proposal = make()
    SeatFactory(volunteer=proposal.activity.proposed_by, activity=ActivityFactory(title="Foot", starts_at=DAY - timedelta(hours=1)))
    assert words(proposal)[1:] == ["Vous avez déjà un engagement à ce moment-là : animation d’une activité, de 13 h à 16 h."]
    assert words(proposal, Reader.TEAM)[1:] == ["La personne qui propose a déjà un engagement à ce moment-là."]


def test_public_holiday_is_named() -> None:
    proposal = make(activity__starts_at=datetime(2026, 7, 14, 15, 0, tzinfo=PARIS))
    assert words(proposal) == ["Mardi 14 juillet est un jour férié, la fête nationale : le lieu est peut-être fermé."]


def test_date_that_comes_before_the_answer_is_told_while_it_waits() -> None:
    proposal = make(activity__answer_by=DAY.date())
    assert words(proposal) == ["Cette date est proche : la réponse, promise avant le mercredi 10 juin 2026, peut venir trop tard."]


def test_proposal_of_somebody_erased_is_looked_at_all_the_same() -> None:
    proposal = make()
    Activity.objects.update(proposed_by=None)
    assert words(Proposal.objects.get(pk=proposal.pk), Reader.TEAM) == []


def test_all_that_is_to_be_said_comes_at_once() -> None:
    day = datetime(2026, 7, 14, 15, 0, tzinfo=PARIS)
    ActivityFactory(starts_at=day)
    proposal = make(
        accessibility=Proposal.Accessibility.TO_CHECK,
        activity__starts_at=day,
        activity__cost_cents=200_00,
        activity__payer="association",
        activity__answer_by=day.date(),
    )
    SeatFactory(volunteer=proposal.activity.proposed_by, activity=ActivityFactory(cancelled=True, starts_at=day))
    assert len(words(proposal)) == 6


def activity_words(**fields: Any) -> list[str]:
    activity = ActivityFactory(**fields)
    now = activity.published_at or activity.starts_at - timedelta(days=9)
    return [sentence.replace(NBSP, " ") for sentence in look_at_activity(activity, now=now)]


def test_activity_of_the_team_is_looked_at_as_a_proposal_is() -> None:
    christmas = datetime(2026, 12, 25, 15, 0, tzinfo=PARIS)
    ActivityFactory(title="Une autre", starts_at=christmas, to_publish=True)
    assert activity_words(starts_at=christmas, to_publish=True, venue=VenueFactory(), cost_cents=200_00, payer="association") == [
        "Une activité est déjà prévue vendredi 25 décembre : « Une autre », de 15 h à 18 h.",
        "Vendredi 25 décembre est un jour férié, Noël : le lieu est peut-être fermé.",
        "Le coût est de 200,00 € en tout. Au-delà de 80,00 €, il faut d’abord trouver qui paie : la réponse peut en dépendre.",
    ]


def test_activity_without_a_venue_is_said_before_it_is_published() -> None:
    no_venue = "Aucun lieu n’est choisi : "
    assert activity_words(starts_at=DAY, to_publish=True) == [no_venue + "la veille, qui anime lira que le lieu n’est pas encore fixé."]
    meets = activity_words(starts_at=DAY + timedelta(days=1), meeting_point="Au pont")
    assert meets == [no_venue + "la veille, qui anime ne lira que le point de rendez-vous."]
    assert activity_words(starts_at=DAY + timedelta(days=2), kind="forum") == [no_venue + "l’agenda public dira « Lieu à préciser »."]
    assert activity_words(starts_at=DAY + timedelta(days=3), public=True) == []


def test_activity_that_is_over_or_cancelled_is_not_looked_at() -> None:
    assert (activity_words(held=True), activity_words(cancelled=True)) == ([], [])
    over = ActivityFactory(over=True)
    assert look_at_activity(over, now=over.ends_at) == []


def test_coordinator_reads_it_on_the_page(coordinator: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(coordinator).get(reverse("coordination_activity", args=[ActivityFactory(to_publish=True).pk])).text
    assert ("À regarder avant de publier" in page, "Aucun lieu n’est choisi" in page) == (True, True)


def test_series_says_which_of_its_dates_are_public_holidays(coordinator: User, signed_in: Callable[[User], Client]) -> None:
    with time_machine.travel(datetime(2026, 4, 1, 9, 0, tzinfo=PARIS), tick=False):
        series = make_series(ActivityFactory(starts_at=datetime(2026, 4, 17, 15, 0, tzinfo=PARIS)))
        page = plain(signed_in(coordinator).get(reverse("coordination_series", args=[series.pk])).text)
    assert [name in page for name in ("Vendredi 1er mai est un jour férié", "Vendredi 15 mai est")] == [True, False]
