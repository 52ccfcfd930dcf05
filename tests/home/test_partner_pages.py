"""A sheet for each partner, under the page of the partners: what it says, who finds it, and what it costs."""

import json
import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from accounts.models import User
from home.models import HomePage, Partner, PartnersPage, PartnerTheme, StandardPage
from tests.conftest import SignIn
from tests.home.test_pages import MOST_QUERIES, count_queries

ADDRESS = "/association/partenaires/"
SHEET = f"{ADDRESS}point-virgule/"


@pytest.fixture
def partners_page(home_page: HomePage) -> PartnersPage:
    parent = home_page.add_child(instance=StandardPage(title="L’association", slug="association"))
    return parent.add_child(instance=PartnersPage(title="Nos partenaires", slug="partenaires"))


@pytest.fixture
def partner(partners_page: PartnersPage) -> Partner:
    pole = partners_page.get_parent().add_child(instance=StandardPage(title="Pôle santé mentale", slug="sante-mentale"))
    return Partner.objects.create(
        name="Point Virgule",
        theme=PartnerTheme.HEALTH,
        bearer="Un consortium",
        aim="Le bien-être.",
        description="Des sessions à plusieurs.",
        results="Trois sessions de 18 semaines.",
        website="https://www.point-virgule.example/nous",
        email="accueil@point-virgule.example",
        pole=pole,
    )


def test_sheet_says_who_bears_it_what_for_with_what_results_and_how_to_write(partner: Partner, client: Client) -> None:
    text = client.get(SHEET).content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", text) == ["Point Virgule"]
    for said in ("Un consortium", "Le bien-être.", "Des sessions à plusieurs.", "Trois sessions de 18 semaines.", "Santé"):
        assert said in text
    for link in ('"https://www.point-virgule.example/nous"', '"mailto:accueil@point-virgule.example"', '"/association/sante-mentale/"'):
        assert f"href={link}" in text


def test_sheet_has_its_own_head_and_trail(partner: Partner, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://polaris.example"
    text = client.get(SHEET).content.decode()
    assert "<title>Point Virgule, partenaire – Polaris 14</title>" in text
    assert f'<link rel="canonical" href="https://polaris.example{SHEET}">' in text
    assert '<meta property="og:title" content="Point Virgule">' in text
    assert '<meta name="description" content="Le bien-être.">' in text
    trail, described = [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]
    assert [step["name"] for step in trail["itemListElement"]] == ["Accueil", "L’association", "Nos partenaires", "Point Virgule"]
    assert trail["itemListElement"][2]["item"] == f"https://polaris.example{ADDRESS}"
    assert (described["@type"], described["name"], described["mainEntityOfPage"]) == (
        "Organization",
        "Point Virgule",
        f"https://polaris.example{SHEET}",
    )


def test_sheet_and_pole_lead_to_each_other(partner: Partner, client: Client) -> None:
    assert f'href="{SHEET}"' in client.get("/association/sante-mentale/").content.decode()
    StandardPage.objects.get(slug="sante-mentale").unpublish()
    assert "sante-mentale" not in client.get(SHEET).content.decode()


def test_sheet_follows_the_page_of_the_partners(partner: Partner, partners_page: PartnersPage, client: Client) -> None:
    partners_page.slug = "reseau"
    partners_page.save()
    assert client.get("/association/reseau/point-virgule/").status_code == 200
    assert 'href="/association/reseau/point-virgule/"' in client.get("/association/reseau/").content.decode()


def test_sheet_keeps_its_address_when_the_partner_is_renamed(partner: Partner, client: Client) -> None:
    partner.name = "Point-Virgule et cie"
    partner.save()
    assert client.get(SHEET).status_code == 200


def test_two_names_that_make_the_same_address_get_two(db: None) -> None:
    made = [Partner.objects.create(name=name, theme=PartnerTheme.TIES).slug for name in ("Œuvre d’été", "Oeuvre d’ete", "منظمة", "組織")]
    assert made == ["oeuvre-dete", "oeuvre-dete-2", "partenaire", "partenaire-2"]


def test_addresses_that_are_no_sheet_are_missing(partner: Partner, client: Client) -> None:
    Partner.objects.create(name="Sans rien", theme=PartnerTheme.TIES)
    for address in ("inconnu/", "sans-rien/", "point-virgule/suite/"):
        assert client.get(f"{ADDRESS}{address}").status_code == 404, address
    assert "Sans rien" in client.get(ADDRESS).content.decode()


def test_ended_partner_keeps_a_sheet_that_says_so(partner: Partner, client: Client) -> None:
    partner.state = Partner.State.ENDED
    partner.save()
    assert "Ce partenariat est terminé" in client.get(SHEET).content.decode()
    text = client.get(ADDRESS).content.decode()
    assert text.index("Ils nous ont accompagnés") < text.index(f'href="{SHEET}"')


def test_hidden_partner_is_nowhere(partner: Partner, client: Client) -> None:
    partner.state = Partner.State.HIDDEN
    partner.save()
    assert client.get(SHEET).status_code == 404
    for address in (ADDRESS, "/association/sante-mentale/", reverse("sitemap")):
        assert "oint" not in client.get(address).content.decode().replace("point-virgule.example", "").partition("<main")[2], address


@pytest.mark.parametrize("closing", ["unpublished", "private"])
def test_sheets_close_with_their_page(partner: Partner, partners_page: PartnersPage, client: Client, closing: str) -> None:
    if closing == "private":
        PageViewRestriction.objects.create(page=partners_page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    else:
        partners_page.unpublish()
    response = client.get(SHEET)
    assert response.status_code == (302 if closing == "private" else 404)
    assert "Point Virgule" not in response.content.decode()
    assert SHEET not in client.get(reverse("sitemap")).content.decode()
    if closing == "unpublished":
        assert SHEET not in client.get("/association/sante-mentale/").content.decode()


def test_sheet_costs_no_more_with_thirty_neighbours_than_with_one(partner: Partner, client: Client) -> None:
    Partner.objects.create(name="Voisin", theme=PartnerTheme.HEALTH, description="Ensemble.", pole=partner.pole)
    addresses = (SHEET, ADDRESS, "/association/sante-mentale/", reverse("sitemap"))
    one = [count_queries(client, address) for address in addresses]
    for number in range(30):
        Partner.objects.create(name=f"Voisin {number}", theme=PartnerTheme.HEALTH, description="Ensemble.", pole=partner.pole)
    assert [count_queries(client, address) for address in addresses] == one
    assert max(one[:3]) <= MOST_QUERIES


def test_what_is_typed_in_a_sheet_is_escaped(partner: Partner, client: Client) -> None:
    evil = "</script><script>alert(1)</script>"
    for field in ("name", "bearer", "aim", "description", "results"):
        setattr(partner, field, evil)
    partner.save()
    for address in (SHEET, ADDRESS):
        assert evil not in client.get(address).content.decode(), address


def test_officer_sees_the_sheet_before_it_is_saved(partner: Partner, signed_in: SignIn, communication_officer: User) -> None:
    client = signed_in(communication_officer)
    data = {"name": "Autre nom", "theme": "sante", "state": "current", "aim": "Un objectif à l’essai.", "pole": ""}
    address = reverse("wagtailsnippets_home_partner:preview_on_edit", args=[partner.pk])
    assert client.post(address, data).json() == {"is_valid": True, "is_available": True}
    response = client.get(address)
    assert "Un objectif à l’essai." in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in response.content.decode()


def test_partners_already_there_get_their_address(db: None) -> None:
    """The migration's own function, over rows as they were before it."""
    for name in ("École Thot", "Ecole thot", "Yoga & Sport with Refugees"):
        Partner.objects.create(name=name, theme=PartnerTheme.TIES)
    for number, row in enumerate(Partner.objects.all()):
        Partner.objects.filter(pk=row.pk).update(slug=f"avant-{number}")
    import_module("home.migrations.0012_association_pages").give_slugs(apps, None)
    assert list(Partner.objects.order_by("pk").values_list("slug", flat=True)) == ["ecole-thot", "ecole-thot-2", "yoga-sport-with-refugees"]
