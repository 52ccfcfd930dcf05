"""Encrypting rows again under the ring's first key, one transaction each; what no key reads any more is counted, and left as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.keys import UnreadableSecretError

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Rotated:
    """How many texts were encrypted again, and how many could not be read."""

    done: int = 0
    unreadable: int = 0

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.done + other.done, self.unreadable + other.unreadable)


def rotate_rows(rows: QuerySet[Row], encrypt_again: Callable[[Row], None]) -> Rotated:
    """Encrypts each row's text again, under lock. `encrypt_again` changes and saves one row, and may raise UnreadableSecretError."""
    done = unreadable = 0
    for pk in rows.order_by().values_list("pk", flat=True):
        try:
            with transaction.atomic():
                row = rows.select_for_update().filter(pk=pk).first()
                if row is not None:
                    encrypt_again(row)
                    done += 1
        except UnreadableSecretError:
            unreadable += 1
    return Rotated(done, unreadable)
