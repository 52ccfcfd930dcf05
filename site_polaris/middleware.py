"""What every answer carries, and what the demo refuses to answer at all."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

# No page of ours uses these; passkeys are used on our own pages only.
UNUSED_POWERS: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
OWN_POWERS: Final = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY: Final = ", ".join([*(f"{power}=()" for power in UNUSED_POWERS), *(f"{power}=(self)" for power in OWN_POWERS)])


class BrowserPolicyMiddleware:
    """Says on every page which powers of the browser it may use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
