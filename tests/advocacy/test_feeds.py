"""`/sensibilisation/flux/`: valid whatever the texts, the same for everybody, quick to say that nothing changed."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from advocacy.models import AwarenessIndexPage, AwarenessPage
from home.models import HomePage
from tests.advocacy.items import add_complete_item, add_index, add_item, add_subject

Kind = AwarenessPage.Kind
FEED = "/sensibilisation/flux/"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def index_page(home_page: HomePage) -> AwarenessIndexPage:
    return add_index(home_page)


def read(client: Client, address: str = FEED) -> ElementTree.Element:
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314  # our own


def text_of(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def entries(client: Client, address: str = FEED) -> list[str]:
    return [text_of(entry, "title") for entry in read(client, address).iter(f"{ATOM}entry")]


def test_feed_tells_each_item_as_lists_do(index_page: AwarenessIndexPage, client: Client) -> None:
    item = add_complete_item(index_page, 1, Kind.FALSE_IDEA, introduction="En bref.", subjects=[add_subject("langue")])
    feed = read(client)
    assert feed.get(LANG) == "fr"
    assert text_of(feed, "id") == f"urn:uuid:{index_page.translation_key}"
    (entry,) = feed.iter(f"{ATOM}entry")
    assert text_of(entry, "title") == "Contenu 1"
    assert text_of(entry, "id") == f"urn:uuid:{item.translation_key}"
    assert text_of(entry, "published") == "2026-01-02T00:00:00+01:00"
    assert text_of(entry, "summary") == (
        "<p>En bref.</p><p>On entend\u00a0: «\u00a0Ils viennent pour les aides\u00a0».</p><p>Verdict\u00a0: faux.</p>"
    )
    assert [category.get("term") for category in entry.iter(f"{ATOM}category")] == ["Idée reçue", "Langue"]
    assert [link.get("href", "").partition("/sensibilisation")[2] for link in entry.iter(f"{ATOM}link")] == ["/c-1/"]


def test_published_again_an_item_keeps_its_id_and_changes_its_date(index_page: AwarenessIndexPage, client: Client) -> None:
    item = add_complete_item(index_page, 1, Kind.NEWS)
    (before,) = read(client).iter(f"{ATOM}entry")
    item.slug = "ailleurs"
    item.save_revision().publish()
    (after,) = read(client).iter(f"{ATOM}entry")
    assert text_of(before, "id") == text_of(after, "id")
    item.refresh_from_db()
    assert datetime.fromisoformat(text_of(after, "updated")) == item.last_published_at


def test_author_is_the_association_and_never_an_alias(index_page: AwarenessIndexPage, client: Client) -> None:
    add_complete_item(index_page, 1, Kind.TESTIMONY)
    feed = read(client)
    assert [text_of(author, "name") for author in feed.iter(f"{ATOM}author")] == ["Polaris 14"]
    assert "Aline" not in client.get(FEED).content.decode()


def test_feed_of_a_subject_holds_its_items_alone(index_page: AwarenessIndexPage, client: Client) -> None:
    language = add_subject("langue")
    add_item(index_page, 1, subjects=[language])
    add_item(index_page, 2, subjects=[add_subject("logement")])
    assert entries(client) == ["Contenu 2", "Contenu 1"]
    assert entries(client, f"{FEED}langue/") == ["Contenu 1"]
    ids = {text_of(read(client, address), "id") for address in (FEED, f"{FEED}langue/", f"{FEED}logement/")}
    assert len(ids) == 3
    assert client.get(f"{FEED}inconnu/").status_code == 404


def test_drafts_and_private_items_are_not_in_the_feed(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, live=False)
    PageViewRestriction.objects.create(page=add_item(index_page, 2), restriction_type=PageViewRestriction.LOGIN)
    assert entries(client) == []
    index_page.unpublish()
    assert client.get(FEED).status_code == 404


def test_feed_stays_valid_whatever_is_typed(index_page: AwarenessIndexPage, client: Client) -> None:
    hostile = 'Un </title><entry> & "piège" ]]> \x0b\x1f\uffff'
    add_item(index_page, 1, Kind.DECODING, title=hostile, introduction="<script>alert(1)</script>", gist=hostile)
    (entry,) = read(client).iter(f"{ATOM}entry")
    assert text_of(entry, "title") == 'Un </title><entry> & "piège" ]]> '
    assert text_of(entry, "summary").startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")


def test_who_has_the_feed_is_told_that_nothing_changed(index_page: AwarenessIndexPage, client: Client) -> None:
    item = add_item(index_page, 1)
    answer = client.get(FEED)
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies
    again = client.get(FEED, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    item.unpublish()
    later = client.get(FEED, headers={"if-none-match": answer["ETag"], "if-modified-since": answer["Last-Modified"]})
    assert later.status_code == 200
    # A date alone would say that nothing changed: what was taken back leaves an older one behind.
    assert client.get(FEED, headers={"if-modified-since": answer["Last-Modified"]}).status_code == 200


def test_empty_feed_is_the_same_twice(index_page: AwarenessIndexPage, client: Client) -> None:
    index_page.last_published_at = datetime(2026, 1, 1, tzinfo=UTC)
    index_page.save()
    assert client.get(FEED).content == client.get(FEED).content
    assert text_of(read(client), "updated") == "2026-01-01T00:00:00+00:00"


def test_thirty_entries_cost_no_more_queries_than_one(index_page: AwarenessIndexPage, client: Client) -> None:
    subject = add_subject("langue")
    counts = []
    for start, stop in ((0, 1), (1, 30)):
        for number in range(start, stop):
            add_complete_item(index_page, number, list(Kind)[number % len(Kind)], subjects=[subject])
        client.get(FEED)
        with CaptureQueriesContext(connection) as queries:
            client.get(FEED)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
