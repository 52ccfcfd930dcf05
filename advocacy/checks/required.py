"""What Wagtail itself refuses when a page is published: fields left empty, or filled with what cannot be read."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.models import Page

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from advocacy.checks.french import plain_text

CODE: Final = "required"
# Fields that Wagtail gives every page, and that its editor fills in.
OF_EVERY_PAGE: Final = frozenset({"title", "slug"})


def check_required(draft: Draft) -> Iterator[Finding]:
    """One finding for each field that keeps the page from being published.

    The page's form shows the same errors beside their fields already: there, they are only listed.
    """
    errors = errors_of_saved(draft) if draft.errors is None else draft.errors
    for name, found in errors.items():
        model_field = draft.page._meta.get_field(name)
        label = str(model_field.verbose_name).capitalize()
        block = getattr(model_field, "stream_block", None)
        for error in found:
            yield from findings_in(error, block, draft.values.get(name), (name,), label)
    for note in draft.notes:
        if not plain_text(note.html):
            yield Finding(".".join(note.path), to_fill("Texte de la note"), blocks=True, code=CODE)


def errors_of_saved(draft: Draft) -> dict[str, list[ValidationError]]:
    """The errors that the form would raise for the page in memory, by field."""
    errors: dict[str, list[ValidationError]] = {}
    for model_field in draft.page._meta.concrete_fields:
        name, block = model_field.name, getattr(model_field, "stream_block", None)
        if model_field.primary_key or (model_field.model is Page and name not in OF_EVERY_PAGE):
            continue
        if block is not None:
            try:
                block.clean(draft.values[name])
            except ValidationError as error:
                errors[name] = [error]
        elif model_field.editable and not model_field.blank and getattr(draft.page, model_field.attname) in model_field.empty_values:
            errors[name] = [ValidationError("", code=CODE)]
    return errors


def findings_in(error: Any, block: Any, value: Any, path: tuple[str, ...], label: str) -> Iterator[Finding]:
    """The errors of a block, and of those inside it, each at its place. `label` names what has no name of its own."""
    label = str(getattr(block, "label", "") or label)
    inside = getattr(error, "block_errors", None)
    if inside is None:
        # The cells of a table have no place of their own in the form.
        rows = (getattr(error, "cell_errors", None) or {}).values()
        of_table = getattr(error, "non_block_errors", None)
        own = error.error_list if of_table is None else [*of_table.as_data(), *(cell for row in rows for cell in row.values())]
        yield from (Finding(".".join(path), sentence_of(one, label), blocks=True, code=CODE) for one in own)
        return
    is_list = isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock)
    for one in error.non_block_errors.as_data():
        sentence = to_fill(label) if is_list and not len(value) else sentence_of(one, label)
        yield Finding(".".join(path), sentence, blocks=True, code=CODE)
    for step, below in inside.items():
        if is_list:
            child = (value if isinstance(block, blocks.BaseStreamBlock) else value.bound_blocks)[step]
            yield from findings_in(below, child.block, child.value, (*path, child.id or str(step)), label)
        else:
            child_value = value.get(step) if isinstance(value, blocks.StructValue) else None
            yield from findings_in(below, block.child_blocks[step], child_value, (*path, step), label)


def sentence_of(error: ValidationError, label: str) -> str:
    return to_fill(label) if error.code == CODE else f"{label}\u00a0: {' '.join(error.messages)}"


def to_fill(label: str) -> str:
    """« À remplir : Source. »"""
    return f"À remplir\u00a0: {label}" + ("" if label.endswith("?") else ".")
