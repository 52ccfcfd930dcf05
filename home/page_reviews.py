"""Pages grow old: those that nobody has published or found still true for a year come back on the officer's start page."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q
from wagtail.models import Page

YEAR: Final = timedelta(days=365)


class PageReview(models.Model):
    """That somebody read a page again and found it still true."""

    page = models.OneToOneField(Page, verbose_name="page", on_delete=models.CASCADE, primary_key=True, related_name="review")
    reviewed_at = models.DateTimeField("relue le")

    class Meta:
        verbose_name = "relecture de page"
        verbose_name_plural = "relectures de pages"

    def __str__(self) -> str:
        return f"{self.page_id}, {self.reviewed_at:%Y-%m-%d}"


def pages_to_review(now: datetime) -> models.QuerySet[Page]:
    """Public pages neither published nor reviewed for a year, those looked at longest ago first. `looked_at` says when."""
    old = now - YEAR
    pages: models.QuerySet[Page] = Page.objects.live().filter(depth__gt=1, last_published_at__lt=old)
    pages = pages.filter(Q(review__isnull=True) | Q(review__reviewed_at__lt=old))
    looked_at = models.Case(
        models.When(review__reviewed_at__gt=F("last_published_at"), then=F("review__reviewed_at")), default=F("last_published_at")
    )
    return pages.annotate(looked_at=looked_at).order_by("looked_at", "pk")


def mark_reviewed(page: Page, *, now: datetime) -> None:
    """Writes that the page was read and is still true: it comes back in a year."""
    PageReview.objects.update_or_create(page=page, defaults={"reviewed_at": now})
