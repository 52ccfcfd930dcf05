"""Who counts on an outing without a seat in it is told once of what changes and of its cancellation, in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import OutgoingMail, User
from events.activity_states import cancel
from events.changes import change_activity
from events.models import Activity, Proposal, SeatCall
from tests.events.factories import ActivityFactory, ProposalFactory, SeatCallFactory, SeatFactory, SeatWaitFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(days=5)
CHANGED = "Une activité qui vous concerne a changé"
CANCELLED = "Une activité qui vous concerne est annulée"


def told(subject: str) -> list[str]:
    return sorted(OutgoingMail.objects.filter(subject=subject).values_list("recipient", flat=True))


def move(activity: Activity, by: User) -> None:
    starts_at = LATER + timedelta(days=1)
    for _ in range(2):
        change_activity(activity, {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}, by=by, now=NOW)


def accepted(**fields: object) -> Proposal:
    proposal: Proposal = ProposalFactory(outcome=Proposal.Outcome.ACCEPTED, answered_at=NOW, **fields)
    Activity.objects.filter(pk=proposal.activity_id).update(
        status=Activity.Status.PUBLISHED, published_at=NOW, starts_at=LATER, ends_at=LATER + timedelta(hours=3)
    )
    proposal.activity.refresh_from_db()
    return proposal


def test_who_was_asked_and_is_silent_is_told_of_a_move_in_words_with_the_way_to_answer(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    call = SeatCallFactory(activity=activity)
    for answer in (SeatCall.Answer.DECLINED, SeatCall.Answer.FILLED, SeatCall.Answer.CLOSED):
        SeatCallFactory(activity=activity, answer=answer)
    move(activity, coordinator)
    mail = OutgoingMail.objects.get()
    assert (mail.subject, mail.recipient) == (CHANGED, call.volunteer.user.email)
    assert "lundi 18 mai 2026, de 10 h à 13 h (au lieu de dimanche 17 mai 2026, de 10 h à 13 h)." in plain(mail.text)
    assert f"/espace/activites/demandes/{call.pk}/" in mail.text


def test_who_was_asked_is_told_of_a_cancellation(coordinator: User) -> None:
    call = SeatCallFactory(activity__starts_at=LATER)
    assert cancel(call.activity, reason="Pluie", by=coordinator, now=NOW) == 1
    assert told(CANCELLED) == [call.volunteer.user.email]


def test_who_has_a_seat_or_waits_for_one_is_not_told_twice(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    seat, wait = SeatFactory(activity=activity), SeatWaitFactory(activity=activity)
    SeatCallFactory(activity=activity, volunteer=seat.volunteer, answer=SeatCall.Answer.ACCEPTED)
    SeatCallFactory(activity=activity, volunteer=wait.volunteer)
    move(activity, coordinator)
    assert OutgoingMail.objects.filter(recipient=seat.volunteer.user.email).count() == 1
    assert told(CHANGED) == []
    assert cancel(activity, reason="Pluie", by=coordinator, now=NOW) == 2
    assert told(CANCELLED) == []


def test_who_proposed_it_is_told_of_the_move_and_of_the_cancellation(coordinator: User) -> None:
    proposal = accepted(by=VolunteerFactory(trained=True))
    move(proposal.activity, coordinator)
    cancel(proposal.activity, reason="Musée fermé", by=coordinator, now=NOW)
    proposer = proposal.activity.proposed_by
    assert proposer is not None
    assert (told(CHANGED), told(CANCELLED)) == ([proposer.user.email], [proposer.user.email])
    mail = OutgoingMail.objects.get(subject=CANCELLED)
    assert ("Musée fermé" in mail.text, f"/espace/activites/propositions/{proposal.pk}/" in mail.text) == (True, True)


def test_who_proposed_it_and_has_a_seat_is_told_once(coordinator: User) -> None:
    proposal = accepted(by=VolunteerFactory(trained=True))
    SeatFactory(activity=proposal.activity, volunteer=proposal.activity.proposed_by)
    move(proposal.activity, coordinator)
    assert cancel(proposal.activity, reason="Pluie", by=coordinator, now=NOW) == 1
    assert (told(CHANGED), told(CANCELLED), OutgoingMail.objects.count()) == ([], [], 2)
