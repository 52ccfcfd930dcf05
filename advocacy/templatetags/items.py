"""What the templates of awareness items need."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString

from advocacy.linked_items import describe_item
from advocacy.models import AwarenessPage, TalkPage
from home.linked_data import write_script

register = template.Library()


@register.filter
def is_upcoming(talk: TalkPage) -> bool:
    """Whether the talk is still to come, today in Paris."""
    return talk.is_upcoming_on(timezone.localdate())


@register.simple_tag(takes_context=True)
def linked_item(context: dict[str, Any], item: AwarenessPage) -> SafeString | str:
    """The item as search engines read it; nothing for one that has no address yet."""
    url = item.get_url(context.get("request"))
    if not url:
        return ""
    image = settings.SITE_URL + static("img/share.png")
    return write_script(describe_item(item, context["subjects"], address=f"{settings.SITE_URL}{url}", image=image))
