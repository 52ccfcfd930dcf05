"""What a person is told when a page fails: our fault, or a part of the site that is away for a moment."""

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.shared_cache import CacheAwayError

RETRY_AFTER_SECONDS: Final = 30


class MediaAwayError(Exception):
    """The place where uploaded files are kept does not answer."""


# Database, cache, files: they come back.
AWAY: Final = (OperationalError, InterfaceError, CacheAwayError, MediaAwayError)


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 when it is an engine of the site that does not answer, 500 otherwise. Neither page needs one."""
    if isinstance(sys.exception(), AWAY):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return HttpResponse(render_to_string("500.html"), status=500)
