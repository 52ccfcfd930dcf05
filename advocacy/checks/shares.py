"""Percentages: shares that make 100, shares of something that is named, shares that fit what they are said to be of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from advocacy.blocks.quantities import PERCENT
from advocacy.charts.tables import TableError, read_table
from advocacy.checks.drafts import Draft, Spot
from advocacy.checks.findings import Finding
from advocacy.checks.french import NUMBER, counts, first_number, read_number, sentences
from home.numbers import format_number, format_percent

ALL: Final = Decimal(100)
HALF: Final = Decimal("0.5")
# Kinds of charts whose values follow one another: no shares of one whole.
OVER_TIME: Final = frozenset({"line", "months"})
PARTIAL: Final = re.compile(r"\bautres?\b|\breste\b|détaillé|précisé|communiqué|principa|les plus|partiel", re.IGNORECASE)

SHARE: Final = re.compile(rf"({NUMBER})\s?%", re.IGNORECASE)
OF_NUMBER: Final = re.compile(rf"^\s*(?:de|des|sur)\s+(?:ces\s+|les\s+|ses\s+|nos\s+)?({NUMBER})\s+[a-zà-ÿA-Z]", re.IGNORECASE)
AMONG: Final = re.compile(rf"(?:\bparmi|\bsur|\bdes)\s+(?:ces\s+|les\s+|nos\s+)?({NUMBER})\s+(?![%€])[a-zà-ÿA-Z]", re.IGNORECASE)
THAT_IS: Final = re.compile(rf"({NUMBER})\s+[^%,;.()\d]{{2,60}},?\s+soit\s+(?:environ\s+)?({NUMBER})\s?%(?!\s+d)", re.IGNORECASE)


def check_totals(draft: Draft) -> Iterator[Finding]:
    """The shares of a chart make 100 %, or it says that several answers were possible, or that some are left out."""
    for spot in percent_charts(draft):
        value = spot.value
        if value["several_answers"] or value.get("kind") in OVER_TIME:
            continue
        sums = sums_of(value)
        if not sums or any(abs(total - ALL) <= tolerance for total, tolerance in sums):
            continue
        total = max(total for total, _ in sums)
        if total < ALL and PARTIAL.search(f"{value['title']} {value['note']}"):
            continue
        if total > ALL:
            advice = "cochez «\u00a0plusieurs réponses possibles\u00a0» si c’est le cas, ou corrigez les valeurs"
        else:
            advice = "ajoutez ce qui manque, ou dites dans la note de lecture ce qui n’est pas montré"
        sentence = f"Les parts font {format_percent(total)}\u00a0: {advice}."
        yield Finding(f"{spot.contentpath}.table", sentence, blocks=False, code="shares")


def percent_charts(draft: Draft) -> Iterator[Spot]:
    return (spot for spot in draft.structs("table", "several_answers", "unit") if spot.value["unit"] == PERCENT)


def sums_of(value: Any) -> list[tuple[Decimal, Decimal]]:
    """What each series makes, with what rounding may hide; of a chart with several series, what each label makes too."""
    try:
        table = read_table(value["table"])
    except TableError:
        return []
    series = [table.column(place) for place in range(len(table.columns))]
    groups = [*series, *(row.values for row in table.rows if len(row.values) > 1)]
    shares = [[share for share in group if share is not None] for group in groups]
    return [(sum(group, start=Decimal(0)), HALF * len(group)) for group in shares if len(group) > 1]


@dataclass(frozen=True)
class Shares:
    """Percentages said to be of one number."""

    contentpath: str
    of: Decimal
    percents: tuple[Decimal, ...]


def check_denominators(draft: Draft) -> Iterator[Finding]:
    """Shares said to be of 89 whose sum is what 89 is of 160: they are shares of the 160.

    Found when several shares of one number, less than all of it together, are just the share of that number in a larger
    one of the same part.
    """
    for chapter, texts in draft.chapters().items():
        numbers = {count.number for text in texts for count in counts(text.words)}
        groups = [shares for text in texts for sentence in sentences(text.words) for shares in shares_in(sentence, text.contentpath)]
        for spot in draft.structs("figures"):
            if spot.chapter == chapter:
                groups += listed_shares(spot)
                numbers |= {Decimal(row["value"]) for row in spot.value["figures"] if is_count(row)}
        groups += [shares for spot in percent_charts(draft) if spot.chapter == chapter for shares in chart_shares(spot)]
        for shares in groups:
            finding = misplaced(shares, numbers)
            if finding:
                yield finding


def is_count(row: Any) -> bool:
    return row.get("unit", PERCENT) != PERCENT and row["value"] is not None


def misplaced(shares: Shares, numbers: set[Decimal]) -> Finding | None:
    total = sum(shares.percents, start=Decimal(0))
    if len(shares.percents) < 2 or total >= ALL - 2:
        return None
    for whole in sorted(numbers):
        rounding = HALF * len(shares.percents) / ALL * whole + HALF
        if whole > shares.of and abs(total / ALL * whole - shares.of) <= rounding:
            listed = " et ".join(format_percent(percent) for percent in shares.percents)
            of, larger = format_number(shares.of), format_number(whole)
            sentence = (
                f"{listed} font {format_percent(total)}\u00a0: c’est la part de {of} dans {larger}. "
                f"Ces pourcentages portent-ils sur {larger} plutôt que sur {of}\u202f?"
            )
            return Finding(shares.contentpath, sentence, blocks=False, code="denominator")
    return None


def shares_in(sentence: str, contentpath: str) -> Iterator[Shares]:
    """« 39 % des 89 bénéficiaires, et 16 % avant »: shares without a number of their own follow the one before."""
    opened = AMONG.search(sentence)
    of = read_number(opened[1]) if opened else None
    groups: dict[Decimal, list[Decimal]] = {}
    for found in SHARE.finditer(sentence):
        named = OF_NUMBER.match(sentence[found.end() :])
        if named:
            of = read_number(named[1])
        if of is not None:
            groups.setdefault(of, []).append(read_number(found[1]))
    return (Shares(contentpath, number, tuple(percents)) for number, percents in groups.items())


def listed_shares(spot: Spot) -> list[Shares]:
    """The percentages of a list of figures, by the number that they say they are of."""
    groups: dict[Decimal, list[Decimal]] = {}
    for row in spot.value["figures"]:
        of = first_number(row.get("denominator") or "")
        if row.get("unit") == PERCENT and row["value"] is not None and of is not None:
            groups.setdefault(of, []).append(Decimal(row["value"]))
    return [Shares(f"{spot.contentpath}.figures", of, tuple(percents)) for of, percents in groups.items()]


def chart_shares(spot: Spot) -> list[Shares]:
    of = first_number(spot.value["denominator"] or "")
    if of is None or spot.value["several_answers"]:
        return []
    try:
        table = read_table(spot.value["table"])
    except TableError:
        return []
    percents = tuple(share for share in table.column(0) if share is not None)
    return [Shares(f"{spot.contentpath}.table", of, percents)] if len(table.columns) == 1 else []


def check_ratios(draft: Draft) -> Iterator[Finding]:
    """« Sur 160 personnes, 58 attendaient encore, soit 36 % »: the share is that of the two numbers."""
    for text in draft.prose:
        for sentence in sentences(text.words):
            wholes = {read_number(found[1]) for found in AMONG.finditer(sentence)}
            if len(wholes) != 1:
                continue
            (whole,) = wholes
            for found in THAT_IS.finditer(sentence):
                count, percent = read_number(found[1]), read_number(found[2])
                if whole and count < whole and abs(count / whole * ALL - percent) > 1:
                    real = format_percent((count / whole * ALL).quantize(Decimal(1)))
                    sentence_found = f"{format_number(count)} sur {format_number(whole)} font {real}, et non {format_percent(percent)}."
                    yield Finding(text.contentpath, sentence_found, blocks=False, code="denominator")
