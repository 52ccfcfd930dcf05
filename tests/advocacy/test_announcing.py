"""One mail per item to each subscriber, by whatever door the item is published; never a second, never one too early."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import OutgoingMail, User
from advocacy import announcing
from advocacy.announcing import BATCH, announce_items, subject_of
from advocacy.models import Announcement, AwarenessIndexPage, AwarenessPage, Subscriber
from advocacy.subscribing import stop
from home.consents import Consent
from home.models import HomePage
from site_polaris.upkeep import publish_scheduled
from tests.advocacy.items import add_index, add_item
from tests.advocacy.subscriptions import ADDRESS, ask_for_mails, links_of, subscribe
from tests.conftest import RunTasks

Kind = AwarenessPage.Kind
SOURCE = {"title": "Rapport d’activité 2024", "publisher": "", "year": "", "address": ""}


@pytest.fixture
def index_page(home_page: HomePage) -> AwarenessIndexPage:
    return add_index(home_page)


@pytest.fixture
def draft(index_page: AwarenessIndexPage) -> Any:
    return add_item(
        index_page,
        1,
        Kind.FALSE_IDEA,
        title="« Ils ne veulent pas <travailler> »",
        introduction="Le droit arrive tard.",
        claim="Ils ne veulent pas travailler.",
        verdict="faux",
        explanation="<p>Le droit arrive tard.</p>",
        sources=json.dumps([{"type": "source", "value": SOURCE}]),
        live=False,
    )


def publish(page: Any) -> None:
    page.get_latest_revision_as_object().save_revision().publish()


def announced_to() -> list[str]:
    announce_items(timezone.now())
    return sorted(OutgoingMail.objects.filter(key__contains="/item/").values_list("recipient", flat=True))


def test_item_is_mailed_with_its_links_and_headers(draft: Any, run_tasks: RunTasks) -> None:
    token = links_of(subscribe())["arreter"]
    publish(draft)
    announce_items(timezone.now())
    run_tasks()
    [sent] = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    stop_address = f"http://localhost:8000/abonnement/arreter/{token}/"
    assert (sent.to, sent.subject) == ([ADDRESS], "Idée reçue\u00a0: « Ils ne veulent pas <travailler> »")
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop_address}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = str(sent.body), str(sent.alternatives[0][0])
    for part in (text, html):
        assert f"http://localhost:8000{draft.get_url()}" in part
        assert stop_address in part
        assert "Le droit arrive tard." in part
    assert "pas <travailler>" in text
    assert "pas &lt;travailler&gt;" in html
    [row] = OutgoingMail.objects.filter(key__contains="/item/")
    assert (row.recipient, row.text, row.headers) == ("", "", {})


def test_only_confirmed_subscribers_are_written_to(draft: Any) -> None:
    subscribe()
    ask_for_mails("attend@demo.test")
    publish(draft)
    assert announced_to() == [ADDRESS]


def test_nobody_is_written_to_about_what_appeared_before_they_subscribed(draft: Any) -> None:
    publish(draft)
    subscribe(at=timezone.now() + timedelta(seconds=1))
    assert announced_to() == []


def test_draft_is_not_announced(draft: Any) -> None:
    subscribe()
    assert announced_to() == []
    assert not Announcement.objects.exists()


def test_item_is_announced_once_whatever_is_done_with_it_next(draft: Any, run_tasks: RunTasks) -> None:
    """The draft of before the announcement, published after it, brings nothing back; nor do old mails that were purged."""
    subscribe()
    earlier = draft.save_revision()
    publish(draft)
    assert announced_to() == [ADDRESS]
    run_tasks()
    OutgoingMail.objects.all().delete()
    draft.refresh_from_db()
    draft.unpublish()
    assert announced_to() == []
    earlier.publish()
    subscribe("nouvelle@demo.test", at=timezone.now() - timedelta(days=2))
    draft.refresh_from_db()
    draft.title = "Un autre titre"
    draft.save_revision().publish()
    assert announced_to() == []
    assert len(mail.outbox) == 1


def publish_by_form(draft: Any, officer: Client) -> None:
    fields = {
        "title": "Titre", "slug": "c-1", "introduction": "", "claim": "On le dit.", "verdict": "faux",
        "explanation": rich_text("<p>C’est faux.</p>"), "sources": streamfield([("source", SOURCE)]),
        "published_on": "2026-01-02", "subjects": [], "series": "", "body": streamfield([]), "announce": "on", "seo_title": "",
        "search_description": "", "comments": inline_formset([]), "action-publish": "1",
    }  # fmt: skip
    response = officer.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), nested_form_data(fields))
    assert response.status_code == 302, re.findall(r"error-message[^<]*<[^<]*<[^<]*", response.content.decode())


def publish_in_bulk(draft: Any, officer: Client) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert officer.post(f"{address}?id={draft.pk}&next=/admin/", {}).status_code == 302


def publish_at_an_hour(draft: Any, officer: Client) -> None:
    draft.go_live_at = timezone.now() - timedelta(seconds=1)
    draft.save_revision(approved_go_live_at=draft.go_live_at)
    publish_scheduled(timezone.now())


def publish_by_code(draft: Any, officer: Client) -> None:
    publish(draft)


def put_online_by_code(draft: Any, officer: Client) -> None:
    """Without a revision, nor the date that one gives."""
    draft.live = True
    draft.save()


@pytest.mark.parametrize("door", [publish_by_form, publish_in_bulk, publish_at_an_hour, publish_by_code, put_online_by_code])
def test_every_door_announces(
    draft: Any, communication_officer: User, signed_in: Callable[[User], Client], door: Callable[[Any, Client], None]
) -> None:
    subscribe()
    draft.save_revision()
    door(draft, signed_in(communication_officer))
    draft.refresh_from_db()
    assert draft.live
    assert announced_to() == [ADDRESS]


def test_copy_of_an_announced_item_is_an_item_of_its_own(draft: Any) -> None:
    subscribe()
    publish(draft)
    announce_items(timezone.now())
    draft.refresh_from_db()
    copy = draft.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    announce_items(timezone.now())
    publish(copy)
    assert announced_to() == [ADDRESS, ADDRESS]


def test_alias_of_an_item_is_not_announced(draft: Any) -> None:
    publish(draft)
    draft.refresh_from_db()
    announce_items(timezone.now())
    subscribe()
    draft.create_alias(update_slug="alias")
    assert announced_to() == []


def test_officer_may_keep_an_item_quiet(draft: Any) -> None:
    subscribe()
    draft.announce = False
    draft.save_revision().publish()
    assert announced_to() == []


@pytest.mark.parametrize("which", ["item", "index"])
def test_private_item_is_not_announced(draft: Any, index_page: AwarenessIndexPage, which: str) -> None:
    subscribe()
    PageViewRestriction.objects.create(page=draft if which == "item" else index_page, restriction_type=PageViewRestriction.LOGIN)
    publish(draft)
    assert announced_to() == []


def consent(**fields: Any) -> Consent:
    return Consent.objects.create(
        **{"reference": "C-2026-014", "alias": "Aline", "given_on": date(2026, 1, 1), "allows_site": True, **fields}
    )


def test_mail_of_an_item_without_introduction_says_what_its_own_fields_do(draft: Any, run_tasks: RunTasks) -> None:
    subscribe()
    draft.introduction = ""
    publish(draft)
    announce_items(timezone.now())
    run_tasks()
    assert draft.gist_lines()[0] in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("fields", "is_announced"),
    [
        (None, False),
        ({}, False),
        ({"allows_mails": True}, True),
        ({"allows_mails": True, "until": date(2026, 1, 2)}, False),
        ({"allows_mails": True, "withdrawn_at": datetime(2026, 1, 2, tzinfo=timezone.get_default_timezone())}, False),
    ],
)
def test_testimony_is_mailed_with_the_consent_to_mails_alone(
    index_page: AwarenessIndexPage, fields: dict[str, Any] | None, is_announced: bool
) -> None:
    subscribe()
    agreed = None if fields is None else consent(**fields)
    item = add_item(index_page, 1, Kind.TESTIMONY, title="Aline attend", consent=agreed, live=False)
    assert item.may_be_announced(date(2026, 6, 1)) is is_announced
    assert subject_of(item) == "Un nouveau témoignage sur Polaris\u00a014"


def test_subject_is_one_line_of_bounded_length(index_page: AwarenessIndexPage) -> None:
    item = add_item(index_page, 1, title="Des\nmots " + "longs " * 40)
    subject = subject_of(item)
    assert subject.startswith("Décryptage\u00a0: Des mots longs")
    assert len(subject) == 150


def test_crash_in_the_middle_loses_no_one_and_writes_twice_to_no_one(draft: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = sorted(subscribe(f"lectrice{number}@demo.test").email for number in range(BATCH + 3))
    publish(draft)
    write = announcing.write_announcement
    written: list[Subscriber] = []

    def crash(page: Any, subscriber: Subscriber, *, address: str) -> None:
        if len(written) == BATCH + 1:
            raise KeyboardInterrupt
        written.append(subscriber)
        write(page, subscriber, address=address)

    monkeypatch.setattr(announcing, "write_announcement", crash)
    with pytest.raises(KeyboardInterrupt):
        announce_items(timezone.now())
    assert OutgoingMail.objects.count() == BATCH
    monkeypatch.undo()
    assert announced_to() == readers
    assert Announcement.objects.get().mail_count == BATCH + 3


def test_who_stops_while_mails_wait_gets_none(draft: Any, run_tasks: RunTasks) -> None:
    token = links_of(subscribe())["arreter"]
    subscribe("autre@demo.test")
    publish(draft)
    announce_items(timezone.now())
    stop(token)
    run_tasks()
    assert [message.to for message in mail.outbox] == [["autre@demo.test"]]


def test_item_withdrawn_while_mails_wait_is_not_mailed(draft: Any, run_tasks: RunTasks) -> None:
    subscribe()
    waiting = ask_for_mails("attend@demo.test")
    publish(draft)
    announce_items(timezone.now())
    draft.refresh_from_db()
    draft.unpublish()
    announce_items(timezone.now())
    assert [found.recipient for found in OutgoingMail.objects.all()] == [waiting.email]


def test_quiet_minute_asks_few_queries_and_writes_nothing(draft: Any) -> None:
    subscribe()
    publish(draft)
    announce_items(timezone.now())
    with CaptureQueriesContext(connection) as queries:
        announce_items(timezone.now())
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert len(queries) <= 5


def panel_text(client: Client, page: Any) -> str:
    text = unescape(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode())
    found = re.search(r"<p>((?:Annoncé|Paru alors|Ne sera|Sera annoncé|Personne)[^<]*)</p>", text)
    assert found
    return found[1]


def test_form_says_what_publication_will_do_or_did(draft: Any, communication_officer: User, signed_in: Callable[[User], Client]) -> None:
    officer = signed_in(communication_officer)
    draft.save_revision()
    assert panel_text(officer, draft).startswith("Personne n’est abonné pour l’instant")
    subscribe()
    assert panel_text(officer, draft).startswith("Sera annoncé à 1 personne dans la minute")
    draft.announce = False
    draft.save_revision()
    assert panel_text(officer, draft).startswith("Ne sera pas annoncé\u00a0: la case")
    draft.announce = True
    draft.save_revision().publish()
    announce_items(timezone.now())
    assert re.match(r"Annoncé le .+ à 1 personne\. Corriger", panel_text(officer, draft))


def test_form_of_a_testimony_says_what_lacks(
    index_page: AwarenessIndexPage, communication_officer: User, signed_in: Callable[[User], Client]
) -> None:
    item = add_item(index_page, 1, Kind.TESTIMONY, live=False, consent=None)
    item.save_revision()
    assert panel_text(signed_in(communication_officer), item).startswith("Ne sera pas annoncé\u00a0: il y faut l’accord")
    assert Client().get("/sensibilisation/").content.decode().count('href="/abonnement/"') == 2
