"""What search engines are told of a publication, in schema.org's words (https://schema.org/Report)."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

# The same that Django's json_script escapes: the text may not close its script element.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def describe_publication(page: Any, *, version: Any, address: str, permanent_address: str, image: str) -> dict[str, Any]:
    """Type, title, dates, authors and addresses. What is not known is left out."""
    publisher = {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": f"{settings.SITE_URL}/"}
    described = {
        "@context": "https://schema.org",
        "@type": "Report",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": "fr",
        "author": {"@type": "Organization", "name": page.author_names()},
        "publisher": publisher,
        "datePublished": version.first_published_at.isoformat() if version else "",
        "dateModified": version.published_at.isoformat() if version else "",
        "version": str(version.number) if version else "",
        "url": address,
        "identifier": permanent_address,
        "image": image,
    }
    return {name: value for name, value in described.items() if value}


def write_script(data: dict[str, Any]) -> SafeString:
    """The data inside its element, safe whatever the texts hold."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
