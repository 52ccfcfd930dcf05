"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The IP address of the client: that which the outermost of our own proxies saw (settings.TRUSTED_PROXY_COUNT).

    What stands further left in X-Forwarded-For was written by the client and proves nothing. Where the header does not
    hold as many addresses as there are proxies, the request did not come through them: the peer's own address counts.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    count = settings.TRUSTED_PROXY_COUNT
    seen = hops[-count] if 0 < count <= len(hops) else peer
    try:
        return str(ip_address(seen))
    except ValueError:
        return peer
