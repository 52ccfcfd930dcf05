"""What search engines find: the map of what anybody may read, what pages say in schema.org's words, and no preview."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from accounts.models import User
from events.models import Activity, AgendaPage
from home.models import AssociationSettings, HomePage, StandardPage
from home.places import Venue
from home.proofreading_workflow import set_up_proofreading
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory
from tests.home.test_pages import count_queries

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def add(parent: Any, slug: str, **values: Any) -> StandardPage:
    page: StandardPage = parent.add_child(instance=StandardPage(title=slug, slug=slug, **values))
    return page


def mapped(client: Client) -> list[str]:
    text = client.get(reverse("sitemap")).content.decode()
    return re.findall(r"<loc>https?://[^/]+(.*?)</loc>", text)


def test_map_lists_what_anybody_may_read_and_nothing_else(home_page: HomePage, client: Client) -> None:
    published, private = add(home_page, "publiee"), add(home_page, "privee")
    add(private, "sous-privee")
    add(home_page, "brouillon", live=False)
    add(home_page, "expiree", live=False, expired=True)
    published.create_alias(parent=home_page, update_slug="double")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert mapped(client) == ["/", "/publiee/"]


def test_map_says_when_a_page_last_changed(home_page: HomePage, client: Client) -> None:
    page = add(home_page, "publiee")
    page.save_revision().publish()
    page.refresh_from_db()
    assert f"<lastmod>{timezone.localdate(page.last_published_at):%Y-%m-%d}</lastmod>" in client.get(reverse("sitemap")).content.decode()


def test_map_of_thirty_pages_costs_no_more_than_of_one(home_page: HomePage, client: Client) -> None:
    add(home_page, "une")
    one = count_queries(client, reverse("sitemap"))
    for number in range(30):
        add(home_page, f"page-{number}")
    assert count_queries(client, reverse("sitemap")) == one


def test_home_page_describes_the_association(home_page: HomePage, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://polaris.example"
    AssociationSettings.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="Polaris 14",
        address="1 rue de l’Étoile\n75018 Paris",
        email="bonjour@polaris.example",
        linkedin="https://www.linkedin.com/company/polaris",
    )
    [described] = [json.loads(found) for found in DATA.findall(client.get("/").content.decode())]
    assert described == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": "https://polaris.example/#association",
        "name": "Polaris 14",
        "url": "https://polaris.example/",
        "slogan": "Agir dès la demande d’asile",
        "logo": "https://polaris.example/static/img/apple-touch-icon.png",
        "address": "1 rue de l’Étoile 75018 Paris",
        "email": "bonjour@polaris.example",
        "sameAs": ["https://www.linkedin.com/company/polaris"],
    }


@pytest.fixture
def agenda(home_page: HomePage) -> AgendaPage:
    page: AgendaPage = home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    return page


def described_events(client: Client) -> list[dict[str, Any]]:
    graphs = [json.loads(found) for found in DATA.findall(client.get("/agenda/").content.decode())]
    events: list[dict[str, Any]] = next(graph["@graph"] for graph in graphs if "@graph" in graph)
    return events


def add_event(**values: Any) -> Activity:
    starts_at = timezone.now() + timedelta(days=10)
    published = {"status": Activity.Status.PUBLISHED, "published_at": timezone.now()}
    event: Activity = ActivityFactory(**{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), **published, **values})
    return event


def test_public_dates_are_described_with_their_place_and_outings_not_at_all(agenda: AgendaPage, client: Client) -> None:
    venue = Venue.objects.create(name="Salle du quartier", address="3 rue des Essais", area="Paris 18e")
    event = add_event(kind=Activity.Kind.FORUM, venue=venue, meeting_point="Devant la fontaine", title="Forum")
    add_event(kind=Activity.Kind.OUTING, title="Sortie tue")
    [described] = described_events(client)
    assert described["name"] == "Forum"
    assert described["startDate"] == timezone.localtime(event.starts_at).isoformat()
    assert re.search(r"\+0[12]:00$", described["startDate"])
    assert described["location"] == {"@type": "Place", "name": "Salle du quartier", "address": "3 rue des Essais"}
    assert described["eventStatus"] == "https://schema.org/EventScheduled"
    assert described["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert "Sortie tue" not in client.get("/agenda/").content.decode()


def test_cancelled_webinar_is_said_to_be_both(agenda: AgendaPage, client: Client) -> None:
    add_event(kind=Activity.Kind.WEBINAR, status=Activity.Status.CANCELLED, cancellation_reason="Report")
    [described] = described_events(client)
    assert described["eventStatus"] == "https://schema.org/EventCancelled"
    assert described["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert described["location"]["@type"] == "VirtualLocation"


def test_described_dates_cannot_close_their_element(agenda: AgendaPage, client: Client) -> None:
    add_event(kind=Activity.Kind.FORUM, title="</script><script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/agenda/").content.decode()
    assert described_events(client)[0]["name"] == "</script><script>alert(1)</script>"


def test_no_preview_of_a_page_is_listed(home_page: HomePage, signed_in: SignIn, communication_officer: User, coordinator: User) -> None:
    set_up_proofreading(apps)
    page = add(home_page, "publiee")
    page.title = "Le brouillon"
    revision = page.save_revision(user=communication_officer)
    state = page.get_workflow().start(page, communication_officer).current_task_state
    officer = signed_in(communication_officer)
    draft = {"title": "Le brouillon", "slug": "publiee", "introduction": "", "eyebrow": "", "body-count": "0"}
    edited, added = (
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        reverse("wagtailadmin_pages:preview_on_add", args=["home", "standardpage", home_page.pk]),
    )
    officer.post(edited, draft)
    officer.post(added, {**draft, "slug": "autre"})
    previews = [
        edited,
        added,
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk]),
        reverse("wagtailadmin_block_preview") + "?id=home.association_blocks.PeopleBlock",
    ]
    answers = [officer.get(address) for address in previews]
    answers.append(signed_in(coordinator).get(reverse("coordination_proofreading_text", args=[state.pk])))
    assert [answer["X-Robots-Tag"] for answer in answers] == ["noindex"] * len(answers)
    # The block's preview needs the id that the editor gives it, which this test does not have.
    shown = [answer for answer in answers if answer.status_code == 200]
    assert len(shown) == 5
    assert all("Le brouillon" in answer.content.decode() and 'content="noindex"' in answer.content.decode() for answer in shown)


def test_public_pages_are_listed(home_page: HomePage, client: Client) -> None:
    response = client.get("/")
    assert "X-Robots-Tag" not in response
    assert "noindex" not in response.content.decode()
