"""Every address that a reader of the public site can come to, by the links alone: it answers, and asks little of the database."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from tests.home.test_pages import MOST_QUERIES, demo

__all__ = ["demo"]

# Reached by what one types, or by robots.
STARTS: Final = ("/", "/recherche/?q=introuvable", "/recherche/?q=chercher+un+logement+introuvable", reverse("sitemap"), reverse("robots"))
LINK: Final = re.compile(r'href="([^"#]+)')
# Files, and what has its own tests behind a sign-in.
ELSEWHERE: Final = ("/media/", "/static/", "/documents/", "/compte/", "/espace/", "/coordination/", "/admin/")
WAITING: Final = 503


def links_of(address: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        target = urljoin(address, unescape(link))
        if target.startswith("/") and not target.startswith(ELSEWHERE):
            yield target


def kind_of(address: str) -> str:
    """Pages of the tree each count for one; of others, one for each view, with a question or without."""
    path, has_question, _question = address.partition("?")
    match = resolve(path)
    name = path if match.url_name == "wagtail_serve" else match.route
    return f"{name}{has_question}"


@pytest.mark.usefixtures("demo")
def test_every_link_of_the_public_site_answers_within_its_queries(client: Client) -> None:
    waiting, known, kinds = list(STARTS), set(STARTS), set()
    while waiting:
        address = waiting.pop()
        if kind_of(address) in kinds:
            continue
        kinds.add(kind_of(address))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        # A PDF that the worker has not made yet says to wait.
        assert response.status_code in ({200, WAITING} if address.endswith("/pdf/") else {200}), address
        assert len(queries) <= MOST_QUERIES, address
        if response["Content-Type"].startswith("text/html"):
            found = set(links_of(address, response.content.decode())) - known
            known |= found
            waiting += sorted(found)
    assert len(kinds) >= 80
