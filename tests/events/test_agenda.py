"""The public agenda: what it shows to anybody, and the outings that it never shows."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Activity, AgendaPage
from events.models.agenda import event_path
from tests.events.factories import ActivityFactory, VenueFactory

pytestmark = pytest.mark.usefixtures("agenda")

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
ADDRESS = "/agenda/"


def read(client: Client, now: datetime = NOW) -> str:
    with time_machine.travel(now, tick=False):
        return client.get(ADDRESS).content.decode()


def test_outings_never_appear(client: Client) -> None:
    for status in Activity.Status:
        reason = {"cancellation_reason": "Pluie"} if status == Activity.Status.CANCELLED else {}
        for days in (-3, 3):
            ActivityFactory(title="Sortie cachée", status=status, starts_at=NOW + timedelta(days=days), **reason)
    assert "Sortie cachée" not in read(client)


def test_events_come_by_month_soonest_first(client: Client) -> None:
    ActivityFactory(public=True, title="Troisième", starts_at=datetime(2026, 6, 2, 18, 30, tzinfo=PARIS))
    ActivityFactory(public=True, title="Premier", starts_at=NOW + timedelta(days=1))
    ActivityFactory(public=True, title="Deuxième", starts_at=NOW + timedelta(days=2))
    content = read(client)
    # The head tells search engines the same dates.
    content = content[content.index("<main") :]
    places = [content.index(words) for words in ("Mai 2026", "Premier", "Deuxième", "Juin 2026", "Troisième")]
    assert places == sorted(places)
    assert "De 18\u00a0h\u00a030 à 21\u00a0h\u00a030" in content


def test_event_on_the_first_night_of_a_month_is_in_its_paris_month(client: Client) -> None:
    ActivityFactory(public=True, starts_at=datetime(2026, 6, 1, 0, 30, tzinfo=PARIS))
    assert "Juin 2026" in read(client)


@pytest.mark.parametrize("status", [Activity.Status.PROPOSED, Activity.Status.ACCEPTED])
def test_unpublished_event_is_not_shown(status: str, client: Client) -> None:
    ActivityFactory(public=True, title="Brouillon", status=status, published_at=None, starts_at=NOW + timedelta(days=1))
    assert "Brouillon" not in read(client)


def test_cancelled_event_is_marked_when_it_had_been_announced(client: Client) -> None:
    later = NOW + timedelta(days=1)
    ActivityFactory(public=True, title="Annoncé", cancelled=True, starts_at=later, cancellation_reason="Raison interne")
    ActivityFactory(public=True, title="Jamais annoncé", cancelled=True, starts_at=later, published_at=None)
    content = read(client)
    assert ("Annoncé" in content, "Annulé" in content) == (True, True)
    assert ("Jamais annoncé" in content, "Raison interne" in content) == (False, False)


def test_past_list_is_short_and_latest_first(client: Client) -> None:
    for days in range(1, 9):
        ActivityFactory(public=True, held=True, title=f"Passé {days}", starts_at=NOW - timedelta(days=days))
    content = read(client)
    shown = [days for days in range(1, 9) if f"Passé {days}" in content]
    assert shown == [1, 2, 3, 4, 5]
    assert content.index("Passé 1") < content.index("Passé 2")


def test_event_moves_to_the_past_when_it_ends(client: Client) -> None:
    event = ActivityFactory(public=True, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    assert "Derniers rendez-vous passés" not in read(client, event.ends_at - timedelta(seconds=1))
    assert "Derniers rendez-vous passés" in read(client, event.ends_at)


def test_list_tells_readers_and_search_engines_the_same_place(client: Client) -> None:
    venue = VenueFactory(name="Maison du quartier", area="Paris 13e")
    ActivityFactory(public=True, kind=Activity.Kind.FORUM, venue=venue, meeting_point="Porte bleue", starts_at=NOW + timedelta(days=1))
    ActivityFactory(public=True, starts_at=NOW + timedelta(days=2))
    ActivityFactory(public=True, kind=Activity.Kind.FORUM, starts_at=NOW + timedelta(days=3))
    ActivityFactory(public=True, kind=Activity.Kind.FORUM, meeting_point="Place de la Mairie", starts_at=NOW + timedelta(days=4))
    content = read(client)
    seen = re.sub(r"<script.*?</script>", "", content, flags=re.DOTALL)
    places = [f"Maison du quartier, {venue.address}", "En ligne", "Lieu à préciser", "Place de la Mairie"]
    assert [f"· {place}</p>" in seen for place in places] == [True] * 4
    told = "".join(re.findall(r"<script.*?</script>", content, flags=re.DOTALL))
    assert [words in told for words in (venue.name, venue.address, "Place de la Mairie", "Porte bleue")] == [True, True, True, False]


def test_long_list_stops_and_leads_to_the_month_that_follows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AgendaPage, "UPCOMING_SHOWN", 2)
    for month in (6, 7, 8):
        ActivityFactory(public=True, title=f"Du mois {month}", starts_at=datetime(2026, month, 2, 18, tzinfo=PARIS))
    content = read(client)
    assert [f"Du mois {month}" in content for month in (6, 7, 8)] == [True, True, False]
    assert 'href="/agenda/2026/08/"' in content


def test_list_leads_to_each_event_to_its_month_and_to_the_feed(client: Client) -> None:
    event = ActivityFactory(public=True, starts_at=datetime(2026, 6, 2, 18, tzinfo=PARIS))
    content = read(client)
    for address in (event_path(ADDRESS, event), "/agenda/2026/06/", "/agenda/flux.ics"):
        assert f'href="{address}"' in content
    assert 'href="webcal://' in content


def test_empty_agenda_says_so(client: Client) -> None:
    assert "Aucun rendez-vous public n’est prévu" in read(client)


def test_reading_sets_no_cookie_and_needs_no_script(client: Client) -> None:
    ActivityFactory(public=True, starts_at=NOW + timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        response = client.get(ADDRESS)
    assert (response.status_code, response.cookies.keys()) == (200, set())


def test_query_count_does_not_grow(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client)
        return len(queries)

    ActivityFactory(public=True, venue=VenueFactory(), starts_at=NOW + timedelta(days=1))
    count()
    one = count()
    for days in range(29):
        ActivityFactory(public=True, venue=VenueFactory(), starts_at=NOW + timedelta(days=days))
    assert count() == one
