"""What search engines are told of an awareness item, in schema.org's words: an article, the review of a claim, a talk as an event.

https://schema.org/Article, https://schema.org/Event, https://schema.org/ClaimReview and
https://developers.google.com/search/docs/appearance/structured-data/factcheck
"""

from collections.abc import Iterable
from typing import Any, Final

from advocacy.models import AwarenessPage, FalseIdeaPage, StudyPage, Subject, TalkPage
from home.linked_data import CONTEXT, publisher, without_gaps

# From 1, false, to 5, true. The words of the verdict are what people read.
BEST: Final = 5
RATINGS: Final[dict[str, int]] = {
    FalseIdeaPage.Verdict.FALSE: 1,
    FalseIdeaPage.Verdict.MOSTLY_FALSE: 2,
    FalseIdeaPage.Verdict.MISLEADING: 2,
    FalseIdeaPage.Verdict.UNPROVEN: 3,
    FalseIdeaPage.Verdict.MOSTLY_TRUE: 4,
}


def describe_item(item: AwarenessPage, subjects: Iterable[Subject], *, address: str, image: str) -> dict[str, Any]:
    """The article, with the review of a false idea's claim or the event that a talk is. The author is the association, never an alias."""
    association = publisher()
    described: dict[str, Any] = {
        "@type": item.schema_type,
        "headline": item.title,
        "description": item.summary,
        "articleSection": item.get_kind_display(),
        "keywords": [subject.name for subject in subjects],
        "inLanguage": "fr",
        "author": association,
        "publisher": association,
        "datePublished": item.published_on.isoformat(),
        "dateModified": item.last_published_at.isoformat() if item.last_published_at else "",
        "url": address,
        "mainEntityOfPage": address,
        "image": image,
    }
    if isinstance(item, StudyPage) and item.study_title:
        described["about"] = describe_study(item)
    graph = [without_gaps(described)]
    if isinstance(item, FalseIdeaPage) and item.claim and item.verdict:
        graph.append(describe_review(item, address=address, author=association))
    if isinstance(item, TalkPage) and item.held_on:
        graph.append(describe_talk(item, address=address, organizer=association))
    return {"@context": CONTEXT, "@graph": graph}


def describe_study(item: StudyPage) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "CreativeWork",
        "name": item.study_title,
        "creator": item.study_authors,
        "datePublished": str(item.study_year or ""),
        "url": item.study_url,
    }
    return without_gaps(described)


def describe_talk(item: TalkPage, *, address: str, organizer: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "Event",
        "name": item.title,
        "startDate": item.held_on.isoformat() if item.held_on else "",
        "location": {"@type": "Place", "name": ", ".join(filter(None, [item.host, item.place]))},
        "organizer": organizer,
        "inLanguage": "fr",
        "url": address,
    }
    return without_gaps(described)


def describe_review(item: FalseIdeaPage, *, address: str, author: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "url": address,
        "claimReviewed": item.claim,
        "datePublished": item.published_on.isoformat(),
        "inLanguage": "fr",
        "author": author,
        "itemReviewed": {"@type": "Claim", "name": item.claim},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[item.verdict],
            "bestRating": BEST,
            "worstRating": 1,
            "alternateName": item.get_verdict_display(),
        },
    }
