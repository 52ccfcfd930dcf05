"""When nothing was found: words of the site that are near to what was typed, and terms of the glossary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from home.search_kinds import PAGES, TERMS, Ground, Kind
from home.search_matching import SMALL_WORDS, Entry, Question, Word, match
from home.search_text import fold, stem, words_of

# Of difflib's ratio: « asyle » for « asile » is 0.8, « girafe » for « grave » 0.73.
NEAR: Final = 0.75
MOST_WORDS: Final = 4
MOST_TERMS: Final = 3
MOST_TITLES: Final = 500


@dataclass(frozen=True)
class Suggestions:
    """Words that find something, and terms of the glossary that are spelled nearly so."""

    words: list[str]
    terms: list[Entry]


def suggest(ground: Ground, question: Question, read: Mapping[Kind, Sequence[Entry]]) -> Suggestions:
    """What to try instead of a question that nothing answers. Each of its words finds something: it stands in what was read.

    A right word is kept beside a wrong one: first all together when something has them, then each alone.
    """
    entries = [entry for found in read.values() for entry in found]
    # Pages that answer in part bring their words; where there is none, the titles of all do.
    in_pages = [passage.text for page in read[PAGES] for passage in page.passages]
    words_from = in_pages or list(ground.pages.values_list("title", flat=True)[:MOST_TITLES])
    known = {name for entry in entries for name in entry.stems}
    vocabulary = _vocabulary([*(entry.title for entry in entries), *words_from])
    near = [[vocabulary.get(word.folded, word.typed)] if word.stem in known else _near(word, vocabulary) for word in question.words]
    best = [found[0] for found in near if found]
    tries = [" ".join(best)] if len(best) > 1 and _is_answered(best, entries) else []
    asked = {word.folded for word in question.words}
    found_near = [*tries, *best, *(word for found in near for word in found)]
    # What was just asked, and found nothing, is no way on.
    words = dict.fromkeys(word for word in found_near if len(asked) > 1 or fold(word) not in asked)
    return Suggestions(list(words)[:MOST_WORDS], _near_terms(question, read[TERMS])[:MOST_TERMS])


def _vocabulary(texts: Iterable[str]) -> dict[str, str]:
    """The words of texts, as they are written there, by their folded form."""
    vocabulary: dict[str, str] = {}
    for text in texts:
        for word in words_of(text):
            if len(word) > 2 and fold(word) not in SMALL_WORDS:
                vocabulary.setdefault(fold(word), word if word.isupper() else word.lower())
    return vocabulary


def _near(word: Word, vocabulary: dict[str, str]) -> list[str]:
    """The nearest first: spelled nearly so, else of the same family."""
    close = get_close_matches(word.folded, vocabulary, n=2, cutoff=NEAR)
    return [vocabulary[name] for name in close] or [spelled for spelled in vocabulary.values() if word.is_kin(stem(spelled))][:2]


def _is_answered(words: list[str], entries: Iterable[Entry]) -> bool:
    question = Question(tuple(Word(word) for word in words))
    return any(match(entry, question, "") for entry in entries)


def _near_terms(question: Question, terms: Iterable[Entry]) -> list[Entry]:
    """The terms with a word that is nearly one of the question's."""
    asked = [word.folded for word in question.words]
    return [term for term in terms if any(get_close_matches(fold(word), asked, n=1, cutoff=NEAR) for word in words_of(term.names[0]))]
