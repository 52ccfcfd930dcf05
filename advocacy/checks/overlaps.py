"""Counts that may hold the same person twice, added up: « 78 sorties positives (30 formations + 48 emplois) »."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Final

from advocacy.blocks.quantities import COUNT as COUNT_UNIT
from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from advocacy.checks.french import NUMBER, lines, read_number, stem_of
from home.numbers import format_number

CODE: Final = "overlap"
# What one person may do or obtain several of in a year, unlike an age, a country or a status: stems (home/search_text.py).
NOT_EXCLUSIVE: Final = frozenset(
    stem_of(word)
    for word in (
        *("formation", "emploi", "embauche", "travail", "stage", "alternance", "apprentissage", "mentorat", "bénévolat"),
        *("logement", "cours", "atelier", "sortie", "activité", "rendez-vous", "accompagnement", "diplôme", "certification"),
    )
)
SAID: Final = re.compile(
    r"ne s[’']additionnent pas|une même personne|mêmes personnes|doublon|personnes (?:différentes|distinctes)|exclusi|soit l[’']un",
    re.IGNORECASE,
)
NUMBERED: Final = re.compile(rf"({NUMBER})(?!\s?[%€])((?:(?!{NUMBER})[^.;:()+\n]){{0,60}})", re.IGNORECASE)
WORD: Final = re.compile(r"[a-zà-ÿœ-]{4,}", re.IGNORECASE)


def kinds_in(label: str) -> frozenset[str]:
    return frozenset(stem_of(word) for word in WORD.findall(label)) & NOT_EXCLUSIVE


def check_overlaps(draft: Draft) -> Iterator[Finding]:
    for text in draft.prose:
        for line in lines(text.words):
            found = [(read_number(match[1]), match[2]) for match in NUMBERED.finditer(line)]
            if not SAID.search(line) and (sum_found := overlapping_sum(found)):
                yield overlap(text.contentpath, sum_found)
    for spot in draft.structs("figures"):
        rows = [(row["value"], row["label"]) for row in spot.value["figures"] if row.get("unit") == COUNT_UNIT]
        sum_found = overlapping_sum([(Decimal(value), label) for value, label in rows if value is not None])
        if sum_found:
            yield overlap(f"{spot.contentpath}.figures", sum_found)


def overlapping_sum(rows: list[tuple[Decimal, str]]) -> tuple[Decimal, Decimal, Decimal] | None:
    """The total and the two counts it adds up, when these count different things that one person may have both of."""
    parts = [(number, kinds) for number, label in rows if (kinds := kinds_in(label)) and number]
    for (first, its), (second, others) in combinations(parts, 2):
        if its.isdisjoint(others) and any(total == first + second for total, _ in rows):
            return first + second, first, second
    return None


def overlap(contentpath: str, numbers: tuple[Decimal, Decimal, Decimal]) -> Finding:
    total, first, second = (format_number(number) for number in numbers)
    sentence = (
        f"{total} additionne {first} et {second}\u00a0: une même personne peut y être comptée deux fois. Donnez les deux nombres à part."
    )
    return Finding(contentpath, sentence, blocks=False, code=CODE)
