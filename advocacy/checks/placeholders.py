"""What was left to be filled in: « xx % », « lorem ipsum », « à compléter » and the like."""

import re
from collections.abc import Iterator
from typing import Final

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding

CODE: Final = "placeholder"
# Nouns that a Roman number does not stand before.
COUNTED: Final = (
    r"(?:%|€|euros?|personnes?|bénévoles?|activités?|participante?s?|sessions?|séances?|heures?|jours?|semaines?|mois|ans|fois)"
)
PATTERNS: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # « xx », « xx,x », « x % »; XX only where it cannot be the Roman twenty.
        (r"(?<![\w@./-])x{2,}(?:,x+)?(?![\w@])(?:\s?[%€])?", 0),
        (rf"(?<![\w@./-])(?:[xX]{{2,}}(?:,[xX]+)?\s?{COUNTED}|[xX]\s?[%€])", re.IGNORECASE),
        (r"^\s*X{2,}\s*$|(?<!\w)X{4,}(?!\w)", 0),
        (r"(?<!\w)(?:TO-?DO|FIX-?ME|TBD|TBC)(?!\w)", 0),
        (r"\blorem(?:\s+ipsum)?\b", re.IGNORECASE),
        # Alone, in brackets or before a colon; not « un dossier à compléter avant le 3 mars ».
        (
            r"(?:^|(?<=[.:;–—(\[\u00ab]))\s*à\s+(?:compléter|préciser|renseigner|rédiger)\s*(?=[\])\u00bb.:;!…,]|$)",
            re.IGNORECASE | re.MULTILINE,
        ),
        (r"(?:\?{2,}|…|_{2,}|\.{3,})\s?[%€](?!\w)|_{4,}|\[\s*\?+\s*\]", 0),
    )
)


def find_placeholders(text: str) -> list[str]:
    """What is left to be filled in, in the order of the text, each wording once. Takes plain spaces."""
    found = sorted((match.start(), match[0].strip()) for pattern in PATTERNS for match in pattern.finditer(text))
    kept: list[str] = []
    end = -1
    for start, words in found:
        if start >= end and words:
            kept.append(words)
            end = start + len(words)
    return list(dict.fromkeys(kept))


def check_placeholders(draft: Draft) -> Iterator[Finding]:
    for text in draft.texts:
        found = find_placeholders(text.words)
        if found:
            listed = ", ".join(f"«\u00a0{words}\u00a0»" for words in found)
            yield Finding(text.contentpath, f"Il reste à compléter\u00a0: {listed}.", blocks=True, code=CODE)
