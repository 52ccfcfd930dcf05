"""The officer writes an idée reçue from an empty page; readers then meet it in the list, the feed, by search and by mail."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from advocacy.announcing import announce_items
from advocacy.models import AwarenessIndexPage
from home.permissions import grant_to_communication
from tests.advocacy.subscriptions import subscribe

Axe = Callable[[Page], list[str]]
ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = {
    "list": "/sensibilisation/?nature=idee-recue",
    "decoding": "/sensibilisation/la-procedure-dublin-pas-a-pas/",
    "study": "/sensibilisation/mentorat-ce-que-retient-la-fabrique-14/",
    "testimony": "/sensibilisation/le-jeudi-j-avais-rendez-vous/",
    "false idea": "/sensibilisation/une-fois-refugie-tout-s-arrange/",
    "news": "/sensibilisation/un-pole-sante-mentale/",
    "resource": "/sensibilisation/memo-des-premiers-echanges/",
    "talk": "/sensibilisation/parler-de-l-asile-au-travail/",
}


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_writes_a_false_idea_from_an_empty_page(
    page: Page,
    site: Site,
    sign_in: Callable[[Page, User], None],
    communication_officer: User,
    run_tasks: Callable[[], int],
    axe: Axe,
    device: str,
) -> None:
    grant_to_communication(apps)
    subscriber = subscribe()
    sign_in(page, communication_officer)
    page.goto(f"/admin/pages/{AwarenessIndexPage.objects.get().pk}/add_subpage/")
    page.get_by_role("link", name=re.compile("^Idée reçue")).first.click()

    page.get_by_label(re.compile("^Titre")).first.fill("« Ils auront tous des papiers »")
    page.get_by_label(re.compile("^Chapeau")).fill("Une idée née d’une confusion.")
    publish(page)
    refused = page.get_by_text("Ajoutez au moins une source, pour que l’on puisse vérifier.").first
    expect(refused).to_be_visible()
    expect(page.get_by_text("Choisissez le verdict.").first).to_be_visible()

    page.get_by_role("textbox", name="Ce que l’on entend").fill("Toute personne qui demande l’asile l’obtient.")
    page.get_by_role("combobox", name="Verdict").select_option("Faux")
    page.locator("[data-contentpath='explanation'] [role=textbox]").first.fill("L’Ofpra et la CNDA répondent, et la réponse peut être non.")
    page.locator("[data-contentpath='sources']").get_by_role("button", name=re.compile("Insérer un bloc|Ajouter un bloc")).first.click()
    page.locator("[data-contentpath='sources'] [data-contentpath='title'] input").fill("Rapport d’activité 2024")
    page.get_by_role("checkbox", name="Droit et procédure").check()
    publish(page)
    expect(page.get_by_role("status")).to_contain_text("Ils auront tous des papiers")
    run_tasks()

    page.context.clear_cookies()
    page.goto("/sensibilisation/")
    page.get_by_role("link", name=re.compile("^Idée reçue")).click()
    card = page.get_by_role("article").filter(has_text="Ils auront tous des papiers")
    expect(card).to_contain_text("Faux")
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("« Ils auront tous des papiers »")
    expect(page.get_by_role("figure", name="Ce que l’on entend")).to_contain_text("Toute personne qui demande l’asile l’obtient.")
    expect(page.get_by_role("list").filter(has_text="Rapport d’activité 2024").first).to_be_visible()
    assert axe(page) == []

    address = page.locator("link[type='application/atom+xml']").get_attribute("href") or ""
    text = page.evaluate("address => fetch(address).then(answer => answer.text())", address)
    feed = ElementTree.fromstring(text)  # noqa: S314  # our own
    assert "« Ils auront tous des papiers »" in [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]

    page.goto("/recherche/?q=papier")
    expect(page.get_by_role("link", name="« Ils auront tous des papiers »")).to_be_visible()

    announce_items(timezone.now())
    run_tasks()
    [sent] = [message for message in mail.outbox if message.to == [subscriber.email]]
    assert sent.subject == "Idée reçue\u00a0: « Ils auront tous des papiers »"
    [link] = re.findall(r"\S+/sensibilisation/\S+", str(sent.body))
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("« Ils auront tous des papiers »")


def publish(page: Page) -> None:
    """Asks to publish, and waits for the answer."""
    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").click()


# Each scheme once, each screen once.
@pytest.mark.parametrize(("device", "scheme"), [("phone", "light"), ("desktop", "dark")], indirect=["device"])
def test_every_kind_reads_in_both_schemes_down_to_320_px(page: Page, site: Site, axe: Axe, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for name, address in KINDS.items():
        page.goto(address)
        assert axe(page) == [], name
    page.set_viewport_size({"width": 320, "height": 700})
    for name, address in KINDS.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
