"""The filters of `/sensibilisation/`: by kind, by theme and by pole, combined. A value that is not known filters nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.http import urlencode

KIND: Final = "nature"
THEME: Final = "theme"
POLE: Final = "pole"
PARAMETERS: Final = (KIND, THEME, POLE)

# What an item is filed under: the parameter and its value.
Mark = tuple[str, str]


@dataclass(frozen=True)
class Filter:
    """What a reader may ask for: its words, the marks that answer it, in the order they are offered."""

    parameter: str
    label: str
    values: Mapping[str, str]
    """The words of each value."""


@dataclass(frozen=True)
class Option:
    """One link of a filter: how many items it leads to, the other filters kept."""

    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Offer:
    """A filter as it is shown; the first of its options asks for nothing."""

    parameter: str
    label: str
    options: list[Option]

    @property
    def is_used(self) -> bool:
        return not self.options[0].is_chosen


def read_choices(query: Mapping[str, str], filters: Iterable[Filter]) -> dict[str, str]:
    """What an address asks for, by parameter, as far as it is known."""
    asked = {one.parameter: query.get(one.parameter, "") for one in filters if query.get(one.parameter, "") in one.values}
    return {parameter: value for parameter, value in asked.items() if value}


def choose(marked: Mapping[int, frozenset[Mark]], choices: Mapping[str, str]) -> list[int]:
    """The items that have everything that is asked for, in their order."""
    wanted = set(choices.items())
    return [key for key, marks in marked.items() if wanted <= marks]


def offer(marked: Mapping[int, frozenset[Mark]], filters: Iterable[Filter], choices: Mapping[str, str]) -> list[Offer]:
    """The filters that part what is left by the others, each with the options that lead to something."""
    offers = []
    for one in filters:
        others = {parameter: value for parameter, value in choices.items() if parameter != one.parameter}
        left = [marked[key] for key in choose(marked, others)]
        options = [Option("Tout", len(left), urlencode(others), is_chosen=one.parameter not in choices)]
        for value, label in one.values.items():
            count = sum((one.parameter, value) in marks for marks in left)
            is_chosen = choices.get(one.parameter) == value
            if count or is_chosen:
                query = urlencode({**choices, one.parameter: value})
                options.append(Option(label, count, query, is_chosen=is_chosen))
        # A single option that every item answers would change nothing.
        if any(option.is_chosen or option.count < len(left) for option in options[1:]):
            offers.append(Offer(one.parameter, one.label, options))
    return offers
