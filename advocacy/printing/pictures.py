"""Pictures and charts as typst takes them: JPEG from the renditions, SVG with its own colours."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from home.consents import Channel
from home.media import Picture

# Fine enough for print across the text, light enough for a file that is sent by mail.
PRINTED: Final = "max-1600x1600|bgcolor-ffffff|format-jpeg|jpegquality-82"
FULL_WIDTH_PIXELS: Final = 1000


@dataclass(frozen=True)
class PrintedPicture:
    """`alt` is None for a decorative picture; `share` is the part of the text's width that it fills without blur."""

    name: str
    content: bytes
    alt: str | None
    share: float


def print_picture(picture: Picture) -> PrintedPicture | None:
    """The picture as it is printed; None for one that a public file may not hold: of a private collection, or without consent."""
    if picture.collection.get_view_restrictions() or picture.reason_against(Channel.PRINTS, on=timezone.localdate()):
        return None
    rendition = picture.get_rendition(PRINTED)
    with rendition.file.open("rb") as file:
        content = file.read()
    alt = None if getattr(picture, "decorative", False) else getattr(picture, "contextual_alt_text", None) or picture.default_alt_text
    share = min(1.0, rendition.width / FULL_WIDTH_PIXELS)
    # A picture taller than wide would fill the page.
    share = min(share, rendition.width / rendition.height)
    return PrintedPicture(f"image-{picture.pk}.jpg", content, alt, share)
