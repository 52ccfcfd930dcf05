"""Looks for a word in everything that the site keeps: rows, search index, cache, files, and the text of PDFs."""

import base64
import binascii
import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from django.conf import settings
from django.db import connection


def texts_of_tables() -> Iterator[tuple[str, str]]:
    """Every value of every table, the search index included; what the cache packs is unpacked."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, repr(row)
                if table == "polaris_cache":
                    yield table, " ".join(unpacked(str(value)) for value in row)


def unpacked(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", errors="replace")
    except binascii.Error:
        return ""


def texts_of_files() -> Iterator[tuple[str, str]]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
            if path.read_bytes().startswith(b"%PDF-1"):
                yield path.name, text_of_pdf(path.read_bytes())


def text_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


def find(word: str) -> list[str]:
    """The tables and the files that hold it, whatever its capitals."""
    return [place for place, text in (*texts_of_tables(), *texts_of_files()) if word in text.lower()]
