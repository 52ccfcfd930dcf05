"""One style sheet out of many: the small files of static/css are joined, in order, into css/site.css."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

JOINED: Final = "css/site.css"
LAYERS: Final = "reset, tokens, base, layout, components, utilities"
# The order of layers decides who wins; inside a layer, the order of names is enough.
ORDER: Final = tuple(LAYERS.split(", "))
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


def find_parts(folder: Path) -> list[Path]:
    """The files to join: layer after layer, by name inside a layer."""
    return [path for layer in ORDER for path in sorted((folder / layer).glob("*.css"))]


def join_stylesheets(folder: Path) -> str:
    """The text of the one style sheet, which first declares the order of its layers; without comments and indentation."""
    parts = [COMMENT.sub("", path.read_text(encoding="utf-8")) for path in find_parts(folder)]
    lines = [line.strip() for part in parts for line in part.splitlines()]
    return "\n".join([f"@layer {LAYERS};", *filter(None, lines), ""])


class StylesheetFinder(BaseFinder):
    """Gives `css/site.css` to collectstatic, runserver and tests alike; the file lies under VAR_DIR and is always fresh."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Path(settings.BASE_DIR) / "static" / "css"
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "stylesheets")
        self.storage.prefix = ""  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        if find_parts(self.source):
            return []
        return [Error(f"No style sheet was found in {self.source}.", id="stylesheets.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != JOINED:
            return []
        found = str(self._write())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        self._write()
        yield JOINED, self.storage

    def _write(self) -> Path:
        """Writes the joined file when its text changed; the rename keeps another process from reading half of it."""
        text = join_stylesheets(self.source)
        target = Path(self.storage.path(JOINED))
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(f".{hashlib.sha256(text.encode()).hexdigest()[:12]}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return target
