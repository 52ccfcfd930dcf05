"""The officer leaves something to fill in: the draft is kept, publishing is stopped, and the way to the place is shown."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from advocacy.models import AwarenessPage
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Plus d[’']actions")).last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").click()


def rewrite(page: Page, words: str) -> None:
    """Puts these words in the place of those of the text that has the cursor; the form holds them a moment later."""
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.wait_for_function(
        "words => [...document.querySelectorAll('input[type=hidden]')].some(field => field.value.includes(words))", arg=words
    )


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_is_led_to_what_is_left_to_fill_in(page: Page, site: Site, sign_in: SignIn, communication_officer: User) -> None:
    grant_to_communication(apps)
    target = AwarenessPage.objects.order_by("pk").first()
    assert target is not None
    sign_in(page, communication_officer)
    page.goto(f"/admin/pages/{target.pk}/edit/")
    readiness = page.locator(".readiness")
    expect(readiness).to_contain_text("Rien à signaler.")

    editor = page.locator("[data-contentpath='body'] .public-DraftEditor-content").first
    editor.click()
    expect(editor).to_be_focused()
    rewrite(page, "Soit xx % des personnes.")
    # Kept as a draft, gap and all, and said at the head of the form.
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(readiness).to_contain_text("À corriger pour publier")
    expect(readiness).to_contain_text("D’après le dernier brouillon enregistré.")

    publish(page)
    expect(readiness).to_contain_text("D’après ce que vous venez d’écrire.")
    expect(page.locator(".error-message", has_text="xx %")).to_have_count(1)

    readiness.get_by_role("link", name=re.compile("Paragraphe|Encadré")).first.click()
    editor = page.locator("[data-contentpath='body'] .public-DraftEditor-content", has_text="Soit xx % des personnes")
    expect(editor).to_be_focused()
    expect(editor).to_be_in_viewport()
    rewrite(page, "Soit 12 % des personnes.")

    publish(page)
    expect(page.get_by_role("status")).to_contain_text("publiée")
    page.goto(target.url or "")
    expect(page.get_by_text("Soit 12 % des personnes.")).to_be_visible()
