"""What is not or no longer for everybody is not found, whatever the way it was taken away, and before the index knows of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.search.models import IndexEntry

from advocacy.models import GlossaryPage, GlossaryTerm
from events.models import Activity, AgendaPage
from home.models import HomePage, StandardPage
from home.search_index import forget_in_search_index, rebuild_search_index
from site_polaris.upkeep import publish_scheduled
from tests.events.factories import ActivityFactory

RunTasks = Callable[[], int]


@pytest.fixture
def section(home_page: HomePage) -> StandardPage:
    page = StandardPage(title="Rubrique", slug="rubrique")
    home_page.add_child(instance=page)
    return page


@pytest.fixture
def zebra(section: StandardPage, run_tasks: RunTasks) -> StandardPage:
    page = StandardPage(title="Le zèbre", slug="zebre", introduction="Un okapi.", body=[("paragraph", "<p>Et une autruche.</p>")])
    section.add_child(instance=page)
    run_tasks()
    return page


def is_found(client: Client, query: str) -> bool:
    """Whether anything answers, or the words are shown at all."""
    cache.clear()
    text = client.get("/recherche/", {"q": query}).content.decode()
    return "<mark>" in text or 'class="found__title"' in text


def withdraw_by_unpublishing(page: Page) -> None:
    page.unpublish()


def withdraw_by_deleting(page: Page) -> None:
    page.delete()


def withdraw_with_its_parent(page: Page) -> None:
    page.get_parent().specific.delete()


def withdraw_by_restricting(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def withdraw_by_restricting_above(page: Page) -> None:
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.GROUPS)


def withdraw_by_moving(page: Page) -> None:
    private = StandardPage(title="Réservé", slug="reserve")
    page.get_parent().get_parent().add_child(instance=private)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    page.move(private, pos="last-child")


def withdraw_by_expiry(page: Page) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save_revision().publish()
    publish_scheduled(timezone.now())


WAYS = [
    withdraw_by_unpublishing,
    withdraw_by_deleting,
    withdraw_with_its_parent,
    withdraw_by_restricting,
    withdraw_by_restricting_above,
    withdraw_by_moving,
    withdraw_by_expiry,
]


@pytest.mark.parametrize("withdraw", WAYS, ids=lambda way: way.__name__)
def test_page_withdrawn_is_not_found(zebra: StandardPage, client: Client, run_tasks: RunTasks, withdraw: Callable[[Page], None]) -> None:
    for word in ("zebre", "okapi", "autruche"):
        assert is_found(client, word)
    withdraw(Page.objects.get(pk=zebra.pk).specific)
    for word in ("zebre", "okapi", "autruche"):
        assert not is_found(client, word)
    run_tasks()
    for word in ("zebre", "okapi", "autruche"):
        assert not is_found(client, word)


def test_title_of_a_withdrawn_page_is_not_suggested(zebra: StandardPage, client: Client) -> None:
    assert "zèbre</a>" in client.get("/recherche/", {"q": "zebbre"}).content.decode()
    zebra.unpublish()
    cache.clear()
    assert "zèbre" not in client.get("/recherche/", {"q": "zebbre"}).content.decode()


def test_draft_of_a_live_page_is_neither_found_nor_shown(zebra: StandardPage, client: Client, run_tasks: RunTasks) -> None:
    zebra.title, zebra.introduction, zebra.body = "Le quagga", "Un quagga et un okapi.", [("paragraph", "<p>Un quagga.</p>")]
    zebra.save_revision()
    for _late in range(2):
        assert not is_found(client, "quagga")
        text = client.get("/recherche/", {"q": "okapi"}).content.decode()
        assert "Un <mark>okapi</mark>." in text
        assert "quagga" not in text
        run_tasks()
        call_command("update_index", verbosity=0)


def test_page_never_published_is_not_found(section: StandardPage, client: Client, run_tasks: RunTasks) -> None:
    section.add_child(instance=StandardPage(title="Le quagga", slug="quagga", live=False))
    run_tasks()
    assert not is_found(client, "quagga")


def test_words_taken_out_are_not_found_before_the_index_knows(zebra: StandardPage, client: Client, run_tasks: RunTasks) -> None:
    zebra.introduction, zebra.body = "Un dromadaire.", []
    zebra.save_revision().publish()
    assert "okapi" in str(list(IndexEntry.objects.values()))
    for _late in range(2):
        assert not is_found(client, "okapi")
        assert not is_found(client, "autruche")
        run_tasks()
    assert is_found(client, "dromadaire")


def test_term_taken_out_is_not_found(home_page: HomePage, client: Client) -> None:
    glossary = GlossaryPage(title="Glossaire", slug="glossaire")
    home_page.add_child(instance=glossary)
    term = GlossaryTerm.objects.create(term="Zèbre", slug="zebre", definition="Un animal.")
    assert is_found(client, "zebre")
    glossary.unpublish()
    assert not is_found(client, "zebre")
    glossary.save_revision().publish()
    assert is_found(client, "zebre")
    term.delete()
    assert not is_found(client, "zebre")


@pytest.mark.parametrize(
    "change",
    [
        {"status": Activity.Status.CANCELLED, "cancellation_reason": "Salle fermée"},
        {"status": Activity.Status.ACCEPTED, "published_at": None},
        {"kind": Activity.Kind.OUTING},
    ],
    ids=["cancelled", "no-longer-published", "for-participants"],
)
def test_date_taken_off_the_agenda_is_not_found(home_page: HomePage, client: Client, change: dict[str, object]) -> None:
    home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    activity = ActivityFactory(public=True, title="Forum du zèbre")
    assert is_found(client, "zebre")
    for name, value in change.items():
        setattr(activity, name, value)
    activity.save()
    assert not is_found(client, "zebre")


def test_dates_are_not_found_without_the_agenda_nor_those_it_shows_no_more(home_page: HomePage, client: Client) -> None:
    activity = ActivityFactory(public=True, title="Forum du zèbre", held=True)
    assert not is_found(client, "zebre")
    home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    assert is_found(client, "zebre")
    for days in range(1, AgendaPage.PAST_SHOWN + 1):
        ActivityFactory(public=True, title="Autre", held=True, starts_at=activity.starts_at + timedelta(days=days / 2))
    assert not is_found(client, "zebre")


@pytest.fixture
def guide(zebra: StandardPage, run_tasks: RunTasks) -> Document:
    above = Collection.get_first_root_node().add_child(name="Ressources")
    collection = above.add_child(name="Guides")
    document = Document.objects.create(title="Guide du gnou", file=ContentFile(b"%PDF-1.4", name="gnou.pdf"), collection=collection)
    zebra.body = [("download", {"document": document, "description": ""})]
    zebra.save_revision().publish()
    run_tasks()
    return document


def test_document_is_found_where_a_page_offers_it(guide: Document, client: Client) -> None:
    assert is_found(client, "gnou")


@pytest.mark.parametrize("way", ["deleted", "restricted", "restricted-above", "page-unpublished", "page-restricted", "page-deleted"])
def test_document_withdrawn_is_not_found(guide: Document, zebra: StandardPage, client: Client, way: str) -> None:
    if way == "deleted":
        guide.delete()
    elif way == "restricted":
        CollectionViewRestriction.objects.create(collection=guide.collection, restriction_type=CollectionViewRestriction.LOGIN)
    elif way == "restricted-above":
        above = guide.collection.get_parent()
        CollectionViewRestriction.objects.create(collection=above, restriction_type=CollectionViewRestriction.GROUPS)
    elif way == "page-unpublished":
        zebra.unpublish()
    elif way == "page-restricted":
        PageViewRestriction.objects.create(page=zebra, restriction_type=PageViewRestriction.LOGIN)
    else:
        Page.objects.get(pk=zebra.pk).delete()
    assert not is_found(client, "gnou")


def stored_words(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_index_forgets_at_once(zebra: StandardPage) -> None:
    tables = ["wagtailsearch_indexentry"]
    if connection.vendor == "sqlite":
        tables += ["wagtailsearch_indexentry_fts_content", "wagtailsearch_indexentry_fts_data"]
    assert all("autruch" in stored_words(table) for table in tables)
    forget_in_search_index(zebra)
    assert not any("autruch" in stored_words(table) for table in tables)


def test_index_is_rebuilt_with_what_changed_without_a_task(zebra: StandardPage, client: Client) -> None:
    StandardPage.objects.filter(pk=zebra.pk).update(introduction="Un dromadaire.")
    assert not is_found(client, "okapi")
    assert not is_found(client, "dromadaire")
    rebuild_search_index(timezone.now())
    assert is_found(client, "dromadaire")
    assert re.search("okapi", str(list(IndexEntry.objects.values()))) is None
