"""The Atom feed of awareness items, whole or of one theme or pole (RFC 4287)."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join

from advocacy.models import AwarenessIndexPage, AwarenessPage, Subject

ENTRIES: Final = 40
# What XML 1.0 forbids, even escaped.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ItemFeed(Atom1Feed):
    """Without an entry it is as old as its rubric: the same feed has the same bytes."""

    def latest_post_date(self) -> datetime:
        latest: datetime = max((item["updateddate"] for item in self.items), default=self.feed["changed_at"])
        return latest


def write_feed(request: HttpRequest, rubric: AwarenessIndexPage, subject: Subject | None, *, address: str) -> tuple[bytes, datetime]:
    """The feed that stands at `address`, in UTF-8, and when what it says last changed."""
    items = AwarenessPage.objects.child_of(rubric).online().latest_first().for_cards()
    if subject is not None:
        items = items.filter(subjects=subject)
    shown = list(items[:ENTRIES])
    names = names_of_subjects(shown)
    page_address = settings.SITE_URL + (rubric.get_url(request) or "")
    feed = ItemFeed(
        title=clean(f"{settings.WAGTAIL_SITE_NAME}\u00a0: {subject.name if subject else rubric.title}"),
        link=f"{page_address}?{subject.family}={subject.slug}" if subject else page_address,
        description=None,
        subtitle=clean(rubric.introduction) or None,
        language="fr",
        author_name=settings.WAGTAIL_SITE_NAME,
        author_link=f"{settings.SITE_URL}/",
        feed_url=address,
        # Addresses may move; readers of feeds know a feed and its entries by these.
        feed_guid=f"urn:uuid:{uuid.uuid5(rubric.translation_key, subject.slug) if subject else rubric.translation_key}",
        changed_at=rubric.last_published_at or datetime.fromtimestamp(0, tz=timezone.get_current_timezone()),
    )
    for item in shown:
        feed.add_item(**describe_entry(request, item, names[item.pk]))
    written: bytes = feed.writeString("utf-8").encode()
    return written, feed.latest_post_date()


def describe_entry(request: HttpRequest, item: AwarenessPage, subjects: list[str]) -> dict[str, Any]:
    """Its author is that of the feed: the association, never the person whose words it holds."""
    dated = timezone.make_aware(datetime.combine(item.published_on, time.min))
    lines = [line for line in (clean(item.introduction), *map(clean, item.own.gist_lines())) if line]
    return {
        "title": clean(item.title),
        "link": settings.SITE_URL + (item.get_url(request) or ""),
        "description": format_html_join("", "<p>{}</p>", ([line] for line in lines)),
        "unique_id": f"urn:uuid:{item.translation_key}",
        "pubdate": dated,
        "updateddate": max(dated, item.last_published_at or dated),
        "categories": [clean(name) for name in (item.get_kind_display(), *subjects)],
    }


def names_of_subjects(items: Iterable[AwarenessPage]) -> defaultdict[int, list[str]]:
    """Those of every item, by its number, in one query."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in Subject.objects.filter(items__in=[item.pk for item in items]).values_list("items", "name"):
        names[key].append(name)
    return names


def clean(text: str) -> str:
    return FORBIDDEN.sub("", str(text))
