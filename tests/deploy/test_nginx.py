"""deploy/nginx as it runs: what it keeps and lets go of, what it limits, what it tells the site."""

import gzip
import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.deploy.conftest import Front, said
from tests.instances import Nginx

pytestmark = pytest.mark.servers
SESSION = "csrftoken=x; polaris_session=y"


def test_files_are_well_formed(front: Front) -> None:
    checked = front.nginx.check()
    assert checked.returncode == 0
    assert "warn" not in checked.stderr


def test_page_is_kept_until_it_is_purged_and_no_other_with_it(front: Front) -> None:
    pages = ["/kept/purged/", "/kept/purged/beside/", "/kept/other/"]
    assert [front.version(page) for page in pages] == ["first"] * 3
    front.publish("second")
    assert [front.version(page) for page in pages] == ["first"] * 3
    assert front.purge("/kept/purged/") == 200
    assert [front.version(page) for page in pages] == ["second", "first", "first"]


def test_purge_of_what_is_not_kept_is_no_error(front: Front) -> None:
    assert front.purge("/kept/never-asked/") == 204


def test_purge_takes_the_page_from_every_reader_whatever_they_can_unpack(front: Front) -> None:
    """Kept once for each way to compress, a page would live on for some of its readers."""
    page = "/kept/compressed/"
    packed = front.ask(page, Accept_Encoding="gzip, br")
    assert json.loads(gzip.decompress(packed.body))["version"] == "first"
    assert front.version(page, Accept_Encoding="identity") == "first"
    front.publish("second")
    front.purge(page)
    assert json.loads(gzip.decompress(front.ask(page, Accept_Encoding="gzip").body))["version"] == "second"
    assert front.version(page, Accept_Encoding="identity") == "second"


def test_reader_with_a_session_is_answered_by_the_site_and_leaves_nothing_behind(front: Front) -> None:
    assert front.version("/kept/session/", Cookie=SESSION) == "first"
    front.publish("second")
    assert front.version("/kept/session/") == "second"
    front.publish("third")
    assert front.version("/kept/session/", Cookie=SESSION) == "third"
    assert front.version("/kept/session/") == "second"


@pytest.mark.parametrize(
    "page",
    [
        "/unsaid/",
        # Kept by browsers, and never purged.
        "/browser/",
        "/no-store/",
        "/cookie/",
        "/varying/",
        # The site purges an address as it writes it itself.
        "/kept/question/?page=2",
        "/kept/question/?",
        "/kept/%71uestion/",
        "/kept//question/",
        # Shown by right, or to one person.
        "/media/images/a.webp",
        "/espace/",
    ],
)
def test_page_that_is_not_for_all_is_not_kept(front: Front, page: str) -> None:
    assert front.version(page) == "first"
    front.publish("second")
    assert front.version(page) == "second"


def test_form_that_is_sent_reaches_the_site(front: Front) -> None:
    assert front.version("/kept/form/") == "first"
    front.publish("second")
    assert said(front.ask("/kept/form/", "POST", body=b"a=b"))["version"] == "second"
    assert front.version("/kept/form/") == "first"


def test_purge_is_asked_for_from_this_machine_only_and_by_its_own_door(front: Front) -> None:
    assert front.version("/kept/door/") == "first"
    front.publish("second")
    # From outside it is a request like another, which the site answers.
    assert said(front.ask("/kept/door/", "PURGE"))["version"] == "second"
    assert front.version("/kept/door/") == "first"
    with closing(http.client.HTTPConnection("127.0.0.1", front.nginx.purge_port)) as door:
        door.request("GET", "/kept/door/", headers={"Host": Nginx.host})
        assert door.getresponse().status == 405
    assert "listen 127.0.0.1:" in (front.nginx.folder / "polaris.conf").read_text()


class Page(BaseHTTPRequestHandler):
    """A site whose page may be kept for a second."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Cache-Control", "public, s-maxage=1")
        self.end_headers()
        self.wfile.write(b"a page")

    def log_message(self, *words: object) -> None:
        """Says nothing."""


@contextmanager
def site_that_ends() -> Iterator[HTTPServer]:
    """Nobody listens on its port any more once `server_close` is called."""
    site = HTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=site.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def test_pages_that_are_kept_outlive_the_site_and_what_is_not_kept_says_so_in_french(front: Front) -> None:
    with site_that_ends() as site, Nginx(site.server_port) as nginx:
        assert nginx.ask("/a/").body == b"a page"
        assert front.version("/soon/") == "first"
        # nginx counts whole seconds.
        time.sleep(2.1)
        front.publish("second")
        (front.state / "down").touch()
        site.server_close()
        # Past its time, and better than nothing, whether the site says that it cannot or says nothing at all.
        assert front.version("/soon/") == "first"
        assert nginx.ask("/a/").body == b"a page"
        assert '"STALE"' in front.log()
        # What was never kept, or is asked with a session, says what the site says, or nginx where nothing is said.
        assert (front.ask("/unsaid/").status, front.version("/unsaid/")) == (503, "second")
        assert front.ask("/soon/", Cookie=SESSION).status == 503
        silent = nginx.ask("/b/secret-question/?q=secret")
        assert (silent.status, silent.headers["Retry-After"], silent.headers["Cache-Control"]) == (503, "30", "no-store")
        assert "Le site revient dans un instant" in silent.body.decode()
        assert nginx.error_log.read_text() == ""
        (front.state / "down").unlink()
        assert front.version("/soon/") == "second"


def test_words_of_a_client_about_itself_are_replaced(front: Front) -> None:
    headers = said(
        front.ask(
            "/unsaid/",
            source="127.0.0.9",
            X_Forwarded_For="203.0.113.7",
            X_Forwarded_Proto="http",
            X_Forwarded_Host="evil.example",
            X_Forwarded_Port="1",
            X_Real_IP="203.0.113.7",
            Forwarded="for=203.0.113.7",
            X_Request_ID="mine",
        )
    )["headers"]
    assert {name: value for name, value in headers.items() if "FORWARD" in name or "REAL" in name} == {
        "X-FORWARDED-FOR": "127.0.0.9",
        "X-FORWARDED-PROTO": "https",
    }
    assert headers["HOST"] == Nginx.host
    assert headers["X-REQUEST-ID"] != "mine"


def test_each_request_has_its_number_in_the_site_the_answer_and_the_log(front: Front) -> None:
    answers = [front.ask("/kept/numbered/") for _ in range(2)]
    numbers = [answer.headers["X-Request-ID"] for answer in answers]
    assert said(answers[0])["headers"]["X-REQUEST-ID"] == numbers[0]
    assert [(line["request"], line["cache"]) for line in front.lines(2)] == [(numbers[0], "MISS"), (numbers[1], "HIT")]


def statuses(front: Front, path: str, method: str, *, source: str, most: int) -> list[int]:
    """Of as many requests as it takes to be refused, at the most so many."""
    found: list[int] = []
    while len(found) < most and 429 not in found:
        found.append(front.ask(path, method, source=source).status)
    return found


@pytest.mark.parametrize(("path", "burst"), [("/compte/login/", 30), ("/don/", 20), ("/contact/", 40)])
def test_forms_sent_in_a_row_are_refused_in_french(front: Front, path: str, burst: int) -> None:
    source = f"127.0.1.{burst}"
    assert statuses(front, path, "POST", source=source, most=2 * burst)[burst:].count(429) == 1
    refused = front.ask(path, "POST", source=source)
    assert (refused.status, refused.headers["Cache-Control"], refused.headers["Retry-After"]) == (429, "no-store", "30")
    assert "Trop de demandes en peu de temps" in refused.body.decode()
    # Reading goes on, and so does everybody else.
    assert front.ask(path, source=source).status == 200
    assert front.ask(path, "POST", source="127.0.1.1").status == 200


def at_once(front: Front, path: str, times: int, *, source: str) -> list[int]:
    """Statuses of requests written one behind the other on one connection, faster than any that are waited for."""
    request = f"GET {path} HTTP/1.1\r\nHost: {Nginx.host}\r\n"
    context = ssl.create_default_context(cafile=front.nginx.certificate)
    with (
        socket.create_connection(("127.0.0.1", front.nginx.port), source_address=(source, 0)) as raw,
        context.wrap_socket(raw, server_hostname=Nginx.host) as connection,
    ):
        connection.sendall((f"{request}\r\n" * (times - 1) + f"{request}Connection: close\r\n\r\n").encode())
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", answers)]


def test_flood_of_requests_is_refused_and_stripe_is_not(front: Front) -> None:
    front.version("/kept/flood/")
    found = at_once(front, "/kept/flood/", 400, source="127.0.2.1")
    assert len(found) == 400
    assert found[:120] == [200] * 120
    assert found.count(429) > 100
    assert [front.ask("/stripe/webhook/", "POST", source="127.0.2.2").status for _ in range(50)] == [200] * 50


def test_file_that_is_too_large_is_refused_in_french(front: Front) -> None:
    refused = front.ask("/contact/", "POST", body=bytes(12 * 1024 * 1024 + 1))
    assert refused.status == 413
    assert "12\u00a0Mo" in refused.body.decode()


def test_static_files_are_compressed_before_and_kept_for_good_when_named_after_their_content(front: Front) -> None:
    named = front.ask("/static/site.0123456789ab.css", Accept_Encoding="gzip")
    assert named.body == b"compressed before"
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert front.ask("/static/site.css").headers["Cache-Control"] == "public, max-age=60"
    assert front.ask("/static/gone.css").status == 404


def plain(front: Front, host: str) -> tuple[int, str | None]:
    with closing(http.client.HTTPConnection("127.0.0.1", front.nginx.http_port)) as connection:
        connection.request("GET", "/don/?a=b", headers={"Host": host})
        response = connection.getresponse()
        return response.status, response.headers["Location"]


def test_everybody_comes_by_https_to_the_one_name(front: Front) -> None:
    there = (301, "https://www.example.org/don/?a=b")
    assert plain(front, "www.example.org") == plain(front, "example.org") == there
    moved = front.ask("/don/?a=b", host="example.org")
    assert (moved.status, moved.headers["Location"]) == there
    # HSTS is the site's affair, which does not say it for the other name.
    assert "Strict-Transport-Security" not in moved.headers


def test_other_names_get_nothing(front: Front) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        plain(front, "evil.example")
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        front.ask("/", host="evil.example")
    # A name that the certificate is for, and another in the request.
    with pytest.raises(http.client.RemoteDisconnected):
        front.ask("/", Host="evil.example")


def handshake(front: Front, newest: ssl.TLSVersion) -> str | None:
    context = ssl.create_default_context(cafile=front.nginx.certificate)
    # Our own side would refuse what is old.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
    with (
        socket.create_connection(("127.0.0.1", front.nginx.port)) as raw,
        context.wrap_socket(raw, server_hostname=Nginx.host) as connection,
    ):
        return connection.version()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_versions_of_tls_that_are_broken_are_refused(front: Front) -> None:
    assert handshake(front, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    assert handshake(front, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        handshake(front, ssl.TLSVersion.TLSv1_1)
