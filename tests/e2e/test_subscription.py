"""A reader subscribes, confirms from the mail, is told of an item, and stops by one button."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from advocacy.announcing import announce_items
from advocacy.models import AwarenessIndexPage, Subscriber
from tests.advocacy.items import add_item
from tests.conftest import RunTasks


@pytest.fixture(params=["phone"])
def device(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def link_of_last_mail(run_tasks: RunTasks, name: str) -> str:
    run_tasks()
    found = re.findall(rf"https?://\S+/abonnement/{name}/\S+", str(mail.outbox[-1].body))
    assert len(found) == 1
    return found[0]


def test_from_an_item_to_the_mails_and_out(page: Page, site: Site, axe: Callable[[Page], list[str]], run_tasks: RunTasks) -> None:
    def look() -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == []

    page.goto("/sensibilisation/")
    look()
    page.get_by_role("main").get_by_role("link", name="S’abonner par courriel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S’abonner par courriel")
    look()
    page.get_by_label("Votre adresse e-mail").fill("lectrice@")
    page.get_by_role("button", name="M’abonner").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Votre adresse e-mail").fill("lectrice@demo.test")
    page.get_by_role("button", name="M’abonner").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre boîte")
    assert "lectrice" not in page.url
    look()

    page.goto(link_of_last_mail(run_tasks, "confirmer"))
    assert not Subscriber.objects.confirmed().exists()
    look()
    page.get_by_role("button", name="Confirmer mon abonnement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre abonnement est confirmé")
    look()

    item = add_item(AwarenessIndexPage.objects.get(), 1, title="Un nouveau décryptage", live=False)
    item.save_revision().publish()
    announce_items(timezone.now())
    link = link_of_last_mail(run_tasks, "arreter")
    assert [message.subject for message in mail.outbox] == ["Confirmez votre abonnement", "Décryptage\u00a0: Un nouveau décryptage"]
    page.goto(link)
    look()
    page.get_by_role("button", name="Ne plus recevoir ces courriels").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre abonnement est arrêté")
    look()
    assert not Subscriber.objects.exists()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre abonnement est arrêté")
