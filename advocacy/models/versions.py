"""Versions: a publication as it was each time that what readers see of it changed."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.models import ClusterableModel
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.rich_text import RichText

# The editor gives these marks to paragraphs when it first opens them; nobody reads them.
EDITOR_MARKS: Final = re.compile(r' data-block-key="[^"]*"')


def as_read(value: Any) -> Any:
    """What readers see of a value, in a shape that compares: without ids, and as today's blocks would keep it."""
    match value:
        case StreamValue():
            return [[child.block_type, as_read(child.value)] for child in value]
        case StructValue():
            return {name: as_read(item) for name, item in value.items()}
        case ListValue():
            return [as_read(item) for item in value]
        case TypedTable():
            heads = [column["heading"] for column in value.columns]
            return [value.caption, heads, [[as_read(cell) for cell in row["values"]] for row in value.row_data]]
        case RichText():
            return EDITOR_MARKS.sub("", value.source)
        case models.Model():
            return value.pk
        case Decimal():
            return str(value.normalize())
        case date():
            return value.isoformat()
        case None:
            return ""
        case _:
            return value


def read_values(values: Mapping[str, Any], notes: Mapping[str, str]) -> dict[str, Any]:
    """What readers see of a publication: its `values` by field, and its notes by uuid."""
    reading = {name: as_read(value) for name, value in values.items()}
    return {**reading, "notes": {uuid: EDITOR_MARKS.sub("", text) for uuid, text in notes.items()}}


def read_page(page: Any) -> dict[str, Any]:
    values = {name: getattr(page, name) for name in page.read_fields}
    return read_values(values, {str(note.uuid): note.text for note in page.footnotes.all()})


class ShownInPublications(models.Model):
    """What is kept once and shown in the text of publications: each version says what it showed."""

    class Meta:
        abstract = True

    @property
    def shown_key(self) -> str:
        return f"{self._meta.model_name}/{self.pk}"

    def freeze(self) -> dict[str, Any]:
        """What a version keeps of it. Nothing here: every version shows it as it is today."""
        return {}


class FrozenInVersions(ShownInPublications, ClusterableModel):
    """The same, for what must stay as it was published: other words make a new version of what shows them."""

    live_fields: ClassVar[tuple[str, ...]] = ()
    """What every version shows as it is today."""

    class Meta:
        abstract = True

    @property
    def change_sentence(self) -> str:
        """What the list of versions says when its words change."""
        raise NotImplementedError

    def freeze(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(json.dumps(self.serializable_data(), cls=DjangoJSONEncoder))
        return {name: value for name, value in kept.items() if name not in self.live_fields}

    @classmethod
    def thaw(cls, kept: dict[str, Any], today: Self | None) -> Self:
        """As it was when frozen; `today` is the same one now, None when it was deleted since."""
        instance: Self = cls.from_serializable_data(kept, check_fks=False)
        for field in cls._meta.concrete_fields:
            if field.name in cls.live_fields:
                setattr(instance, field.attname, getattr(today, field.attname) if today else None)
        return instance

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            Version.objects.follow(self)


def shown_in(child: Any) -> Iterator[tuple[str, Any, Any]]:
    """The choosers of such objects in a block of the text: field (empty for the block itself), model, value."""
    fields = (
        [(name, child.value[name], block) for name, block in child.block.child_blocks.items()]
        if isinstance(child.value, StructValue)
        else [("", child.value, child.block)]
    )
    for name, value, block in fields:
        model = getattr(block, "target_model", None)
        if model is not None and issubclass(model, ShownInPublications):
            yield name, model, value


def freeze_shown(page: Any) -> dict[str, Any]:
    """The objects that the text of `page` shows, by key, as a version keeps them."""
    found = [value for placed in page.body_blocks() for _, _, value in shown_in(placed.child) if value is not None]
    return {shown.shown_key: shown.freeze() for shown in found}


def values_by_id(value: Any) -> Iterator[tuple[str, Any]]:
    """Every block of a stored stream: its id and its stored value. They name objects that may be deleted by now."""
    if isinstance(value, list):
        for item in value:
            yield from values_by_id(item)
    elif isinstance(value, dict):
        if "id" in value and "value" in value:
            yield value["id"], value["value"]
        for item in value.values():
            yield from values_by_id(item)


def thaw_shown(page: Any, content: dict[str, Any], kept: dict[str, Any]) -> None:
    """Puts back in the text of `page` the objects that were `kept` when it was published."""
    stored = dict(values_by_id(json.loads(content["parts"])))
    for placed in page.body_blocks():
        child = placed.child
        value = stored[child.id]
        for name, model, today in shown_in(child):
            frozen = kept.get(f"{model._meta.model_name}/{value[name] if name else value}")
            if frozen and name:
                child.value[name] = model.thaw(frozen, today)
            elif frozen:
                child.value = model.thaw(frozen, today)


class VersionQuerySet(models.QuerySet["Version"]):
    def showing(self, shown: ShownInPublications) -> Self:
        return self.filter(shown_objects__has_key=shown.shown_key)

    def with_place(self) -> Self:
        """Each knowing from the same query what it knows of the others: whether one followed, and when the first came out."""
        others = self.model.objects.filter(page_id=OuterRef("page_id"))
        came_out = others.order_by("number").values("published_at")[:1]
        return self.annotate(is_latest=~Exists(others.filter(number__gt=OuterRef("number"))), first_published_at=Subquery(came_out))

    def ask_files_again(self) -> None:
        """Has their files made anew (advocacy/printing/files.py); those that they have stay until then."""
        self.update(files_asked_at=None)

    def of_locked(self, page_id: int) -> "Version | None":
        """The latest version of a page that nobody else gives a version to until the transaction ends."""
        Page.objects.select_for_update().get(pk=page_id)
        return self.model.objects.filter(page_id=page_id).first()

    def record(self, revision: Any) -> "Version":
        """The version of what `revision` published: a new one when readers see something else than in the last."""
        last = self.of_locked(int(revision.object_id))
        page = revision.as_object()
        shown = freeze_shown(page)
        if last is None:
            return self._add(page.pk, last, content=revision.content, shown_objects=shown, supplied_pdf_id=page.supplied_pdf_id)
        if last.shown_objects == shown and last.reading() == read_page(page):
            return last
        return self._add(
            page.pk,
            last,
            content=revision.content,
            shown_objects=shown,
            supplied_pdf_id=page.supplied_pdf_id,
            correction=page.correction,
        )

    def follow(self, shown: FrozenInVersions) -> None:
        """Gives a version to each published page whose text shows `shown` in other words than it has now."""
        frozen = shown.freeze()
        for page_id in sorted(set(self.showing(shown).filter(page__live=True).values_list("page_id", flat=True))):
            last = self.of_locked(page_id)
            if last is not None and last.shown_objects.get(shown.shown_key, frozen) != frozen:
                self._add(
                    page_id,
                    last,
                    content=last.content,
                    shown_objects={**last.shown_objects, shown.shown_key: frozen},
                    supplied_pdf_id=last.supplied_pdf_id,
                    correction=shown.change_sentence,
                )

    def _add(self, page_id: int, last: "Version | None", **fields: Any) -> "Version":
        return self.create(page_id=page_id, number=last.number + 1 if last else 1, published_at=timezone.now(), **fields)


class Version(models.Model):
    """A publication as it was published once, at an address that stays, with the files made from it."""

    page = models.ForeignKey(Page, verbose_name="page", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("numéro")
    content = models.JSONField("contenu", encoder=DjangoJSONEncoder)
    shown_objects = models.JSONField("objets montrés", default=dict, encoder=DjangoJSONEncoder)
    correction = models.TextField("correction", blank=True, max_length=300)
    published_at = models.DateTimeField("publiée le")
    supplied_pdf = models.ForeignKey(
        "wagtaildocs.Document", verbose_name="PDF fourni", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pdf = models.FileField("PDF", blank=True)
    wide_image = models.FileField("image de partage", blank=True)
    square_image = models.FileField("image carrée", blank=True)
    files_asked_at = models.DateTimeField("fichiers demandés le", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="advocacy_version_number_once")]

    def __str__(self) -> str:
        return f"{self.page_id}, version {self.number}"

    @cached_property
    def is_latest(self) -> bool:
        return not Version.objects.filter(page_id=self.page_id, number__gt=self.number).exists()

    @cached_property
    def first_published_at(self) -> datetime:
        """When the publication came out: what corrects it has a later date."""
        return Version.objects.filter(page_id=self.page_id).only("published_at").earliest("number").published_at

    def _restore(self) -> Any:
        """The page with the words it had. Nothing that they refer to is looked up: its place and its relations are today's."""
        page = self.page.specific
        relations = {field.name for field in page._meta.concrete_fields if field.is_relation}
        words = {name: value for name, value in self.content.items() if name not in relations}
        notes = [{name: value for name, value in note.items() if name not in ("page", "locale")} for note in self.content["footnotes"]]
        restored = page.with_content_json({**words, "footnotes": notes, COMMENTS_RELATION_NAME: []})
        restored.supplied_pdf_id = self.supplied_pdf_id
        restored.trail = page.trail
        return restored

    def reading(self) -> dict[str, Any]:
        """What readers saw, comparable with read_page()."""
        return read_page(self._restore())

    def as_page(self) -> Any:
        """The page as it was then, showing what it showed then. What is true of the page today stays so."""
        page = self._restore()
        for name in page.live_fields:
            setattr(page, name, getattr(self.page.specific, name))
        page.shown_version = self
        thaw_shown(page, self.content, self.shown_objects)
        return page
