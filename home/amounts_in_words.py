"""Amounts in French words, as a receipt repeats them: « soixante et onze euros et cinq centimes ».

The same words as num2words gives for every number up to 999 999. That package needs docopt, which has no wheel, and no release since 2014.
"""

from typing import Final

LARGEST_CENTS: Final = 999_999_99
UNITS: Final = tuple(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()  # noqa: SIM905 easier to read
)
TENS: Final = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")
# Soixante-dix and quatre-vingt-dix go on counting from ten: their tens are those below.
COUNTED_FROM_TEN: Final = (7, 9)


def euros_in_words(cents: int) -> str:
    """« deux cent un euros et cinq centimes », with the hyphens of before 1990. Raises ValueError outside 0,01 € to 999 999,99 €."""
    if not 0 < cents <= LARGEST_CENTS:
        raise ValueError("not an amount that is written in words")
    euros, rest = divmod(cents, 100)
    parts = [f"{_number(count)} {name}{'s' if count > 1 else ''}" for count, name in ((euros, "euro"), (rest, "centime")) if count]
    return " et ".join(parts)


def _number(count: int) -> str:
    thousands, rest = divmod(count, 1000)
    parts = []
    if thousands:
        # « Mille » is a numeral: « vingt » and « cent » take no s before it, and « un » is not said.
        parts = ["mille"] if thousands == 1 else [_below_thousand(thousands, is_last=False), "mille"]
    if rest:
        parts.append(_below_thousand(rest, is_last=True))
    return " ".join(parts)


def _below_thousand(count: int, *, is_last: bool) -> str:
    hundreds, rest = divmod(count, 100)
    parts = []
    if hundreds:
        many = "s" if hundreds > 1 and not rest and is_last else ""
        parts = [f"cent{many}"] if hundreds == 1 else [UNITS[hundreds], f"cent{many}"]
    if rest:
        parts.append(_below_hundred(rest, is_last=is_last))
    return " ".join(parts)


def _below_hundred(count: int, *, is_last: bool) -> str:
    if count < len(UNITS):
        return UNITS[count]
    tens, units = divmod(count, 10)
    if tens in COUNTED_FROM_TEN:
        units += 10
    if not units:
        return TENS[tens] + ("s" if tens == 8 and is_last else "")
    joint = " et " if units in (1, 11) and tens < 8 else "-"
    return f"{TENS[tens]}{joint}{UNITS[units]}"
