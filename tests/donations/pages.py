"""The page of gifts and its campaigns, for tests."""

from typing import Any

from wagtail.models import Page

from donations.models import CampaignPage, DonationPage
from home.models import HomePage


def add_donation_page(**fields: Any) -> DonationPage:
    """Under the home page of the tests, or one made for it."""
    home = HomePage.objects.first() or Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil-test"))
    page = DonationPage(title="Soutenir", slug="don", **fields)
    return home.add_child(instance=page)


def add_campaign(**fields: Any) -> CampaignPage:
    """A campaign of 5 000 € without end, at `/don/une-salle/`."""
    parent = DonationPage.objects.first() or add_donation_page()
    return parent.add_child(instance=CampaignPage(**{"title": "Une salle", "slug": "une-salle", "aim_cents": 500_000, **fields}))
