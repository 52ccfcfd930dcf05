"""Pages leave compressed; documents leave as they are, with their length."""

import gzip

from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from home.models import HomePage
from tests.home.conftest import home_page as home_page


def test_page_is_compressed_for_who_reads_it_so(home_page: HomePage, client: Client) -> None:
    plain = client.get("/recherche/")
    compressed = client.get("/recherche/", headers={"Accept-Encoding": "gzip"})
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain["Vary"]


def test_document_keeps_its_length_and_names_no_encoding(db: None, client: Client) -> None:
    words = b"Un guide. " * 200
    document = get_document_model().objects.create(title="Guide", file=ContentFile(words, name="guide.pdf"))
    response = client.get(document.url, headers={"Accept-Encoding": "gzip"})
    assert response.getvalue() == words
    assert (response.headers.get("Content-Encoding"), response["Content-Length"]) == (None, "2000")
