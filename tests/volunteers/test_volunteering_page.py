"""`/benevoles/`: the public page that calls for bénévoles."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from home.models import HomePage
from tests.volunteers.factories import MissionFactory
from tests.volunteers.words import plain
from volunteers.models import VolunteeringPage

pytestmark = pytest.mark.django_db

URL = "/benevoles/"


@pytest.fixture
def page() -> VolunteeringPage:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Polaris 14", slug="accueil"))
    Site.objects.update(root_page=home, hostname="localhost")
    page: VolunteeringPage = home.add_child(
        instance=VolunteeringPage(
            title="Donner de son temps", slug="benevoles", introduction="Ensemble.", expectations="<p>De la régularité.</p>"
        )
    )
    return page


def test_page_shows_open_missions_training_and_the_way_in(client: Client, page: VolunteeringPage) -> None:
    MissionFactory()
    MissionFactory(slug="fermee", title="Mission fermée", is_open=False)
    text = plain(client.get(URL).content.decode())
    for words in (
        "Donner de son temps",
        "Activités culturelles",
        "Une demi-journée par mois",
        "« Connaissance du public »",
        "De la régularité.",
    ):
        assert words in text
    assert "Mission fermée" not in text
    assert 'href="/benevoles/inscription/"' in text


def test_page_without_missions_says_so(client: Client, page: VolunteeringPage) -> None:
    assert "Aucune mission n’est ouverte en ce moment." in plain(client.get(URL).content.decode())


def test_page_can_be_cached(client: Client, page: VolunteeringPage) -> None:
    response = client.get(URL)
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
