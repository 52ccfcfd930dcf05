"""Percentages say of what, and numbers say from where."""

import re
from collections.abc import Iterator
from typing import Final

from wagtail import blocks

from advocacy.blocks.quantities import PERCENT
from advocacy.checks.drafts import Draft, Text
from advocacy.checks.findings import Finding
from advocacy.checks.french import NUMBER, lines
from advocacy.footnotes import CITED_IN_TEXT

CODE: Final = "source"
# A report is its own source; a text that argues gives one for each number.
ARGUES: Final = "advocacydocumentpage"

PERCENTAGE: Final = re.compile(rf"({NUMBER})\s?%", re.IGNORECASE)
SAYS_OF_WHAT: Final = re.compile(
    rf"%\s+(?:(?:environ|seulement)\s+)?(?:des?\b|du\b|d['’]|de\s+la\b)|\b(?:parmi|dont|chez|rapportée?s?\s+à|part)\b"
    rf"|\b(?:sur|des)\s+(?:les\s+|ces\s+)?{NUMBER}",
    re.IGNORECASE,
)
LABEL_SAYS: Final = re.compile(r"\b(?:des|du|parmi|sur)\b|\bd[’']", re.IGNORECASE)
GROWTH: Final = re.compile(
    r"\b(?:hausse|baisse|augment|progress|recul|dimin|réduction|réduit|croissance|accru|tva|taux|inflation|remise|évolution|doubl)",
    re.IGNORECASE,
)
SAYS_FROM_WHERE: Final = re.compile(
    r"\b(?:selon|d[’']après|source|rapport|enquête|étude|statistique|statistiques|chiffres|données|insee|ofpra|ofii|cnda|eurostat|hcr)\b",
    re.IGNORECASE,
)


def check_percentages(draft: Draft) -> Iterator[Finding]:
    yield from check_figures(draft)
    yield from check_key_figures(draft)
    for spot in draft.structs("table", "several_answers", "denominator"):
        if spot.value["unit"] == PERCENT and not spot.value["denominator"]:
            yield without_denominator(f"{spot.contentpath}.denominator", "Ce graphique donne des pourcentages")
    for text in draft.prose:
        if text.html and not text.path[0].startswith("footnotes"):
            yield from check_prose(draft, text)


def check_figures(draft: Draft) -> Iterator[Finding]:
    """The figures of a report: a percentage says of what, and the list or each figure says from where."""
    for spot in draft.structs("label", "value", "unit", "denominator"):
        row = spot.value
        if row["unit"] == PERCENT and row["value"] is not None and not row["denominator"]:
            yield without_denominator(f"{spot.contentpath}.denominator", f"«\u00a0{row['label']}\u00a0» est un pourcentage")
    for spot in draft.structs("figures", "source"):
        is_known = [bool(row.get("source")) for row in spot.value["figures"]]
        if not spot.value["source"] and not all(is_known):
            yield Finding(f"{spot.contentpath}.source", "D’où viennent ces chiffres\u202f? Indiquez la source.", blocks=False, code=CODE)


def check_key_figures(draft: Draft) -> Iterator[Finding]:
    """Figures written as text, in a band or at the head of the page."""
    for spot in draft.structs("value", "label", "detail"):
        row = spot.value
        is_share = isinstance(spot.block.child_blocks["value"], blocks.CharBlock) and "%" in (row["value"] or "")
        if is_share and not row["detail"] and not LABEL_SAYS.search(row["label"]):
            yield without_denominator(f"{spot.contentpath}.detail", f"«\u00a0{row['label']}\u00a0» est un pourcentage")


def without_denominator(contentpath: str, what: str) -> Finding:
    sentence = f"{what}\u00a0: dites de quoi, par exemple «\u00a0des 160 personnes accompagnées\u00a0»."
    return Finding(contentpath, sentence, blocks=False, code="denominator")


def check_prose(draft: Draft, text: Text) -> Iterator[Finding]:
    """A paragraph whose percentages say nowhere of what; in a text that argues, one that gives no source either."""
    shares = [
        found[0]
        for line in lines(text.words)
        for found in PERCENTAGE.finditer(line)
        if found[1] != "100" and not GROWTH.search(line[max(found.start() - 60, 0) : found.end() + 30])
    ]
    if not shares:
        return
    if not SAYS_OF_WHAT.search(text.words):
        yield without_denominator(text.contentpath, f"«\u00a0{shares[0]}\u00a0»")
    is_sourced = CITED_IN_TEXT.search(text.html) or "<a " in text.html or SAYS_FROM_WHERE.search(text.words)
    if draft.page._meta.model_name == ARGUES and not is_sourced:
        sentence = f"«\u00a0{shares[0]}\u00a0»\u00a0: d’où vient ce chiffre\u202f? Ajoutez une note ou un lien vers la source."
        yield Finding(text.contentpath, sentence, blocks=False, code=CODE)
