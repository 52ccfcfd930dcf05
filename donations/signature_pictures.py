"""A signature as receipts print it: a small PNG, on white, of nothing but pixels."""

import io
from typing import IO, Final

from django.core.exceptions import ValidationError
from PIL import Image

from home.reencoding import reencode

# Five centimetres wide at 300 dots an inch.
WIDEST: Final = 600
HIGHEST: Final = 300
NARROWEST: Final = 60
UNREADABLE: Final = "Cette image n’est pas lisible. Formats acceptés\u00a0: JPEG, PNG et WebP."
TOO_SMALL: Final = "Cette image est trop petite pour s’imprimer\u00a0: il faut au moins 60 pixels de large."


def flatten(source: IO[bytes]) -> bytes:
    """The picture on white, no larger than `WIDEST` × `HIGHEST`. Raises ValidationError for what `reencode` refuses, or too small."""
    try:
        clean = reencode(source, longest_side=2 * WIDEST)
    except ValidationError as error:
        if getattr(error, "code", "") == "unreadable":
            raise ValidationError(UNREADABLE, code="unreadable") from error
        raise
    with Image.open(clean) as picture:
        pixels = picture.convert("RGBA")
    if pixels.width < NARROWEST:
        raise ValidationError(TOO_SMALL, code="too_small")
    white = Image.new("RGBA", pixels.size, "white")
    white.alpha_composite(pixels)
    flat = white.convert("RGB")
    flat.thumbnail((WIDEST, HIGHEST))
    target = io.BytesIO()
    flat.save(target, "PNG", optimize=True)
    return target.getvalue()
