"""Outings in the volunteer space: who sees what, and the two buttons."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events.models import Activity, Seat
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from volunteers.models import Volunteer

SignIn = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LATER = NOW + timedelta(days=3)
LIST = "/espace/activites/"


@pytest.fixture(autouse=True)
def clock() -> Iterator["time_machine.Traveller"]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def page_of(activity: Activity) -> str:
    return reverse("space_activity", args=[activity.pk])


def take_address(activity: Activity) -> str:
    return reverse("space_activity_take", args=[activity.pk])


def test_list_shows_outings_to_come_and_marks_mine(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    mine = SeatFactory(activity=ActivityFactory(title="La mienne"), volunteer=ready_volunteer).activity
    ActivityFactory(title="L’autre", starts_at=mine.starts_at + timedelta(days=1))
    hidden = [
        ActivityFactory(title="Passée", starts_at=NOW - timedelta(days=3)),
        ActivityFactory(title="À publier", to_publish=True),
        ActivityFactory(title="Annulée", cancelled=True),
        ActivityFactory(public=True),
    ]
    response = signed_in(ready_volunteer.user).get(LIST)
    assert [(outing.title, outing.is_mine) for outing in response.context["page"]] == [("La mienne", True), ("L’autre", False)]
    assert response.content.decode().count("Vous animez") == 1
    assert "1 place libre sur 2" in response.content.decode()
    assert "2 places libres sur 2" in response.content.decode()
    assert not any(activity.title in response.content.decode() for activity in hidden)


def test_list_tells_a_new_volunteer_what_lacks_and_what_to_do(new_volunteer: Volunteer, signed_in: SignIn) -> None:
    ActivityFactory()
    content = signed_in(new_volunteer.user).get(LIST).content.decode()
    assert "Connaissance du public" in content
    assert f'href="{reverse("space_training")}">Réserver une formation' in content


def test_empty_list_says_so(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    assert "Aucune sortie à venir" in signed_in(ready_volunteer.user).get(LIST).content.decode()


def test_list_asks_as_many_queries_for_thirty_outings_as_for_one(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(ready_volunteer.user)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    SeatFactory(activity=ActivityFactory(venue=VenueFactory()))
    count()
    one = count()
    for _ in range(29):
        SeatFactory(activity=ActivityFactory(venue=VenueFactory()))
    assert count() == one


def test_ready_volunteer_takes_a_seat(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=LATER)
    client = signed_in(ready_volunteer.user)
    assert "disabled" not in client.get(page_of(activity)).content.decode()
    response = client.post(take_address(activity), follow=True)
    assert response.redirect_chain == [(page_of(activity), 302)]
    assert "Votre place est prise." in response.content.decode()
    assert "Vous animez cette sortie" in response.content.decode()
    assert Seat.objects.get().volunteer == ready_volunteer


def test_same_reasons_grey_the_button_and_refuse_the_post(new_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=LATER)
    SeatFactory.create_batch(2, activity=activity)
    client = signed_in(new_volunteer.user)
    before = client.get(page_of(activity))
    sentences = [reason.sentence for reason in before.context["reasons"]]
    assert len(sentences) == 2
    assert "disabled" in before.content.decode()
    after = client.post(take_address(activity), follow=True)
    assert [str(message) for message in after.context["messages"]] == sentences
    assert Seat.objects.filter(volunteer=new_volunteer).count() == 0


def test_extra_fields_seat_nobody_else(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=LATER)
    signed_in(ready_volunteer.user).post(take_address(activity), {"volunteer": stranger.pk, "facilitator_seats": 9, "status": "held"})
    activity.refresh_from_db()
    assert (Seat.objects.get().volunteer, activity.facilitator_seats, activity.status) == (ready_volunteer, 2, "published")


def test_seat_is_given_back(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=ActivityFactory(starts_at=LATER), volunteer=ready_volunteer)
    client = signed_in(ready_volunteer.user)
    assert "Rendre ma place" in client.get(page_of(seat.activity)).content.decode()
    response = client.post(reverse("space_activity_leave", args=[seat.activity.pk]), follow=True)
    assert "Votre place est rendue." in response.content.decode()
    assert Seat.objects.active().count() == 0


def test_seat_is_not_given_back_once_the_outing_started(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=ActivityFactory(starts_at=NOW), volunteer=ready_volunteer)
    client = signed_in(ready_volunteer.user)
    assert "Rendre ma place" not in client.get(page_of(seat.activity)).content.decode()
    response = client.post(reverse("space_activity_leave", args=[seat.activity.pk]), follow=True)
    assert "La sortie a commencé" in response.content.decode()
    assert Seat.objects.active().count() == 1


def test_nobody_gives_back_the_seat_of_another(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=ActivityFactory(starts_at=LATER), volunteer=ready_volunteer)
    assert signed_in(stranger.user).post(reverse("space_activity_leave", args=[seat.activity.pk])).status_code == 404
    assert Seat.objects.active().count() == 1


def test_exact_place_is_shown_from_the_day_before_to_those_who_lead(
    ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn, clock: "time_machine.Traveller"
) -> None:
    activity = ActivityFactory(starts_at=LATER, venue=VenueFactory(name="Musée secret"), meeting_point="Sous l’horloge")
    SeatFactory(activity=activity, volunteer=ready_volunteer)

    def sees(volunteer: Volunteer) -> bool:
        content = signed_in(volunteer.user).get(page_of(activity)).content.decode()
        found = ["Musée secret" in content, "Sous l’horloge" in content, activity.venue.address in content]
        assert len(set(found)) == 1
        return found[0]

    midnight = datetime(2026, 5, 14, tzinfo=PARIS)
    clock.move_to(midnight - timedelta(seconds=1))
    assert (sees(ready_volunteer), sees(stranger)) == (False, False)
    clock.move_to(midnight)
    assert (sees(ready_volunteer), sees(stranger)) == (True, False)


def test_each_of_the_two_sees_the_first_name_of_the_other_and_nobody_else_does(
    ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn
) -> None:
    activity = ActivityFactory(starts_at=LATER)
    SeatFactory(activity=activity, volunteer=ready_volunteer)
    partner = SeatFactory(activity=activity).volunteer.user
    content = signed_in(ready_volunteer.user).get(page_of(activity)).content.decode()
    assert f"Vous animez avec {partner.first_name}." in content
    assert partner.last_name not in content.replace(ready_volunteer.user.get_full_name(), "")
    assert partner.first_name not in signed_in(stranger.user).get(page_of(activity)).content.decode()


def test_cancelled_outing_tells_its_reason_to_who_led_it_and_is_lost_to_others(
    ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn
) -> None:
    activity = ActivityFactory(cancelled=True, starts_at=LATER, meeting_point="Sous l’horloge")
    SeatFactory(activity=activity, volunteer=ready_volunteer, engagement=None)
    content = signed_in(ready_volunteer.user).get(page_of(activity)).content.decode()
    assert "Musée fermé" in content
    assert "Rendre ma place" not in content
    assert "Sous l’horloge" not in content
    assert signed_in(stranger.user).get(page_of(activity)).status_code == 404


def test_outing_led_in_the_past_thanks(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=ActivityFactory(held=True), volunteer=ready_volunteer)
    assert "Vous avez animé cette sortie" in signed_in(ready_volunteer.user).get(page_of(seat.activity)).content.decode()


@pytest.mark.parametrize("traits", [{"to_publish": True}, {"cancelled": True}, {"held": True}, {"public": True}])
def test_what_is_not_shown_to_volunteers_is_missing(traits: dict[str, bool], ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(**traits)
    client = signed_in(ready_volunteer.user)
    assert client.get(page_of(activity)).status_code == 404
    assert client.post(take_address(activity)).status_code == 404


def test_text_typed_by_staff_is_escaped(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(title="<script>alert(1)</script>", description="<b>gras</b>")
    client = signed_in(ready_volunteer.user)
    for address in (LIST, page_of(activity)):
        content = client.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<b>gras" not in content


def test_pages_are_private(client: Client, coordinator: User, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    activity = ActivityFactory(starts_at=LATER)
    for address in (LIST, page_of(activity)):
        assert client.get(address).status_code == 302
        assert client.get(address)["Location"] == f"/compte/login/?next={address}"
        assert signed_in(coordinator).get(address)["Location"] == "/coordination/"
        assert "no-store" in signed_in(ready_volunteer.user).get(address)["Cache-Control"]


def test_buttons_take_posts_only(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=LATER)
    client = signed_in(ready_volunteer.user)
    assert client.get(take_address(activity)).status_code == 405
    assert client.get(reverse("space_activity_leave", args=[activity.pk])).status_code == 405
    assert client.post(page_of(activity)).status_code == 405


def test_cancelled_outing_counts_no_places(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(ready_volunteer.user)
    seats = [SeatFactory(activity=ActivityFactory(**fields), volunteer=ready_volunteer) for fields in ({}, {"cancelled": True})]
    shown = ["Places d’animation" in client.get(page_of(seat.activity)).content.decode() for seat in seats]
    assert shown == [True, False]
