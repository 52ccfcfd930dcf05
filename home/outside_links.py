"""Links of published pages to other sites. Each address is asked once a week: is the page still there?"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from home.links import Kind, published_links

MayContact = Callable[[str], bool]
"""Says of an IP address whether this server may connect to it."""

ASKED_EVERY: Final = timedelta(days=7)
ASKED_A_RUN: Final = 50
# A site that is down keeps the worker waiting: so many wait together.
ASKED_TOGETHER: Final = 5
# A network that was down for a moment is no fault of the other site's.
SILENCES_SHOWN: Final = 2
# In characters; PostgreSQL indexes 2,700 bytes at most. What is longer is not looked at.
LONGEST_ADDRESS: Final = 600

TIMEOUT_SECONDS: Final = 10
REDIRECTS: Final = 5
IP_ADDRESSES_TRIED: Final = 3
PORTS: Final = {"http": 80, "https": 443}
AS_WRITTEN: Final = "/:?#[]@!$&'()*+,;=%~"
GONE_STATUSES: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
REDIRECT_STATUSES: Final = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
# ipaddress calls other blocks global too, some of which lead to an IPv4 address that it does not look at.
GLOBAL_UNICAST: Final = IPv6Network("2000::/3")


class PrivateAddressError(Exception):
    """The address leads into a network that is not public: it is not contacted."""


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def due(self, now: datetime) -> "OutsideLinkQuerySet":
        """Not asked for a week, the longest waiting first."""
        waiting = self.filter(Q(checked_at=None) | Q(checked_at__lte=now - ASKED_EVERY))
        return waiting.order_by(F("checked_at").asc(nulls_first=True), "pk")

    def broken(self) -> "OutsideLinkQuerySet":
        """Gone for sure, or silent at two looks in a row, which are a week apart."""
        return self.filter(Q(fault=OutsideLink.Fault.GONE) | Q(fault=OutsideLink.Fault.SILENT, failures__gte=SILENCES_SHOWN))


class OutsideLink(models.Model):
    """An address of another site that published pages link to, and what the last look found there."""

    class Fault(models.TextChoices):
        GONE = "outside_gone", "Cette page n’existe plus sur l’autre site."
        SILENT = "outside_silent", "Ce site ne répond plus."

    address = models.CharField("adresse", max_length=LONGEST_ADDRESS, unique=True)
    checked_at = models.DateTimeField("vue le", null=True)
    failures = models.PositiveIntegerField("même défaut, fois de suite", default=0)
    fault = models.CharField("défaut", max_length=16, choices=Fault, blank=True)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse d’un autre site"
        verbose_name_plural = "adresses d’autres sites"
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address


def is_public(ip: str) -> bool:
    """True for an IP address of the public internet: of one machine, and of no private, local or reserved network."""
    address = ip_address(ip)
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    return address.is_global and address in GLOBAL_UNICAST and address.sixtofour is None


def look_at_outside_links(now: datetime, *, may_contact: MayContact = is_public) -> None:
    """Asks the addresses whose week is over, fifty at most; forgets those that no published page holds any more."""
    held = {link.target for _, link in published_links() if link.kind is Kind.OUTSIDE and len(link.target) <= LONGEST_ADDRESS}
    OutsideLink.objects.exclude(address__in=held).delete()
    OutsideLink.objects.bulk_create([OutsideLink(address=address) for address in sorted(held)], ignore_conflicts=True)
    due = list(OutsideLink.objects.due(now)[:ASKED_A_RUN])
    with ThreadPoolExecutor(ASKED_TOGETHER) as pool:
        # The threads ask; the database is this one's.
        for row, fault in zip(due, pool.map(lambda row: find_fault(row.address, may_contact=may_contact), due), strict=True):
            row.failures = 0 if not fault else row.failures + 1 if fault == row.fault else 1
            row.fault, row.checked_at = fault, now
            row.save(update_fields=["failures", "fault", "checked_at"])


def find_fault(address: str, *, may_contact: MayContact = is_public) -> str:
    """One of `OutsideLink.Fault`, or empty: for a page that is there, and for one of which nothing sure can be said."""
    try:
        status = ask(address, may_contact=may_contact)
    except (PrivateAddressError, ssl.SSLError):
        # Not asked, or somebody is there with whom only browsers may agree.
        return ""
    except (OSError, http.client.HTTPException, ValueError):
        return OutsideLink.Fault.SILENT
    return OutsideLink.Fault.GONE if status in GONE_STATUSES else ""


def ask(address: str, *, may_contact: MayContact = is_public) -> int:
    """The HTTP status of an address, after its redirects.

    Raises PrivateAddressError; OSError or HTTPException when nothing answers; ValueError when it is no address.
    """
    for _ in range(REDIRECTS + 1):
        status, location = _ask_once(address, may_contact)
        if status not in REDIRECT_STATUSES or not location:
            break
        # Header lines are read as Latin-1, whatever the other site wrote.
        onward = urljoin(address, quote(location.encode("latin-1"), safe=AS_WRITTEN))
        if urlsplit(onward).scheme not in PORTS:
            break
        address = onward
    return status


def _ask_once(address: str, may_contact: MayContact) -> tuple[int, str]:
    """Status and `Location`, by HEAD. Not every site knows HEAD: some refuse it, find nothing or never answer."""
    with suppress(http.client.HTTPException, ConnectionResetError):
        status, location = _request("HEAD", address, may_contact)
        if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.TOO_MANY_REQUESTS:
            return status, location
    return _request("GET", address, may_contact)


def _request(method: str, address: str, may_contact: MayContact) -> tuple[int, str]:
    parts = urlsplit(address)
    host = parts.hostname
    if parts.scheme not in PORTS or not host:
        raise ValueError
    port = parts.port or PORTS[parts.scheme]
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=AS_WRITTEN)
    headers = {
        "Host": parts.netloc.rpartition("@")[2].encode("idna").decode(),
        "User-Agent": f"Polaris14 (+{settings.SITE_URL})",
        "Accept": "*/*",
        "Connection": "close",
    }
    connection = http.client.HTTPConnection(host, port)
    connection.sock = _connect(host, port, may_contact)
    if parts.scheme == "https":
        connection.sock = _tls().wrap_socket(connection.sock, server_hostname=host)
    # A socket's own timeout begins again with each byte: this one is for the whole answer.
    hanging_up = threading.Timer(TIMEOUT_SECONDS, _hang_up, [connection.sock])
    hanging_up.start()
    try:
        connection.request(method, target, headers=headers)
        with closing(connection.getresponse()) as answer:
            return answer.status, answer.getheader("Location", "")
    finally:
        hanging_up.cancel()
        connection.close()


def _connect(host: str, port: int, may_contact: MayContact) -> socket.socket:
    """Connects to an address that was looked at: asked twice, a name may lead elsewhere."""
    found = [str(name[0]) for *_, name in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(map(may_contact, found)):
        raise PrivateAddressError
    *others, last = found[:IP_ADDRESSES_TRIED]
    for ip in others:
        with suppress(OSError):
            return socket.create_connection((ip, port), timeout=TIMEOUT_SECONDS)
    return socket.create_connection((last, port), timeout=TIMEOUT_SECONDS)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
