"""What a check of the doctor says: a sentence, and whether it is good, wrong, or for somebody to judge."""

from collections.abc import Callable, Iterable
from datetime import datetime

from donations.stripe_checks import Finding, Verdict

Check = Callable[[datetime], Iterable[Finding]]


def good(sentence: str) -> Finding:
    return Finding(Verdict.GOOD, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Verdict.WRONG, sentence)


def by_hand(sentence: str) -> Finding:
    return Finding(Verdict.BY_HAND, sentence)
