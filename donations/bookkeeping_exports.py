"""The books as a file for the accountant, and the trace that somebody took it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from accounts.models import User
from donations.bookkeeping import read_entries
from donations.gift_exports import show_cents
from volunteers.exports import ExportedFile, take_out
from volunteers.sheets import Cell, Format

ENTRIES: Final = "Écritures comptables"
# Named as in the file that the tax office may ask for (article A47 A-1 du livre des procédures fiscales).
COLUMNS: Final = ("JournalCode", "EcritureDate", "PieceRef", "CompteNum", "CompteLib", "EcritureLib", "Debit", "Credit")


def read_rows(first_day: date, last_day: date) -> Iterator[list[Cell]]:
    """One row for each line of each entry."""
    for entry in read_entries(first_day, last_day):
        for line in entry.lines:
            yield [
                entry.journal.value,
                entry.day,
                entry.reference,
                line.account.number,
                line.account.label,
                entry.label,
                show_cents(line.debit_cents),
                show_cents(line.credit_cents),
            ]


def export_entries(first_day: date, last_day: date, *, by: User, now: datetime) -> ExportedFile:
    """The entries of these days."""
    rows = read_rows(first_day, last_day)
    return take_out(ENTRIES, f"ecritures-{first_day}-{last_day}", Format.CSV, COLUMNS, rows, by=by, now=now)
