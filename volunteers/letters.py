"""The words that go to many: one variable, links, paragraphs; as text and as HTML in which nothing typed is code."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from volunteers.exceptions import Reason

FIRST_NAME: Final = "{prenom}"
VARIABLE: Final = re.compile(r"\{[^{}\n]*\}")
# A link stops before what typography or a variable adds to it.
LINK: Final = re.compile(r"https://[^\s<>\"'’«»{}]*[^\s<>\"'’«»{}.,;:!?)\]]")
BLANK_LINES: Final = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Letter:
    """What is sent. `is_personal`: it is about their own training or file, and reaches those who chose to get no calls."""

    subject: str
    text: str
    is_personal: bool = False


def refusal_reasons(letter: Letter) -> list[Reason]:
    """What in the words would not be read as its author thinks; the code is the field."""
    reasons = []
    if VARIABLE.search(letter.subject):
        reasons.append(Reason("subject", "L’objet est le même pour tout le monde\u00a0: écrivez-le sans accolades, sans prénom."))
    unknown = list(dict.fromkeys(word for word in VARIABLE.findall(letter.text) if word != FIRST_NAME))
    if unknown:
        reasons.append(Reason("text", f"Seul {FIRST_NAME} est remplacé. À corriger\u00a0: {', '.join(unknown)}."))
    return reasons


def text_for(text: str, first_name: str) -> str:
    """The text as somebody reads it. Without a first name, « Bonjour {prenom}, » is « Bonjour, »."""
    if not first_name:
        return re.sub(rf"[ \u00a0]?{re.escape(FIRST_NAME)}", "", text)
    return text.replace(FIRST_NAME, first_name)


def html_for(text: str, first_name: str) -> SafeString:
    """The same in paragraphs, with its https:// addresses as links; escaped piece by piece, the name last so that it makes no link."""
    paragraphs = (part.strip("\n") for part in BLANK_LINES.split(text.strip()))
    written = "".join(f"<p>{'<br>'.join(_with_links(line) for line in part.split(chr(10)))}</p>" for part in paragraphs)
    return mark_safe(text_for(written, escape(first_name)))  # noqa: S308 every piece of it was escaped


def _with_links(line: str) -> str:
    pieces, end = [], 0
    for found in LINK.finditer(line):
        address = escape(found.group())
        pieces += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*pieces, escape(line[end:])])
