"""Gives each request an id, and writes one line of what became of it."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from site_polaris.log_facts import HEADER, RequestFacts, answering, request_id_of

logger = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Stands around all the others, a cache of pages included: an id is of one answer, and never kept with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        facts = RequestFacts(request_id_of(request), request)
        with answering(facts):
            response = self.get_response(request)
            response.headers[HEADER] = facts.id
            if logger.isEnabledFor(logging.INFO):
                spent = {"status": response.status_code, "duration_ms": round(1000 * (time.monotonic() - began), 1)}
                logger.info("Request answered", extra=spent)
        return response
