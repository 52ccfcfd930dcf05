"""A month of activities, as a bénévole and as the coordination see it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from events.models import Activity
from events.proposals import decline, withdraw
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, ProposalFactory, SeatFactory, VenueFactory
from tests.events.test_agenda_pages import cells
from tests.volunteers.words import plain
from volunteers.models import Volunteer

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
SPACE = "/espace/activites/calendrier/"
COORDINATION = "/coordination/activites/calendrier/"
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def on(month: int, day: int, hour: int = 14) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS)


def shown(client: Client, address: str) -> dict[str, str]:
    response = client.get(address)
    assert response.status_code == 200, address
    return {day: plain(text) for day, text in cells(response.content.decode()).items()}


def query_count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# The bénévole's


def test_own_month_shows_mine_and_free_seats(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(ready_volunteer.user)
    SeatFactory(activity=ActivityFactory(title="La mienne", starts_at=on(5, 20), venue=VenueFactory()), volunteer=ready_volunteer)
    ActivityFactory(title="Libre", starts_at=on(5, 21))
    full = ActivityFactory(title="Complète", starts_at=on(5, 22))
    SeatFactory(activity=full)
    SeatFactory(activity=full)
    SeatFactory(activity=ActivityFactory(title="Annulée", cancelled=True, starts_at=on(5, 23)), volunteer=ready_volunteer)
    for hidden in ({"to_publish": True}, {"cancelled": True}, {"public": True}):
        ActivityFactory(starts_at=on(5, 24), **hidden)
    ActivityFactory(title="En juin", starts_at=on(6, 1))
    everything = shown(client, SPACE)
    assert everything == {
        "2026-05-20": "mercredi 20 mai 20 La mienne de 14 h à 17 h · Paris 18e Vous animez 1 place libre sur 2",
        "2026-05-21": "jeudi 21 mai 21 Libre de 14 h à 17 h · Lieu communiqué la veille 2 places libres sur 2",
        "2026-05-22": "vendredi 22 mai 22 Complète de 14 h à 17 h · Lieu communiqué la veille Complet",
        "2026-05-23": "samedi 23 mai 23 Annulée de 14 h à 17 h · Lieu communiqué la veille Annulée",
    }
    assert list(shown(client, f"{SPACE}?montrer=miennes")) == ["2026-05-20", "2026-05-23"]
    assert list(shown(client, f"{SPACE}?montrer=libres")) == ["2026-05-21"]
    assert list(shown(client, f"{SPACE}?mois=2026-06&montrer=libres")) == ["2026-06-01"]
    assert "Aucune sortie à montrer" in client.get(f"{SPACE}?mois=2026-07").content.decode()


def test_seat_of_an_outing_that_has_begun_is_no_longer_free(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    ActivityFactory(starts_at=NOW)
    assert shown(signed_in(ready_volunteer.user), f"{SPACE}?montrer=libres") == {}


def test_list_and_month_lead_to_each_other(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(ready_volunteer.user)
    assert f'href="{SPACE}"' in client.get("/espace/activites/").content.decode()
    text = client.get(f"{SPACE}?mois=2026-06&montrer=libres").content.decode()
    assert 'href="/espace/activites/"' in text
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', text) == [
        ("prev", "?mois=2026-05&amp;montrer=libres"),
        ("next", "?mois=2026-07&amp;montrer=libres"),
    ]


@pytest.mark.parametrize("query", ["?mois=2026-13", "?mois=hier", "?mois=9999-12", "?mois=%00", "?montrer=tout&mois=", "?animation=x"])
def test_wrong_values_show_this_month(query: str, client: Client, ready_volunteer: Volunteer, signed_in: SignIn, coordinator: User) -> None:
    ActivityFactory(starts_at=on(5, 21))
    assert list(shown(signed_in(ready_volunteer.user), SPACE + query)) == ["2026-05-21"]
    assert list(shown(signed_in(coordinator), COORDINATION + query)) == ["2026-05-21"]


# The coordination's


def make_month() -> None:
    ActivityFactory(title="Vide", starts_at=on(5, 18))
    SeatFactory(activity=ActivityFactory(title="À moitié", starts_at=on(5, 19)), volunteer__user__first_name="Ana")
    full = ActivityFactory(title="Pleine", starts_at=on(5, 20))
    for hours, name in enumerate(("Bo", "Cléo")):
        taken_at = NOW + timedelta(hours=hours)
        SeatFactory(activity=full, taken_at=taken_at, volunteer__user__first_name=name, volunteer__user__last_name="Nom")
    SeatFactory(activity=full, volunteer__user__first_name="Partie", left_at=NOW, engagement=None)
    ActivityFactory(title="Bientôt", to_publish=True, starts_at=on(5, 21))
    ActivityFactory(title="Idée", status=Activity.Status.PROPOSED, published_at=None, starts_at=on(5, 22))
    SeatFactory(activity=ActivityFactory(title="Perdue", cancelled=True, starts_at=on(5, 23)), volunteer__user__first_name="Dia")
    ActivityFactory(public=True, title="Webinaire", starts_at=on(5, 24))


def test_coordination_month_says_how_far_each_is_staffed(coordinator: User, signed_in: SignIn) -> None:
    make_month()
    client = signed_in(coordinator)
    found = {day: text.partition(" à 17 h ")[2] for day, text in shown(client, f"{COORDINATION}?mois=2026-05").items()}
    assert found == {
        "2026-05-18": "Personne encore Trouver quelqu’un pour Vide",
        "2026-05-19": "Ana Incomplète : 1 sur 2 Trouver quelqu’un pour À moitié",
        "2026-05-20": "Bo, Cléo Complète",
        "2026-05-21": "À publier Personne encore",
        "2026-05-22": "Proposée Personne encore",
        "2026-05-23": "Annulée",
        "2026-05-24": "Sans animation",
    }
    text = plain(client.get(f"{COORDINATION}?mois=2026-05").content.decode())
    assert re.findall(r">([\w ]+ : \d+)</a>", text) == ["Personne encore : 3", "Incomplète : 1", "Complète : 1"]


def test_proposal_that_was_never_accepted_is_no_cancelled_activity(coordinator: User, signed_in: SignIn) -> None:
    waiting, *over = ProposalFactory.create_batch(3, activity__starts_at=on(5, 23))
    withdraw(over[0], by=coordinator, now=NOW)
    decline(over[1], reason="Déjà prévue", by=coordinator, now=NOW)
    client = signed_in(coordinator)
    text = client.get(f"{COORDINATION}?mois=2026-05").content.decode()
    assert [proposal.activity.title in text for proposal in (waiting, *over)] == [True, False, False]
    for proposal, title in zip(over, ("Proposition retirée", "Proposition non retenue"), strict=True):
        page = plain(client.get(f"/coordination/activites/{proposal.activity_id}/").content.decode())
        assert (title in page, "Activité annulée" in page) == (True, False)


@pytest.mark.parametrize(
    ("staffing", "days"), [("none", ["18", "21", "22"]), ("partial", ["19"]), ("complete", ["20"])], ids=["none", "partial", "complete"]
)
def test_coordination_month_by_staffing(staffing: str, days: list[str], coordinator: User, signed_in: SignIn) -> None:
    make_month()
    client = signed_in(coordinator)
    address = f"{COORDINATION}?mois=2026-05&animation={staffing}"
    assert [day[-2:] for day in shown(client, address)] == days
    assert f"?mois=2026-06&amp;animation={staffing}" in client.get(address).content.decode()


def test_coordination_list_leads_to_the_month(coordinator: User, signed_in: SignIn) -> None:
    client = signed_in(coordinator)
    assert f'href="{COORDINATION}"' in client.get("/coordination/activites/").content.decode()
    text = client.get(COORDINATION).content.decode()
    assert 'href="/coordination/activites/"' in text
    assert re.search(r"<h1>Mai 2026</h1>", text)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "2026-03-30"),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 31, 22, 30, tzinfo=UTC), "2026-10-31"),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "2026-04-01"),
    ],
)
def test_days_are_those_of_paris_around_clock_changes(
    utc: datetime, day: str, ready_volunteer: Volunteer, coordinator: User, signed_in: SignIn
) -> None:
    ActivityFactory(starts_at=utc)
    for client, address in ((signed_in(ready_volunteer.user), SPACE), (signed_in(coordinator), COORDINATION)):
        found = shown(client, f"{address}?mois={day[:7]}")
        assert list(found) == [day]
        said = utc.astimezone(PARIS)
        assert f"de {said.hour} h" in found[day]


def test_today_is_said_in_words(coordinator: User, signed_in: SignIn) -> None:
    text = signed_in(coordinator).get(COORDINATION).content.decode()
    (today,) = re.findall(r'<td class="month__day[^"]*month__day--today">(.*?)</td>', text, re.DOTALL)
    assert "aujourd’hui" in today
    assert 'datetime="2026-05-12"' in today


def test_query_counts_do_not_grow(ready_volunteer: Volunteer, coordinator: User, signed_in: SignIn) -> None:
    pages: list[tuple[Any, str]] = [(signed_in(ready_volunteer.user), SPACE), (signed_in(coordinator), COORDINATION)]
    SeatFactory(activity=ActivityFactory(venue=VenueFactory(), starts_at=on(5, 20)))
    one = [query_count(client, address) for client, address in pages]
    for day in range(99):
        SeatFactory(activity=ActivityFactory(venue=VenueFactory(), starts_at=on(5, 1 + day % 31) + timedelta(minutes=day)))
    assert [query_count(client, address) for client, address in pages] == one
    assert max(one) <= MOST_QUERIES
