"""From the place of a finding to what an editor sees: the error beside its field, the link to it, the words that name it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from advocacy.checks.drafts import NOTES, Draft
from advocacy.checks.findings import Finding

Placed = Sequence[tuple[list[str], Finding]]


def split_path(finding: Finding) -> tuple[str, list[str]]:
    """The field, and the steps inside it."""
    field, *steps = finding.contentpath.split(".")
    return field, steps


def error_inside(block: blocks.Block, value: Any, placed: Placed) -> ValidationError:
    """The error of a stream, which holds those of its blocks, down to the field that each finding is about."""
    own = [ValidationError(finding.sentence, code=finding.code) for steps, finding in placed if not steps]
    below: dict[str, list[tuple[list[str], Finding]]] = {}
    for steps, finding in placed:
        if steps:
            below.setdefault(steps[0], []).append((steps[1:], finding))
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        children = list(value if isinstance(block, blocks.BaseStreamBlock) else value.bound_blocks)
        errors = {}
        for place, child in enumerate(children):
            inside = below.get(child.id or str(place))
            if inside:
                errors[place] = error_inside(child.block, child.value, inside)
        kind = StreamBlockValidationError if isinstance(block, blocks.BaseStreamBlock) else ListBlockValidationError
        return kind(block_errors=errors, non_block_errors=own)
    if isinstance(block, ImageBlock):
        return StructBlockValidationError(
            block_errors={name: error_inside(block.child_blocks[name], None, inside) for name, inside in below.items()}
        )
    if isinstance(block, blocks.BaseStructBlock):
        return StructBlockValidationError(
            block_errors={name: error_inside(block.child_blocks[name], value.get(name), inside) for name, inside in below.items()},
            non_block_errors=own,
        )
    return ValidationError(own)


def errors_by_field(findings: Iterable[Finding]) -> dict[str, list[tuple[list[str], Finding]]]:
    fields: dict[str, list[tuple[list[str], Finding]]] = {}
    for finding in findings:
        field, steps = split_path(finding)
        fields.setdefault(field, []).append((steps, finding))
    return fields


def put_errors(form: Any, field: str, placed: Placed) -> None:
    """Adds what was found in one field, or in the notes, to the errors of a page's form."""
    if field == NOTES:
        for steps, finding in placed:
            form.formsets[NOTES].forms[int(steps[0])].add_error("text", ValidationError(finding.sentence, code=finding.code))
        return
    block = getattr(form.instance._meta.get_field(field), "stream_block", None)
    if block is None:
        form.add_error(field, [ValidationError(finding.sentence, code=finding.code) for _, finding in placed])
    else:
        form.add_error(field, error_inside(block, form.cleaned_data[field], placed))


def address_of(finding: Finding) -> str:
    """The fragment that leads to the place in the editor's form."""
    field, steps = split_path(finding)
    if field == NOTES:
        return f"#inline_child_{NOTES}-{steps[0]}-panel" if steps and steps[0].isdigit() else f"#panel-child-content-{NOTES}-section"
    return f"#:w:contentpath={finding.contentpath}"


def name_place(draft: Draft, finding: Finding) -> str:
    """The titles above the place, then the kind of block: « L’accompagnement › Paragraphe »."""
    field, steps = split_path(finding)
    if field == NOTES:
        return f"Notes › Note {int(steps[0]) + 1}" if steps and steps[0].isdigit() else "Notes"
    model_field = draft.page._meta.get_field(field)
    names = []
    value = draft.values.get(field)
    block = getattr(model_field, "stream_block", None)
    while steps and block is not None and value is not None:
        step, *steps = steps
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            children = list(value if isinstance(block, blocks.BaseStreamBlock) else value.bound_blocks)
            child = next((child for place, child in enumerate(children) if step in (child.id, str(place))), None)
            if child is None:
                break
            block, value = child.block, child.value
            names.append(title_of(value) or block.label)
        elif isinstance(block, ImageBlock) or not isinstance(block, blocks.BaseStructBlock):
            break
        else:
            block, value = block.child_blocks.get(step), value.get(step)
    return " › ".join(names) or str(model_field.verbose_name).capitalize()


def title_of(value: Any) -> str:
    """What names a block in the form, when it has a title of its own."""
    return str(value.get("title") or "") if isinstance(value, blocks.StructValue) else ""
