"""What must hold before a publication is published. Drafts are never stopped: an editor may leave things unfinished."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from home.numbers import format_euros


def accounts_error(expenses: Decimal, income: Decimal, result: Decimal) -> str | None:
    """The sentence that refuses accounts whose result is not income less expenses, to the cent; None when they agree."""
    expected = income - expenses
    if result == expected:
        return None
    return f"Le résultat doit être égal aux produits moins les charges, soit {format_euros(expected)} et non {format_euros(result)}."


def check_accounts(parts: Iterable[Any]) -> None:
    """Raises an error placed on the result of each accounts block that does not add up."""
    part_errors: dict[int, ValidationError] = {}
    for part_index, part in enumerate(parts):
        block_errors: dict[int, ValidationError] = {}
        for index, child in enumerate(part.value["body"]):
            if child.block_type != "accounts":
                continue
            sentence = accounts_error(child.value["expenses"], child.value["income"], child.value["result"])
            if sentence:
                block_errors[index] = StructBlockValidationError(block_errors={"result": ValidationError(sentence, code="accounts")})
        if block_errors:
            body_error = StreamBlockValidationError(block_errors=block_errors)
            part_errors[part_index] = StructBlockValidationError(block_errors={"body": body_error})
    if part_errors:
        raise StreamBlockValidationError(block_errors=part_errors)


def recommendations_in(parts: Iterable[Any]) -> list[Any]:
    """The recommendations shown in the parts of a plaidoyer, in the order of the text."""
    return [
        child.value["recommendation"]
        for part in parts
        for section in part.value["sections"]
        for child in section["body"]
        if child.block_type == "recommendation" and child.value["recommendation"] is not None
    ]


def check_recommendations(parts: Iterable[Any]) -> None:
    """Raises when a number is shown twice: its anchor would no longer lead to one place."""
    numbers = [recommendation.number for recommendation in recommendations_in(parts)]
    repeated = sorted({number for number in numbers if numbers.count(number) > 1})
    if repeated:
        listed = ", ".join(str(number) for number in repeated)
        raise ValidationError(f"Chaque recommandation paraît une seule fois dans le texte. À revoir : {listed}.", code="repeated")
