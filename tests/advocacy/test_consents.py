"""The end of a consent: nothing of what it covered is left anywhere, and the rest of the site stays."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Comment, PageLogEntry, Revision

from accounts.models import OutgoingMail, User
from accounts.outbox import put_in_outbox
from advocacy import models
from advocacy.consents import end_due_consents, withdraw
from advocacy.models import AdvocacyDocumentPage, Version
from advocacy.printing.files import ask_for_files
from home.consents import Channel, Consent
from home.media import Picture
from home.models import HomePage, StandardPage
from site_polaris.periodic import run_due_jobs
from tests.advocacy.canaries import find
from tests.advocacy.conftest import AddDocument, parts_with, publish
from tests.advocacy.consents import agree
from tests.advocacy.items import add_index, add_item
from tests.conftest import RunTasks
from tests.home.conftest import photo as photo

Photo = Callable[..., SimpleUploadedFile]
Kind = models.TestimonyPage.Kind

NOW = datetime(2026, 5, 10, 10, tzinfo=UTC)
LAST_DAY = NOW.date()
PUBLIC = (
    "/sensibilisation/",
    "/recherche/?q=souvient",
    "/sitemap.xml",
    "/autre/",
    "/plaidoyer/2024/",
    "/plaidoyer/2024/versions/1/",
)
JOB = [("advocacy.consents.end_due_consents", 10)]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Files of other tests are not looked at."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@dataclass
class World:
    """What one consent covers, in every place that a site keeps it, and neighbours that it does not."""

    consent: Consent
    page: models.TestimonyPage
    picture: Picture
    files: list[str]
    other: StandardPage
    document: AdvocacyDocumentPage
    neighbour: models.TestimonyPage


def figure(picture: Picture, words: str) -> tuple[str, Any]:
    image = {"image": picture.pk, "decorative": False, "alt_text": f"{words}, de dos"}
    return ("figure", {"picture": image, "caption": f"{words} au parc", "source": ""})


def body(*blocks: tuple[str, Any]) -> str:
    return json.dumps(
        [{"type": kind, "value": value, "id": f"{place:08}-0000-4000-8000-000000000001"} for place, (kind, value) in enumerate(blocks)]
    )


@pytest.fixture
def world(
    home_page: HomePage, add_document: AddDocument, photo: Photo, superuser: User, run_tasks: RunTasks, transactional_db: None
) -> World:
    consent = agree(alias="Canari-Alias", until=LAST_DAY)
    neighbour_consent = agree(alias="Voisine")
    index = add_index(home_page)
    neighbour = add_item(index, 2, Kind.TESTIMONY, title="Une voisine", consent=neighbour_consent)
    picture = Picture.objects.create(
        title="Canari au parc", description="Canari", file=photo((64, 48)), shows_recognisable_person=True, consent=consent
    )
    picture.tags.add("canari")
    own = Picture.objects.create(title="Les mains du canari", file=photo((40, 30)))
    supplied = get_document_model().objects.create(title="Lettre du canari", file=ContentFile("Canari écrit".encode(), name="lettre.pdf"))
    page = add_item(index, 1, Kind.TESTIMONY, title="Un premier canari", slug="premier-canari", consent=consent, alias="Canari-Alias")
    page.body = body(
        ("paragraph", f'<p>Je suis le canari. <a linktype="document" id="{supplied.pk}">Ma lettre</a></p>'),
        figure(picture, "Canari"),
        figure(own, "Ses mains de canari"),
    )
    page.save_revision(user=superuser, log_action=True).publish(user=superuser)
    page = models.TestimonyPage.objects.get(pk=page.pk)
    page.title, page.slug, page.introduction = "Le canari parle", "canari-parle", "Un canari se souvient."
    page.save_revision(user=superuser, log_action=True).publish(user=superuser)
    page.create_alias(update_slug="alias-canari", user=superuser)
    page.copy(update_attrs={"slug": "copie-canari", "title": "Copie du canari"}, user=superuser)
    Comment.objects.create(page=page, user=superuser, text="Ce canari est touchant", contentpath="title")
    Redirect.objects.get_or_create(old_path="/sensibilisation/premier-canari", defaults={"redirect_page": page})
    put_in_outbox(to="lectrice@demo.test", subject="Nouveau", text=f"Canari : {page.get_full_url()}", html="<p>Canari</p>")
    put_in_outbox(to="relecteur@demo.test", subject="À relire", text="Relire «\u00a0Le canari parle\u00a0»", html="")
    OutgoingMail.objects.filter(recipient="lectrice@demo.test").update(state=OutgoingMail.State.SENT)
    other = StandardPage(title="Autre page", slug="autre", body=body(("paragraph", "<p>Reste</p>"), figure(picture, "Canari")))
    home_page.add_child(instance=other)
    other.save_revision().publish()
    testimony = models.Testimony.objects.create(alias="Canari-Alias", text="Le canari attendait", consent=consent)
    blocks = [("testimony", {"testimony": testimony.pk}), figure(picture, "Canari"), ("paragraph", "<p>Un argument</p>")]
    document = publish(add_document(parts=parts_with(("Attendre", blocks))))
    document = publish(document, introduction="Un autre chapeau", correction="Le chapeau.")
    ask_for_files(timezone.now())
    OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).update(next_attempt_at=timezone.now() + timedelta(days=1))
    run_tasks()
    kept = [picture.file.name, own.file.name, *(found.file.name for image in (picture, own) for found in image.renditions.all())]
    page = models.TestimonyPage.objects.get(pk=page.pk)
    return World(consent, page, picture, kept, other, document, neighbour)


def read(client: Client, address: str) -> str:
    response: Any = client.get(address)
    return response.content.decode() if not response.streaming else b"".join(response.streaming_content).decode("latin-1")


def assert_nothing_is_left(world: World, client: Client, run_tasks: RunTasks) -> None:
    storage = world.picture.file.storage
    assert find("canari") == []
    assert [name for name in world.files if storage.exists(name)] == []
    run_tasks()
    ask_for_files(timezone.now())
    run_tasks()
    assert find("canari") == []
    assert client.get(world.page.url).status_code == 404
    assert client.get("/sensibilisation/premier-canari/").status_code == 404
    assert client.get("/sensibilisation/alias-canari/").status_code == 404
    for address in PUBLIC:
        assert "canari" not in read(client, address).lower(), address


def assert_the_rest_stays(world: World, client: Client) -> None:
    assert "Une voisine" in read(client, "/sensibilisation/")
    assert client.get(world.neighbour.url).status_code == 200
    assert "Reste" in read(client, "/autre/")
    assert "Un argument" in read(client, "/plaidoyer/2024/versions/1/")
    assert Version.objects.exclude(pdf="").count() == 2
    world.consent.refresh_from_db()
    assert (world.consent.reference, world.consent.until, world.consent.alias) == ("C-2026-001", LAST_DAY, "")
    assert world.consent.erased_at is not None


def test_nothing_is_left_of_what_a_withdrawn_consent_covered(world: World, client: Client, run_tasks: RunTasks) -> None:
    # The negative control: everywhere that it must leave, it is.
    before = set(find("canari"))
    assert before >= {
        "home_consent",
        "home_picture",
        "home_picturerendition" if "home_picturerendition" in before else "home_picture",
        "advocacy_testimony",
        "advocacy_testimonypage",
        "advocacy_version",
        "wagtailcore_page",
        "wagtailcore_revision",
        "wagtailcore_pagelogentry",
        "wagtailcore_comment",
        "wagtailredirects_redirect",
        "wagtaildocs_document",
        "taggit_tag",
        "accounts_outgoingmail",
    }
    assert any(place.endswith(".pdf") for place in before)
    assert [name for name in world.files if not world.picture.file.storage.exists(name)] == []
    assert all("canari" in read(client, address).lower() for address in (world.page.url, *PUBLIC))
    withdraw(world.consent, at=timezone.now())
    assert_nothing_is_left(world, client, run_tasks)
    assert_the_rest_stays(world, client)
    world.consent.refresh_from_db()
    assert world.consent.withdrawn_at == NOW
    # What is left of the page says nothing, and can be opened in the content admin.
    left = models.TestimonyPage.objects.get(pk=world.page.pk)
    assert (left.title, left.live, left.body.raw_data[:], left.introduction, left.alias) == ("Témoignage retiré", False, [], "", "")
    assert not Revision.objects.for_instance(left).exists()
    assert set(PageLogEntry.objects.filter(page_id=left.pk).values_list("label", flat=True)) == {"Témoignage retiré"}


def test_nothing_is_left_after_the_last_day_of_a_consent(
    world: World, client: Client, run_tasks: RunTasks, today: time_machine.Traveller
) -> None:
    # 23:30 in Paris is still the last day, and the next minute past midnight no longer is.
    today.move_to(datetime(2026, 5, 10, 21, 30, tzinfo=UTC))
    run_due_jobs(timezone.now(), JOB)
    assert "canari" in read(client, world.page.url).lower()
    today.move_to(datetime(2026, 5, 10, 22, 1, tzinfo=UTC))
    # Before the worker comes by, readers find nothing already.
    assert client.get(world.page.url).status_code == 404
    assert [address for address in PUBLIC if "canari" in read(client, address).lower()] == []
    assert client.get(world.picture.get_rendition("width-480|format-webp").url).status_code == 404
    assert client.get("/plaidoyer/2024/pdf/").status_code == 503
    assert find("canari") != []
    run_due_jobs(timezone.now(), JOB)
    assert_nothing_is_left(world, client, run_tasks)
    assert_the_rest_stays(world, client)
    world.consent.refresh_from_db()
    assert world.consent.withdrawn_at is None


def test_only_the_picture_goes_when_only_the_picture_is_taken_back(world: World, client: Client) -> None:
    withdraw(world.consent, at=timezone.now(), channels=[Channel.PICTURE])
    text = read(client, world.page.url)
    assert ("Je suis le canari" in text, "Canari au parc" in text) == (True, False)
    assert not Picture.objects.filter(pk=world.picture.pk).exists()
    assert [name for name in world.files[:1] if world.picture.file.storage.exists(name)] == []
    assert {"Canari au parc" in json.dumps(content) for content in Revision.objects.values_list("content", flat=True)} == {False}
    assert {"Canari au parc" in json.dumps(content) for content in Version.objects.values_list("content", flat=True)} == {False}
    world.consent.refresh_from_db()
    assert (world.consent.allows_picture, world.consent.is_over, world.consent.alias) == (False, False, "Canari-Alias")


def test_taking_back_the_prints_leaves_the_page(world: World, client: Client) -> None:
    withdraw(world.consent, at=timezone.now(), channels=[Channel.PRINTS])
    assert "Je suis le canari" in read(client, world.page.url)
    assert "canari" not in read(client, "/plaidoyer/2024/versions/1/").lower()
    assert "Canari au parc" in read(client, "/autre/")


def test_withdrawing_twice_keeps_the_first_date(db: None) -> None:
    consent = agree()
    withdraw(consent, at=NOW)
    withdraw(consent, at=NOW + timedelta(days=1))
    consent.refresh_from_db()
    assert consent.withdrawn_at == NOW


def test_a_draft_saved_after_the_end_is_erased_as_well(world: World) -> None:
    late = models.TestimonyPage.objects.get(pk=world.page.pk)
    withdraw(world.consent, at=timezone.now())
    late.save_revision(clean=False)
    assert find("canari") != []
    end_due_consents(timezone.now())
    assert find("canari") == []


def test_a_consent_that_covers_something_is_not_deleted(world: World) -> None:
    with pytest.raises(ProtectedError):
        world.consent.delete()


def test_drafts_under_another_consent_than_their_page_go_alone(home_page: HomePage, client: Client) -> None:
    ended, valid = agree(), agree()
    page = add_item(add_index(home_page), 1, Kind.TESTIMONY, consent=valid, introduction="Nouveau texte")
    page.save_revision().publish()
    page = models.TestimonyPage.objects.get(pk=page.pk)
    page.consent, page.title, page.introduction = ended, "Canari", "Texte du canari"
    page.save_revision()
    withdraw(ended, at=NOW)
    assert find("canari") == []
    kept = models.TestimonyPage.objects.get(pk=page.pk)
    assert (kept.live, kept.consent_id, kept.introduction) == (True, valid.pk, "Nouveau texte")
    assert kept.get_latest_revision_as_object().introduction == "Nouveau texte"


def test_testimonies_from_before_consents_leave_the_site_with_their_text_kept(home_page: HomePage, client: Client) -> None:
    page = add_item(add_index(home_page), 1, Kind.TESTIMONY)
    models.TestimonyPage.objects.update(consent=None)
    assert client.get(page.url).status_code == 404
    end_due_consents(timezone.now())
    kept = models.TestimonyPage.objects.get(pk=page.pk)
    assert (kept.live, kept.title) == (False, "Contenu 1")


@pytest.mark.parametrize(("fields", "expected"), [({}, True), ({"allows_mails": False}, False), ({"until": date(2026, 5, 9)}, False)])
def test_only_those_who_agree_are_announced_by_mail(home_page: HomePage, fields: dict[str, Any], expected: bool) -> None:
    page = add_item(add_index(home_page), 1, Kind.TESTIMONY)
    Consent.objects.update(**fields)
    assert models.TestimonyPage.objects.get(pk=page.pk).may_be_announced(date(2026, 5, 10)) is expected


def test_the_end_asks_nothing_more_of_ordinary_pages(home_page: HomePage, client: Client) -> None:
    index = add_index(home_page)
    item = add_item(index, 1)
    testimony = add_item(index, 2, Kind.TESTIMONY)
    asked = []
    for page in (item, testimony):
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        assert len(queries) <= 12
        asked.append(sum("home_consent" in query["sql"] and "awarenesspage" not in query["sql"] for query in queries))
    assert asked == [0, 1]
