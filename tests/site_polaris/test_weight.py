"""What a first visit of a public page loads, photos apart: little, from us alone, and hardly anything before the first word is drawn."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from home.models import HomePage
from tests.home.conftest import home_page as home_page
from tests.home.conftest import photo as photo
from tests.site_polaris.test_page_cache import site_made as site_made

MOST_BYTES = 100_000
MOST_BLOCKING = 2
PAGES = (
    "/",
    "/association/",
    "/association/partenaires/",
    "/sensibilisation/",
    "/sensibilisation/c-1/",
    "/sensibilisation/c-2/",
    "/glossaire/",
    "/agenda/",
    "/quai/",
    "/recherche/?q=langue",
    "/abonnement/",
    "/benevoles/inscription/",
    "/compte/login/",
)
# A module waits for the page, as do icons; what the stylesheet names is counted with it.
STYLESHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"')
SCRIPT = re.compile(r'<script(?![^>]*type="application/)([^>]*) src="/static/([^"]+)"')
PICTURE = re.compile(r'(?:src|href)="/static/(img/[^"#]+)')
IN_STYLES = re.compile(r'url\("?\.\./(img/[^")#]+)')


def weigh(path: str) -> int:
    """Bytes on the wire of one of our files; what is compressed in itself is sent as it is."""
    content = Path(finders.find(path) or "").read_bytes()
    return min(len(content), len(gzip.compress(content)))


@pytest.mark.parametrize("address", PAGES)
def test_first_visit_is_light_and_draws_at_once(site_made: HomePage, address: str) -> None:
    text = Client().get(address).content.decode()
    styles = STYLESHEET.findall(text)
    scripts = SCRIPT.findall(text)
    pictures = set(PICTURE.findall(text))
    for style in styles:
        pictures |= set(IN_STYLES.findall(Path(finders.find(style) or "").read_text()))
    blocking = styles + [path for attributes, path in scripts if "module" not in attributes and "defer" not in attributes]
    files = {*styles, *pictures, *(path for _, path in scripts)}
    assert styles
    assert len(blocking) <= MOST_BLOCKING
    assert len(gzip.compress(text.encode())) + sum(map(weigh, files)) <= MOST_BYTES
    # Nothing from elsewhere.
    assert re.findall(r'<(?:script|img|iframe|source)[^>]* src="(?!/|data:)', text) == []
