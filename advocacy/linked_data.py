"""What search engines are told of a publication, in schema.org's words (https://schema.org/Report)."""

from typing import Any

from home.linked_data import CONTEXT, publisher, without_gaps


def describe_publication(page: Any, *, version: Any, address: str, permanent_address: str, image: str) -> dict[str, Any]:
    """Type, title, dates, authors and addresses. What is not known is left out."""
    described = {
        "@context": CONTEXT,
        "@type": "Report",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": "fr",
        "author": {"@type": "Organization", "name": page.author_names()},
        "publisher": publisher(),
        "datePublished": version.first_published_at.isoformat() if version else "",
        "dateModified": version.published_at.isoformat() if version else "",
        "version": str(version.number) if version else "",
        "url": address,
        "identifier": permanent_address,
        "image": image,
    }
    return without_gaps(described)
