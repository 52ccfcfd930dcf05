"""What the templates of blocks need."""

from django import template

from home.contents import anchor_of

register = template.Library()


@register.filter
def anchor(block_id: str) -> str:
    """The stable anchor of a block (home/contents.py)."""
    return anchor_of(block_id)
