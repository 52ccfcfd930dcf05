"""What the templates of publications need."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from advocacy.citations import is_passage
from advocacy.linked_data import describe_publication
from home.linked_data import write_script

register = template.Library()


@register.filter
def is_quotable(child: Any) -> bool:
    """Whether a block of the text can be quoted (advocacy/citations.py)."""
    return is_passage(child)


@register.simple_tag(takes_context=True)
def note_text(context: dict[str, Any], stored: str) -> SafeString:
    """The text of a note; its HTML was made with that of the page."""
    return mark_safe(context["texts"].get(stored, ""))  # noqa: S308


@register.simple_tag(takes_context=True)
def linked_data(context: dict[str, Any]) -> SafeString:
    """The publication as search engines read it."""
    return write_script(
        describe_publication(
            context["page"],
            version=context["version"],
            address=f"{settings.SITE_URL}{context['page_address']}",
            permanent_address=context["permanent_address"],
            image=context["share_image"],
        )
    )
