"""Somebody reads the plaidoyer and the report with the keyboard alone: follows a note, quotes a passage, takes files home."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from accounts.models import User
from advocacy.models import AdvocacyDocumentPage
from advocacy.printing.files import ask_for_files
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
PLAIDOYER = "/plaidoyer/2024/"
REPORT = "/rapports-activite/2024/"


@pytest.fixture(autouse=True)
def narrow(page: Page, device: str) -> Iterator[None]:
    """The phone is the narrowest that pages are made for."""
    if device == "phone":
        page.set_viewport_size({"width": 320, "height": 640})
    yield
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), "wider than the screen"


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until `target` has the focus, as a person does who knows where they want to go."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}.")


def test_reader_follows_a_note_and_comes_back(page: Page, site: Site, axe: Axe) -> None:
    page.goto(PLAIDOYER)
    calls = page.locator("[role=doc-noteref]")
    tab_to(page, calls.first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#note-1$"))
    note = page.locator("#note-1")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("Code de l’entrée et du séjour")

    # The same note is cited twice: two ways back, each to its own place.
    ways_back = note.locator("[role=doc-backlink]")
    expect(ways_back).to_have_count(2)
    expect(ways_back.last).to_have_accessible_name("Revenir au texte, note 1, appel 2")
    page.keyboard.press("Tab")
    expect(ways_back.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#appel-1-1$"))
    expect(page.locator("#appel-1-1")).to_be_in_viewport()
    # Reading goes on from there, not from the top.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#appel-1-1")).to_be_focused()
    expect(page.get_by_role("table").locator("[role=doc-noteref]")).not_to_have_count(0)
    assert axe(page) == []


def test_contents_say_what_is_read(page: Page, site: Site, device: str) -> None:
    page.goto(PLAIDOYER)
    contents = page.get_by_role("navigation", name="Sommaire")
    part = contents.get_by_role("link", name=re.compile("^Santé mentale"))
    tab_to(page, part)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=re.compile("^Santé mentale"))).to_be_in_viewport()
    expect(part).to_have_attribute("aria-current", "location")
    expect(contents.locator("[aria-current]")).to_have_count(1)


def first_passage(page: Page) -> Locator:
    """The link that quotes the first paragraph of the first part, after that of its introduction."""
    return page.get_by_role("region", name=re.compile("^Le cadre réglementaire")).get_by_role("link", name="Citer ce passage").nth(1)


def test_reader_copies_a_citation(page: Page, site: Site, axe: Axe) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(PLAIDOYER)
    link = first_passage(page)
    tab_to(page, link)
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Citer ce passage")
    expect(window.get_by_role("button", name="Copier la citation")).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(window.get_by_role("status")).to_have_text("Citation copiée.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"Polaris 14, «\s.+\s», dans Agir dès la demande d’asile .+, version 2 du \d.+, (http\S+)", copied)
    expect(window.get_by_role("textbox", name="La citation, prête à copier")).to_have_value(copied)

    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(link).to_be_focused()

    # The address in it leads to the very passage, in the version that was quoted.
    address = copied.rsplit(" ", 1)[1]
    page.goto(address)
    assert "/versions/2/#s-" in address
    expect(page.locator(f"[id='{address.rsplit('#', 1)[1]}']")).to_be_in_viewport()


def test_a_citation_needs_no_script(chromium: Browser, page: Page, site: Site, live_server: LiveServer, axe: Axe) -> None:
    page.goto(f"{PLAIDOYER}citer/r-3/")
    assert axe(page) == []

    plain = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    reader = plain.new_page()
    reader.goto(PLAIDOYER)
    first_passage(reader).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Citer ce passage")
    expect(reader.get_by_role("textbox", name="La citation, prête à copier")).to_have_value(re.compile("^Polaris 14, "))
    expect(reader.get_by_role("button", name="Copier la citation")).to_be_hidden()
    reader.get_by_role("link", name="Revenir au passage").click()
    expect(reader).to_have_url(re.compile(r"/plaidoyer/2024/versions/2/#s-"))
    plain.close()


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_reader_takes_the_pdf_and_the_data_home(page: Page, site: Site, run_tasks: Callable[[], int]) -> None:
    ask_for_files(timezone.now())
    run_tasks()
    page.goto(REPORT)
    tab_to(page, page.get_by_role("link", name="Télécharger en PDF"))
    # The browser shows it, or takes it where it draws no PDF; it is saved under the name that the site gives.
    with page.expect_response("**/rapports-activite/2024/pdf/") as given:
        page.keyboard.press("Enter")
    assert given.value.headers["content-type"] == "application/pdf"
    assert re.search(r'filename=".*2024.*\.pdf"', given.value.headers["content-disposition"])
    assert page.request.get(f"{REPORT}pdf/").body().startswith(b"%PDF-")

    page = page.context.new_page()
    page.goto(REPORT)
    chart = page.get_by_role("figure", name="Deux activités sur trois ont une visée culturelle")
    tab_to(page, chart.locator("summary"))
    page.keyboard.press("Enter")
    expect(chart.get_by_role("table")).to_be_visible()
    tab_to(page, chart.get_by_role("link", name=re.compile("CSV")))
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert "Sportive" in Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert taken.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_writes_a_note_and_cites_it(page: Page, site: Site, sign_in: SignIn, communication_officer: User) -> None:
    grant_to_communication(apps)
    document = AdvocacyDocumentPage.objects.get()
    sign_in(page, communication_officer)
    page.goto(f"/admin/pages/{document.pk}/edit/")
    text = page.locator("[data-contentpath=parts] .public-DraftEditor-content").first
    text.click()
    expect(text).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" /")
    page.get_by_role("option", name="Note de bas de page").click()
    page.get_by_role("button", name="Nouvelle note").click()
    note = (
        page.locator("#id_footnotes-3-text")
        .locator("xpath=ancestor::*[contains(@class, 'w-panel')][1]")
        .locator(".public-DraftEditor-content")
    )
    note.click()
    expect(note).to_be_focused()
    page.keyboard.type("Une note toute neuve.")
    expect(note).to_have_text("Une note toute neuve.")
    # The editor puts down what was typed a quarter of a second later.
    expect(page.locator("#id_footnotes-3-text")).to_have_value(re.compile("Une note toute neuve."))
    page.get_by_role("textbox", name="Ce que vous corrigez").fill("Une note est ajoutée.")
    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status").first).to_contain_text("Agir dès la demande d’asile")

    page.context.clear_cookies()
    page.goto(PLAIDOYER)
    # It comes after the first in its paragraph, and numbers follow the text.
    expect(page.locator("#note-2")).to_contain_text("Une note toute neuve.")
    expect(page.locator("[role=doc-noteref]").nth(1)).to_have_attribute("href", "#note-2")
