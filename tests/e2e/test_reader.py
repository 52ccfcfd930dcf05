"""Anybody reads the site: home, association, plaidoyer, awareness, glossary, report, agenda; by menu, by search, in both schemes."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Page as TreePage
from wagtail.models import Site

import advocacy.demo
import home.demo

Axe = Callable[[Page], list[str]]


@pytest.fixture
def public_site(site: Site) -> Site:
    home.demo.build(timezone.now())
    advocacy.demo.build(timezone.now())
    call_command("update_index", verbosity=0)
    cache.clear()
    return site


def follow_menu(page: Page, name: str, device: str) -> None:
    if device == "phone":
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=name, exact=True).click()


def test_a_reader_goes_round_by_the_menu(page: Page, public_site: Site, axe: Axe, device: str) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agir dès la demande d’asile")

    follow_menu(page, "L’association", device)
    expect(page.get_by_role("heading", level=1)).to_have_text("L’association")
    page.get_by_role("link", name="Nos pôles").click()
    page.get_by_role("link", name="Pôle linguistique").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pôle linguistique")
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link", name="L’association").click()
    page.get_by_role("link", name="Nos partenaires").click()
    expect(page.get_by_role("heading", name="Partenariats structurants")).to_be_visible()

    follow_menu(page, "Plaidoyer", device)
    page.get_by_role("link", name=re.compile("^Agir dès la demande d’asile pour")).click()
    for part in ("Le cadre réglementaire", "L’autonomie dès", "Santé mentale et"):
        expect(page.get_by_role("heading", level=2, name=re.compile(part))).to_be_visible()
    contents = page.get_by_role("navigation", name="Sommaire")
    contents.get_by_role("link", name="Toutes les recommandations").click()
    page.get_by_role("link", name=re.compile("Recommandation 3.*Admettre")).click()
    expect(page).to_have_url(re.compile("#r-3$"))
    expect(page.get_by_role("article", name=re.compile("^Admettre les personnes"))).to_be_in_viewport()
    assert axe(page) == []

    follow_menu(page, "Comprendre", device)
    page.get_by_role("link", name="Idée reçue").click()
    page.get_by_role("link", name=re.compile("Ils ne veulent pas travailler")).click()
    expect(page.get_by_role("heading", level=2, name="Sources")).to_be_visible()

    follow_menu(page, "Glossaire", device)
    page.get_by_role("navigation", name="Lettres").get_by_role("link", name="O").click()
    expect(page.get_by_text("Office français de protection des réfugiés et apatrides")).to_be_in_viewport()

    follow_menu(page, "Agenda", device)
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")


def test_a_reader_checks_the_report(page: Page, public_site: Site, axe: Axe, device: str) -> None:
    page.goto("/")
    follow_menu(page, "Rapports d’activité", device)
    page.get_by_role("link", name="Rapport d’activité 2024").click()
    expect(page.get_by_text("149\u202f171,57\u202f€")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Résultat"))).to_contain_text("7\u202f792,50\u202f€")

    chart = page.get_by_role("figure", name="Deux activités sur trois ont une visée culturelle")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile(r"66\s% des 38 activités"))
    expect(chart).to_contain_text("Ces parts se recoupent\u00a0: leur total n’est pas 100\u202f%.")
    expect(chart).to_contain_text("font ensemble 113\u202f%")
    expect(chart.get_by_role("table")).to_be_hidden()
    chart.get_by_text("Les données du graphique").click()
    expect(chart.get_by_role("row", name="Sportive 13")).to_be_visible()
    assert axe(page) == []


def test_a_reader_searches(page: Page, public_site: Site, axe: Axe, device: str) -> None:
    page.goto("/")
    if device == "phone":
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Rechercher").click()
    page.get_by_role("searchbox").fill("refugies")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("status")).to_contain_text("résultats pour")
    assert axe(page) == []
    page.get_by_role("link", name=re.compile("^Agir dès la demande d’asile pour")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("personnes réfugiées")

    page.goto("/recherche/?q=introuvable")
    expect(page.get_by_text("Rien ne correspond à")).to_be_visible()
    page.get_by_role("navigation", name="Les pages principales").get_by_role("link", name="Glossaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossaire")


# Each scheme once, each screen once.
@pytest.mark.parametrize(("device", "scheme"), [("phone", "light"), ("desktop", "dark")], indirect=["device"])
def test_every_kind_of_page_is_accessible_leaves_no_cookie_and_fits(page: Page, public_site: Site, axe: Axe, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    complaints = []
    for address in {type(found): found.url for found in TreePage.objects.live().filter(depth__gte=2).specific()}.values():
        page.goto(address)
        complaints += [f"{address}: {violation}" for violation in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            complaints.append(f"{address}: wider than the screen")
        # A form that is sent needs its token, and the token its cookie.
        allowed = {"csrftoken"} if page.locator("form[method=post]").count() else set()
        if unwanted := {cookie.get("name") for cookie in page.context.cookies()} - allowed:
            complaints.append(f"{address}: cookies {unwanted}")
        page.context.clear_cookies()
    assert complaints == []
