"""A site with a public agenda."""

import pytest
from wagtail.models import Site

from events.models import AgendaPage
from home.models import HomePage


@pytest.fixture
def agenda(db: None) -> AgendaPage:
    """At `/agenda/`, under an empty home page."""
    site = Site.objects.get(is_default_site=True)
    home = HomePage(title="Polaris 14", slug="accueil-essai")
    site.root_page.get_root().add_child(instance=home)
    site.root_page = home
    site.save()
    page = AgendaPage(title="Agenda", slug="agenda", introduction="Les rendez-vous ouverts à toutes et à tous.")
    home.add_child(instance=page)
    return page
