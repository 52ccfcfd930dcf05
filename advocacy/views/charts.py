"""`graphiques/<block>.csv`: the numbers of a chart, as its page shows it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from advocacy.blocks.charts import write_chart_csv
from advocacy.models import PublicationPage
from advocacy.views.finding import get_publication, get_version


def get_chart(page: PublicationPage, block_id: UUID) -> Any:
    """The value of the page's ChartBlock of that id."""
    for placed in page.body_blocks():
        if placed.child.block_type == "chart" and placed.child.id == str(block_id):
            return placed.child.value
    raise Http404


def send_numbers(chart: Any) -> HttpResponse:
    response = HttpResponse(write_chart_csv(chart), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="polaris-14-{slugify(chart["title"])[:60].strip("-")}.csv"'
    return response


@require_safe
@conditional_page
@cache_control(no_cache=True)
def send_chart_csv(request: HttpRequest, address: str, block_id: UUID) -> HttpResponse:
    """For a spreadsheet: a gap is an empty cell, a true zero a 0."""
    return send_numbers(get_chart(get_publication(request, address), block_id))


@require_safe
@conditional_page
@cache_control(no_cache=True)
def send_version_chart_csv(request: HttpRequest, address: str, number: int, block_id: UUID) -> HttpResponse:
    """The same for a chart of an earlier version."""
    return send_numbers(get_chart(get_version(request, address, number).as_page(), block_id))
