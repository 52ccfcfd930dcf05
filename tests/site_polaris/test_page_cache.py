"""Public pages kept whole, read as a reader does: what was changed is never shown again, and the rest stays kept."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from advocacy.consents import withdraw
from advocacy.models import GlossaryPage, GlossaryTerm, Subject
from events.models import Activity, AgendaPage
from home.consents import Consent
from home.enquiries.models import Enquiry
from home.models import HomePage, Partner, PartnersPage, PartnerTheme, Picture, StandardPage
from home.settings import AssociationSettings
from site_polaris.page_cache.changes import Change
from site_polaris.page_cache.chosen_store import store
from site_polaris.page_cache.middleware import FRESH_SECONDS, key_of
from site_polaris.page_cache.stores import StoreError
from tests.advocacy.consents import agree
from tests.advocacy.items import Kind, add_complete_item, add_index
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory
from tests.home.conftest import home_page as home_page
from tests.home.conftest import photo as photo
from volunteers.models import Volunteer

UNRELATED = "/mentions-legales/"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def site(site_made: HomePage, settings: Any, tmp_path: Path) -> Iterator[HomePage]:
    """With a store of its own, that knows nothing of how the site was made: nothing is held."""
    settings.PAGE_CACHE, settings.VAR_DIR = True, tmp_path
    store.cache_clear()
    yield site_made
    store.cache_clear()


@pytest.fixture
def site_made(home_page: HomePage, photo: Callable[..., SimpleUploadedFile]) -> HomePage:
    """A page of each kind, and what they show."""
    about = home_page.add_child(instance=StandardPage(title="L’association", slug="association", show_in_menus=True))
    about.add_child(instance=PartnersPage(title="Nos partenaires", slug="partenaires"))
    Partner.objects.create(name="Point Virgule", theme=PartnerTheme.HEALTH, aim="Le bien-être.")
    home_page.add_child(instance=StandardPage(title="Mentions légales", slug="mentions-legales", body=[("paragraph", "<p>Des mots.</p>")]))
    index_page = add_index(home_page)
    theme = Subject.objects.create(name="Langue", slug="langue", family=Subject.Family.THEME)
    add_complete_item(index_page, 1, Kind.DECODING, subjects=[theme])
    add_complete_item(index_page, 2, Kind.TESTIMONY, consent=agree())
    glossary = home_page.add_child(instance=GlossaryPage(title="Glossaire", slug="glossaire"))
    assert glossary.live
    GlossaryTerm.objects.create(term="Ofpra", slug="ofpra", expansion="Office français", definition="Il répond.")
    home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    ActivityFactory(public=True, title="Fête de fin d’année")
    picture = Picture.objects.create(title="Un quai", credit="Une amie", file=photo())
    figure = {"picture": {"image": picture.pk, "decorative": False, "alt_text": "Un quai"}, "caption": "Mars", "source": ""}
    body = json.dumps([{"type": "figure", "value": figure, "id": "00000001-0000-4000-8000-00000000b10c"}])
    home_page.add_child(instance=StandardPage(title="Le quai", slug="quai", body=body))
    # Its renditions are drawn by the first who reads it, where the worker has not come by.
    Client().get("/quai/")
    return home_page


def read(address: str) -> Any:
    """As somebody who has never come."""
    response = Client().get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200, address
    return response


def text_of(response: Any) -> str:
    content = gzip.decompress(response.content) if response.headers.get("Content-Encoding") == "gzip" else response.content
    text: str = content.decode()
    return text


def is_kept(response: Any) -> bool:
    """Nothing was drawn for it."""
    return not response.templates


def save(model: Any, **changes: Any) -> Callable[[], None]:
    """Changes the only row of a model, or of a page type, as whoever edits it does."""

    def change() -> None:
        row = model.objects.get()
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()

    return change


def publish(slug: str, **changes: Any) -> Callable[[], None]:
    def change() -> None:
        page = Page.objects.get(slug=slug).specific
        for name, value in changes.items():
            setattr(page, name, value)
        page.save_revision().publish()

    return change


def unpublish() -> None:
    Page.objects.get(slug="c-1").specific.unpublish()


def set_footer() -> None:
    row = AssociationSettings.for_site(Site.objects.get())
    row.phone = "01\u00a099\u00a000\u00a012\u00a034"
    row.save()


def take_back_consent() -> None:
    withdraw(Consent.objects.get(), at=timezone.now())


def let_be_proposed() -> None:
    Activity.objects.update(title="Fête reportée")


SHOWN = {
    "page": ("/sensibilisation/c-1/", "En deux mots.", publish("c-1", gist="En trois mots."), "En trois mots."),
    "list of pages": ("/sensibilisation/", "Contenu 1", publish("c-1", title="Autre contenu"), "Autre contenu"),
    "page gone": ("/sensibilisation/", "Contenu 1", unpublish, ""),
    "snippet": ("/association/partenaires/", "Point Virgule", save(Partner, name="Point d’Orgue"), "Point d’Orgue"),
    "subject": ("/sensibilisation/", "Langue", save(Subject, name="Écrits"), "Écrits"),
    "image": ("/quai/", "Une amie", save(Picture, credit="Un ami"), "Un ami"),
    "public event": ("/agenda/", "Fête de fin d’année", save(Activity, title="Fête de printemps"), "Fête de printemps"),
    "public event, in bulk": ("/agenda/", "Fête de fin d’année", let_be_proposed, "Fête reportée"),
    "glossary term": ("/glossaire/", "Il répond.", save(GlossaryTerm, definition="Il statue."), "Il statue."),
    "consent": ("/sensibilisation/", "Contenu 2", take_back_consent, ""),
}
EVERYWHERE = {
    "menu": ("L’association", publish("association", show_in_menus=False), ""),
    "setting": ("", set_footer, "01\u00a099\u00a000\u00a012\u00a034"),
}


@pytest.mark.parametrize(("address", "old", "change", "new"), SHOWN.values(), ids=SHOWN)
def test_what_was_changed_is_never_shown_again_and_the_rest_stays(
    site: HomePage, address: str, old: str, change: Callable[[], None], new: str
) -> None:
    for seen in (address, UNRELATED):
        assert not is_kept(read(seen))
        assert is_kept(read(seen))
    assert old in text_of(read(address))
    change()
    after = text_of(read(address))
    assert old not in after
    assert new in after
    assert is_kept(read(address))
    assert is_kept(read(UNRELATED))


@pytest.mark.parametrize(("old", "change", "new"), EVERYWHERE.values(), ids=EVERYWHERE)
def test_what_every_page_shows_is_made_anew_on_each(site: HomePage, old: str, change: Callable[[], None], new: str) -> None:
    for address in ("/agenda/", UNRELATED):
        assert old in text_of(read(address))
        assert new == "" or new not in text_of(read(address))
    change()
    for address in ("/agenda/", UNRELATED):
        text = text_of(read(address))
        assert old == "" or f">{old}<" not in text
        assert new in text


def test_draft_changes_nothing_that_is_kept(site: HomePage) -> None:
    addresses = ("/sensibilisation/", "/sensibilisation/c-1/", "/")
    for address in addresses:
        read(address)
    page = Page.objects.get(slug="c-1").specific
    page.title = "Un brouillon"
    page.save_revision()
    assert all(is_kept(read(address)) for address in addresses)


def test_kept_page_asks_the_database_nothing_and_is_the_same_to_the_byte(site: HomePage) -> None:
    made = read("/sensibilisation/")
    with CaptureQueriesContext(connection) as queries:
        kept = read("/sensibilisation/")
    assert len(queries) == 0
    # An answer's id is its own.
    assert kept.headers.pop("X-Request-ID") != made.headers.pop("X-Request-ID")
    assert (kept.content, dict(kept.headers)) == (made.content, dict(made.headers))
    assert kept.headers["Content-Encoding"] == "gzip"
    assert kept.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert kept.headers["Vary"] == "Accept-Encoding"
    assert "Content-Security-Policy" in kept.headers
    assert not kept.cookies


def test_browser_that_has_the_page_is_told_so(site: HomePage) -> None:
    etag = read("/agenda/").headers["ETag"]
    for tag in (etag, f'"x", {etag}', "*"):
        answer = Client().get("/agenda/", headers={"if-none-match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
    save(Activity, title="Fête de printemps")()
    answer = Client().get("/agenda/", headers={"if-none-match": etag})
    assert (answer.status_code, answer.headers["ETag"] == etag) == (200, False)


def test_page_is_read_without_compression_too_and_by_its_head(site: HomePage) -> None:
    read("/agenda/")
    plain = Client().get("/agenda/")
    assert is_kept(plain)
    assert "Content-Encoding" not in plain.headers
    assert "Fête de fin d’année" in plain.content.decode()
    assert plain.headers["Content-Length"] == str(len(plain.content))
    head = Client().head("/agenda/")
    assert (head.content, head.headers["Content-Length"]) == (b"", plain.headers["Content-Length"])


@pytest.mark.parametrize(
    "address", ["/abonnement/", "/compte/login/", "/agenda/?inconnu=1", "/recherche/?q=asile", "/nulle-part/", "/sante/"]
)
def test_forms_and_what_is_asked_of_one_alone_are_made_each_time(site: HomePage, address: str) -> None:
    for _ in range(2):
        answer = Client().get(address)
        assert "public" not in answer.headers.get("Cache-Control", "")
    assert store().find(key_of(f"http://testserver{address}"), time.time()) is None


def test_somebody_signed_in_is_answered_apart(site: HomePage, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    read("/agenda/")
    answer = client.get("/agenda/")
    assert not is_kept(answer)
    assert "no-store" in answer.headers["Cache-Control"]


def test_other_filters_are_other_pages(site: HomePage) -> None:
    assert "Contenu 1" in text_of(read("/sensibilisation/?theme=langue"))
    assert "Contenu 1" not in text_of(read(f"/sensibilisation/?nature={Kind.TESTIMONY.value}"))
    assert is_kept(read("/sensibilisation/?theme=langue"))


def test_page_ages_and_the_day_counts_from_its_first_minute(site: HomePage) -> None:
    noon = datetime(2026, 5, 12, 12, 0, tzinfo=PARIS)
    with time_machine.travel(noon, tick=False) as clock:
        read(UNRELATED)
        clock.shift(FRESH_SECONDS - 1)
        assert is_kept(read(UNRELATED))
        clock.shift(1)
        assert not is_kept(read(UNRELATED))
        clock.move_to(noon.replace(hour=23, minute=59, second=59))
        read(UNRELATED)
        clock.shift(1)
        assert not is_kept(read(UNRELATED))


def test_page_changed_while_it_is_made_is_asked_again(site: HomePage) -> None:
    """Between two queries of the page, somebody else publishes."""
    done = False

    def publish_meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        result = execute(sql, params, many, context)
        if not done and "advocacy_glossaryterm" in sql:
            done = True
            save(Partner, name="Point d’Orgue")()
        return result

    with connection.execute_wrapper(publish_meanwhile):
        read("/association/partenaires/")
    assert done
    assert "Point d’Orgue" in text_of(read("/association/partenaires/"))


@pytest.mark.parametrize("is_told", [True, False], ids=["told before", "control: untold"])
def test_process_that_dies_once_the_change_is_made_leaves_the_page_in_doubt(site: HomePage, settings: Any, is_told: bool) -> None:
    read("/association/partenaires/")
    if is_told:
        Change("a process", frozenset({Partner._meta.db_table})).begin()
    # The change is made, and its end never told.
    settings.PAGE_CACHE = False
    save(Partner, name="Point d’Orgue")()
    settings.PAGE_CACHE = True
    assert ("Point d’Orgue" in text_of(read("/association/partenaires/"))) == is_told


def test_kept_pages_are_read_while_the_database_is_away(site: HomePage) -> None:
    def be_away(*args: Any) -> Any:
        raise OperationalError("away")

    with time_machine.travel(datetime(2026, 5, 12, 12, 0, tzinfo=PARIS), tick=False) as clock:
        for address in ("/agenda/", "/association/partenaires/"):
            read(address)
        save(Partner, name="Point d’Orgue")()
        client = Client(raise_request_exception=False)
        with connection.execute_wrapper(be_away):
            assert is_kept(client.get("/agenda/"))
            clock.shift(2 * FRESH_SECONDS)
            assert "Fête de fin d’année" in client.get("/agenda/").content.decode()
            # In doubt, and nobody to ask.
            assert client.get("/association/partenaires/").status_code == 503
        assert "Point d’Orgue" in text_of(read("/association/partenaires/"))


def test_store_away_pages_are_made_and_what_would_change_them_is_refused(site: HomePage, settings: Any) -> None:
    read("/agenda/")
    settings.VAR_DIR = settings.VAR_DIR / "a file"
    settings.VAR_DIR.touch()
    store.cache_clear()
    assert not is_kept(read("/agenda/"))
    # What no page shows goes on.
    Enquiry.objects.all().delete()
    with pytest.raises(StoreError):
        save(Activity, title="Fête de printemps")()


@pytest.mark.django_db(transaction=True)
def test_cache_in_front_forgets_the_pages_that_changed_and_no_others(site: HomePage, settings: Any, front: list[str]) -> None:
    for address in ("/agenda/", "/association/partenaires/", UNRELATED):
        assert "s-maxage=60" in read(address).headers["Cache-Control"]
    front.clear()
    save(Activity, title="Fête de printemps")()
    assert front == ["PURGE testserver /agenda/"]


@pytest.fixture
def front(settings: Any) -> Iterator[list[str]]:
    """A cache in front of the site: what it was told."""
    told: list[str] = []

    class Front(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            told.append(f"{self.command} {self.headers['Host']} {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Front) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        location = f"http://127.0.0.1:{server.server_port}"
        settings.WAGTAILFRONTENDCACHE = {"front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": location}}
        yield told
        server.shutdown()
