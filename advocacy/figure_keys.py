"""The keys of published figures: what names a figure in the open data, from year to year, whatever its label becomes."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.text import slugify

LONGEST_KEY: Final = 80
NAMELESS: Final = "chiffre"


def key_from(label: str) -> str:
    """`personnes-d-ile-de-france` for « Personnes d’Île-de-France »."""
    return slugify(label.replace("·", "").replace("’", " ").replace("'", " "))[: LONGEST_KEY - 4].strip("-") or NAMELESS


def free_key(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3`… that is not taken."""
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted[: LONGEST_KEY - 4]}-{number}"
    return key


def fill_keys(figures: Iterable[Any]) -> None:
    """Gives each figure (a mapping with `label` and `key`) a key of its own. The first to have a key keeps it; one copied is renamed."""
    rows = list(figures)
    taken: set[str] = set()
    to_name = []
    for row in rows:
        key = row.get("key") or ""
        if key and key not in taken:
            taken.add(key)
        else:
            to_name.append(row)
    for row in to_name:
        row["key"] = free_key(row.get("key") or key_from(row["label"]), taken)
        taken.add(row["key"])
