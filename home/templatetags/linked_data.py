"""`{% load linked_data %}`: what search engines are told (home/linked_data.py)."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString

from home.linked_data import describe_association, describe_trail, write_script
from home.settings import find_association

register = template.Library()

register.simple_tag(write_script, name="write_linked_data")


@register.simple_tag(takes_context=True)
def association_data(context: dict[str, Any]) -> SafeString:
    """The association itself."""
    logo = f"{settings.SITE_URL}{static('img/apple-touch-icon.png')}"
    return write_script(describe_association(find_association(context.get("request")), logo=logo))


@register.simple_tag
def trail_data(links: Sequence[tuple[str, str]]) -> SafeString:
    """The breadcrumbs."""
    return write_script(describe_trail(links))
