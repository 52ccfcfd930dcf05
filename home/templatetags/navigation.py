"""What the header and the footer of every page are made of."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page, Site

from home.bases import BasePage
from home.routing import find_frame
from home.settings import AssociationSettings, find_association

register = template.Library()


@dataclass(frozen=True)
class MenuEntry:
    """One link of the menu; `current` is the value of its aria-current attribute, empty elsewhere."""

    label: str
    url: str
    current: str


def find_site(request: HttpRequest | None) -> Site | None:
    return None if request is None else Site.find_for_request(request)


@register.simple_tag(takes_context=True)
def main_menu(context: dict[str, Any]) -> list[MenuEntry]:
    """The live pages right under the home page that are shown in menus, in the tree's order. Empty without a site."""
    request = context.get("request")
    site = find_site(request)
    if request is None or site is None:
        return []
    # The header and the footer both show it.
    if not hasattr(request, "_main_menu"):
        request._main_menu = find_entries(request, site)
    entries: list[MenuEntry] = request._main_menu
    return entries


def find_entries(request: HttpRequest, site: Site) -> list[MenuEntry]:
    entries = []
    frame = find_frame(request)
    pages = frame.menu if frame else Page.objects.child_of(site.root_page).live().in_menu()
    for page in pages:
        url = page.get_url(request)
        if url is None:
            continue
        current = "page" if request.path == url else "true" if request.path.startswith(url) else ""
        entries.append(MenuEntry(page.title, url, current))
    return entries


@register.simple_tag(takes_context=True)
def association(context: dict[str, Any]) -> AssociationSettings:
    """What the association says of itself."""
    return find_association(context.get("request"))


@register.simple_tag
def site_address() -> str:
    """The address of the site, without its final slash: link previews want whole addresses."""
    return str(settings.SITE_URL)


@register.simple_tag(takes_context=True)
def public_address(context: dict[str, Any], page: Page) -> str:
    """The one address under which a page is known outside; empty for one that has none yet."""
    url = page.get_url(context.get("request"))
    return f"{settings.SITE_URL}{url}" if url else ""


@register.simple_tag(takes_context=True)
def is_canonical(context: dict[str, Any], page: BasePage) -> bool:
    """Whether what is read is the page itself, not a filtered list or its second page."""
    return not set(page.read_parameters) & set(context["request"].GET)
