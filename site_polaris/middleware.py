"""What browsers are told about every answer, and about the content admin's."""

import re
from collections.abc import Callable
from typing import Final

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]

# No page of ours uses these; passkeys are used on our own pages only.
UNUSED_POWERS: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
OWN_POWERS: Final = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY: Final = ", ".join([*(f"{power}=()" for power in UNUSED_POWERS), *(f"{power}=(self)" for power in OWN_POWERS)])


# Nothing under these is written for the public: previews, drafts, texts to proofread, people's own pages.
UNLISTED: Final = ("/admin/", "/coordination/", "/espace/", "/compte/", "/demo/")


class BrowserPolicyMiddleware:
    """Says on every page which powers of the browser it may use, and of those that are not for the public, to list none of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path.startswith(UNLISTED):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


class HeadMiddleware:
    """Answers HEAD with the headers of a page alone: the server would drop the body, and complain of it in its log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            # Its length was written down before, and stays.
            response.content = b""
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages. A file that is sent in pieces keeps its length: pictures and PDFs are compressed in themselves."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.streaming:
            return super().process_response(request, response)
        if response.headers.get("Content-Encoding") == "None":
            # So Wagtail says of a document that has none (wagtail/utils/sendfile.py).
            del response.headers["Content-Encoding"]
        return response


# Wagtail's editor styles what it draws, and shows pictures before they are sent.
ADMIN_POLICY: Final = {"script-src": [SELF, NONCE], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:", "blob:"]}
PREVIEWS: Final = ("preview", "view_draft", "revisions_view")
SCRIPT_TAG: Final = re.compile(rb"<script(?=[\s>])")


class AdminPolicyMiddleware:
    """The one exception to the strict policy: under /admin/, Wagtail's scripts carry the answer's nonce.

    Wagtail writes scripts into its pages, which `script-src 'self'` stops (choosers, date pickers, "add" buttons).
    Previews of public pages keep the public policy: what an editor sees there is what readers will get.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/admin/") or is_preview(request):
            return response
        # What django-csp’s own decorators set.
        response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            nonce = str(request.csp_nonce).encode()  # type: ignore[attr-defined]
            response.content = SCRIPT_TAG.sub(b'<script nonce="' + nonce + b'"', response.content)
            # Said before the nonces were written: a browser would leave out the end of the page.
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response


def is_preview(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and any(word in (match.url_name or "") for word in PREVIEWS)
