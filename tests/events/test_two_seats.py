"""A first outing beside somebody experienced, the time to get there, who is told of a seat given back, and what the two see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.models import Activity, OutingSettings, Seat
from events.seat_reasons import refusal_reasons
from events.sign_ups import asks_reason, leave_seat, take_seat
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import EngagementSettings, Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
HOUR = timedelta(hours=1)
SETTINGS = "/coordination/activites/reglages/"


def codes(activity: Activity, volunteer: Volunteer) -> list[str]:
    return [reason.code for reason in refusal_reasons(activity, volunteer, now=NOW)]


def outing(**fields: object) -> Activity:
    return ActivityFactory(**{"starts_at": NOW + timedelta(days=10), **fields})


def someone_who_led(**traits: object) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(trained=True, **traits)
    SeatFactory(activity=ActivityFactory(held=True, starts_at=NOW - timedelta(days=30)), volunteer=volunteer)
    return volunteer


def test_last_seat_beside_first_timers_is_kept_for_somebody_experienced(ready_volunteer: Volunteer) -> None:
    activity, veteran = outing(), someone_who_led()
    # Whoever comes first sits down first: the first-timer too.
    assert codes(activity, ready_volunteer) == []
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == ["first_time"]
    assert codes(activity, veteran) == []


def test_first_timer_takes_the_last_seat_beside_somebody_experienced(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory(activity=activity, volunteer=someone_who_led())
    assert codes(activity, ready_volunteer) == []


def test_of_three_seats_the_last_is_kept(ready_volunteer: Volunteer) -> None:
    activity = outing(facilitator_seats=3)
    someone_who_led()
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == []
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == ["first_time"]


def test_seat_that_somebody_experienced_gave_back_is_kept_for_another(ready_volunteer: Volunteer) -> None:
    activity = outing()
    seat = SeatFactory(activity=activity, volunteer=someone_who_led())
    SeatFactory(activity=activity)
    leave_seat(seat, now=NOW)
    assert codes(activity, ready_volunteer) == ["first_time"]


@pytest.mark.parametrize(("status", "left_at"), [("published", None), ("cancelled", None), ("held", NOW)])
def test_seat_that_was_not_led_is_no_experience(status: str, left_at: datetime | None, ready_volunteer: Volunteer) -> None:
    someone_who_led()
    past = ActivityFactory(status=status, starts_at=NOW - timedelta(days=9), cancellation_reason="Pluie" if status == "cancelled" else "")
    SeatFactory(activity=past, volunteer=ready_volunteer, left_at=left_at)
    activity = outing()
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == ["first_time"]


def test_rule_can_be_switched_off(ready_volunteer: Volunteer) -> None:
    someone_who_led()
    activity = outing()
    SeatFactory(activity=activity)
    OutingSettings.objects.create(pk=1, first_timers_accompanied=False)
    assert codes(activity, ready_volunteer) == []


def test_rule_sleeps_while_nobody_has_ever_led(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == []


@pytest.mark.parametrize(("kind", "expected"), [("employee", []), ("civic_service", ["first_time"])])
def test_employees_lead_and_accompany_and_civic_service_leads(kind: str, expected: list[str], ready_volunteer: Volunteer) -> None:
    someone_who_led()
    activity = outing()
    other = VolunteerFactory(trained=True, kind=kind)
    assert codes(activity, other) == []
    take_seat(activity, other, now=NOW)
    assert codes(activity, ready_volunteer) == expected


def test_other_reasons_are_told_along(new_volunteer: Volunteer) -> None:
    someone_who_led()
    activity = outing()
    SeatFactory(activity=activity)
    assert codes(activity, new_volunteer) == ["first_time", "training"]


@pytest.mark.parametrize(
    ("gap_minutes", "expected"),
    [(-30, []), (-29, ["travel"]), (0, ["travel"]), (29, ["travel"]), (30, [])],
)
def test_time_to_get_there_is_kept_on_both_sides(gap_minutes: int, expected: list[str], ready_volunteer: Volunteer) -> None:
    activity = outing()
    gap = timedelta(minutes=gap_minutes)
    starts_at = activity.ends_at + gap if gap_minutes > 0 else activity.starts_at - 3 * HOUR + gap
    SeatFactory(activity=outing(starts_at=starts_at), volunteer=ready_volunteer)
    assert codes(activity, ready_volunteer) == expected


def test_first_time_that_every_seat_is_taken_is_written_down(ready_volunteer: Volunteer) -> None:
    activity = outing()
    first = take_seat(activity, VolunteerFactory(trained=True), now=NOW)
    activity.refresh_from_db()
    assert activity.staffed_at is None
    take_seat(activity, VolunteerFactory(trained=True), now=NOW + HOUR)
    leave_seat(first, now=NOW + 2 * HOUR)
    take_seat(activity, ready_volunteer, now=NOW + 3 * HOUR)
    activity.refresh_from_db()
    assert activity.staffed_at == NOW + HOUR


# Giving a seat back -------------------------------------------------------------------------------


def sent_to(address: str) -> list[str]:
    return list(OutgoingMail.objects.filter(recipient=address).values_list("subject", flat=True))


@pytest.mark.parametrize(("hours", "is_late"), [(72, False), (71, True)])
def test_reason_is_asked_when_the_outing_is_near(hours: int, is_late: bool, ready_volunteer: Volunteer) -> None:
    seat = SeatFactory(activity=outing(starts_at=NOW + hours * HOUR), volunteer=ready_volunteer)
    assert asks_reason(seat, now=NOW) == is_late
    if is_late:
        with pytest.raises(Refused) as refused:
            leave_seat(seat, now=NOW)
        assert [reason.code for reason in refused.value.reasons] == ["reason"]
        assert OutgoingMail.objects.count() == 0
    leave_seat(seat, now=NOW, reason="Grippe")
    seat.refresh_from_db()
    assert (seat.left_at, seat.leaving_reason) == (NOW, "Grippe" if is_late else "")
    assert not hasattr(seat.history.first(), "leaving_reason")


def test_partner_and_coordinators_are_told_once_and_the_reason_is_in_no_mail(coordinator: User, ready_volunteer: Volunteer) -> None:
    activity = outing(starts_at=NOW + 20 * HOUR)
    seat, partner = SeatFactory(activity=activity, volunteer=ready_volunteer), SeatFactory(activity=activity)
    SeatFactory(activity=activity, left_at=NOW - HOUR, engagement=None)
    leave_seat(seat, now=NOW, reason="Une opération imprévue")
    with pytest.raises(Refused) as refused:
        leave_seat(seat, now=NOW, reason="Une opération imprévue")
    assert [reason.code for reason in refused.value.reasons] == ["already_left"]
    assert sent_to(partner.volunteer.user.email) == ["L’autre place de votre sortie est libre"]
    assert sent_to(coordinator.email) == ["Une place d’animation vient de se libérer"]
    assert OutgoingMail.objects.count() == 2
    words = "".join(mail.text + mail.html for mail in OutgoingMail.objects.all())
    assert "opération" not in words
    told = OutgoingMail.objects.get(recipient=partner.volunteer.user.email)
    assert ready_volunteer.user.first_name in told.text
    assert ready_volunteer.user.last_name not in told.text


def test_late_leaving_asks_on_the_same_screen(ready_volunteer: Volunteer, signed_in: SignIn, coordinator: User) -> None:
    seat = SeatFactory(activity=outing(starts_at=NOW + 20 * HOUR), volunteer=ready_volunteer)
    client, address = signed_in(ready_volunteer.user), reverse("space_activity_leave", args=[seat.activity_id])
    with time_machine.travel(NOW, tick=False):
        assert 'name="reason"' in client.get(reverse("space_activity", args=[seat.activity_id])).content.decode()
        refused = client.post(address, {"reason": "  "})
        assert refused.context["leave_form"].errors == {"reason": ["Dites en une phrase pourquoi vous ne pouvez plus venir."]}
        assert Seat.objects.active().count() == 1
        assert "Votre place est rendue." in client.post(address, {"reason": "Train supprimé"}, follow=True).content.decode()
        page = signed_in(coordinator).get(reverse("coordination_activity", args=[seat.activity_id])).content.decode()
    assert "Train supprimé" in page


def test_early_leaving_asks_nothing(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=outing(), volunteer=ready_volunteer)
    client = signed_in(ready_volunteer.user)
    with time_machine.travel(NOW, tick=False):
        assert 'name="reason"' not in client.get(reverse("space_activity", args=[seat.activity_id])).content.decode()
        client.post(reverse("space_activity_leave", args=[seat.activity_id]))
    assert Seat.objects.active().count() == 0


# What the two see ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ticked", [True, False])
def test_phone_is_for_the_other_of_the_two_when_it_was_shared(ticked: bool, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity, other = outing(), VolunteerFactory(trained=True, phone="06 11 22 33 44")
    with time_machine.travel(NOW, tick=False):
        take = reverse("space_activity_take", args=[activity.pk])
        signed_in(other.user).post(take, {"shares_phone": "on"} if ticked else {})
        page = reverse("space_activity", args=[activity.pk])
        assert "06 11 22 33 44" not in signed_in(ready_volunteer.user).get(page).content.decode()
        SeatFactory(activity=activity, volunteer=ready_volunteer)
        assert ("06 11 22 33 44" in signed_in(ready_volunteer.user).get(page).content.decode()) == ticked
    with time_machine.travel(activity.ends_at, tick=False):
        assert "06 11 22 33 44" not in signed_in(ready_volunteer.user).get(page).content.decode()


def test_box_to_share_a_phone_needs_a_phone(signed_in: SignIn) -> None:
    activity = outing()
    for phone in ("", "06 11 22 33 44"):
        volunteer = VolunteerFactory(trained=True, phone=phone)
        with time_machine.travel(NOW, tick=False):
            page = signed_in(volunteer.user).get(reverse("space_activity", args=[activity.pk])).content.decode()
        assert ("shares_phone" in page) == bool(phone)


# Settings -----------------------------------------------------------------------------------------


def test_settings_are_kept_in_one_row(coordinator: User, signed_in: SignIn) -> None:
    client = signed_in(coordinator)
    for hours in ("48", "24"):
        typed = {"answer_within_days": "5", "leave_alone_hours": hours, "travel_minutes": "0", "led_lately_days": "90"}
        assert client.post(SETTINGS, typed)["Location"] == SETTINGS
    kept = OutingSettings.objects.get()
    assert (kept.answer_within_days, kept.leave_alone_hours, kept.first_timers_accompanied) == (5, 24, False)
    assert EngagementSettings.objects.get().travel_minutes == 0
    assert client.get(SETTINGS).context["form"]["travel_minutes"].value() == 0


def test_settings_out_of_bounds_are_refused_in_french(coordinator: User, signed_in: SignIn) -> None:
    response = signed_in(coordinator).post(SETTINGS, {"answer_within_days": "0", "leave_alone_hours": "", "travel_minutes": "abc"})
    assert response.context["form"].errors == {
        "answer_within_days": ["Indiquez un nombre entre 1 et 60."],
        "leave_alone_hours": ["Indiquez un nombre entre 0 et 720."],
        "travel_minutes": ["Indiquez un nombre entre 0 et 240."],
        "led_lately_days": ["Indiquez un nombre entre 1 et 1095."],
    }
