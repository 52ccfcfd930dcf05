"""Averages that the numbers around them contradict: « 4 à 5 activités par mois », for 38 activities in eleven months."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from advocacy.blocks.quantities import COUNT as COUNT_UNIT
from advocacy.checks.drafts import Draft, Spot, Text
from advocacy.checks.findings import Finding
from advocacy.checks.french import MONTH, MONTHS, NUMBER, WORD, counts, lines, read_number, sentences, stem_of
from home.numbers import format_number
from home.search_text import fold

CODE: Final = "average"
STATED: Final = re.compile(
    rf"(?P<low>{NUMBER})(?:\s*(?:à|-|–|ou)\s*(?P<high>{NUMBER}))?\s+(?P<noun>{WORD})(?:\s+(?!par\b){WORD}){{0,3}}?"
    rf"\s+(?:en moyenne\s+)?par\s+(?P<per>{WORD})",
    re.IGNORECASE,
)
# « …, soit 4 à 5 par mois »: what is averaged was named before.
STATED_AFTER: Final = re.compile(
    r"\b(?:soit|donc|moyenne de|ce qui (?:fait|donne|représente))\s+"
    r"(?:(?:donc|environ|à peu près|près de|en moyenne|une moyenne de|entre)\s+){0,2}"
    rf"(?P<low>{NUMBER})(?:\s*(?:à|-|–|ou|et)\s*(?P<high>{NUMBER}))?\s+(?:en moyenne\s+)?par\s+(?P<per>{WORD})",
    re.IGNORECASE,
)
# « 242 personnes inscrites en trois sessions ».
SPREAD: Final = re.compile(
    rf"(?P<total>{NUMBER})\s+(?P<noun>{WORD})(?:\s+(?!par\b){WORD}){{0,3}}?\s+(?:en|sur|pour|dans)\s+(?P<by>{NUMBER})\s+(?P<per>{WORD})",
    re.IGNORECASE,
)
# A growth or a limit is no average; nor are the numbers of two years one sum.
GROWS: Final = re.compile(
    r"\b(?:pass[eé]\w* de\b|augment|hausse|progress|croiss|croît|accr(?:oiss|oît|u)|gagn|baiss|recul|dimin|perd"
    r"|suppl[ée]mentaire|de plus\b|de moins\b)",
    re.IGNORECASE,
)
LIMITS: Final = re.compile(
    r"\b(?:au (?:plus|moins|maximum|minimum)|jusqu|plus de|moins de|maxim|minim|limit|capacité"
    r"|prévu|prévo|objectif|vise\b|visent\b|visons\b)",
    re.IGNORECASE,
)
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
IN_MONTHS: Final = re.compile(rf"(?:en|sur|pendant|durant)\s+({NUMBER})\s+mois", re.IGNORECASE)
FROM_TO: Final = re.compile(rf"(?:de|d['’]|entre)\s*({MONTH})\s+(?:à|et|jusqu['’]en)\s+({MONTH})", re.IGNORECASE)
# A count of one month is no total of the year.
OF_ONE_MONTH: Final = re.compile(rf"^[^.;:,]{{0,40}}\b(?:en|au mois d[e’']|pour)\s*{MONTH}", re.IGNORECASE)
# « 38 activités en onze mois en font trois à quatre »: the text contradicts the average itself.
CORRECTS: Final = re.compile(rf"\b(?:font|fait|donne|donnent)\s+({NUMBER})(?:\s*(?:à|-|–|ou)\s*({NUMBER})){{0,1}}", re.IGNORECASE)
CONCLUDES: Final = re.compile(r"\b(?:soit|donc|en moyenne|moyenne de|ce qui (?:fait|donne|représente))\b", re.IGNORECASE)
LABEL: Final = re.compile(rf"^(?P<noun>{WORD})\b.*\bpar\s+mois\b", re.IGNORECASE)
YEAR_MONTHS: Final = Decimal(12)
HALF: Final = Decimal("0.5")


@dataclass(frozen=True)
class Average:
    """What is stated: between `low` and `high` of `noun`, per `per` (both stems)."""

    low: Decimal
    high: Decimal
    noun: str
    per: str
    words: str
    contentpath: str
    after: str = ""

    def fits(self, average: Decimal) -> bool:
        """True when rounding explains the difference."""
        return self.low - HALF <= average <= self.high + HALF

    def is_corrected(self, average: Decimal) -> bool:
        """True when the rest of the paragraph says what the average really is."""
        found = CORRECTS.search(self.after)
        if found is None:
            return False
        low = read_number(found[1])
        return low - HALF <= average <= (read_number(found[2]) if found[2] else low) + HALF


def check_averages(draft: Draft) -> Iterator[Finding]:
    for chapter, texts in draft.chapters().items():
        figures = [spot for spot in draft.structs("label", "value", "unit", "denominator") if spot.chapter == chapter]
        yield from monthly_findings(texts, figures)
        yield from sentence_findings(texts)


def monthly_findings(texts: list[Text], figures: list[Spot]) -> Iterator[Finding]:
    months = months_told(texts)
    for average in [*stated_averages(texts, "moi"), *labelled_averages(figures)]:
        totals = [*totals_in(texts, average.noun), *totals_labelled(figures, average.noun)]
        total = max(totals, default=None)
        if total is None or total < average.high:
            continue
        if not any(average.fits(total / count) or average.is_corrected(total / count) for count in months):
            yield contradiction(average, total, f"en {format_number(max(months))} mois", total / max(months))


def sentence_findings(texts: list[Text]) -> Iterator[Finding]:
    """« 240 heures pour 80 personnes, soit 4 heures par personne »: both numbers stand in the sentence that concludes."""
    for text in texts:
        for line in lines(text.words):
            for sentence in sentences(line):
                for found in STATED.finditer(sentence):
                    average = average_of(found, text.contentpath)
                    pairs = told_before(sentence[: found.start()], average) or spread_in(line, average)
                    if average.per != "moi":
                        yield from contradictions(average, pairs)
                for found in STATED_AFTER.finditer(sentence):
                    average = average_of(found, text.contentpath)
                    yield from contradictions(average, unnamed_before(sentence[: found.start()], average, texts))


def contradictions(average: Average, pairs: set[tuple[Decimal, Decimal]]) -> Iterator[Finding]:
    """None as soon as one of these totals and what it is shared by explains the average."""
    if pairs and not any(average.fits(total / by) or average.is_corrected(total / by) for total, by in pairs):
        total, by = max(pairs)
        over = f"en {format_number(by)} mois" if average.per == "moi" else f"pour {format_number(by)}"
        yield contradiction(average, total, over, total / by)


def told_before(before: str, average: Average) -> set[tuple[Decimal, Decimal]]:
    """The total and what it is shared by, said before the words that conclude; nothing when several could be meant."""
    told = list(counts(before)) if CONCLUDES.search(before) else []
    totals = {count.number for count in told if count.noun == average.noun}
    shared = {count.number for count in told if count.noun == average.per and count.number}
    return {(total, by) for total in totals for by in shared} if len(totals) == len(shared) == 1 else set()


def spread_in(line: str, average: Average) -> set[tuple[Decimal, Decimal]]:
    """« 50 personnes par session. […] 242 personnes en trois sessions. »"""
    if GROWS.search(line) or LIMITS.search(line) or len(set(YEAR.findall(line))) > 1:
        return set()
    found = [match for match in SPREAD.finditer(line) if (stem_of(match["noun"]), stem_of(match["per"])) == (average.noun, average.per)]
    return {(read_number(match["total"]), by) for match in found if (by := read_number(match["by"]))}


def unnamed_before(before: str, average: Average, texts: list[Text]) -> set[tuple[Decimal, Decimal]]:
    """« En onze mois, 38 activités ont eu lieu »: the only count of the sentence is what the average is of."""
    if GROWS.search(before) or LIMITS.search(before):
        return set()
    told = list(counts(before))
    totals = {count.number for count in told if count.noun != average.per}
    shared = {count.number for count in told if count.noun == average.per and count.number}
    if average.per == "moi" and not shared:
        shared = months_told([Text(("",), before)]) if FROM_TO.search(before) else months_told(texts)
    if len(totals) != 1 or min(totals) < average.high or (average.per != "moi" and len(shared) != 1):
        return set()
    return {(total, by) for total in totals for by in shared}


def contradiction(average: Average, total: Decimal, over: str, real: Decimal) -> Finding:
    sentence = f"«\u00a0{average.words}\u00a0»\u00a0: {format_number(total)} {over} font {format_number(real, 1)}."
    return Finding(average.contentpath, f"Moyenne à revoir. {sentence}", blocks=False, code=CODE)


def average_of(found: re.Match[str], contentpath: str) -> Average:
    low = read_number(found["low"])
    high = read_number(found["high"]) if found["high"] else low
    noun = stem_of(found.groupdict().get("noun") or "")
    return Average(
        low, high, noun, stem_of(found["per"]), found.string[found.start("low") : found.end()], contentpath, found.string[found.end() :]
    )


def stated_averages(texts: list[Text], per: str) -> list[Average]:
    found = [average_of(match, text.contentpath) for text in texts for line in lines(text.words) for match in STATED.finditer(line)]
    return [average for average in found if average.per == per]


def labelled_averages(figures: list[Spot]) -> list[Average]:
    """Figures whose label says « activités par mois »."""
    averages = []
    for spot in figures:
        found = LABEL.match(spot.value["label"])
        if found and spot.value["value"] is not None:
            value = Decimal(spot.value["value"])
            words = f"{format_number(value)} {spot.value['label']}"
            averages.append(Average(value, value, stem_of(found["noun"]), "moi", words, f"{spot.contentpath}.value"))
    return averages


def months_told(texts: list[Text]) -> set[Decimal]:
    """How many months the text is about: those it names, else a year."""
    told: set[Decimal] = set()
    for text in texts:
        told |= {read_number(found[1]) for found in IN_MONTHS.finditer(text.words)}
        for found in FROM_TO.finditer(text.words):
            first, last = (MONTHS.index(fold(found[place])) for place in (1, 2))
            if first < last:
                told.add(Decimal(last - first + 1))
    return {months for months in told if months > 1} or {YEAR_MONTHS}


def totals_in(texts: list[Text], noun: str) -> list[Decimal]:
    totals = []
    for text in texts:
        stated = [(found.start(), found.end()) for found in STATED.finditer(text.words)]
        for count in counts(text.words):
            is_average = any(start <= count.start < end for start, end in stated)
            if count.noun == noun and not is_average and not OF_ONE_MONTH.match(text.words[count.end :]):
                totals.append(count.number)
    return totals


def totals_labelled(figures: list[Spot], noun: str) -> list[Decimal]:
    """Figures whose label begins with the noun and shares it with nothing: « activités », not « activités par bénévole »."""
    return [
        Decimal(spot.value["value"])
        for spot in figures
        if spot.value["value"] is not None
        and spot.value["unit"] == COUNT_UNIT
        and stem_of(spot.value["label"].split(" ")[0].rstrip(",")) == noun
        and not re.search(rf"\bpar\b|\b{MONTH}\b", spot.value["label"], re.IGNORECASE)
    ]
