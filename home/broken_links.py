"""Links of published pages that lead nowhere: to a page or a document that is gone, to an address that answers nothing."""

import io
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import models, transaction
from django.db.models import F
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.links import Kind, Link, published_links
from home.outside_links import OutsideLink

LONGEST_TARGET: Final = 200
LONGEST_PATH: Final = 400


class BrokenLink(models.Model):
    """One broken link of a published page, as the last look found it."""

    class Fault(models.TextChoices):
        PAGE_GONE = "page_gone", "La page choisie n’existe plus."
        PAGE_UNPUBLISHED = "page_unpublished", "La page choisie n’est pas en ligne."
        DOCUMENT_GONE = "document_gone", "Le document choisi n’existe plus."
        NO_ANSWER = "no_answer", "Cette adresse ne répond pas."

    page = models.ForeignKey(Page, verbose_name="page", on_delete=models.CASCADE, related_name="broken_links")
    contentpath = models.CharField("place dans le formulaire", max_length=LONGEST_PATH)
    target = models.CharField("où il mène", max_length=LONGEST_TARGET, blank=True)
    fault = models.CharField("défaut", max_length=16, choices=[*Fault.choices, *OutsideLink.Fault.choices])
    found_at = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "lien brisé"
        verbose_name_plural = "liens brisés"
        ordering = ["page", "pk"]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.fault}"


def find_broken_links(now: datetime) -> None:
    """Goes through every published page, and puts what it finds in the place of what was found before."""
    live_titles: dict[str, str] = {str(pk): title for pk, title in Page.objects.live().values_list("pk", "title")}
    other_titles: dict[str, str] = {str(pk): title for pk, title in Page.objects.not_live().values_list("pk", "title")}
    documents = {str(pk) for pk in get_document_model().objects.values_list("pk", flat=True)}
    outside: dict[str, str] = dict(OutsideLink.objects.broken().values_list("address", "fault"))
    answers = cache(answers_something)

    def fault_of(link: Link) -> tuple[str, str] | None:
        if link.kind is Kind.PAGE and link.target not in live_titles:
            is_there = link.target in other_titles
            return (BrokenLink.Fault.PAGE_UNPUBLISHED if is_there else BrokenLink.Fault.PAGE_GONE), other_titles.get(link.target, "")
        if link.kind is Kind.DOCUMENT and link.target not in documents:
            return BrokenLink.Fault.DOCUMENT_GONE, ""
        if link.kind is Kind.ADDRESS and not answers(link.target):
            return BrokenLink.Fault.NO_ANSWER, link.target
        if link.kind is Kind.OUTSIDE and link.target in outside:
            return outside[link.target], link.target
        return None

    found = []
    for page_id, link in published_links():
        if fault := fault_of(link):
            kind, target = fault
            path = link.contentpath[:LONGEST_PATH]
            found.append(BrokenLink(page_id=page_id, contentpath=path, target=target[:LONGEST_TARGET], fault=kind, found_at=now))
    with transaction.atomic():
        BrokenLink.objects.all().delete()
        BrokenLink.objects.bulk_create(found)


def links_to_mend() -> models.QuerySet[BrokenLink]:
    """The broken links of pages that were not published again since: those wait for the next look."""
    links = BrokenLink.objects.filter(page__live=True).exclude(page__last_published_at__gt=F("found_at"))
    return links.select_related("page").order_by("page__title", "pk")


def answers_something(address: str) -> bool:
    """True when a reader who is not signed in gets a page, or is sent on, at this address of the site."""
    own, asked = urlsplit(settings.SITE_URL), urlsplit(address)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked.path.encode().decode("latin-1"),
        "QUERY_STRING": asked.query,
        "SERVER_NAME": own.hostname,
        "SERVER_PORT": str(own.port or (443 if own.scheme == "https" else 80)),
        "HTTP_HOST": own.netloc,
        "HTTP_X_FORWARDED_PROTO": own.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": own.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    handler = BaseHandler()
    handler.load_middleware()
    # Not closed: Django would take it for the end of a request, and close the connection to the database.
    response = handler.get_response(WSGIRequest(environ))
    return response.status_code < HTTPStatus.BAD_REQUEST
