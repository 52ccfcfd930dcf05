"""A pairing ends for a reason; a bénévole asks to stop; somebody takes over, and the person keeps their place in line."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.volunteers.factories import PairingFactory, ProgrammeFactory, VolunteerFactory, ready_pairing
from volunteers import pairing_ends
from volunteers.exceptions import Refused
from volunteers.models import Exclusion, Pairing, PairingReview, Programme, ProgrammeWish
from volunteers.rankings import rank_for
from volunteers.reviews import Decision, decide
from volunteers.suggesting import suggest

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
EndReason = Pairing.EndReason


def end(pairing: Pairing, by: User, *, reason: EndReason = EndReason.GOAL, waits: bool = False, days: int = 0) -> Pairing:
    on = TODAY + timedelta(days=days)
    return pairing_ends.end(pairing, reason=reason, on=on, waits=waits, by=by, now=NOW)


def wish(pairing: Pairing, *, since: int) -> ProgrammeWish:
    day = TODAY - timedelta(days=since)
    return ProgrammeWish.objects.create(participant=pairing.participants.get(), programme=pairing.programme, since=day)


def test_end_frees_the_volunteer_and_thanks_them(coordinator: User) -> None:
    pairing = PairingFactory()
    wish(pairing, since=90)
    found = end(pairing, coordinator)
    assert (found.status, found.end_reason, found.ended_on) == ("ended", "goal", TODAY)
    assert not Pairing.objects.standing().exists()
    assert [mail.subject for mail in OutgoingMail.objects.all()] == ["Merci pour ce binôme"]
    assert not ProgrammeWish.objects.exists()


@pytest.mark.parametrize(("days", "code"), [(1, "to_come"), (-1, "before")])
def test_end_is_between_the_start_and_today(coordinator: User, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        end(PairingFactory(), coordinator, days=days)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_conflict_keeps_the_two_apart_even_after_a_refusal(coordinator: User) -> None:
    pairing = PairingFactory()
    Exclusion.objects.create(volunteer=pairing.volunteer, participant=pairing.participants.get(), reason="declined", since=TODAY)
    end(pairing, coordinator, reason=EndReason.CONFLICT)
    assert Exclusion.objects.get().reason == "conflict"
    end(PairingFactory(), coordinator)
    assert Exclusion.objects.count() == 1


def test_stop_is_told_once_and_ends_nothing(coordinator: User) -> None:
    pairing = PairingFactory(contact=coordinator)
    pairing_ends.ask_to_stop(pairing, now=NOW)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.stop_asked_at) == ("active", NOW)
    assert [(alert.kind, alert.is_open) for alert in pairing.alerts.all()] == [("stop", True)]
    assert [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.all()] == [
        (coordinator.email, "Un·e bénévole doit arrêter un binôme")
    ]
    with pytest.raises(Refused) as refused:
        pairing_ends.ask_to_stop(pairing, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["asked"]


def test_whoever_is_left_by_a_volunteer_keeps_their_place_in_line(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=20))
    first = wish(pairing, since=90)
    found = end(pairing, coordinator, reason=EndReason.VOLUNTEER, waits=True)
    assert (found.status, found.end_reason) == ("ended", "volunteer")
    assert ProgrammeWish.objects.get() == first


def test_place_in_line_is_that_of_the_pairing_when_no_wish_was_noted(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=20), suggested_at=NOW - timedelta(days=40))
    end(pairing, coordinator, reason=EndReason.VOLUNTEER, waits=True)
    assert ProgrammeWish.objects.get().since == TODAY - timedelta(days=40)


def suggest_for(before: Pairing, by: User, programme: Programme | None = None) -> Pairing:
    """Somebody else is brought near the person of that pairing."""
    wanted = programme or before.programme
    volunteer = VolunteerFactory(trained=True, missions=[wanted.mission])
    return suggest(wanted, volunteer, [before.participants.get()], by=by, now=NOW)


@pytest.mark.parametrize(("reason", "follows"), [("volunteer", True), ("partner", True), ("term", False), ("conflict", False)])
def test_next_pairing_says_which_it_follows(coordinator: User, reason: str, follows: bool) -> None:
    """Where the one before ended for somebody else to take over."""
    before = PairingFactory()
    end(before, coordinator, reason=EndReason(reason), waits=True)
    assert suggest_for(before, coordinator).follows == (before if follows else None)


def test_what_ended_at_its_term_since_is_not_followed(coordinator: User) -> None:
    first = PairingFactory(starts_on=TODAY - timedelta(days=60))
    end(first, coordinator, reason=EndReason.VOLUNTEER, waits=True, days=-30)
    second = PairingFactory(programme=first.programme, participants=[first.participants.get()], starts_on=TODAY - timedelta(days=20))
    end(second, coordinator, reason=EndReason.TERM, waits=True)
    assert suggest_for(first, coordinator).follows is None


def test_pairing_of_another_programme_follows_the_review_that_chose_it(coordinator: User) -> None:
    before, other = PairingFactory(), ProgrammeFactory(slug="linguistique", mission__slug="accompagnement-linguistique")
    chosen = Decision(3, 3, 3, PairingReview.Conclusion.PROGRAMME, programme=other)
    decide(before, chosen, key=uuid4(), by=coordinator, now=NOW)
    assert suggest_for(before, coordinator, other).follows == before


@pytest.mark.parametrize("reason", pairing_ends.TO_GO_ON)
def test_whoever_is_taken_over_from_is_not_ranked_again(coordinator: User, reason: EndReason) -> None:
    before = ready_pairing()
    person = before.participants.get()
    other = VolunteerFactory(trained=True, missions=[before.programme.mission])
    end(before, coordinator, reason=reason, waits=True)
    assert [found.volunteer.key for found in rank_for(before.programme, person, today=TODAY).matches] == [other.pk]
    assert [row.reason for row in Exclusion.objects.all()] == ["team"]
