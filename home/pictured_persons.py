"""Pictures in the text of pages: which ones a stored text shows, whether they may be shown, and how one is taken out of it.

Works on stored content (`StreamValue.raw_data`, or the JSON of a revision), so that drafts and versions are read as well.
"""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page

from home.consents import Channel
from home.media import Picture


def is_picture(value: Any, ids: Collection[int] | None = None) -> bool:
    """Whether this is what a block keeps of a picture (wagtail.images.blocks.ImageBlock), and of one of these."""
    return isinstance(value, dict) and "image" in value and "alt_text" in value and (ids is None or value["image"] in ids)


def pictures_in(stored: Any) -> Iterator[int]:
    """The ids of the pictures in stored content, those of streams inside the JSON of a revision included."""
    if is_picture(stored):
        if stored["image"] is not None:
            yield stored["image"]
    elif isinstance(stored, dict):
        for value in stored.values():
            yield from pictures_in(value)
    elif isinstance(stored, list):
        for item in stored:
            yield from pictures_in(item)
    elif isinstance(stored, str) and stored.startswith("[") and '"alt_text"' in stored:
        yield from pictures_in(read_stream(stored))


def without_pictures(stored: Any, ids: Collection[int]) -> Any:
    """The same content without these pictures: the blocks that show them go, with what they say of them."""
    if is_picture(stored, ids):
        return {"image": None, "decorative": False, "alt_text": ""}
    if isinstance(stored, dict):
        return {name: without_pictures(value, ids) for name, value in stored.items()}
    if isinstance(stored, list):
        return [without_pictures(item, ids) for item in stored if not shows_directly(item, ids)]
    if isinstance(stored, str) and stored.startswith("[") and '"alt_text"' in stored:
        content = read_stream(stored)
        return json.dumps(without_pictures(content, ids)) if content else stored
    return stored


def shows_directly(item: Any, ids: Collection[int]) -> bool:
    """Whether a block of a stream or an item of a list is made around one of these pictures: its caption speaks of it."""
    value = item.get("value") if isinstance(item, dict) else None
    inside = [value, *value.values()] if isinstance(value, dict) else [value]
    return any(is_picture(one, ids) for one in inside)


def read_stream(stored: str) -> list[Any]:
    """A stream that a revision keeps as text; a text that only looks like one holds no block."""
    try:
        content = json.loads(stored)
    except ValueError:
        return []
    return content if isinstance(content, list) else []


def streams_of(page: Any) -> dict[str, list[Any]]:
    """The stored blocks of each stream of a page, by field."""
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return {field.name: list(field.value_from_object(page).raw_data) for field in fields}


def pictures_of(page: Any) -> set[int]:
    return set(pictures_in(list(streams_of(page).values())))


def reasons_against_pictures(page: Any, channel: Channel, *, on: date) -> list[str]:
    """Why the pictures of a page may not be shown there that day; none when all may."""
    shown = Picture.objects.filter(pk__in=pictures_of(page), shows_recognisable_person=True).select_related("consent").order_by("pk")
    reasons = [(picture, picture.reason_against(channel, on=on)) for picture in shown]
    return [f"Image «\u00a0{picture.title}\u00a0»\u00a0: {reason}" for picture, reason in reasons if reason]


def pages_showing(picture_id: int) -> list[Any]:
    """The pages online that show this picture, now or in an earlier version that can still be read."""
    pages = Page.objects.live().filter(depth__gt=1).specific().iterator()
    return [page for page in pages if hasattr(page, "shown_pictures") and picture_id in page.shown_pictures()]
