"""What a query asks, whether a text answers it, how well, and where: the same for every kind of result and on both databases."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from home.block_texts import Passage
from home.search_text import fold, fold_word, stem, word_spans, words_of

MOST_WORDS: Final = 10
# A French reader writes them between the words they look for.
SMALL_WORDS: Final = frozenset(
    words_of(
        """
        ai as au aux avec ce ces cet cette comment dans de des du elle en est et etes eu il ils je la le les leur leurs lui ma
        mais me mes mon ne nos notre nous on ont ou par pas pour pourquoi qu quand que quel quelle quelles quels qui quoi sa se
        ses sommes son sont suis sur ta te tes toi ton tu un une vos votre vous
        """
    )
)
# What a word is worth by where it stands.
IN_TITLE, IN_HEADING, IN_TEXT = 10.0, 4.0, 1.0
WHOLE_TITLE, IN_ROW_IN_TITLE, SHARE_OF_TITLE, AS_TYPED = 12.0, 5.0, 6.0, 1.2
# Two words are akin when they share so many letters and differ by so few at their ends: « intégrer » and « intégration ».
KIN_BEGINNING, KIN_ENDINGS = 5, 5
EXCERPT: Final = 230
# Between passages that answer as well, one of a line or more is worth reading.
A_LINE: Final = 80


@dataclass(frozen=True)
class Word:
    """A word of a query: as it was typed, folded, and its stem."""

    typed: str

    @property
    def folded(self) -> str:
        return fold(self.typed)

    @property
    def stem(self) -> str:
        return stem(self.typed)

    def is_kin(self, other: str) -> bool:
        """Whether a stem may be of the same family. PostgreSQL's French finds such words, which our stems keep apart."""
        shared = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(self.stem, other, strict=False)))
        return shared >= KIN_BEGINNING and max(len(self.stem), len(other)) - shared <= KIN_ENDINGS


@dataclass(frozen=True)
class Question:
    """The words to look for. Small words count only where there is no other."""

    words: tuple[Word, ...]
    only_small_words: bool = False

    @property
    def stems(self) -> list[str]:
        return [word.stem for word in self.words]


def read_question(query: str) -> Question | None:
    """The question of a query; None when it has no word of two letters."""
    typed = list(dict.fromkeys(word.lower() for word in words_of(query) if len(word) > 1))
    telling = [word for word in typed if fold(word) not in SMALL_WORDS]
    kept = tuple(Word(word) for word in (telling or typed)[:MOST_WORDS])
    return Question(kept, only_small_words=not telling) if kept else None


@dataclass(frozen=True)
class Entry:
    """Something that anybody may read, as search sees it: what kinds of results yield, and the page shows.

    `word` says to a reader what it is; `note` is a line under its title that is not searched. `names` are whole names that its
    title is made of. `comes_after` puts it below the others of its kind (a date that is past). `allows_kin`: the database
    found it by stems other than ours, so that words of the same family answer too.
    """

    title: str
    url: str
    word: str
    passages: Sequence[Passage] = ()
    note: str = ""
    names: Sequence[str] = ()
    comes_after: bool = False
    allows_kin: bool = False

    @cached_property
    def title_stems(self) -> list[str]:
        return [stem(word) for word in words_of(self.title)]

    @cached_property
    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        headings: Counter[str] = Counter()
        texts: Counter[str] = Counter()
        for passage in self.passages:
            (headings if passage.is_heading else texts).update(stem(word) for word in words_of(passage.text))
        return headings, texts

    def count(self, name: str) -> float:
        """What a stem is worth in it; 0 where it is not."""
        headings, texts = self._counted
        worth = IN_TITLE * (name in self.title_stems) + IN_HEADING * min(headings[name], 2)
        # Ten times in a long report is no ten times better than once in a short page.
        return worth + IN_TEXT * math.log2(1 + texts[name])

    @cached_property
    def stems(self) -> set[str]:
        headings, texts = self._counted
        return {*self.title_stems, *headings, *texts}

    def stems_for(self, word: Word) -> set[str]:
        """The stems by which it answers a word: its own, or else those of its family."""
        if word.stem in self.stems:
            return {word.stem}
        return {name for name in self.stems if word.is_kin(name)} if self.allows_kin else set()


@dataclass(frozen=True)
class Match:
    """An entry that answers so many words of a question, by these stems; `typed` are its words as they were typed, folded."""

    entry: Entry
    answered: int
    stems: frozenset[str]
    typed: frozenset[str]
    score: float
    kind: str

    @property
    def title(self) -> SafeString:
        return mark_words(self.entry.title, self.stems)

    @cached_property
    def excerpt(self) -> SafeString:
        """What answers best, cut around its words; the first passage when the title alone answers.

        A heading that answers is shown with what it opens.
        """
        candidates: list[tuple[int, bool, int, str]] = []
        headings: list[str] = []
        for passage in self.entry.passages:
            if passage.is_heading:
                headings.append(passage.text)
            elif passage.text:
                opened_by = [heading for heading in headings[-1:] if self._answered(heading)]
                text = " ".join([*(ended(heading) for heading in opened_by), passage.text])
                candidates.append((self._answered(text), bool(opened_by), min(len(text), A_LINE), text))
                headings = []
        if not candidates:
            return SafeString("")
        answered, *_rank, best = max(candidates, key=lambda candidate: candidate[:3])
        # The first one, the introduction mostly, when the title alone answers.
        text = best if answered else candidates[0][3]
        return mark_words(cut(text, self.stems), self.stems)

    def _answered(self, text: str) -> int:
        """How many of the words asked for a text has, those written as they were typed counted twice."""
        words = words_of(text)
        return 2 * len(self.stems & {stem(word) for word in words}) + len(self.typed & {fold_word(word) for word in words})


def match(entry: Entry, question: Question, kind: str, *, every_word: bool = True) -> Match | None:
    """How the entry answers the question; None when a word, or without `every_word` each of them, has no answer in what it says today."""
    by_word = list(filter(None, (entry.stems_for(word) for word in question.words)))
    if len(by_word) < (len(question.words) if every_word else 1):
        return None
    score = sum(max(entry.count(name) for name in found) for found in by_word)
    asked = question.stems
    if asked in [_telling_stems(name) for name in (entry.title, *entry.names)]:
        score += WHOLE_TITLE
    elif len(asked) > 1 and f" {' '.join(asked)} " in f" {' '.join(entry.title_stems)} ":
        score += IN_ROW_IN_TITLE
    score += SHARE_OF_TITLE * len(set(asked) & set(entry.title_stems)) / max(len(_telling_stems(entry.title)), 1)
    folded_title = fold(entry.title)
    if all(word.folded in folded_title for word in question.words):
        score *= AS_TYPED
    if entry.comes_after:
        score /= 2
    return Match(entry, len(by_word), frozenset().union(*by_word), frozenset(word.folded for word in question.words), score, kind)


def ended(heading: str) -> str:
    """A heading before what it opens: with a full stop, unless it has its own sign."""
    return heading if heading.endswith((".", "?", "!", "…", ":")) else f"{heading}."


def _telling_stems(title: str) -> list[str]:
    return [stem(word) for word in words_of(title) if len(word) > 1 and fold(word) not in SMALL_WORDS]


def mark_words(text: str, stems: Iterable[str]) -> SafeString:
    """The text, escaped, as it is written, with `<mark>` around each word of these stems."""
    wanted = set(stems)
    pieces, end = [], 0
    for start, stop in word_spans(text):
        if stem(text[start:stop]) in wanted:
            pieces += [conditional_escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
            end = stop
    # Every piece is escaped.
    return mark_safe("".join([*pieces, conditional_escape(text[end:])]))  # noqa: S308


def cut(text: str, stems: frozenset[str]) -> str:
    """So many characters of the text where most of its wanted words stand together, from a word to a word."""
    if len(text) <= EXCERPT:
        return text
    spans = word_spans(text)
    wanted = [(start, stem(text[start:stop])) for start, stop in spans if stem(text[start:stop]) in stems]
    best, most = 0, 0
    for start, _name in wanted:
        together = len({name for other, name in wanted if start <= other < start + EXCERPT * 2 // 3})
        if together > most:
            best, most = start, together
    begin = max(0, min(best - EXCERPT // 3, len(text) - EXCERPT))
    if begin:
        begin = next((start for start, _stop in spans if start >= begin and start <= best), best)
    end = begin + EXCERPT
    stop = len(text) if end >= len(text) else max((stop for _start, stop in spans if begin < stop <= end), default=end)
    return f"{'… ' if begin else ''}{text[begin:stop]}{' …' if stop < len(text) else ''}"
