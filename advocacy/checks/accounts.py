"""Accounts that add up, to the cent: lines to their totals, and the result to income less expenses."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from home.numbers import format_euros

CODE: Final = "accounts"
# The lines, the total they make, and how the sentence names it.
SIDES: Final = (("income_lines", "income", "Le total des produits"), ("expense_lines", "expenses", "Le total des charges"))


def result_error(expenses: Decimal, income: Decimal, result: Decimal) -> str | None:
    """The sentence that refuses a result which is not income less expenses, to the cent; None when they agree."""
    expected = income - expenses
    if result == expected:
        return None
    return f"Le résultat doit être égal aux produits moins les charges, soit {format_euros(expected)} et non {format_euros(result)}."


def total_error(name: str, lines: list[Decimal], total: Decimal) -> str | None:
    """The sentence that refuses a total which its lines do not make; None when they do, or when there are no lines."""
    made = sum(lines, start=Decimal(0))
    if not lines or made == total:
        return None
    return f"{name} est de {format_euros(total)}, mais ses lignes font {format_euros(made)}."


def check_accounts(draft: Draft) -> Iterator[Finding]:
    for spot in draft.structs("expenses", "income", "result"):
        value = spot.value
        if any(value[name] is None for name in ("expenses", "income", "result")):
            continue
        errors: dict[str, str | None] = {
            total: total_error(name, amounts(value.get(lines) or []), value[total]) for lines, total, name in SIDES
        }
        errors["result"] = result_error(value["expenses"], value["income"], value["result"])
        for field, sentence in errors.items():
            if sentence:
                yield Finding(f"{spot.contentpath}.{field}", sentence, blocks=True, code=CODE)


def amounts(lines: Any) -> list[Decimal]:
    return [line["amount"] for line in lines if line["amount"] is not None]
