"""What search engines are told in schema.org's words (https://schema.org), and how it is written into a page."""

import json
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from home.settings import AssociationSettings

CONTEXT: Final = "https://schema.org"
# The same that Django's json_script escapes: the text may not close its script element.
ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def publisher() -> dict[str, Any]:
    """The association, as whatever it publishes or holds names it."""
    return {"@type": "NGO", "@id": f"{settings.SITE_URL}/#association", "name": settings.WAGTAIL_SITE_NAME, "url": f"{settings.SITE_URL}/"}


def describe_association(association: AssociationSettings, *, logo: str) -> dict[str, Any]:
    """The association itself, for its home page (https://schema.org/NGO). What it has not said is left out."""
    described = {
        "@context": CONTEXT,
        **publisher(),
        "name": association.name,
        "slogan": association.baseline,
        "logo": logo,
        "address": " ".join(association.address.split()),
        "email": association.email,
        "telephone": association.phone,
        "sameAs": [address for address in (association.linkedin, association.instagram, association.facebook) if address],
    }
    return without_gaps(described)


def describe_trail(links: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Breadcrumbs (https://schema.org/BreadcrumbList) from (title, path); the page itself, last, has no path."""
    steps = [
        without_gaps({"@type": "ListItem", "position": place, "name": title, "item": f"{settings.SITE_URL}{path}" if path else ""})
        for place, (title, path) in enumerate(links, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def without_gaps(described: dict[str, Any]) -> dict[str, Any]:
    """The same without what is not known."""
    return {name: value for name, value in described.items() if value not in ("", None, [])}


def write_script(data: dict[str, Any]) -> SafeString:
    """The data inside its element, safe whatever the texts hold."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
