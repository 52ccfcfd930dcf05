"""The texts that a French reader sees, found in templates and Python, and the slips of typography in them."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

NO_BREAK: Final = "\u00a0\u202f"
# What stands for a value that is not known here: a letter would hide a fault, a space would make one.
VALUE: Final = "\ufffc"

COMMENT: Final = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
VARIABLE: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
BLOCK_TAG: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
# Not what begins with a bracket: a media condition.
SPOKEN_ARGUMENT: Final = re.compile(r"""(?<==)(?:"([^"(][^"]*[ ’][^"]*)"|'([^'(][^']*[ ’][^']*)')""")
SPOKEN_ATTRIBUTE: Final = re.compile(r"""\b(?:alt|title|aria-label|placeholder|content)="([^"]*)\"""")
UNSPOKEN: Final = re.compile(r"<(script|style|code|pre)\b.*?</\1>", re.DOTALL)
HTML_TAG: Final = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY: Final = {"&nbsp;": "\u00a0", "&#160;": "\u00a0", "&#8239;": "\u202f", "&amp;": "&", "&quot;": '"', "&laquo;": "«", "&raquo;": "»"}
ADDRESS: Final = re.compile(r"\S*://\S*|\S+@\S+|\b\d{1,2}:\d{2}\b")
FRENCH: Final = re.compile(r"[éèêëàâçùûîïôœÉÈÊÀÇ«»’]")

FAULTS: Final = {
    "straight apostrophe": re.compile(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]"),
    "straight quotes": re.compile(r"\"[A-Za-zÀ-ÿ][^\"]*\""),
    "three dots": re.compile(r"\.\.\."),
    "no no-break space before the sign": re.compile(rf"(?<=[^{NO_BREAK}?!(])[?!;»](?=[\s.,)]|$)"),
    "no no-break space before the colon": re.compile(rf"(?<=[^{NO_BREAK}]):(?=\s|$)"),
    "no no-break space after «": re.compile(rf"«(?![{NO_BREAK}])"),
}


def find_faults(text: str) -> list[str]:
    """Each fault with what stands around it."""
    plain = ADDRESS.sub(VALUE, text)
    return [
        f"{name} in “{plain[max(0, match.start() - 25) : match.end() + 10].strip()}”"
        for name, pattern in FAULTS.items()
        for match in pattern.finditer(plain)
    ]


class _FrenchParts(HTMLParser):
    """Writes again what stands in elements whose language is French."""

    EMPTY: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def _keep(self, text: str) -> None:
        if not self._open or self._open[-1][1]:
            self.kept.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above = not self._open or self._open[-1][1]
        language = dict(attrs).get("lang")
        is_french = above if language is None else language == "fr"
        if is_french:
            self.kept.append(self.get_starttag_text() or "")
        if tag not in self.EMPTY:
            self._open.append((tag, is_french))

    def handle_endtag(self, tag: str) -> None:
        self._keep(f"</{tag}>")
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")


def french_parts(html: str) -> str:
    """A whole page without its elements in other languages (`lang`)."""
    parser = _FrenchParts()
    parser.feed(html)
    return "".join(parser.kept)


def spoken_texts(path: Path) -> Iterator[str]:
    """The texts of a template (.html, .txt) or of a Python module that a reader of the site may see."""
    source = path.read_text(encoding="utf-8")
    yield from _from_python(source) if path.suffix == ".py" else _from_template(source)


def _from_template(source: str) -> Iterator[str]:
    source = UNSPOKEN.sub(" ", COMMENT.sub(" ", source))
    for entity, sign in ENTITY.items():
        source = source.replace(entity, sign)
    for tag in BLOCK_TAG.findall(source):
        yield from (first or second for first, second in SPOKEN_ARGUMENT.findall(tag))
    source = BLOCK_TAG.sub("\n", VARIABLE.sub(VALUE, source))
    yield from SPOKEN_ATTRIBUTE.findall(source)
    yield from (line for piece in HTML_TAG.sub("\n", source).splitlines() if (line := piece.strip()))


def _from_python(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            statement = node.body[0]
            silent |= {id(part) for part in ast.walk(statement)}
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in ast.walk(node)}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else VALUE for part in node.values)
            if FRENCH.search(text):
                yield text
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent and FRENCH.search(node.value):
            yield node.value
