"""The months and the events of the public agenda: one address each, near enough, and never an outing."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from events.models import Activity, AgendaPage
from events.models.agenda import event_path, event_step
from home.settings import AssociationSettings
from tests.events.factories import ActivityFactory, VenueFactory
from tests.volunteers.words import plain

pytestmark = pytest.mark.usefixtures("agenda")

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
MOST_QUERIES = 12
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def on(year: int, month: int, day: int, hour: int = 18) -> datetime:
    return datetime(year, month, day, hour, tzinfo=PARIS)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def cells(text: str) -> dict[str, str]:
    """The days of the month that hold something, each with what stands in it."""
    days = re.findall(r'<td class="month__day[^"]*">(.*?)</td>', text, re.DOTALL)
    found = {re.search(r'datetime="([\d-]+)"', day)[1]: day for day in days if "<li" in day}  # type: ignore[index]
    return {day: " ".join(re.sub("<[^>]+>", " ", rest).split()) for day, rest in found.items()}


def test_month_is_a_table_with_each_event_on_its_day(client: Client) -> None:
    first = ActivityFactory(public=True, title="Premier", starts_at=on(2026, 6, 2))
    ActivityFactory(public=True, title="Second", kind=Activity.Kind.FORUM, venue=VenueFactory(area="Paris 13e"), starts_at=on(2026, 6, 30))
    ActivityFactory(public=True, title="Ailleurs", starts_at=on(2026, 7, 1))
    text = text_of(client, "/agenda/2026/06/")
    assert re.search(r"<caption[^>]*>Agenda\u00a0: juin 2026</caption>", text)
    assert re.findall(r'<th scope="col">(\w+)</th>', text) == ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]
    shown = cells(text)
    assert list(shown) == ["2026-06-02", "2026-06-30"]
    assert plain(shown["2026-06-30"]) == "mardi 30 juin 30 Second de 18 h à 21 h · Paris 13e"
    assert f'href="{event_path("/agenda/", first)}"' in text
    assert "Ailleurs" not in text


def test_month_leads_to_the_nearest_that_have_something(client: Client) -> None:
    for month in (1, 3, 6, 9):
        ActivityFactory(public=True, starts_at=on(2026, month, 10))
    text = text_of(client, "/agenda/2026/06/")
    assert re.findall(r'<a rel="(prev|next)" href="([^"]+)"', text) == [("prev", "/agenda/2026/03/"), ("next", "/agenda/2026/09/")]


def test_empty_month_says_so_and_far_months_are_not_found(client: Client) -> None:
    assert "Aucun rendez-vous public ce mois-ci" in text_of(client, "/agenda/2026/05/")
    found = {month: client.get(f"/agenda/{month}/").status_code for month in ("2026/04", "2027/05", "2027/06", "1999/01", "9999/12")}
    assert found == {"2026/04": 404, "2027/05": 200, "2027/06": 404, "1999/01": 404, "9999/12": 404}
    ActivityFactory(public=True, held=True, starts_at=on(2026, 2, 3))
    ActivityFactory(public=True, starts_at=on(2028, 1, 3))
    found = {
        month: client.get(f"/agenda/{month}/").status_code for month in ("2026/01", "2026/02", "2026/03", "2027/12", "2028/01", "2028/02")
    }
    assert found == {"2026/01": 404, "2026/02": 200, "2026/03": 200, "2027/12": 200, "2028/01": 200, "2028/02": 404}


@pytest.mark.parametrize("path", ["2026/6", "2026/13", "2026/00", "2026", "2026/06/02", "26/06", "2026/06/x", "date-zzz", "٢٠٢٦/٠٦"])
def test_other_addresses_are_not_found(client: Client, path: str) -> None:
    ActivityFactory(public=True, starts_at=on(2026, 6, 2))
    assert client.get(f"/agenda/{path}/").status_code == 404


def test_events_around_midnight_are_in_the_month_and_day_of_paris(client: Client) -> None:
    ActivityFactory(public=True, title="Minuit", starts_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert list(cells(text_of(client, "/agenda/2026/07/"))) == ["2026-07-01"]
    assert "Minuit" not in text_of(client, "/agenda/2026/06/")


@pytest.mark.parametrize(
    ("month", "day", "utc", "said"),
    [
        ("2027/03", "2027-03-27", datetime(2027, 3, 27, 13, tzinfo=UTC), "de 14 h à 17 h"),
        ("2027/03", "2027-03-28", datetime(2027, 3, 28, 12, tzinfo=UTC), "de 14 h à 17 h"),
        ("2026/10", "2026-10-24", datetime(2026, 10, 24, 12, tzinfo=UTC), "de 14 h à 17 h"),
        ("2026/10", "2026-10-25", datetime(2026, 10, 25, 13, tzinfo=UTC), "de 14 h à 17 h"),
    ],
)
def test_hours_are_those_of_paris_on_both_sides_of_a_clock_change(client: Client, month: str, day: str, utc: datetime, said: str) -> None:
    event = ActivityFactory(public=True, starts_at=utc)
    shown = cells(text_of(client, f"/agenda/{month}/"))
    assert (list(shown), said in plain(shown[day])) == ([day], True)
    text = text_of(client, event_path("/agenda/", event))
    assert said.capitalize() in plain(text)
    assert described(text)["startDate"] == utc.astimezone(PARIS).isoformat()


def described(text: str) -> dict[str, Any]:
    (event,) = [data for data in map(json.loads, DATA.findall(text)) if data.get("@type") == "Event"]
    return dict(event)


def test_event_has_its_page_with_where_it_is(client: Client) -> None:
    venue = VenueFactory(name="Salle exacte", area="Paris 13e", accessibility="De plain-pied.")
    event = ActivityFactory(
        public=True, kind=Activity.Kind.FORUM, title="Forum d’été", venue=venue, meeting_point="Porte bleue", starts_at=on(2026, 6, 2)
    )
    address = event_path("/agenda/", event)
    assert re.fullmatch(r"/agenda/forum-d-ete-[0-9a-f]{12}/", address)
    text = text_of(client, address)
    place = ("Salle exacte", venue.address, "Porte bleue", "De plain-pied.")
    for words in ("Forum d’été", "Mardi 2 juin 2026", "De 18 h à 21 h", *place, event.description):
        assert words in plain(text)
    assert f'href="{reverse("public_event_calendar", args=[event_step(event)])}"' in text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in text
    data = described(text)
    assert (data["name"], data["url"], data["eventStatus"]) == (
        "Forum d’été",
        f"{settings.SITE_URL}{address}",
        "https://schema.org/EventScheduled",
    )
    assert data["location"] == {"@type": "Place", "name": "Salle exacte", "address": venue.address}


def test_event_without_a_venue_is_where_its_meeting_point_says(client: Client) -> None:
    event = ActivityFactory(public=True, kind=Activity.Kind.FORUM, meeting_point="Place du marché", starts_at=on(2026, 6, 2))
    text = text_of(client, event_path("/agenda/", event))
    assert "<p>Place du marché</p>" in text
    assert described(text)["location"] == {"@type": "Place", "name": "Place du marché", "address": "Lieu à préciser"}


@pytest.mark.parametrize(
    ("meeting_point", "link"),
    [
        ("Lien : https://visio.example/salle?a=1.", "https://visio.example/salle?a=1"),
        ("Lien : javascript:alert(1)", None),
        ("<b>Salle</b>", None),
    ],
)
def test_webinar_has_the_link_to_join_it_and_no_other_markup(client: Client, meeting_point: str, link: str | None) -> None:
    event = ActivityFactory(public=True, meeting_point=meeting_point, starts_at=on(2026, 6, 2))
    address = event_path("/agenda/", event)
    text = text_of(client, address)
    assert described(text)["location"] == {"@type": "VirtualLocation", "url": link or f"{settings.SITE_URL}{address}"}
    links = re.findall(r'<a href="([^"]*)"[^>]*rel="nofollow"', text)
    assert (links, "<b>" in text, "javascript:" in "".join(links)) == ([link] if link else [], False, False)


def test_event_to_come_says_whom_to_ask(client: Client) -> None:
    AssociationSettings.objects.create(site=Site.objects.get(is_default_site=True), email="bonjour@polaris.example", phone="01 99 00 14 14")
    coming = ActivityFactory(public=True, starts_at=on(2026, 6, 2))
    gone = [ActivityFactory(public=True, held=True, starts_at=on(2026, 4, 2)), ActivityFactory(public=True, cancelled=True)]
    asks = "Pour venir, ou pour une question"
    assert [asks in text_of(client, event_path("/agenda/", event)) for event in (coming, *gone)] == [True, False, False]


def test_address_of_an_event_outlives_its_title(client: Client) -> None:
    event = ActivityFactory(public=True, title="Ancien titre", starts_at=on(2026, 6, 2))
    before = event_path("/agenda/", event)
    event.title = "Ciné-débat : Œuvre"
    event.save()
    after = event_path("/agenda/", event)
    assert "/cine-debat-oeuvre-" in after
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (301, after)
    event.title = "عشاء"
    event.save()
    assert client.get(after)["Location"] == f"/agenda/{event.pk.hex[:12]}/"
    assert text_of(client, f"/agenda/{event.pk.hex[:12]}/")


def test_cancelled_event_stays_and_says_so_without_its_reason(client: Client) -> None:
    event = ActivityFactory(public=True, cancelled=True, title="Annoncé", cancellation_reason="Raison interne", starts_at=on(2026, 6, 2))
    text = text_of(client, event_path("/agenda/", event))
    assert "Ce rendez-vous est annulé" in text
    assert described(text)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "Raison interne" not in text
    assert "evenement.ics" not in text
    assert "Annulé" in cells(text_of(client, "/agenda/2026/06/"))["2026-06-02"]


def test_past_event_stays_and_says_so(client: Client) -> None:
    event = ActivityFactory(public=True, held=True, starts_at=NOW - timedelta(days=300))
    assert "Ce rendez-vous est passé" in text_of(client, event_path("/agenda/", event))


@pytest.mark.parametrize(
    "fields",
    [{"public": False}, {"public": True, "to_publish": True}, {"public": True, "status": "proposed", "published_at": None}],
    ids=["outing", "to-publish", "proposed"],
)
def test_what_is_not_for_the_public_has_no_page_no_file_and_no_month(client: Client, fields: dict[str, Any]) -> None:
    hidden = ActivityFactory(title="Visite cachée", starts_at=on(2026, 6, 2), **fields)
    ActivityFactory(public=True, starts_at=on(2026, 6, 3))
    addresses = [
        event_path("/agenda/", hidden),
        f"/agenda/{hidden.pk.hex[:12]}/",
        reverse("public_event_calendar", args=[event_step(hidden)]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert list(cells(text_of(client, "/agenda/2026/06/"))) == ["2026-06-03"]


def test_outing_is_in_no_public_page_feed_description_nor_map_of_the_site(client: Client) -> None:
    """Whatever its state: where asylum seekers go is never announced."""
    outings = []
    for status in Activity.Status:
        reason = {"cancellation_reason": "Pluie"} if status == Activity.Status.CANCELLED else {}
        for days in (-3, 3, 40):
            starts_at = NOW + timedelta(days=days)
            outings.append(
                ActivityFactory(
                    title="Visite cachée", description="Texte tu", status=status, starts_at=starts_at, published_at=NOW, **reason
                )
            )
    ActivityFactory(public=True, starts_at=NOW + timedelta(days=3))
    pages = ["/", "/agenda/", "/agenda/2026/05/", "/agenda/2026/06/", reverse("sitemap"), "/agenda/flux.ics", "/recherche/?q=visite+cachee"]
    for address in pages:
        text = text_of(client, address).replace("\r\n ", "")
        assert "Visite cachée" not in text, address
        assert "Texte tu" not in text, address
        assert [outing.pk for outing in outings if outing.pk.hex[:8] in text] == [], address


def test_map_of_the_site_lists_events_and_their_months(client: Client) -> None:
    event = ActivityFactory(public=True, starts_at=on(2026, 6, 2))
    ActivityFactory(public=True, starts_at=on(2026, 6, 3))
    text = text_of(client, reverse("sitemap"))
    for address in (event_path("/agenda/", event), "/agenda/2026/06/"):
        assert text.count(f"{address}</loc>") == 1


def test_private_agenda_keeps_its_months_its_events_and_its_feed(client: Client, agenda: AgendaPage) -> None:
    event = ActivityFactory(public=True, starts_at=on(2026, 6, 2))
    below = ("/agenda/2026/06/", event_path("/agenda/", event))
    files = ("/agenda/flux.ics", reverse("public_event_calendar", args=[event_step(event)]))
    agenda.view_restrictions.create(restriction_type="login")
    assert [client.get(address).status_code for address in below] == [302, 302]
    assert [client.get(address).status_code for address in files] == [404, 404]
    agenda.unpublish()
    assert [client.get(address).status_code for address in (*below, *files)] == [404] * 4


def test_months_and_events_ask_as_many_queries_for_a_hundred_as_for_one_and_set_no_cookie(client: Client) -> None:
    event = ActivityFactory(public=True, venue=VenueFactory(), starts_at=on(2026, 6, 2))
    addresses = ("/agenda/", "/agenda/2026/06/", event_path("/agenda/", event), "/agenda/flux.ics", reverse("sitemap"))

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert (response.status_code, dict(response.cookies)) == (200, {}), address
        return len(queries)

    one = [count(address) for address in addresses]
    for days in range(99):
        ActivityFactory(public=True, venue=VenueFactory(), starts_at=on(2026, 6, 1 + days % 30, 1 + days % 20))
    assert [count(address) for address in addresses] == one
    assert max(one) <= MOST_QUERIES
