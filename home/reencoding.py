"""Pictures as they are kept: decoded and written anew, so that nothing but pixels survives (trust.md, line 16)."""

import io
from typing import IO, Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

MAX_PIXELS: Final = 40_000_000
EXTENSIONS: Final = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

REFUSED_FORMAT: Final = "Ce fichier n’est pas une photo lisible. Formats acceptés : JPEG, PNG et WebP."
TOO_MANY_PIXELS: Final = "Cette image a trop de pixels : la limite est de 40 millions. Réduisez-la avant de l’envoyer."


class ReencodedFile(ContentFile[bytes]):
    """The result of `reencode`: known to be clean, so never written anew twice."""


def check_dimensions(width: int, height: int) -> None:
    """Raises ValidationError above `MAX_PIXELS`. Read from the header: a bomb of 14 KB costs seconds once decoded."""
    if width * height > MAX_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")


def reencode(source: IO[bytes], *, longest_side: int | None = None) -> ReencodedFile:
    """The same picture upright, in sRGB, without EXIF, XMP, GPS, profile or comment; named by its extension alone.

    Reduced to that many pixels on its longest side, when it is given and the picture is larger.

    Raises ValidationError when it is no JPEG, PNG or WebP, is damaged, or has more than `MAX_PIXELS`.
    """
    source.seek(0)
    try:
        with Image.open(source, formats=list(EXTENSIONS)) as picture:
            check_dimensions(*picture.size)
            kind = str(picture.format)
            pixels = _to_srgb(ImageOps.exif_transpose(picture))
            if longest_side is not None:
                pixels.thumbnail((longest_side, longest_side))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow's own limits are higher than ours: it warns above 89 million pixels, and stops above twice that.
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(REFUSED_FORMAT, code="unreadable") from error
    return ReencodedFile(_write(pixels, kind), name=f"image.{EXTENSIONS[kind]}")


def _to_srgb(picture: Image.Image) -> Image.Image:
    """Colours converted once for all, since the profile that explains them is not kept."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError):
            # A profile that cannot be read explains nothing: the numbers are taken as they are.
            converted = None
        if converted is not None:
            return converted
    return picture.convert(mode)


def _write(pixels: Image.Image, kind: str) -> bytes:
    # Pillow writes what it finds in `info` back into the file: the copy starts with none.
    clean = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 90, "optimize": True, "progressive": True},
        "PNG": {"optimize": False},
        "WEBP": {"quality": 90, "method": 4},
    }
    target = io.BytesIO()
    clean.save(target, kind, **options[kind])
    return target.getvalue()
