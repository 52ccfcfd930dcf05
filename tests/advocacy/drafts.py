"""Reports written for the tests of the checks, without saving them."""

import json
from collections.abc import Callable
from typing import Any

from advocacy.checks import Check, Draft
from advocacy.models import ActivityReportPage
from home.demo_writing import items, make_id, rich

# Written apart: no source holds the mark itself.
TO_DO = "TO" + "DO"

Block = tuple[str, Any]


def report(*blocks: Block, **fields: Any) -> ActivityReportPage:
    """A report of one part, not saved."""
    body = [{"type": kind, "value": value, "id": make_id("checks", place)} for place, (kind, value) in enumerate(blocks)]
    part = {"type": "part", "id": make_id("checks"), "value": {"title": "La culture", "body": body}}
    return ActivityReportPage(**{"title": "Rapport", "slug": "2024", "year": 2024, "parts": json.dumps([part]), **fields})


def paragraph(text: str) -> Block:
    return ("paragraph", rich(text))


def chart(table: str, **changes: Any) -> Block:
    value = {
        "kind": "bar",
        "title": "Visées des activités",
        "description": "Deux activités sur trois sont culturelles.",
        "table": table,
        "unit": "percent",
        "denominator": "des 38 activités",
        "several_answers": False,
        "note": "",
        "source": "rapport 2024",
    }
    return ("chart", value | changes)


def figures(*rows: tuple[str, str | None, str, str], source: str = "rapport 2024") -> Block:
    """Rows of label, value, unit, denominator."""
    values = [{"label": label, "value": value, "unit": unit, "denominator": of} for label, value, unit, of in rows]
    return ("figures", {"figures": items("checks/figures", values), "source": source})


def found_by(check: Callable[..., Any], page: Any) -> list[tuple[str, bool]]:
    return [(finding.code, finding.blocks) for finding in check(Draft.of_page(page))]


def sentences_of(check: Check, page: Any) -> list[str]:
    return [finding.sentence.replace("\u00a0", " ").replace("\u202f", " ") for finding in check(Draft.of_page(page))]


THREE_AIMS = "Visée ; Part\nCulturelle ; 66\nLangue et travail ; 34\nSportive ; 13"
