"""The waiting list of a full outing: who may wait, in which order, what is offered, when it ends and who is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import OutgoingMail, User
from events import asking
from events.activity_states import cancel
from events.changes import change_activity, change_reasons
from events.first_times import experienced
from events.models import Activity, LineMove, OutingSettings, Seat, SeatWait
from events.reports import forget_words
from events.seat_line import tend_lines
from events.seat_reasons import refusal_reasons
from events.seat_waits import join, leave, move_in_line, place_in_line, release, waiting_reasons
from events.sign_ups import leave_seat, take_seat
from events.staffing import calling_reasons
from tests.events.factories import ActivityFactory, SeatFactory, SeatWaitFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain
from volunteers import erasure, leaving, pauses
from volunteers.exceptions import Refused
from volunteers.holds import LONGEST_HOLD
from volunteers.models import Volunteer
from volunteers.profiles import LeavingReason

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
HOUR = timedelta(hours=1)
OFFER = "Une place d’animation se libère pour vous"
RUN_OUT = "La place qui vous était gardée ne l’est plus"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def person(*, led: int = 0, days_ago: int = 20) -> Volunteer:
    """Ready, having led so many outings, so many days ago."""
    volunteer: Volunteer = VolunteerFactory(trained=True)
    for number in range(led):
        SeatFactory(volunteer=volunteer, activity=ActivityFactory(held=True, starts_at=NOW - timedelta(days=days_ago + number)))
    return volunteer


def full_outing(**fields: Any) -> Activity:
    """In a month, both seats taken, one by somebody experienced."""
    activity: Activity = ActivityFactory(**{"starts_at": NOW + timedelta(days=30), **fields})
    SeatFactory(activity=activity, volunteer=person(led=1))
    SeatFactory(activity=activity)
    return activity


def free_a_seat(activity: Activity, now: datetime = NOW) -> None:
    """The one who has never led goes, so that anybody may follow."""
    leave_seat(activity.seats.active().exclude(volunteer__in=experienced()).get(), now=now, reason="Empêchement")


def wait_for(activity: Activity, *people: Volunteer) -> list[SeatWait]:
    return [join(activity, volunteer, now=NOW + number * timedelta(minutes=1)) for number, volunteer in enumerate(people)]


def offered(activity: Activity) -> list[Volunteer]:
    return [wait.volunteer for wait in SeatWait.objects.offered().filter(activity=activity).select_related("volunteer")]


def mails(subject: str) -> list[str]:
    return list(OutgoingMail.objects.filter(subject=subject).values_list("recipient", flat=True))


def codes(activity: Activity, volunteer: Volunteer, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in refusal_reasons(activity, volunteer, now=now)]


def codes_of(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_who_lacks_only_a_seat_may_wait() -> None:
    activity, volunteer = full_outing(), person()
    wait = join(activity, volunteer, now=NOW)
    assert (wait.since, place_in_line(wait, now=NOW)) == (NOW, 1)


def test_nobody_waits_where_a_seat_is_free_or_twice_or_without_being_ready() -> None:
    free, full, volunteer, new = ActivityFactory(), full_outing(), person(), VolunteerFactory()
    join(full, volunteer, now=NOW)
    for activity, who, expected in ((free, volunteer, ["free"]), (full, volunteer, ["waiting"])):
        with pytest.raises(Refused) as caught:
            join(activity, who, now=NOW)
        assert codes_of(caught) == expected
    against = refusal_reasons(full, new, now=NOW)
    assert waiting_reasons(full, new, against) == against[1:]
    assert against[0].code == "full"


def test_nobody_waits_for_an_outing_that_is_cancelled_or_theirs() -> None:
    activity = full_outing()
    with pytest.raises(Refused) as caught:
        join(activity, activity.seats.all()[0].volunteer, now=NOW)
    assert codes_of(caught) == ["already_in"]
    with pytest.raises(Refused) as caught:
        join(full_outing(cancelled=True), person(), now=NOW)
    assert codes_of(caught) == ["cancelled"]


def test_line_goes_by_who_led_least_lately_then_by_who_waits_longest() -> None:
    activity = full_outing()
    often, first, second, long_ago = person(led=2), person(led=1), person(led=1), person(led=3, days_ago=200)
    # Promised counts as led, as it does in « Trouver quelqu’un ».
    SeatFactory(volunteer=often, activity=ActivityFactory(starts_at=NOW + timedelta(days=9)))
    wait_for(activity, often, first, second, long_ago)
    line = SeatWait.objects.in_line(NOW)
    assert [(wait.volunteer, wait.led_count) for wait in line] == [(long_ago, 0), (first, 1), (second, 1), (often, 3)]
    OutingSettings.objects.update_or_create(pk=1, defaults={"led_lately_days": 365})
    assert [wait.volunteer for wait in SeatWait.objects.in_line(NOW)] == [first, second, often, long_ago]


def test_seat_given_back_is_held_for_the_next_in_line_and_for_nobody_else() -> None:
    activity, outsider = full_outing(), person()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity)
    first.refresh_from_db()
    assert (offered(activity), first.offered_until) == ([first.volunteer], NOW + LONGEST_HOLD)
    assert mails(OFFER) == [first.volunteer.user.email]
    assert (codes(activity, first.volunteer), codes(activity, second.volunteer), codes(activity, outsider)) == ([], ["held"], ["held"])
    assert place_in_line(second, now=NOW) == 1
    for volunteer, count in ((first.volunteer, 1), (second.volunteer, 0), (outsider, 0)):
        assert Activity.objects.counting_free_for([volunteer], NOW).get(pk=activity.pk).free_count == count
        assert Activity.objects.open_to(volunteer, NOW).filter(pk=activity.pk).exists() == bool(count)
    assert not Activity.objects.filter(pk=activity.pk).with_free_seat_for([], NOW).exists()
    assert Activity.objects.short_of_facilitators().filter(pk=activity.pk).exists()


def test_seat_held_is_taken_by_its_person_and_ends_the_wait() -> None:
    activity = full_outing()
    (wait,) = wait_for(activity, person())
    free_a_seat(activity)
    seat = take_seat(activity, wait.volunteer, now=NOW + HOUR)
    wait.refresh_from_db()
    assert (seat.volunteer, wait.ended_as, wait.ended_at) == (wait.volunteer, SeatWait.End.TAKEN, NOW + HOUR)


def test_seat_declined_goes_to_the_next_at_once() -> None:
    activity = full_outing()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity)
    leave(first, now=NOW + HOUR)
    leave(first, now=NOW + HOUR)
    first.refresh_from_db()
    assert (first.ended_as, offered(activity)) == (SeatWait.End.LEFT, [second.volunteer])
    assert mails(OFFER) == [first.volunteer.user.email, second.volunteer.user.email]


def test_offer_that_ran_out_is_told_once_and_the_next_one_is_made() -> None:
    activity = full_outing()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity)
    late = NOW + LONGEST_HOLD
    tend_lines(late - timedelta(seconds=1))
    assert offered(activity) == [first.volunteer]
    # Until it is said that it ran out, nobody slips in between, not even its person.
    assert (codes(activity, first.volunteer, late), codes(activity, second.volunteer, late)) == (["held"], ["held"])
    for _ in range(2):
        tend_lines(late)
    first.refresh_from_db()
    assert (first.ended_as, offered(activity)) == (SeatWait.End.EXPIRED, [second.volunteer])
    assert mails(RUN_OUT) == [first.volunteer.user.email]
    # They may wait again.
    join(activity, first.volunteer, now=late)


@pytest.mark.parametrize(("left", "held"), [(timedelta(days=4), timedelta(days=1)), (2 * HOUR, HOUR / 2), (HOUR, None)])
def test_hold_shrinks_and_never_passes_the_start(left: timedelta, held: timedelta | None) -> None:
    activity = full_outing(starts_at=NOW + left)
    (wait,) = wait_for(activity, person())
    free_a_seat(activity)
    wait.refresh_from_db()
    assert wait.offered_until == (NOW + held if held else None)
    # So late, it is anybody's.
    assert codes(activity, person()) == ([] if held is None else ["held"])


def test_who_could_not_take_the_seat_is_passed_over_and_stays_in_line() -> None:
    activity = full_outing()
    busy, paused, free = person(), person(), person(led=2)
    wait_for(activity, busy, paused, free)
    SeatFactory(volunteer=busy, activity=ActivityFactory(starts_at=activity.starts_at + HOUR))
    pauses.add(paused, since=NOW.date(), until=None, today=NOW.date())
    free_a_seat(activity)
    assert offered(activity) == [free]
    assert [wait.volunteer for wait in SeatWait.objects.in_line(NOW)] == [paused, busy]  # Whoever promised another outing comes after


def test_first_timer_is_not_offered_the_seat_that_is_kept_for_somebody_experienced() -> None:
    activity = ActivityFactory(starts_at=NOW + timedelta(days=30))
    seat = SeatFactory(activity=activity, volunteer=person(led=1))
    SeatFactory(activity=activity)
    newcomer, veteran = person(), person(led=3)
    wait_for(activity, newcomer, veteran)
    leave_seat(seat, now=NOW)
    assert offered(activity) == [veteran]


def test_first_timers_offered_both_seats_never_block_each_other() -> None:
    activity = full_outing()
    newcomers, veteran = [person(), person()], person(led=3)
    wait_for(activity, *newcomers, veteran)
    for seat in activity.seats.active():
        leave_seat(seat, now=NOW)
    assert offered(activity) == [newcomers[0], veteran]
    for volunteer in (newcomers[0], veteran):
        take_seat(activity, volunteer, now=NOW)
    assert activity.seats.active().count() == 2


def test_seats_that_are_added_are_offered() -> None:
    activity, by = full_outing(), VolunteerFactory().user
    first, _second = wait_for(activity, person(), person())
    change_activity(activity, {"facilitator_seats": 3}, by=by, now=NOW)
    assert offered(activity) == [first.volunteer]
    activity.refresh_from_db()
    assert [reason.code for reason in change_reasons(activity, {"facilitator_seats": 2}, now=NOW)] == ["held"]
    assert [reason.code for reason in change_reasons(activity, {"kind": Activity.Kind.FORUM}, now=NOW)] == ["kind"]


def test_move_is_told_to_who_waits_and_holds_end_at_the_new_start(coordinator: User) -> None:
    activity = full_outing()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity)
    sooner = NOW + timedelta(days=1)
    change_activity(activity, {"starts_at": sooner, "ends_at": sooner + 2 * HOUR}, by=coordinator, now=NOW)
    first.refresh_from_db()
    assert first.offered_until == sooner
    assert sorted(mails("Une sortie que vous attendez a changé")) == sorted([first.volunteer.user.email, second.volunteer.user.email])


def test_cancelled_outing_ends_the_waits_and_tells_each_once(coordinator: User) -> None:
    activity = full_outing()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity)
    cancel(activity, reason="Musée fermé", by=coordinator, now=NOW)
    tend_lines(NOW + HOUR)
    assert set(SeatWait.objects.values_list("ended_as", flat=True)) == {SeatWait.End.CLOSED}
    told = mails("Une sortie que vous attendiez est annulée")
    assert sorted(told) == sorted([first.volunteer.user.email, second.volunteer.user.email])


def test_started_outing_ends_the_waits() -> None:
    activity = full_outing()
    (wait,) = wait_for(activity, person())
    tend_lines(activity.starts_at)
    wait.refresh_from_db()
    assert (wait.ended_as, OutgoingMail.objects.count()) == (SeatWait.End.CLOSED, 0)


def test_who_leaves_the_association_waits_no_more_and_the_next_has_the_offer_at_once() -> None:
    activity = full_outing()
    first, second, third = wait_for(activity, person(), person(), person())
    free_a_seat(activity)
    leaving.leave(first.volunteer, reason=LeavingReason.MOVED, on=NOW.date(), now=NOW)
    first.refresh_from_db()
    assert (first.ended_as, offered(activity)) == (SeatWait.End.LEFT, [second.volunteer])
    erasure.erase(second.volunteer, now=NOW)
    assert offered(activity) == [third.volunteer]
    assert not SeatWait.objects.filter(pk=second.pk).exists()


def test_coordinator_changes_the_order_with_a_reason_that_is_kept_a_year(coordinator: User) -> None:
    activity = full_outing()
    one, two, three = wait_for(activity, person(), person(), person())
    move_in_line(three, to_place=1, reason="Parle tigrinya", by=coordinator, now=NOW)
    later = join(activity, person(), now=NOW + HOUR)
    assert list(SeatWait.objects.in_line(NOW)) == [three, one, two, later]
    move = LineMove.objects.get()
    assert (move.wait, move.from_place, move.to_place, move.reason, move.moved_by, move.moved_at) == (
        three,
        3,
        1,
        "Parle tigrinya",
        coordinator,
        NOW,
    )
    free_a_seat(activity)
    assert offered(activity) == [three.volunteer]
    forget_words(NOW + timedelta(days=366))
    assert LineMove.objects.get().reason == ""


def test_order_is_not_changed_without_a_reason_nor_beyond_the_line(coordinator: User) -> None:
    activity = full_outing()
    one, two = wait_for(activity, person(), person())
    with pytest.raises(Refused) as caught:
        move_in_line(two, to_place=3, reason="", by=coordinator, now=NOW)
    assert codes_of(caught) == ["place", "reason"]
    free_a_seat(activity)
    with pytest.raises(Refused) as caught:
        move_in_line(one, to_place=1, reason="Parle tigrinya", by=coordinator, now=NOW)
    assert codes_of(caught) == ["not_in_line"]
    assert list(SeatWait.objects.in_line(NOW)) == [two]
    assert not LineMove.objects.exists()


def test_seat_of_somebody_in_line_elsewhere_leaves_their_other_waits() -> None:
    activity, other = full_outing(), full_outing(starts_at=NOW + timedelta(days=40))
    volunteer = person()
    SeatWaitFactory(activity=other, volunteer=volunteer)
    wait_for(activity, volunteer)
    free_a_seat(activity)
    take_seat(activity, volunteer, now=NOW)
    assert [wait.activity for wait in SeatWait.objects.open()] == [other]
    assert Seat.objects.active().filter(volunteer=volunteer).count() == 1


# Holds that coordinators read, and end -----------------------------------------------------------


def near_outing(hours: int) -> tuple[Activity, SeatWait]:
    """With one seat that has just been given back, and is held for the one who waited."""
    activity = full_outing(starts_at=NOW + timedelta(hours=hours))
    (wait,) = wait_for(activity, person())
    free_a_seat(activity, NOW + 2 * HOUR)
    wait.refresh_from_db()
    return activity, wait


def test_coordinators_read_for_whom_and_until_when_a_seat_is_held_and_no_name(coordinator: User) -> None:
    _, wait = near_outing(74)
    mail = OutgoingMail.objects.get(recipient=coordinator.email)
    for text in (mail.text, mail.html):
        assert "Une place est gardée pour une personne de la liste d’attente jusqu’au mercredi 13 mai 2026, 6 h." in plain(text)
        assert wait.volunteer.user.get_full_name() not in text


def test_mail_of_a_seat_that_is_free_says_of_no_hold(coordinator: User) -> None:
    free_a_seat(full_outing())
    assert "gardée" not in OutgoingMail.objects.get(recipient=coordinator.email).text


def test_hold_that_a_coordinator_ends_frees_the_seat_at_once_and_is_kept_with_its_reason(coordinator: User) -> None:
    activity, wait = near_outing(74)
    other, later = person(led=1), NOW + 3 * HOUR
    assert codes(activity, other, later) == ["held"]
    release(wait, reason="Injoignable", by=coordinator, now=later)
    assert codes(activity, other, later) == []
    wait.refresh_from_db()
    assert (wait.ended_as, wait.ended_at, wait.ended_reason, wait.ended_by) == (SeatWait.End.RELEASED, later, "Injoignable", coordinator)
    assert mails(RUN_OUT) == [wait.volunteer.user.email]
    assert "Injoignable" not in OutgoingMail.objects.get(subject=RUN_OUT).text
    with pytest.raises(Refused) as caught:
        release(wait, reason="Encore", by=coordinator, now=later)
    assert codes_of(caught) == ["not_held"]
    forget_words(later + timedelta(days=366))
    wait.refresh_from_db()
    assert (wait.ended_reason, wait.ended_as) == ("", SeatWait.End.RELEASED)


def test_hold_that_a_coordinator_ends_goes_to_the_next_in_line(coordinator: User) -> None:
    activity = full_outing()
    first, second = wait_for(activity, person(), person())
    free_a_seat(activity, NOW + HOUR)
    first.refresh_from_db()
    with pytest.raises(Refused) as caught:
        release(first, reason="", by=coordinator, now=NOW + HOUR)
    assert codes_of(caught) == ["reason"]
    release(first, reason="Elle préfère une autre date", by=coordinator, now=NOW + HOUR)
    assert offered(activity) == [second.volunteer]


@pytest.mark.parametrize(("hours", "expected"), [(74, []), (75, ["held"])])
def test_people_are_asked_although_a_seat_is_held_once_the_outing_is_near(hours: int, expected: list[str], coordinator: User) -> None:
    activity, _ = near_outing(hours)
    assert [reason.code for reason in calling_reasons(activity, now=NOW + 2 * HOUR)] == expected


def test_who_is_asked_meanwhile_takes_the_seat_once_it_is_held_no_longer(coordinator: User) -> None:
    activity, wait = near_outing(74)
    asked, now = person(led=1), NOW + 2 * HOUR
    (call,) = asking.ask(activity, [asked.pk], by=coordinator, now=now)
    assert "jusqu’au mercredi 13 mai 2026, 6 h" in plain(OutgoingMail.objects.get(recipient=asked.user.email).text)
    with pytest.raises(Refused) as caught:
        asking.accept(call, now=now)
    assert codes_of(caught) == ["held"]
    assert wait.offered_until is not None
    tend_lines(wait.offered_until)
    assert asking.accept(call, now=wait.offered_until).volunteer == asked
