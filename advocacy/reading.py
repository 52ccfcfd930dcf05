"""What a reader is given around the text of a publication: its notes, its reading time, the addresses to quote it by."""

import math
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from advocacy.footnotes import Notes, cites_one_of
from advocacy.rich_texts import expand_all, find_sources

# Words a minute of an adult who reads a text of information in silence (Brysbaert, 2019: 238, in French a little less).
WORDS_A_MINUTE: Final = 220


def reading_minutes(page: Any) -> int:
    """How long the text takes to read, in whole minutes, one at least."""
    texts = page.parts.stream_block.get_searchable_content(page.parts)
    return max(1, math.ceil(sum(len(str(text).split()) for text in texts) / WORDS_A_MINUTE))


def version_address(page_address: str, number: int) -> str:
    """The permanent address of a version, from that of its page."""
    return f"{page_address}versions/{number}/"


def describe_reading(page: Any, request: HttpRequest, *, version: Any) -> dict[str, Any]:
    """What the templates of a publication show beside its fields. `version` is what is read, None before any publishing."""
    address = page.get_url(request) or ""
    permanent = version_address(address, version.number) if version and address else ""
    is_earlier = version is not None and not version.is_latest
    notes = Notes(page)
    sources = list(find_sources(page.parts))
    return {
        "version": version,
        "is_earlier": is_earlier,
        # An earlier version shows today's status: with the day.
        "status_on": timezone.localdate() if is_earlier else None,
        "page_address": address,
        "permanent_address": f"{settings.SITE_URL}{permanent}" if permanent else "",
        "citing_address": f"{permanent}citer/" if permanent else "",
        "share_image": f"{settings.SITE_URL}{address}image.png" if version and version.is_latest and version.wide_image else "",
        "notes": notes,
        "has_notes": any(cites_one_of(source, notes.texts) for source in sources),
        "texts": expand_all([*sources, *notes.texts.values()], request),
        "reading_minutes": reading_minutes(page),
    }
