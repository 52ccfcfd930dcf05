"""Erasing for good what a person no longer lets the site publish: a testimony page, a picture, and all that was made from them.

Each function works inside its caller's transaction; files go once it is committed. Who decides is advocacy/consents.py.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Q
from modelcluster.models import get_all_child_relations
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Comment, ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision, WorkflowState
from wagtail.search import index
from wagtail.search.models import IndexEntry

from accounts.models import OutgoingMail
from advocacy.models import TestimonyPage, Version
from home.consents import Channel
from home.media import Picture
from home.pictured_persons import pictures_in, pictures_of, streams_of, without_pictures

GONE: Final = "Témoignage retiré"
PICTURE_GONE: Final = "Image retirée"
# Text that says nothing of the person: what the page is, and where it stands in the tree.
NEUTRAL_FIELDS: Final = frozenset({"path", "url_path", "kind", "translation_key"})
STRUCTURE: Final = frozenset({"consent", "owner", "content_type", "locale", "alias_of", "latest_revision", "live_revision"})
VERSION_FILES: Final = ("pdf", "wide_image", "square_image")


def erase_page(page: TestimonyPage) -> None:
    """Takes the page offline and leaves of it an empty one, under a neutral title and at an address that says nothing.

    Its drafts, comments, proofreadings, logs, redirects, mails and search entries go, with the pictures and documents
    that it alone shows.
    """
    revisions = Revision.objects.for_instance(page)
    contents = [page.serializable_data(), *revisions.values_list("content", flat=True)]
    pictures = set(pictures_in(contents)) | pictures_of(page)
    documents = set(documents_of([page, *(revision.as_object() for revision in revisions)]))
    erase_mails(contents)
    erase_redirects(page)
    WorkflowState.objects.for_instance(page).delete()
    Comment.objects.filter(page_id=page.pk).delete()
    revisions.delete()
    empty(page)
    PageLogEntry.objects.filter(page_id=page.pk).update(label=GONE, data={})
    ReferenceIndex.create_or_update_for_object(page)
    index.insert_or_update_object(page)
    erase_pictures(pictures - shown_pictures())
    delete_documents(key for key in documents if not is_document_used(key))


def empty(page: TestimonyPage) -> None:
    """Every text and every choice of the page, those of kinds of fields that are added later included."""
    for relation in get_all_child_relations(page):
        setattr(page, relation.get_accessor_name(), [])
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            setattr(page, field.name, field.to_python("[]"))
        elif isinstance(field, models.CharField | models.TextField) and field.name not in NEUTRAL_FIELDS:
            setattr(page, field.name, "")
        elif field.is_relation and field.null and field.name not in STRUCTURE:
            setattr(page, field.attname, None)
    page.title = page.draft_title = GONE
    page.slug = f"temoignage-retire-{page.pk}"
    page.live = page.has_unpublished_changes = page.show_in_menus = False
    page.expired = True
    page.live_revision = page.latest_revision = page.go_live_at = page.expire_at = None
    page.set_url_path(page.get_parent())
    # Written beforehand: a change of address that Wagtail sees makes it keep the old one, as a redirect.
    Page.objects.filter(pk=page.pk).update(slug=page.slug, url_path=page.url_path)
    page.save(clean=False)


def erase_revisions(page: TestimonyPage, revisions: Any) -> None:
    """The drafts of a page that is under another consent now: the page itself stays, and is its own latest draft."""
    contents = list(revisions.values_list("content", flat=True))
    erase_mails([content for content in contents if content.get("title") != page.title])
    revisions.delete()
    WorkflowState.objects.for_instance(page).filter(task_states=None).delete()
    PageLogEntry.objects.filter(page_id=page.pk).update(label=page.title, data={})
    page.refresh_from_db()
    page.draft_title = page.title
    page.has_unpublished_changes = False
    page.latest_revision = Revision.objects.for_instance(page).order_by("-created_at", "-pk").first()
    page.save(update_fields=["draft_title", "has_unpublished_changes", "latest_revision"], clean=False)


def erase_mails(contents: Iterable[dict[str, Any]]) -> None:
    """Mails that lead to the page or name it by its title, as it is and as it was: those that wait, and those kept once sent."""
    told = Q()
    for slug, title in {(content.get("slug"), content.get("title")) for content in contents}:
        if slug:
            told |= Q(text__contains=f"/{slug}/") | Q(html__contains=f"/{slug}/")
        if title:
            told |= Q(text__contains=f"«\u00a0{title}\u00a0»") | Q(subject__contains=title)
    if told:
        OutgoingMail.objects.filter(told).delete()


def erase_redirects(page: Page) -> None:
    """An old address may quote somebody as much as a text does: it leads nowhere any more."""
    Redirect.objects.filter(Q(redirect_page_id=page.pk) | Q(redirect_link__contains=f"/{page.slug}/")).delete()


def documents_of(pages: Iterable[Page]) -> Iterator[int]:
    """The documents that these pages offer, in their text or beside it."""
    documents = ContentType.objects.get_for_model(get_document_model()).pk
    for page in pages:
        for type_id, key, *_ in ReferenceIndex._extract_references_from_object(page):
            if type_id == documents:
                yield int(key)


def is_document_used(key: int) -> bool:
    document = get_document_model()(pk=key)
    return bool(ReferenceIndex.get_references_to(document).exists()) or Version.objects.filter(supplied_pdf_id=key).exists()


def delete_documents(keys: Iterable[int]) -> None:
    """Documents and their files at once: Wagtail would leave these to the worker."""
    for document in get_document_model().objects.filter(pk__in=list(keys)):
        transaction.on_commit(partial(default_storage.delete, document.file.name))
        forget_log(document, PICTURE_GONE)
        document.delete()


def shown_pictures() -> set[int]:
    """Those that any page, draft or version shows."""
    shown = {key for page in pages_with_text() for key in pictures_of(page)}
    for model in (Revision, Version):
        for content in model._default_manager.values_list("content", flat=True).iterator():
            shown |= set(pictures_in(content))
    return shown


def pages_with_text() -> Iterator[Any]:
    return Page.objects.filter(depth__gt=1).specific().iterator()


def erase_pictures(ids: Collection[int]) -> None:
    """The pictures, their renditions, their tags and every block that shows them, whatever page, draft or version it is in."""
    if not ids:
        return
    take_out_pictures(ids, set(Channel))
    for picture in Picture.objects.filter(pk__in=ids).prefetch_related("renditions"):
        for file in (picture.file, *(rendition.file for rendition in picture.renditions.all())):
            transaction.on_commit(partial(default_storage.delete, file.name))
        tags = list(picture.tags.all())
        forget_log(picture, PICTURE_GONE)
        picture.delete()
        for tag in tags:
            if not tag.taggit_taggeditem_items.exists():
                tag.delete()


def take_out_pictures(ids: Collection[int], channels: Collection[Channel]) -> None:
    """Takes the blocks that show these pictures out of the pages of these channels, of their drafts and their versions."""
    for page in pages_with_text():
        if getattr(page, "picture_channel", Channel.SITE) in channels and pictures_of(page) & set(ids):
            kept = {name: blocks for name, blocks in streams_of(page).items() if set(pictures_in(blocks)) & set(ids)}
            for name, blocks in kept.items():
                setattr(page, name, json.dumps(without_pictures(blocks, ids)))
            page.save(update_fields=list(kept), clean=False)
            index.insert_or_update_object(page)
    for revision in Revision.objects.page_revisions().select_related("content_type").iterator():
        model: Any = revision.content_type.model_class()
        if getattr(model, "picture_channel", Channel.SITE) in channels and set(pictures_in(revision.content)) & set(ids):
            Revision.objects.filter(pk=revision.pk).update(content=without_pictures(revision.content, ids))
    if Channel.PRINTS in channels:
        for version in Version.objects.select_for_update(of=("self",)):
            if set(pictures_in(version.content)) & set(ids):
                version.content = without_pictures(version.content, ids)
                version.save(update_fields=["content"])
                forget_files([version])


def forget_files(versions: Iterable[Version]) -> None:
    """Deletes what was made from these versions, and the PDFs supplied for them; the files are asked for again."""
    supplied = set()
    for version in versions:
        if version.supplied_pdf_id is not None:
            supplied.add(version.supplied_pdf_id)
        for name in VERSION_FILES:
            if path := getattr(version, name).name:
                transaction.on_commit(partial(default_storage.delete, path))
            setattr(version, name, "")
        version.files_asked_at = None
        version.save(update_fields=[*VERSION_FILES, "files_asked_at"])
    # Pages and versions that offered them no longer do.
    delete_documents(supplied)


def forget_log(instance: models.Model, label: str) -> None:
    """Wagtail's log keeps the title that things had."""
    content_type = ContentType.objects.get_for_model(instance)
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(instance.pk)).update(label=label, data={})


def overwrite_freed_space() -> None:
    """On SQLite, what was deleted is overwritten in the database file, but stays in two places: both are emptied.

    Call it before the transaction ends for the first, and after (`empty_journal`) for the second.
    """
    if connection.vendor == "sqlite":
        table = connection.ops.quote_name(f"{IndexEntry._meta.db_table}_fts")
        with connection.cursor() as cursor:
            # The full-text index marks words as deleted, and forgets them when its parts are merged.
            cursor.execute(f"INSERT INTO {table}({table}) VALUES('optimize')")
    transaction.on_commit(empty_journal)


def empty_journal() -> None:
    """The write-ahead log of SQLite holds the pages as they were until it is written over."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
