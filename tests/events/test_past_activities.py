"""An activity that took place and was never written down: noted as held, with who led it, and nobody told."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingMail, User
from events.models import Activity, Seat
from events.own_hours import hours_led
from tests.events.factories import ActivityFactory
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from volunteers.models import Engagement

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
PAGE = "/coordination/activites/passee/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Visite du canal",
        "kind": "outing",
        "aims": ["is_cultural"],
        "description": "Les ponts, les écluses.",
        "starts_at": "2026-04-18T14:00",
        "ends_at": "2026-04-18T17:00",
        "participants": "6",
        "mission": MissionFactory().pk,
        **fields,
    }


def test_past_outing_is_noted_as_held_with_who_led_it(client: Client, coordinator: User) -> None:
    ana, bo = VolunteerFactory.create_batch(2)
    assert f'href="{PAGE}"' in client.get("/coordination/activites/").content.decode()
    key = client.get(PAGE).context["page_key"]["page_id"].value()
    sent = typed(leader_1=ana.pk, leader_3=bo.pk, page_id=str(key), cost_cents="12,50", payer="association")
    addresses = {client.post(PAGE, sent)["Location"] for _ in range(2)}
    activity = Activity.objects.get()
    assert addresses == {f"/coordination/activites/{activity.pk}/"}
    assert (activity.status, activity.participants_count, activity.facilitator_seats, activity.cost_cents) == ("held", 6, 2, 1250)
    assert (activity.published_at, activity.staffed_at) == (activity.starts_at, None)
    assert activity.history.get().history_user == coordinator
    assert {seat.volunteer for seat in Seat.objects.active()} == {ana, bo}
    assert Engagement.objects.count() == 2
    assert [entry.minutes for entry in hours_led(ana)] == [180]
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"ends_at": "2026-05-12T11:00"}, {"ends_at": ["Cette activité n’est pas encore finie\u00a0: créez-la, puis publiez-la."]}),
        ({"ends_at": "2026-04-18T13:00"}, {"ends_at": ["La fin doit venir après le début."]}),
        ({"participants": ""}, {"participants": ["Indiquez combien de personnes sont venues, zéro s’il n’y avait personne."]}),
        ({"title": "visite du Canal !"}, {"__all__": ["Une activité de ce titre commence déjà à cette heure-là."]}),
    ],
)
def test_what_cannot_be_noted_is_said(fields: dict[str, object], errors: dict[str, list[str]], client: Client) -> None:
    known = ActivityFactory(title="Visite du canal", held=True, starts_at=datetime(2026, 4, 18, 14, tzinfo=NOW.tzinfo))
    sent = typed(**{"title": "Autre", **fields})
    assert client.post(PAGE, sent).context["form"].errors == errors
    assert Activity.objects.get() == known


def test_nobody_leads_twice(client: Client) -> None:
    ana = VolunteerFactory()
    form = client.post(PAGE, typed(leader_1=ana.pk, leader_2=ana.pk)).context["form"]
    assert form.errors == {"leader_2": ["Cette personne est déjà choisie."]}


def test_public_event_is_noted_too(client: Client) -> None:
    client.post(PAGE, typed(kind="webinar", page_id=str(uuid4())))
    assert Activity.objects.get().facilitator_seats == 0


def test_page_asks_nothing_that_is_of_before(client: Client) -> None:
    VolunteerFactory(user__is_active=False, user__last_name="Absente")
    VolunteerFactory(signed_up_at=NOW - timedelta(days=900), user__last_name="Ancienne")
    response = client.get(PAGE)
    assert {"meeting_point", "day_phone", "participants_most", "facilitator_seats"}.isdisjoint(response.context["form"].fields)
    content = response.content.decode()
    assert ("Absente" in content, content.count("Ancienne")) == (False, 3)
