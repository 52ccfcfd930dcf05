"""Links to other sites are asked sparingly, on the public internet only, and shown once they are surely broken."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User
from home import outside_links
from home.broken_links import find_broken_links, links_to_mend
from home.links import Kind, Link, links_of
from home.models import BrokenLink, HomePage, OutsideLink, StandardPage
from home.outside_links import ASKED_A_RUN, REDIRECTS, PrivateAddressError, ask, find_fault, is_public, look_at_outside_links
from home.permissions import grant_to_communication
from site_polaris.jobs import DAY, list_jobs
from tests.conftest import SignIn

NOW: Final = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
WEEK: Final = timedelta(days=7)
ID: Final = "7b0c3c1e-0000-4000-8000-000000000001"
GONE, SILENT = OutsideLink.Fault.GONE, OutsideLink.Fault.SILENT
JOB: Final = "home.outside_links.look_at_outside_links"


def is_loopback_or_public(ip: str) -> bool:
    return ip == "127.0.0.1" or is_public(ip)


look = partial(look_at_outside_links, may_contact=is_loopback_or_public)
fault = partial(find_fault, may_contact=is_loopback_or_public)


@dataclass
class Elsewhere:
    """Another site: what it answers by path, to GET and, unless it is told otherwise, to HEAD; and what it was asked."""

    url: str = ""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    head_answers: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    site = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*site.answers.get(self.path, (200, "")))

        def do_HEAD(self) -> None:
            status, location = site.answers.get(self.path, (200, ""))
            self._answer(site.head_answers.get(self.path, status), location)

        def _answer(self, status: int, location: str) -> None:
            site.asked.append((self.command, self.path))
            site.headers.append(dict(self.headers))
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Set-Cookie", "seen=1")
            # Whoever waits for this body waits for long.
            self.send_header("Content-Length", "1000000")
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        site.url = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        running.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def paragraph(*addresses: str) -> dict[str, Any]:
    anchors = " ".join(f'<a href="{address}">ceci</a>' for address in addresses)
    return {"type": "paragraph", "value": f"<p>Voir {anchors}</p>", "id": ID}


def add(home_page: HomePage, *addresses: str) -> StandardPage:
    page = StandardPage(title="Page aux liens", slug="liens", body=[paragraph(*addresses)])
    home_page.add_child(instance=page)
    return page


def state() -> list[tuple[str, int]]:
    return list(OutsideLink.objects.values_list("fault", "failures"))


def test_addresses_of_other_sites_are_told_from_those_of_this_one(home_page: HomePage) -> None:
    own = settings.SITE_URL
    page = add(home_page, "https://example.org/a#b", "HTTP://example.org", own, f"{own}?q=a", f"{own}.example.org/", "mailto:a@demo.test")
    assert list(links_of(page)) == [
        Link(Kind.OUTSIDE, "https://example.org/a", f"body.{ID}"),
        Link(Kind.OUTSIDE, "HTTP://example.org", f"body.{ID}"),
        Link(Kind.OUTSIDE, f"{own}.example.org/", f"body.{ID}"),
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, ""), (204, ""), (401, ""), (403, ""), (404, GONE), (405, ""), (410, GONE), (429, ""), (500, ""), (503, "")],
)
def test_status_says_whether_the_page_is_gone(elsewhere: Elsewhere, status: int, expected: str) -> None:
    elsewhere.answers["/page"] = (status, "")
    assert fault(f"{elsewhere.url}/page") == expected


@pytest.mark.parametrize("refusal", [403, 404, 405, 501, 0])
def test_site_that_refuses_head_is_asked_with_get(elsewhere: Elsewhere, refusal: int) -> None:
    elsewhere.head_answers["/page"] = refusal
    assert ask(f"{elsewhere.url}/page", may_contact=is_loopback_or_public) == 200
    assert elsewhere.asked == [("HEAD", "/page"), ("GET", "/page")]


def test_page_that_answers_head_is_asked_once(elsewhere: Elsewhere) -> None:
    assert fault(elsewhere.url) == ""
    assert elsewhere.asked == [("HEAD", "/")]


def test_site_that_has_had_enough_is_not_asked_again(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/page"] = (429, "")
    assert fault(f"{elsewhere.url}/page") == ""
    assert elsewhere.asked == [("HEAD", "/page")]


def test_request_names_the_site_and_holds_no_cookie(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/ancienne"] = (301, "/nouvelle")
    fault(f"{elsewhere.url.replace('//', '//nom:secret@')}/ancienne")
    assert elsewhere.asked == [("HEAD", "/ancienne"), ("HEAD", "/nouvelle")]
    expected = {
        "Host": elsewhere.url.removeprefix("http://"),
        "User-Agent": f"Polaris14 (+{settings.SITE_URL})",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    assert elsewhere.headers == [expected, expected]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_their_end(elsewhere: Elsewhere, status: int) -> None:
    elsewhere.answers |= {"/a": (status, "/b"), "/b": (status, f"{elsewhere.url}/c"), "/c": (404, "")}
    assert fault(f"{elsewhere.url}/a") == GONE


@pytest.mark.parametrize("location", ["", "mailto:a@demo.test", "/boucle"])
def test_redirect_without_end_is_no_fault(elsewhere: Elsewhere, location: str) -> None:
    elsewhere.answers["/boucle"] = (302, location)
    assert fault(f"{elsewhere.url}/boucle") == ""
    assert len(elsewhere.asked) == (REDIRECTS + 1 if location == "/boucle" else 1)


def test_accents_and_spaces_are_written_as_addresses_are(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/d%C3%A9but?q=%20%C3%A9"] = (302, "/fin d'été/%C3%A9".encode().decode("latin-1"))
    fault(f"{elsewhere.url}/début?q= %C3%A9")
    assert [path for _, path in elsewhere.asked] == ["/d%C3%A9but?q=%20%C3%A9", "/fin%20d'%C3%A9t%C3%A9/%C3%A9"]


@pytest.mark.parametrize("address", ["https://", "https://a..b/", "https://[::1/", "http://127.0.0.1:99999/", "http://nulle-part.invalid/"])
def test_address_that_nobody_can_reach_is_silent(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        if host.endswith(".invalid"):
            raise socket.gaierror
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fault(address) == SILENT


def test_site_where_nobody_listens_is_silent(closed_port: str) -> None:
    assert fault(closed_port) == SILENT


def test_site_that_drops_its_answer_byte_by_byte_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside_links, "TIMEOUT_SECONDS", 0.3)
    enough = threading.Event()

    def drip(listening: socket.socket) -> None:
        while not enough.is_set():
            taken, _ = listening.accept()
            with taken:
                try:
                    while not enough.wait(0.05):
                        taken.sendall(b"x")
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        dripping = threading.Thread(target=drip, args=[listening])
        dripping.start()
        port = listening.getsockname()[1]
        assert fault(f"http://127.0.0.1:{port}/") == SILENT
        enough.set()
        # It may be waiting for the next one.
        socket.create_connection(("127.0.0.1", port)).close()
        dripping.join()


def test_site_whose_encryption_python_refuses_is_there_all_the_same(elsewhere: Elsewhere) -> None:
    assert fault(elsewhere.url.replace("http:", "https:")) == ""


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 an address to refuse
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("2002:7f00:1::1", False),
        ("fc00::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff0e::1", False),
    ],
)
def test_public_address_is_told_from_others(ip: str, *, expected: bool) -> None:
    assert is_public(ip) is expected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "10.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_private_address_is_refused_unless_it_is_allowed(elsewhere: Elsewhere, host: str) -> None:
    port = elsewhere.url.rpartition(":")[2]
    with pytest.raises(PrivateAddressError):
        ask(f"http://{host}:{port}/")
    assert find_fault(f"http://{host}:{port}/") == ""
    assert elsewhere.asked == []


@pytest.mark.parametrize("host", ["10.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.2"])
def test_redirect_to_a_private_address_is_refused(elsewhere: Elsewhere, host: str) -> None:
    elsewhere.answers["/a"] = (302, f"http://{host}:{elsewhere.url.rpartition(':')[2]}/b")
    with pytest.raises(PrivateAddressError):
        ask(f"{elsewhere.url}/a", may_contact=is_loopback_or_public)
    assert elsewhere.asked == [("HEAD", "/a")]


def test_name_is_refused_for_one_private_address_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.1.2.3")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(PrivateAddressError):
        ask("http://ailleurs.test/")


def test_name_is_resolved_once_and_the_address_that_was_checked_is_contacted(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    real, names = socket.getaddrinfo, []

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        names.append(host)
        return real("127.0.0.1", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = elsewhere.url.rpartition(":")[2]
    assert fault(f"http://ailleurs.test:{port}/") == ""
    assert names == ["ailleurs.test", "127.0.0.1"]
    assert elsewhere.headers[0]["Host"] == f"ailleurs.test:{port}"


def test_address_is_asked_once_a_week_however_many_pages_hold_it(home_page: HomePage, elsewhere: Elsewhere) -> None:
    add(home_page, f"{elsewhere.url}/page", f"{elsewhere.url}/page#plus-bas")
    for days in range(7):
        look(NOW + timedelta(days=days))
    assert elsewhere.asked == [("HEAD", "/page")]
    look(NOW + WEEK)
    assert len(elsewhere.asked) == 2
    assert list(OutsideLink.objects.values_list("address", "checked_at")) == [(f"{elsewhere.url}/page", NOW + WEEK)]


def test_fifty_addresses_are_asked_a_run_and_the_others_at_the_next(home_page: HomePage, elsewhere: Elsewhere) -> None:
    paths = [f"/{number:02}" for number in range(ASKED_A_RUN + 2)]
    add(home_page, *(f"{elsewhere.url}{path}" for path in paths))
    look(NOW)
    assert len(elsewhere.asked) == ASKED_A_RUN == 50
    look(NOW + timedelta(days=1))
    assert sorted(path for _, path in elsewhere.asked) == paths


def test_address_that_no_live_page_holds_is_forgotten(home_page: HomePage, elsewhere: Elsewhere) -> None:
    page = add(home_page, elsewhere.url)
    look(NOW)
    assert OutsideLink.objects.count() == 1
    page.unpublish()
    look(NOW + WEEK)
    assert OutsideLink.objects.count() == 0
    assert len(elsewhere.asked) == 1


def test_address_of_a_draft_and_one_of_excessive_length_are_not_asked(home_page: HomePage, elsewhere: Elsewhere) -> None:
    page = add(home_page, f"{elsewhere.url}/{'a' * 600}")
    page.body = [paragraph(f"{elsewhere.url}/brouillon")]
    page.save_revision()
    look(NOW)
    assert (elsewhere.asked, OutsideLink.objects.count()) == ([], 0)


def test_silent_site_is_shown_from_its_second_silence_and_until_it_answers(home_page: HomePage, closed_port: str) -> None:
    add(home_page, closed_port)
    look(NOW)
    look(NOW + timedelta(hours=1))
    assert state() == [(SILENT, 1)]
    assert not OutsideLink.objects.broken().exists()
    look(NOW + WEEK)
    assert state() == [(SILENT, 2)]
    assert OutsideLink.objects.broken().exists()
    OutsideLink.objects.update(fault=GONE)
    look(NOW + 2 * WEEK)
    # What was seen before is no silence.
    assert state() == [(SILENT, 1)]


def test_page_that_came_back_is_no_longer_broken(home_page: HomePage, elsewhere: Elsewhere) -> None:
    elsewhere.answers["/page"] = (410, "")
    add(home_page, f"{elsewhere.url}/page")
    look(NOW)
    assert state() == [(GONE, 1)]
    assert OutsideLink.objects.broken().exists()
    del elsewhere.answers["/page"]
    look(NOW + WEEK)
    assert state() == [("", 0)]


def test_broken_outside_link_stands_among_the_others_with_its_place(
    home_page: HomePage, elsewhere: Elsewhere, closed_port: str, communication_officer: User, signed_in: SignIn
) -> None:
    grant_to_communication(apps)
    elsewhere.answers["/page"] = (404, "")
    page = add(home_page, "/perdue/", f"{elsewhere.url}/page", f"{elsewhere.url}/", closed_port)
    look(NOW)
    look(NOW + WEEK)
    find_broken_links(NOW + WEEK)
    assert list(BrokenLink.objects.values_list("fault", "target", "contentpath")) == [
        ("no_answer", "/perdue/", f"body.{ID}"),
        (GONE, f"{elsewhere.url}/page", f"body.{ID}"),
        (SILENT, closed_port, f"body.{ID}"),
    ]
    BrokenLink.objects.update(found_at=page.last_published_at or NOW + WEEK)
    assert links_to_mend().count() == 3
    shown = signed_in(communication_officer).get(reverse("wagtailadmin_home")).content.decode()
    assert shown.count(f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#:w:contentpath=body.{ID}") == 3
    assert f"Cette page n’existe plus sur l’autre site. <code>{elsewhere.url}/page</code>" in shown
    assert f"Ce site ne répond plus. <code>{closed_port}</code>" in shown


def test_neither_the_tests_nor_the_demo_call_out() -> None:
    assert JOB not in dict(settings.PERIODIC)
    assert JOB not in dict(list_jobs(stand_in=True, calls_out=False))
    assert dict(list_jobs(stand_in=False, calls_out=True))[JOB] == DAY
    assert import_string(JOB) is look_at_outside_links
