"""What the templates of blocks need."""

from typing import Any

from django import template

from home.blocks import LinkValue
from home.contents import anchor_of, introduction_anchor

register = template.Library()


@register.filter
def anchor(block_id: str) -> str:
    """The stable anchor of a block (home/contents.py)."""
    return anchor_of(block_id)


register.filter("introduction_anchor", introduction_anchor)


@register.simple_tag(takes_context=True)
def href(context: dict[str, Any], link: LinkValue) -> str:
    """Where a link block leads; empty when nowhere."""
    return link.href(context.get("request"))
