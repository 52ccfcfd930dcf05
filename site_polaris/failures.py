"""What a person is told when a page fails: our fault, or a part of the site that is away for a moment."""

import errno
import sys
from collections.abc import Iterator
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.shared_cache import CacheAwayError
from site_polaris.log_facts import reference

RETRY_AFTER_SECONDS: Final = 30


class MediaAwayError(Exception):
    """The place where uploaded files are kept does not answer."""


# Database, cache, files: they come back.
AWAY: Final = (OperationalError, InterfaceError, CacheAwayError, MediaAwayError)
# A disk with no room for it.
FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 when it is an engine of the site that does not answer, or a disk that is full, 500 otherwise.

    Neither page needs one; both say the request's id, by which the team finds it in the log.
    """
    context = {"reference": reference()}
    if any(is_away(error) for error in causes(sys.exception())):
        return HttpResponse(render_to_string("503.html", context), status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return HttpResponse(render_to_string("500.html", context), status=500)


def is_away(error: BaseException) -> bool:
    return isinstance(error, AWAY) or (isinstance(error, OSError) and error.errno in FULL)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came of: a library may put its own around the database's."""
    while error is not None:
        yield error
        error = error.__cause__
