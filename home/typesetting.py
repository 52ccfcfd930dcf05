"""Calls typst: the same input gives the same bytes, and what would be drawn wrong is an error."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

# The last sign of the Latin letters, and what else French writes with.
LAST_LATIN: Final = "\u024f"
FRENCH_SIGNS: Final = frozenset("’“”…–—€\u202f\u2011")


class TypesettingError(Exception):
    """Typst drew something else than what was asked: a glyph that no font has, a label that is not there…"""


@cache
def fonts() -> Any:
    """Those of the typst wheel, and no other: a page is the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def typeset(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """A tagged PDF/UA-1 of the template, dated `at`. It reads `data` as data.json, `files` by name, and what is beside it.

    Raises TypesettingError.
    """
    return _compile(template, data, files, format="pdf", pdf_standards=["ua-1"], timestamp=int(at.timestamp()))


def typeset_whatever(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """As `typeset`, with a question mark for each sign that no font of ours has: somebody's paper is worth more than the sign."""
    try:
        return typeset(template, data, files, at=at)
    except TypesettingError:
        return typeset(template, in_latin(data), files, at=at)


def in_latin(value: Any) -> Any:
    """The same with a question mark for each sign that is no Latin letter's, at whatever depth."""
    if isinstance(value, str):
        return "".join(sign if sign <= LAST_LATIN or sign in FRENCH_SIGNS else "?" for sign in value)
    if isinstance(value, list):
        return [in_latin(part) for part in value]
    if isinstance(value, dict):
        return {name: in_latin(part) for name, part in value.items()}
    return value


def draw(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """A PNG of the template's one page, a pixel for a point. Raises TypesettingError."""
    # Typst misses no glyph silently in a PDF/UA-1, and does in a picture.
    _compile(template, data, files, format="pdf", pdf_standards=["ua-1"])
    return _compile(template, data, files, format="png", ppi=72.0)


def _compile(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], **options: Any) -> bytes:
    # Typst takes texts from memory, and pictures from a folder alone.
    with TemporaryDirectory(prefix="polaris-typst-") as folder:
        root = Path(folder)
        copytree(template.parent, root, dirs_exist_ok=True)
        for name, content in {**files, "data.json": json.dumps(data, ensure_ascii=False).encode()}.items():
            (root / name).write_bytes(content)
        try:
            drawn, warnings = typst.compile_with_warnings(
                root / template.name, root=root, font_paths=fonts(), ignore_system_fonts=True, **options
            )
        except typst.TypstError as error:
            raise TypesettingError(f"{error.message} {' '.join(error.hints)}".strip()) from error
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return bytes(drawn)
