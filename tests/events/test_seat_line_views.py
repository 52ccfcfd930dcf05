"""The pages of a waiting list and of seats for two: what each shows, and what its buttons do."""

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
from events.models import Activity, DuoRequest, LineMove, Seat, SeatWait
from site_polaris.logs import SECRET_ADDRESS
from tests.events.factories import ActivityFactory, DuoRequestFactory, SeatFactory, SeatWaitFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def full(db: None) -> Activity:
    activity: Activity = ActivityFactory(starts_at=NOW + timedelta(days=20))
    SeatFactory.create_batch(2, activity=activity)
    return activity


def page_of(activity: Activity) -> str:
    return reverse("space_activity", args=[activity.pk])


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_full_outing_has_the_button_of_the_list_and_says_where_one_stands(
    full: Activity, ready_volunteer: Volunteer, signed_in: SignIn
) -> None:
    client = signed_in(ready_volunteer.user)
    SeatWaitFactory(activity=full, since=NOW - timedelta(days=1))
    assert "Rejoindre la liste d’attente" in text_of(client, page_of(full))
    assert client.post(reverse("space_activity_wait", args=[full.pk]))["Location"] == page_of(full)
    content = text_of(client, page_of(full))
    assert ("Vous êtes 2e sur la liste d’attente." in content, "Rejoindre la liste" in content) == (True, False)
    wait = SeatWait.objects.get(volunteer=ready_volunteer)
    client.post(reverse("space_seat_wait", args=[wait.pk]), {"leave": "1"})
    assert "Vous n’êtes plus sur la liste d’attente." in text_of(client, page_of(full))


def test_offer_has_one_button_to_take_the_seat_and_one_to_leave_it(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=20), volunteer=ready_volunteer, offered=True)
    SeatFactory(activity=wait.activity)
    client, address = signed_in(ready_volunteer.user), reverse("space_seat_wait", args=[wait.pk])
    assert "Prendre la place, ou la laisser" in text_of(client, page_of(wait.activity))
    content = text_of(client, address)
    assert [content.count(words) for words in ("Prendre la place</button>", "Non merci</button>")] == [1, 1]
    assert not Seat.objects.filter(volunteer=ready_volunteer).exists()
    client.post(address, {"take": "1"})
    assert Seat.objects.active().filter(volunteer=ready_volunteer, activity=wait.activity).count() == 1
    assert "Vous n’attendez plus cette sortie" in text_of(client, address)


def test_offer_that_ran_out_has_no_button_to_take(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=20), volunteer=ready_volunteer, offered_until=NOW)
    client, address = signed_in(ready_volunteer.user), reverse("space_seat_wait", args=[wait.pk])
    content = text_of(client, address)
    assert ("ne l’est plus" in content, "Prendre la place</button>" in content) == (True, False)


def test_offer_answered_by_neither_button_decides_nothing(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=20), volunteer=ready_volunteer, offered=True)
    address = reverse("space_seat_wait", args=[wait.pk])
    assert signed_in(ready_volunteer.user).post(address)["Location"] == address
    wait.refresh_from_db()
    assert (wait.ended_at, Seat.objects.filter(volunteer=ready_volunteer).exists()) == (None, False)


def test_list_and_month_show_what_one_waits_for(full: Activity, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    SeatWaitFactory(activity=full, volunteer=ready_volunteer)
    ActivityFactory(starts_at=NOW + timedelta(days=3))
    client = signed_in(ready_volunteer.user)
    response = client.get("/espace/activites/", {"montrer": "attente"})
    assert [(outing, outing.is_waited, outing.free_count) for outing in response.context["page"]] == [(full, True, 0)]
    assert client.get("/espace/activites/calendrier/", {"mois": "2026-06", "montrer": "attente"}).context["count"] == 1
    assert client.get("/espace/activites/calendrier/", {"mois": "2026-06", "montrer": "libres"}).context["count"] == 0


def test_seat_held_is_said_wherever_outings_are_listed(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client, counts = signed_in(ready_volunteer.user), []
    for _ in range(3):
        wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=10), volunteer=ready_volunteer, offered=True)
        SeatFactory(activity=wait.activity)
        with CaptureQueriesContext(connection) as queries:
            home = text_of(client, "/espace/")
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert home.count("Une place est gardée pour vous") == 3
    for address in ("/espace/activites/", "/espace/activites/?montrer=attente", "/espace/activites/calendrier/?mois=2026-05"):
        content = text_of(client, address)
        assert content.count(f'href="{reverse("space_seat_wait", args=[wait.pk])}"') == 1
        assert content.count('Place gardée pour vous</span> <span class="small">jusqu’au mercredi 13 mai, 10 h</span>') == 3
        assert ("1 place libre sur 2" in content, "En attente</span>" in content) == (False, False)
    # Its hour is past: nothing says any more that it is theirs.
    SeatWait.objects.update(offered_until=NOW)
    assert ["gardée pour vous" in text_of(client, address) for address in ("/espace/", "/espace/activites/")] == [False, False]


def test_seats_for_two_are_asked_and_taken_by_the_friend(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=NOW + timedelta(days=20))
    client = signed_in(ready_volunteer.user)
    assert "Garder deux places" in text_of(client, page_of(activity))
    address = client.post(reverse("space_activity_duo", args=[activity.pk])).context["address"]
    content = text_of(client, page_of(activity))
    assert ("Deux places sont gardées" in content, "Deux places gardées pour vous" in content, "2 places libres" in content) == (
        True,
        True,
        False,
    )
    path = "/" + address.split("/", 3)[3]
    assert "C’est votre propre demande" in text_of(client, path)
    friend = signed_in(stranger.user)
    content = text_of(friend, path)
    assert (f"<strong>{ready_volunteer.user.first_name}</strong> vous invite" in content, "Prendre les deux places" in content) == (
        True,
        True,
    )
    assert not activity.seats.exists()
    assert friend.post(path)["Location"] == page_of(activity)
    assert {seat.volunteer for seat in activity.seats.active()} == {ready_volunteer, stranger}
    assert "Les deux places sont prises." in text_of(friend, path)


def test_same_page_sent_twice_shows_the_same_secret_address(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    activity = ActivityFactory(starts_at=NOW + timedelta(days=20))
    client, address = signed_in(ready_volunteer.user), reverse("space_activity_duo", args=[activity.pk])
    sent = {"page_id": client.get(page_of(activity)).context["page_key"]["page_id"].value()}
    shown = [client.post(address, sent).context["address"] for _ in range(2)]
    duo = DuoRequest.objects.get()
    assert "Retirez votre demande, puis gardez de nouveau deux places" in text_of(client, page_of(activity))
    assert (shown[0] == shown[1], duo.secret_hash in shown[0]) == (True, False)
    client.post(reverse("space_duo_withdraw", args=[duo.pk]))
    # The old page again: that address was handed on, and stays over.
    assert client.post(address, sent).context["address"] != shown[0]


def test_request_is_withdrawn_by_who_made_it(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    duo = DuoRequestFactory(asker=ready_volunteer, activity__starts_at=NOW + timedelta(days=20), secret="abc")
    address = reverse("space_duo_withdraw", args=[duo.pk])
    assert signed_in(stranger.user).post(address).status_code == 404
    assert signed_in(ready_volunteer.user).post(address).status_code == 302
    assert DuoRequest.objects.get().ended_as == DuoRequest.End.WITHDRAWN
    assert "La demande a été retirée." in text_of(signed_in(stranger.user), reverse("space_duo", args=["abc"]))


def test_secret_of_two_seats_is_in_no_log() -> None:
    assert SECRET_ADDRESS.sub("…", "GET /espace/activites/a-deux/Zx_9-a/ 200") == "GET /espace/activites/a-deux/…/ 200"
    assert SECRET_ADDRESS.sub("…", "GET /agenda/Zx_9-a.ics 200") == "GET /agenda/….ics 200"
    assert SECRET_ADDRESS.sub("…", "Not Found: /don/mes-dons/1f:Zx_9-a/adresse/") == "Not Found: /don/mes-dons/…/adresse/"


def test_coordinator_changes_the_order_and_reads_who_did(full: Activity, coordinator: User, signed_in: SignIn) -> None:
    first, second = (SeatWaitFactory(activity=full, since=NOW - timedelta(days=days)) for days in (2, 1))
    client, address = signed_in(coordinator), reverse("coordination_seat_wait_move", args=[second.pk])
    assert client.post(address, {"to_place": "2", "reason": ""}).context["form"].errors == {
        "to_place": ["Choisissez un des rangs de la liste."],
        "reason": ["Dites pourquoi\u00a0: la liste ne change pas d’ordre sans raison."],
    }
    page = reverse("coordination_activity", args=[full.pk])
    assert client.post(address, {"to_place": "1", "reason": "Parle tigrinya"})["Location"] == page
    assert list(SeatWait.objects.in_line(NOW)) == [second, first]
    content = text_of(client, page)
    assert "passe du rang 2 au rang 1" in content
    assert content.count("rang donné par la coordination") == 1
    assert "Parle tigrinya" in content
    assert LineMove.objects.get().moved_by == coordinator


def test_coordinator_ends_a_hold_and_reads_who_did(coordinator: User, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=2), offered=True)
    SeatFactory(activity=wait.activity)
    client, address = signed_in(coordinator), reverse("coordination_seat_wait_release", args=[wait.pk])
    page = reverse("coordination_activity", args=[wait.activity_id])
    for shown in (page, reverse("coordination_activity_find", args=[wait.activity_id])):
        assert f'href="{address}"' in text_of(client, shown)
    assert list(client.post(address, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(address, {"reason": "Injoignable"})["Location"] == page
    content = text_of(client, page)
    assert f"une place gardée pour {wait.volunteer.user.get_full_name()}, libérée par {coordinator.get_full_name()}." in content
    assert "Injoignable" in content
    assert client.get(address)["Location"] == page


def test_page_of_the_outing_leads_to_whom_to_ask_while_its_seat_is_held(coordinator: User, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity__starts_at=NOW + timedelta(days=10), offered=True)
    SeatFactory(activity=wait.activity)
    client, page = signed_in(coordinator), reverse("coordination_activity", args=[wait.activity_id])
    link = f'href="{reverse("coordination_activity_find", args=[wait.activity_id])}"'
    held = "pour l’instant :</p> <ul> <li>une place est gardée jusqu’au mercredi 13 mai 2026, 10 h</li>"
    content = text_of(client, page)
    assert (link in content, held in content) == (True, True)
    # So near the start, others are asked all the same.
    Activity.objects.update(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=3))
    content = text_of(client, page)
    assert (link in content, "pour l’instant :" in content) == (True, False)


def test_coordinator_ends_the_hold_of_two_seats_and_reads_who_did(coordinator: User, signed_in: SignIn) -> None:
    duo = DuoRequestFactory(activity__starts_at=NOW + timedelta(days=2))
    client, address = signed_in(coordinator), reverse("coordination_duo_release", args=[duo.pk])
    page = reverse("coordination_activity", args=[duo.activity_id])
    for shown in (page, reverse("coordination_activity_find", args=[duo.activity_id])):
        assert f'href="{address}"' in text_of(client, shown)
    assert list(client.post(address, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(address, {"reason": "Injoignable"})["Location"] == page
    content = text_of(client, page)
    assert f"deux places gardées pour {duo.asker.user.get_full_name()}, libérées par {coordinator.get_full_name()}." in content
    assert "Injoignable" in content
    assert client.get(address)["Location"] == page


def test_order_of_a_line_that_is_over_is_not_changed(full: Activity, coordinator: User, signed_in: SignIn) -> None:
    wait = SeatWaitFactory(activity=full, ended_at=NOW, ended_as=SeatWait.End.LEFT)
    response = signed_in(coordinator).get(reverse("coordination_seat_wait_move", args=[wait.pk]))
    assert response["Location"] == reverse("coordination_activity", args=[full.pk])


def test_queries_do_not_grow_with_the_line(full: Activity, coordinator: User, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    team, own = signed_in(coordinator), signed_in(ready_volunteer.user)
    counts = []
    for size in (1, 8):
        SeatWaitFactory.create_batch(size, activity=full)
        for client, address in ((team, reverse("coordination_activity", args=[full.pk])), (own, page_of(full))):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
