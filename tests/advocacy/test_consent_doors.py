"""Every way to publish asks for the consent of whom a page quotes or shows; drafts never do."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Collection, Page, Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import User
from advocacy import models
from advocacy.consents import withdraw
from home.consents import Consent, PublishingRefusedError
from home.media import Picture
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from home.proofreading import AnswerRefusedError, approve, waiting_texts
from home.proofreading_workflow import set_up_proofreading
from site_polaris.periodic import run_due_jobs
from tests.advocacy.conftest import AddDocument, parts_with
from tests.advocacy.consents import agree
from tests.advocacy.items import add_index, add_item
from tests.advocacy.test_consents import body, figure
from tests.conftest import SignIn
from tests.home.conftest import photo as photo
from volunteers.models.pages import VolunteeringPage

Photo = Callable[..., SimpleUploadedFile]
Kind = models.AwarenessPage.Kind

NOW = datetime(2026, 5, 10, 10, tzinfo=UTC)
PUBLISHING = [("site_polaris.upkeep.publish_scheduled", 60)]


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(home_page: HomePage) -> models.TestimonyPage:
    """A testimony that is not online, and has no consent."""
    grant_to_communication(apps)
    page = add_item(add_index(home_page), 1, Kind.TESTIMONY, live=False, consent=None)
    page.save_revision()
    return models.TestimonyPage.objects.get(pk=page.pk)


@pytest.fixture
def officer(draft: models.TestimonyPage, communication_officer: User, signed_in: SignIn) -> Client:
    return signed_in(communication_officer)


def form_of(page: models.TestimonyPage, consent: Consent | None, **changes: object) -> dict[str, str]:
    fields: dict[str, object] = {
        "title": page.title,
        "slug": page.slug,
        "introduction": "",
        "alias": "Étoile",
        "consent": consent.pk if consent else "",
        "published_on": "2026-01-02",
        "series": "",
        "seo_title": "",
        "search_description": "",
        "body": streamfield([]),
        **{f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")},
        "comments-MAX_NUM_FORMS": "",
    }
    data: dict[str, str] = nested_form_data(fields | changes)
    return data


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def under(consent: Consent, page: models.TestimonyPage) -> models.TestimonyPage:
    """The draft of `page`, with this consent."""
    page.consent = consent
    page.save_revision()
    return page


PUBLISH = {"action-publish": "action-publish"}


def test_form_keeps_a_draft_and_refuses_to_publish_without_consent(officer: Client, draft: models.TestimonyPage) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert officer.post(edit, form_of(draft, None)).status_code == 302
    assert "Choisissez l’accord de publication de la personne." in officer.get(edit).content.decode()
    refused = officer.post(edit, form_of(draft, None) | PUBLISH)
    assert refused.status_code == 200
    assert refused.context["form"].errors["consent"] == ["Choisissez l’accord de publication de la personne."]
    ended = agree(until=date(2026, 5, 9))
    refused = officer.post(edit, form_of(draft, ended) | PUBLISH)
    assert refused.context["form"].errors["consent"] == ["L’accord C-2026-001 prend fin le 9\u00a0mai 2026."]
    narrow = agree(allows_site=False)
    refused = officer.post(edit, form_of(draft, narrow) | PUBLISH)
    assert refused.context["form"].errors["consent"] == ["L’accord C-2026-002 ne vaut pas pour le site et son flux."]
    somebody_else = officer.post(edit, form_of(draft, agree(alias="Comète")) | PUBLISH)
    told = "L’accord choisi nomme «\u00a0Comète\u00a0»\u00a0: reprenez cet alias, ou choisissez l’accord de cette personne."
    assert somebody_else.context["form"].errors["alias"] == [told]
    assert not is_live(draft)
    assert officer.post(edit, form_of(draft, agree()) | PUBLISH).status_code == 302
    assert is_live(draft)


def test_list_of_pages_does_not_publish_without_consent(officer: Client, draft: models.TestimonyPage) -> None:
    address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={draft.pk}&next=/admin/pages/"
    assert "Rien n’a été publié" in officer.post(address, {}, follow=True).content.decode()
    assert not is_live(draft)


def test_proofreading_does_not_publish_without_consent(draft: models.TestimonyPage, coordinator: User, communication_officer: User) -> None:
    set_up_proofreading(apps)
    consent = agree()
    draft.alias = consent.alias
    under(consent, draft)
    draft.get_workflow().start(draft, communication_officer)
    withdraw_in_the_row(consent)
    [state] = waiting_texts()
    with pytest.raises(AnswerRefusedError, match="L’accord C-2026-001 est retiré"):
        approve(state.pk, revision_id=state.revision_id, by=coordinator, comment="")
    assert not is_live(draft)


def withdraw_in_the_row(consent: Consent) -> None:
    """As if the withdrawal came just now: what it covers is not erased yet."""
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=timezone.now())


def save_online(page: models.TestimonyPage) -> None:
    page.live = True
    page.save()


@pytest.mark.parametrize("again", ["publish", "save", "revert", "copy", "alias"])
def test_code_and_history_do_not_publish_without_consent(draft: models.TestimonyPage, again: str) -> None:
    consent = agree()
    first = under(consent, draft).save_revision()
    first.publish()
    page = models.TestimonyPage.objects.get(pk=draft.pk)
    page.title = "Autre titre"
    page.save_revision().publish()
    withdraw_in_the_row(consent)
    if again != "copy" and again != "alias":
        Page.objects.filter(pk=page.pk).update(live=False)
    count = Page.objects.count()
    ways: dict[str, Callable[[models.TestimonyPage], object]] = {
        "publish": lambda page: page.get_latest_revision().publish(),
        "revert": lambda page: first.publish(),
        "save": save_online,
        "copy": lambda page: page.copy(update_attrs={"slug": "copie"}, keep_live=True),
        "alias": lambda page: page.create_alias(update_slug="alias"),
    }
    with pytest.raises(PublishingRefusedError, match="L’accord C-2026-001 est retiré"):
        ways[again](models.TestimonyPage.objects.get(pk=page.pk))
    assert Page.objects.count() == count
    assert Page.objects.filter(live=True, pk=page.pk).exists() is (again in ("copy", "alias"))


def test_hour_that_comes_after_the_end_publishes_nothing_and_holds_back_nobody_else(
    officer: Client, draft: models.TestimonyPage, home_page: HomePage, today: time_machine.Traveller
) -> None:
    hour = NOW + timedelta(days=3)
    consent = agree(until=date(2026, 5, 20))
    draft.go_live_at = hour
    under(consent, draft).get_latest_revision().publish()
    other = StandardPage(title="Autre", slug="autre", live=False, go_live_at=hour + timedelta(minutes=1))
    home_page.add_child(instance=other)
    other.save_revision().publish()
    assert Revision.objects.exclude(approved_go_live_at=None).count() == 2
    Consent.objects.update(until=date(2026, 5, 11))
    today.move_to(hour + timedelta(hours=1))
    run_due_jobs(timezone.now(), PUBLISHING)
    assert (is_live(draft), is_live(other)) == (False, True)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    # The form tells at once when the hour is after the last day.
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    late = form_of(draft, agree(until=date(2026, 6, 1)), go_live_at="2026-06-02 10:00") | PUBLISH
    assert officer.post(edit, late).context["form"].errors["consent"] == ["L’accord C-2026-002 prend fin le 1er\u00a0juin 2026."]


# Pictures -----------------------------------------------------------------------------------------


@pytest.fixture
def picture(draft: models.TestimonyPage, photo: Photo) -> Picture:
    return Picture.objects.create(title="Au parc", file=photo((64, 48)), shows_recognisable_person=True)


def test_no_page_of_any_kind_shows_a_person_without_consent(home_page: HomePage, picture: Picture, client: Client) -> None:
    kinds = (StandardPage(title="Simple", slug="simple"), VolunteeringPage(title="Bénévoles", slug="benevoles"))
    for page in kinds:
        stream = "body" if hasattr(page, "body") else "expectations"
        page.live = False
        home_page.add_child(instance=page)
        if stream == "body":
            page.body = body(figure(picture, "Quelqu’un"))
            with pytest.raises(PublishingRefusedError, match="Image «\u00a0Au parc\u00a0»\u00a0: Choisissez l’accord"):
                page.save_revision().publish()
    picture.consent = agree(allows_picture=False)
    picture.save()
    page = StandardPage.objects.get()
    with pytest.raises(PublishingRefusedError, match="ne vaut pas pour une image où la personne est reconnaissable"):
        page.get_latest_revision().publish()
    Consent.objects.update(allows_picture=True)
    page.get_latest_revision().publish()
    assert "Quelqu’un" in client.get("/simple/").content.decode()


def test_publications_ask_for_the_prints(add_document: AddDocument, picture: Picture) -> None:
    picture.consent = consent = agree(allows_prints=False)
    picture.save()
    quoted = models.Testimony.objects.create(alias="Étoile", text="J’attendais.", consent=consent)
    blocks = [figure(picture, "Quelqu’un"), ("testimony", {"testimony": quoted.pk})]
    document = add_document(parts=parts_with(("Attendre", [])), live=False)
    document.parts = parts_with(("Attendre", blocks))
    revision = document.save_revision()
    with pytest.raises(PublishingRefusedError) as refusal:
        revision.publish()
    assert [reason.rpartition("vaut")[2] for reason in refusal.value.reasons] == [" pas pour les rapports, le plaidoyer et leurs PDF."] * 2
    Consent.objects.update(allows_prints=True)
    revision.publish()
    assert is_live(document)


def picture_form(picture: Picture, **changes: object) -> dict[str, object]:
    collection = Collection.get_first_root_node().pk
    return {"title": picture.title, "description": "", "collection": collection, "tags": "", "credit": "", "consent": "", **changes}


def test_a_picture_online_is_not_flagged_without_consent(officer: Client, home_page: HomePage, photo: Photo) -> None:
    seen = Picture.objects.create(title="Au marché", file=photo((64, 48)))
    page = StandardPage(title="Simple", slug="simple", body=body(figure(seen, "Quelqu’un")))
    home_page.add_child(instance=page)
    address = reverse("wagtailimages:edit", args=[seen.pk])
    assert "on y reconnaît une personne accompagnée" in officer.get(address).content.decode().lower()
    refused = officer.post(address, picture_form(seen, shows_recognisable_person="on"))
    assert "Cette image paraît dans «\u00a0Simple\u00a0»" in refused.content.decode()
    refused = officer.post(address, picture_form(seen, consent=agree().pk))
    assert "Un accord va avec une personne reconnaissable" in refused.content.decode()
    seen.refresh_from_db()
    assert (seen.shows_recognisable_person, seen.consent) == (False, None)
    given = agree()
    officer.post(address, picture_form(seen, shows_recognisable_person="on", consent=given.pk))
    seen.refresh_from_db()
    assert (seen.shows_recognisable_person, seen.consent) == (True, given)


def test_a_person_is_served_with_consent_and_never_kept_in_a_cache(officer: Client, client: Client, picture: Picture) -> None:
    address = picture.get_rendition("width-64").url
    assert client.get(address).status_code == 404
    # Who would note the consent sees the picture.
    seen = officer.get(address)
    assert seen.status_code == 200
    assert seen.getvalue()
    picture.consent = agree()
    picture.save()
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in response
    assert response.getvalue()


# The content admin --------------------------------------------------------------------------------


def test_withdrawal_waits_for_nobody_to_read_again(draft: models.TestimonyPage) -> None:
    """A page in memory from before the withdrawal is not published after it."""
    consent = agree()
    under(consent, draft).get_latest_revision().publish()
    held = models.TestimonyPage.objects.select_related("consent").get(pk=draft.pk)
    assert held.consent is not None
    withdraw(consent, at=NOW)
    with pytest.raises(PublishingRefusedError):
        held.save()
    assert not is_live(draft)
