"""A page as it would be published, laid out for the checks: every block and every text, with its place in the form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Self

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

from advocacy.checks.french import plain_text, simple_spaces
from advocacy.checks.typed import typed_value

TEXT_FIELDS: Final = (
    *("title", "introduction", "eyebrow", "authors", "summary_text", "seo_title", "search_description", "correction"),
    *("gist", "study_title", "study_authors", "alias", "claim", "made_for", "host", "place"),
)
# What decides whether the page may be published, and is no text.
DECIDING_FIELDS: Final = ("consent", "go_live_at")
# Names of blocks that hold data in the shape of text.
DATA: Final = frozenset({"key", "table"})
NOTES: Final = "footnotes"


@dataclass(frozen=True)
class Spot:
    """A block and its value. `path` names each level above it: the field, then ids of blocks and names of their fields."""

    path: tuple[str, ...]
    block: blocks.Block
    value: Any

    @property
    def contentpath(self) -> str:
        return ".".join(self.path)

    @property
    def chapter(self) -> tuple[str, ...]:
        """The part of the publication it stands in: what numbers are compared within."""
        return self.path[:2] if self.path[0] == "parts" else self.path[:1]


@dataclass(frozen=True)
class Text:
    """Words that readers see. `html` is their stored form when they are rich text."""

    path: tuple[str, ...]
    words: str
    html: str = ""
    is_prose: bool = True

    @property
    def contentpath(self) -> str:
        return ".".join(self.path)

    @property
    def chapter(self) -> tuple[str, ...]:
        return self.path[:2] if self.path[0] == "parts" else self.path[:1]


@dataclass(frozen=True)
class Note:
    """A footnote: its place among the notes of the form, from 0 on."""

    place: int
    uuid: str
    html: str

    @property
    def path(self) -> tuple[str, ...]:
        return (NOTES, str(self.place), "text")


@dataclass
class Draft:
    """What the checks read. `values` are those of the page's fields, saved or only typed.

    `errors` are those of the form where it was typed, by field; None for a page in memory.
    """

    page: Any
    values: dict[str, Any]
    notes: list[Note] = field(default_factory=list)
    errors: dict[str, list[ValidationError]] | None = None

    @classmethod
    def of_page(cls, page: Any) -> Self:
        """The page as it is in memory: a published one, or a draft made from a revision."""
        notes = page.footnotes.all() if hasattr(page, NOTES) else []
        return cls(
            page,
            {name: getattr(page, name) for name in checked_fields(page)},
            [Note(place, str(note.uuid), note.text) for place, note in enumerate(notes)],
        )

    @classmethod
    def of_form(cls, form: Any) -> Self:
        """What was just typed in the page's form, that of its refused fields included."""
        values = {name: typed_value(form, name) for name in checked_fields(form.instance)}
        names = {model_field.name for model_field in form.instance._meta.concrete_fields}
        errors = {name: found for name, found in form.errors.as_data().items() if name in names}
        return cls(form.instance, {name: value for name, value in values.items() if value is not None}, notes_typed(form), errors)

    @cached_property
    def spots(self) -> list[Spot]:
        """Every block of every stream, in the order of reading, each before those inside it."""
        streams = [(name, value) for name, value in self.values.items() if isinstance(value, StreamValue)]
        return [spot for name, value in streams for spot in walk(value.stream_block, value, (name,))]

    @cached_property
    def texts(self) -> list[Text]:
        """Everything that is read: fields, blocks, then notes."""
        fields = [self._text_of_field(name, value) for name, value in self.values.items() if isinstance(value, str)]
        inside = [text for spot in self.spots if (text := text_of(spot)) is not None]
        notes = [Text(note.path, plain_text(note.html), note.html) for note in self.notes]
        return [text for text in (*fields, *inside, *notes) if text.words]

    def _text_of_field(self, name: str, value: str) -> Text:
        if isinstance(self.page._meta.get_field(name), RichTextField):
            return Text((name,), plain_text(value), value)
        return Text((name,), simple_spaces(value))

    @cached_property
    def prose(self) -> list[Text]:
        """The texts written as sentences, without data in the shape of text."""
        return [text for text in self.texts if text.is_prose]

    def chapters(self) -> dict[tuple[str, ...], list[Text]]:
        """The prose of each part, in order."""
        chapters: dict[tuple[str, ...], list[Text]] = {}
        for text in self.prose:
            chapters.setdefault(text.chapter, []).append(text)
        return chapters

    def structs(self, *names: str) -> Iterator[Spot]:
        """The blocks made of named fields that have all of `names`."""
        for spot in self.spots:
            if isinstance(spot.block, blocks.BaseStructBlock) and set(names) <= spot.block.child_blocks.keys():
                yield spot


def notes_typed(form: Any) -> list[Note]:
    """The notes of the form that are not taken away. An empty one counts only where it is refused."""
    notes = []
    for place, row in enumerate(form.formsets[NOTES].forms if NOTES in form.formsets else []):
        is_deleted = "DELETE" in row.fields and row["DELETE"].value()
        text = row["text"].value() or ""
        if not is_deleted and (text or "text" in row.errors):
            notes.append(Note(place, str(row["uuid"].value()), text))
    return notes


def checked_fields(page: Any) -> list[str]:
    """The fields of a page that readers see, those that its type asks for, and those that decide whether it may appear."""
    names = {model_field.name: model_field for model_field in page._meta.get_fields()}
    known = [name for name in (*TEXT_FIELDS, *DECIDING_FIELDS) if name in names]
    streams = [name for name, model_field in names.items() if isinstance(model_field, StreamField | RichTextField)]
    return list(dict.fromkeys([*known, *streams, *getattr(page, "asked_to_publish", ())]))


def walk(block: blocks.Block, value: Any, path: tuple[str, ...]) -> Iterator[Spot]:
    """The block and all that is inside it. A block that has no id yet, just typed, is named by its place."""
    if value is None:
        return
    yield Spot(path, block, value)
    for step, child, child_value in _inside(block, value):
        yield from walk(child, child_value, (*path, *step))


def _inside(block: blocks.Block, value: Any) -> Iterator[tuple[tuple[str, ...], blocks.Block, Any]]:
    if isinstance(block, blocks.BaseStreamBlock):
        for place, child in enumerate(value):
            yield (child.id or str(place),), child.block, child.value
    elif isinstance(block, blocks.ListBlock):
        for place, child in enumerate(value.bound_blocks):
            yield (child.id or str(place),), child.block, child.value
    elif isinstance(block, ImageBlock):
        return
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            yield (name,), child_block, value.get(name)
    elif isinstance(block, BaseTypedTableBlock):
        # The cells of a table have no place of their own in the form: theirs is the table's.
        yield from (((), CELL_TEXT, words) for words in (value.caption, *(column["heading"] for column in value.columns)))
        yield from (((), cell.block, cell.value) for row in value.rows for cell in row)


CELL_TEXT: Final = blocks.CharBlock()


def text_of(spot: Spot) -> Text | None:
    """The words of a block that holds some."""
    if isinstance(spot.block, blocks.RichTextBlock):
        return Text(spot.path, plain_text(spot.value.source), spot.value.source)
    if isinstance(spot.block, blocks.CharBlock | blocks.TextBlock):
        return Text(spot.path, simple_spaces(str(spot.value)), is_prose=spot.block.name not in DATA)
    return None
