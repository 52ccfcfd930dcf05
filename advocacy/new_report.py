"""A new report from the last one: the same parts, figures and keys, to be filled in for another year."""

import json
from typing import Any

from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from advocacy.emptying import MARKED_PARAGRAPH, empty_stream, mark
from advocacy.exceptions import ReportExistsError
from advocacy.models import ActivityReportPage


def report_of(year: int, *, beside: ActivityReportPage) -> Page | None:
    """The report of `year` in the same section, draft or published; also whatever page stands at its address."""
    siblings = ActivityReportPage.objects.sibling_of(beside)
    return siblings.filter(year=year).first() or beside.get_siblings().filter(slug=str(year)).first()


def emptied_fields(report: ActivityReportPage, year: int) -> dict[str, Any]:
    """What the draft of `year` does not take from `report` as it is."""
    streams = {}
    for name in ("headline_figures", "parts"):
        stream = getattr(report, name)
        streams[name] = json.dumps(empty_stream(stream.stream_block, stream.raw_data))
    title = report.title.replace(str(report.year), str(year))
    longest = ActivityReportPage._meta.get_field("introduction").max_length
    return {
        **streams,
        "title": title,
        "draft_title": title,
        "slug": str(year),
        "year": year,
        "introduction": mark(report.introduction, longest) if report.introduction else "",
        "seo_title": "",
        "search_description": "",
        "correction": "",
        "supplied_pdf": None,
    }


def mark_note(source: Page, draft: Page, relation: Any, child: Any) -> None:
    if relation.get_accessor_name() == "footnotes":
        child.text = f"{MARKED_PARAGRAPH}{child.text}"


@transaction.atomic
def start_next_report(report: ActivityReportPage, *, by: User) -> ActivityReportPage:
    """A draft of the next year's report: structure, block ids and keys of figures kept, values emptied, texts marked to be read again.

    Raises ReportExistsError when that year has one.
    """
    # Two who ask at once get one draft.
    index = Page.objects.select_for_update().get(pk=report.get_parent().pk)
    year = report.year + 1
    existing = report_of(year, beside=report)
    if existing is not None:
        raise ReportExistsError(existing, year)
    draft: ActivityReportPage = report.copy(
        to=index,
        update_attrs=emptied_fields(report, year),
        copy_revisions=False,
        keep_live=False,
        user=by,
        process_child_object=mark_note,
    )
    return draft
