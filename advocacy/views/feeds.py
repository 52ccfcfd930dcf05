"""`/sensibilisation/flux/` and `/sensibilisation/flux/<subject>/`."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advocacy.feeds import write_feed
from advocacy.models import AwarenessIndexPage, Subject


@require_safe
@cache_control(public=True, no_cache=True)
def send_feed(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """The feed, or 304 to who has it. Kept by caches, which ask each time: what is unpublished leaves it at once."""
    rubric = AwarenessIndexPage.objects.live().public().first()
    if rubric is None:
        raise Http404
    subject = get_object_or_404(Subject, slug=slug) if slug else None
    content, changed_at = write_feed(request, rubric, subject, address=f"{settings.SITE_URL}{request.path}")
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Last-Modified"] = http_date(changed_at.timestamp())
    # The date alone gives no 304: an entry that was taken back leaves an older date behind.
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
