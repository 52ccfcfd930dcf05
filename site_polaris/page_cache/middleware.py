"""Answers an anonymous reading of a public page from the store, outside of all that makes pages, and keeps there what was made."""

import gzip
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers

from site_polaris.page_cache.changes import is_still_true, watched_tables
from site_polaris.page_cache.chosen_store import store
from site_polaris.page_cache.questions import Listener
from site_polaris.page_cache.stores import Found, Kept, StoreError

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages tell the time: what has begun leaves the agenda after so long at the latest. The day counts from its first minute (consents).
FRESH_SECONDS: Final = 300
# A cache in front asks us again after so long, should it miss that it was told to forget a page.
FRONT_SECONDS: Final = 60
# What the address of a public page may ask; a page asked anything else is made each time.
PARAMETERS: Final = frozenset({"page", "nature", "theme", "pole", "destinataire", "suite"})
LONGEST_ADDRESS: Final = 300
# Of each answer alone, or written anew each time it is sent.
NOT_KEPT: Final = frozenset({"content-length", "etag", "cache-control", "expires", "vary"})

MADE_OF: Final = (".py", ".html", ".css", ".js", ".svg")


class PageCacheMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE or not may_be_kept(request):
            return self.get_response(request)
        address, now = request.build_absolute_uri(), time.time()
        key = key_of(address)
        try:
            found = store().find(key, now)
            if found and found.kept.fresh_until > now and is_sure(key, found, now):
                return answer(request, found.kept)
            seen = store().last_change()
        except StoreError:
            return self.get_response(request)
        return self._make(request, key, address, seen)

    def _make(self, request: HttpRequest, key: str, address: str, seen: int) -> HttpResponse:
        # Compressed once, here: what is kept is what is sent.
        accepted = request.META.pop("HTTP_ACCEPT_ENCODING", "")
        with Listener() as listener:
            response = self.get_response(request)
        request.META["HTTP_ACCEPT_ENCODING"] = accepted
        questions = listener.questions()
        tables = frozenset(name for question in questions for name in question.tables)
        if response.status_code >= 500:
            return answer_stale(request, key) or response
        if request.method != "GET" or listener.has_written or not is_public(response) or not tables <= watched_tables():
            return response
        now = time.time()
        headers = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
        kept = Kept(address, headers, gzip.compress(response.content, 6, mtime=0), tables, seen, fresh_until(now))
        try:
            store().keep(key, kept, questions, now)
            found = store().find(key, now)
        except StoreError:
            return answer(request, kept, in_front=False)
        # Changed while it was made: what is in front may not keep it.
        return answer(request, kept, in_front=found is not None and not found.changed and not found.held)


def may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(settings.PAGES_NEVER_KEPT)
        and PARAMETERS.issuperset(request.GET)
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def is_public(response: HttpResponse) -> bool:
    """A page that is the same for everybody: none with a form, which says `no-store` or sets a cookie."""
    told = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and not has_vary_header(response, "Cookie")
        and not any(word in told for word in ("no-store", "private"))
    )


def is_sure(key: str, found: Found, now: float) -> bool:
    """True at once for a page whose tables have not changed."""
    return not (found.changed or found.held) or is_still_true(key, now)


def answer_stale(request: HttpRequest, key: str) -> HttpResponse | None:
    """A page past its time, while the site cannot make it anew: nothing that it shows has changed."""
    try:
        found = store().find(key, time.time())
        if found and is_sure(key, found, time.time()):
            return answer(request, found.kept, in_front=False)
    except (StoreError, DatabaseError):
        return None
    return None


def answer(request: HttpRequest, kept: Kept, *, in_front: bool = True) -> HttpResponse:
    """The page as it was made; 304 for a browser that has it. Browsers ask each time, so that they never show what was changed."""
    accepts = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(kept.body if accepts else gzip.decompress(kept.body), headers=dict(kept.headers))
    if accepts:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    etag = f'W/"{hashlib.blake2b(kept.body, digest_size=16).hexdigest()}"'
    response.headers["ETag"] = etag
    left = max(0, min(FRONT_SECONDS, int(kept.fresh_until - time.time())))
    shared = f", s-maxage={left}" if settings.WAGTAILFRONTENDCACHE else ""
    response.headers["Cache-Control"] = f"public, max-age=0, must-revalidate{shared}" if in_front else "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    conditional = get_conditional_response(request, etag=etag, response=response)
    if request.method == "HEAD":
        response.content = b""
    return conditional or response


def fresh_until(now: float) -> float:
    today = timezone.localtime(datetime.fromtimestamp(now, tz=UTC))
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return min(now + FRESH_SECONDS, midnight.timestamp())


def key_of(address: str) -> str:
    return hashlib.blake2b(f"{release_name()} {address}".encode(), digest_size=16).hexdigest()


@cache
def release_name() -> str:
    """Of this code and its templates: another release makes its own pages, beside those of one that still runs."""
    digest = hashlib.blake2b(digest_size=8)
    base: Path = settings.BASE_DIR
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == base]
    files = [path for folder in [*own, base / "templates", base / "static"] for path in folder.rglob("*") if path.suffix in MADE_OF]
    for path in sorted([*files, base / "requirements" / "run.txt"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
