"""Addresses go on working when a page is renamed or moved, with all that stood under them; never in circles."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage
from home.models import HomePage, Partner, PartnersPage, PartnerTheme, StandardPage

AddPage = Callable[..., Any]
Rename = Callable[[Page, str], None]


@pytest.fixture
def add_page(home_page: HomePage) -> AddPage:
    def add(slug: str, parent: Page | None = None) -> StandardPage:
        page = StandardPage(title=slug, slug=slug)
        (parent or home_page).add_child(instance=page)
        return page

    return add


@pytest.fixture
def rename(django_capture_on_commit_callbacks: Any) -> Rename:
    """Gives a page another slug and publishes it, as the officer does; what waits for the commit is done too."""

    def give_slug(page: Page, slug: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            fresh = Page.objects.get(pk=page.pk).specific
            fresh.slug = slug
            fresh.save_revision().publish()

    return give_slug


def follow(client: Client, address: str) -> tuple[str, int]:
    """Where a reader arrives, and with what status. Django's client refuses to go in circles."""
    response = client.get(address, follow=True)
    return (response.redirect_chain[-1][0] if response.redirect_chain else address), response.status_code


def test_renamed_page_is_found_at_its_first_address(add_page: AddPage, client: Client, rename: Rename) -> None:
    rename(add_page("a"), "b")
    response = client.get("/a/")
    assert (response.status_code, response["Location"]) == (301, "/b/")
    assert "no-cache" in response["Cache-Control"]


def test_chain_of_names_takes_one_step(add_page: AddPage, client: Client, rename: Rename) -> None:
    page = add_page("a")
    rename(page, "b")
    rename(page, "c")
    assert client.get("/a/")["Location"] == client.get("/b/")["Location"] == "/c/"


def test_page_back_at_its_first_address_answers_there(add_page: AddPage, client: Client, rename: Rename) -> None:
    page = add_page("a")
    rename(page, "b")
    rename(page, "a")
    assert client.get("/a/").status_code == 200
    assert follow(client, "/b/") == ("/a/", 200)


def test_page_back_then_unpublished_is_missing_rather_than_a_circle(add_page: AddPage, client: Client, rename: Rename) -> None:
    page = add_page("a")
    rename(page, "b")
    rename(page, "a")
    Page.objects.get(pk=page.pk).specific.unpublish()
    assert client.get("/a/").status_code == 404
    assert client.get("/b/").status_code == 404


def test_unpublished_page_does_not_tell_its_new_address(add_page: AddPage, client: Client, rename: Rename) -> None:
    page = add_page("a")
    rename(page, "nom-confidentiel")
    Page.objects.get(pk=page.pk).specific.unpublish()
    assert client.get("/a/").status_code == 404


def test_what_stands_under_a_moved_page_moves_with_it(add_page: AddPage, client: Client) -> None:
    parent, elsewhere = add_page("a"), add_page("ailleurs")
    child = add_page("fille", parent)
    add_page("petite-fille", child)
    Page.objects.get(pk=parent.pk).move(elsewhere, pos="last-child")
    assert follow(client, "/a/fille/petite-fille/") == ("/ailleurs/a/fille/petite-fille/", 200)


def test_question_of_the_address_is_kept(add_page: AddPage, client: Client, rename: Rename) -> None:
    rename(add_page("a"), "b")
    assert client.get("/a/?page=2&theme=droit")["Location"] == "/b/?page=2&theme=droit"


def test_addresses_that_a_page_answers_below_itself_move_with_it(home_page: HomePage, client: Client, rename: Rename) -> None:
    parent = home_page.add_child(instance=StandardPage(title="A", slug="association"))
    page = parent.add_child(instance=PartnersPage(title="P", slug="partenaires"))
    Partner.objects.create(name="ETAPE", theme=PartnerTheme.HEALTH, description="Un soutien.")
    rename(page, "reseau")
    assert follow(client, "/association/partenaires/etape/") == ("/association/reseau/etape/", 200)


def test_files_of_a_renamed_publication_move_with_it(home_page: HomePage, client: Client, rename: Rename) -> None:
    index = home_page.add_child(instance=AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer"))
    page = AdvocacyDocumentPage(title="Plaidoyer", slug="2024", edition_on="2024-01-15", authors="Polaris 14")
    index.add_child(instance=page)
    page.save_revision().publish()
    rename(page, "janvier-2024")
    assert client.get("/plaidoyer/2024/image.png")["Location"] == "/plaidoyer/janvier-2024/image.png"
    assert follow(client, "/plaidoyer/2024/recommandations/") == ("/plaidoyer/janvier-2024/recommandations/", 200)


def test_address_taken_by_another_page_leads_nowhere_below(add_page: AddPage, client: Client, rename: Rename) -> None:
    """The page moved under the one that took its address: following it below would never end."""
    page = add_page("a")
    rename(page, "provisoire")
    taker = add_page("a")
    Page.objects.get(pk=page.pk).move(taker, pos="last-child")
    assert client.get("/a/inconnue/").status_code == 404


def test_redirect_written_by_the_officer_holds_for_its_one_address(add_page: AddPage, client: Client) -> None:
    page = add_page("b")
    Redirect.add_redirect("/affiche", redirect_to=page)
    Redirect.add_redirect("/ailleurs", redirect_to="https://example.org/ailleurs", is_permanent=False)
    assert client.get("/affiche")["Location"] == "/b/"
    assert client.get("/affiche/suite/").status_code == 404
    response = client.get("/ailleurs/")
    assert (response.status_code, response["Location"]) == (302, "https://example.org/ailleurs")


def test_addresses_that_never_were_stay_missing(home_page: HomePage, client: Client) -> None:
    for address in ("/rien/", "/a/" * 40, "/a%00b/"):
        assert client.get(address).status_code == 404
