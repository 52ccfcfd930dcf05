"""Links of published pages that lead nowhere are found, wherever they stand, and shown with their place."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from accounts.models import User
from home.broken_links import answers_something, find_broken_links, links_to_mend
from home.links import Kind, Link, links_of
from home.models import BrokenLink, HomePage, StandardPage
from home.permissions import grant_to_communication
from tests.conftest import SignIn

NOW = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
ID = "7b0c3c1e-0000-4000-8000-000000000001"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": ID}


@pytest.fixture
def target(home_page: HomePage) -> StandardPage:
    page = StandardPage(title="Là où l’on va", slug="cible")
    home_page.add_child(instance=page)
    return page


def add(home_page: HomePage, *body: dict[str, Any]) -> StandardPage:
    page = StandardPage(title="Page aux liens", slug="liens", body=[*body])
    home_page.add_child(instance=page)
    return page


def faults() -> list[tuple[str, str, str]]:
    return list(BrokenLink.objects.values_list("fault", "target", "contentpath"))


def paragraph(attributes: str) -> dict[str, Any]:
    return block("paragraph", f"<p>Voir <a {attributes}>ceci</a>.</p>")


def cards(page: int | None, address: str = "") -> dict[str, Any]:
    card = {"title": "Carte", "text": "", "link": {"label": "Y aller", "page": page, "address": address}}
    return block("cards", {"cards": [{"type": "item", "value": card, "id": ID}]})


def test_links_are_found_at_every_depth(home_page: HomePage, target: StandardPage) -> None:
    page = add(home_page, paragraph(f'linktype="page" id="{target.pk}"'), cards(target.pk), cards(None, "/cible/#haut"))
    assert list(links_of(page)) == [
        Link(Kind.PAGE, str(target.pk), f"body.{ID}"),
        Link(Kind.PAGE, str(target.pk), f"body.{ID}.cards.{ID}.link.page"),
        Link(Kind.ADDRESS, "/cible/", f"body.{ID}.cards.{ID}.link.address"),
    ]


def test_links_that_work_are_no_fault(home_page: HomePage, target: StandardPage) -> None:
    Redirect.objects.create(old_path="/ancienne", redirect_page=target)
    document = get_document_model().objects.create(title="Guide", file=ContentFile(b"x", name="guide.pdf"))
    add(
        home_page,
        paragraph(f'linktype="page" id="{target.pk}"'),
        paragraph(f'linktype="document" id="{document.pk}"'),
        paragraph('href="/cible/"'),
        paragraph('href="/recherche/?q=asile"'),
        paragraph('href="/ancienne/"'),
        # Those who follow it sign in.
        paragraph('href="/espace/"'),
        paragraph('href="https://example.org/perdue/"'),
        paragraph('href="mailto:contact@demo.test"'),
    )
    find_broken_links(NOW)
    assert faults() == []


@pytest.mark.parametrize(
    ("attributes", "fault", "shown"),
    [
        ('linktype="page" id="99999"', "page_gone", ""),
        ('linktype="document" id="99999"', "document_gone", ""),
        ('href="/perdue/"', "no_answer", "/perdue/"),
        (f'href="{settings.SITE_URL}/perdue/"', "no_answer", "/perdue/"),
        ('href="/plaidoyer/1999/pdf/"', "no_answer", "/plaidoyer/1999/pdf/"),
    ],
)
def test_link_that_leads_nowhere_is_found(home_page: HomePage, attributes: str, fault: str, shown: str) -> None:
    add(home_page, paragraph(attributes))
    find_broken_links(NOW)
    assert faults() == [(fault, shown, f"body.{ID}")]


def test_chosen_page_that_is_deleted_or_unpublished_is_found(home_page: HomePage, target: StandardPage) -> None:
    add(home_page, cards(target.pk))
    target.unpublish()
    find_broken_links(NOW)
    assert faults() == [("page_unpublished", "Là où l’on va", f"body.{ID}.cards.{ID}.link.page")]
    Page.objects.get(pk=target.pk).delete()
    find_broken_links(NOW)
    assert faults() == [("page_gone", "", f"body.{ID}.cards.{ID}.link.page")]


def test_drafts_are_not_looked_at(home_page: HomePage) -> None:
    page = add(home_page)
    page.body = [block("paragraph", '<p><a href="/perdue/">ceci</a></p>')]
    page.save_revision()
    find_broken_links(NOW)
    assert faults() == []


def test_mended_page_leaves_the_list_at_once(home_page: HomePage) -> None:
    page = add(home_page, paragraph('href="/perdue/"'))
    find_broken_links(timezone.now() - timedelta(minutes=5))
    assert links_to_mend().count() == 1
    page.body = [block("heading", "Sans lien")]
    page.save_revision().publish()
    assert links_to_mend().count() == 0
    find_broken_links(timezone.now())
    assert not BrokenLink.objects.exists()


def test_officer_is_led_to_the_place(home_page: HomePage, communication_officer: User, signed_in: SignIn) -> None:
    grant_to_communication(apps)
    page = add(home_page, paragraph('href="/perdue/"'))
    find_broken_links(NOW)
    shown = signed_in(communication_officer).get(reverse("wagtailadmin_home")).content.decode()
    assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#:w:contentpath=body.{ID}" in shown
    assert "Cette adresse ne répond pas." in shown


def test_addresses_are_asked_as_a_reader_would(home_page: HomePage) -> None:
    assert answers_something("/")
    assert answers_something("/robots.txt")
    assert not answers_something(f"/{uuid.uuid4()}/")
    assert not answers_something("/médias/été/")
