"""What the pages of one's account need to say things plainly."""

from typing import Final

from django import template

from accounts import second_factor
from accounts.adapter import start_page

register = template.Library()
register.simple_tag(start_page)
register.simple_tag(second_factor.must_set_up_second_factor)

# In this order: Edge and Chrome also call themselves Safari, Android also calls itself Linux.
BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """« Firefox sur Android », from what the browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Navigateur inconnu")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} sur {system}" if system else browser


@register.filter
def groups_of_four(text: str) -> str:
    """« ABCD EFGH », easier to copy by eye."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
