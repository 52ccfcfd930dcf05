"""What was typed in a page's form, as far as it can be read: one field that is refused hides nothing of the others."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.blocks import ImageBlock


def typed_value(form: Any, name: str) -> Any:
    """The value of a field of the form: cleaned, or, where the field is refused, what can be read of it."""
    if name in form.cleaned_data:
        return form.cleaned_data[name]
    if name not in form.fields:
        return None
    value = form[name].value()
    return readable(value.stream_block, value) if isinstance(value, StreamValue) else value


def readable(block: blocks.Block, value: Any) -> Any:
    """The value of a block with all that is inside it cleaned: words that are refused stay, other refused values are None."""
    if isinstance(block, blocks.BaseStreamBlock):
        return StreamValue(block, [(child.block.name, readable(child.block, child.value), child.id) for child in value])
    if isinstance(block, blocks.ListBlock):
        children = [
            ListValue.ListChild(block.child_block, readable(block.child_block, child.value), id=child.id) for child in value.bound_blocks
        ]
        return ListValue(block, bound_blocks=children)
    if isinstance(block, blocks.BaseStructBlock) and not isinstance(block, ImageBlock):
        return block.normalize({name: readable(child, value.get(name)) for name, child in block.child_blocks.items()})
    try:
        return block.clean(value)
    except ValidationError:
        return None if isinstance(block, blocks.FieldBlock) and not is_text(block) else value


def is_text(block: blocks.Block) -> bool:
    return isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)
