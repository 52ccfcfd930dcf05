"""The templates of publications, set by home/typesetting.py."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from home import typesetting

TEMPLATES: Final = Path(__file__).parent / "templates"


def typeset(template: str, data: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """A tagged PDF/UA-1, dated `at`. Raises TypesettingError."""
    return typesetting.typeset(TEMPLATES / template, data, files, at=at)


def draw(template: str, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """A PNG of one page, a pixel for a point. Raises TypesettingError."""
    return typesetting.draw(TEMPLATES / template, data, files)
