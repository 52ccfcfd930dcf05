"""The demo is a toy box, so it is locked: it serves this machine alone, and holds fictitious people only.

Its settings are checked in settings.py (hosts, Stripe's key); here, what is known only once it runs.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from accounts.models import User

DOMAIN: Final = "@demo.test"
REFUSAL: Final = "La démonstration ne répond qu’à la machine sur laquelle elle tourne."

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_real_people() -> None:
    """Raises ImproperlyConfigured when the demo is started on a database that holds anyone but the demo's own people."""
    count = User.objects.exclude(email__iendswith=DOMAIN).count()
    if count:
        raise ImproperlyConfigured(
            f"The demo does not start: its database holds {count} account(s) outside {DOMAIN}. It is for fictitious people only."
        )


class LoopbackOnlyMiddleware:
    """Refuses whoever is not on this machine, should the server be bound to the network or stand behind a proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_loopback(request.META.get("REMOTE_ADDR", "")) and "X-Forwarded-For" not in request.headers:
            return self.get_response(request)
        return HttpResponseForbidden(REFUSAL, content_type="text/plain; charset=utf-8")


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
