"""`graphiques/<block>.csv`: the numbers of a chart, as its page shows it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from advocacy.blocks.charts import chart_of
from advocacy.charts.kinds import Chart
from advocacy.csv_files import write_csv
from advocacy.models import PublicationPage, Version
from advocacy.views.finding import get_publication


def get_chart(page: PublicationPage, block_id: UUID) -> Chart:
    for placed in page.body_blocks():
        if placed.child.block_type == "chart" and placed.child.id == str(block_id):
            return chart_of(placed.child.value)
    raise Http404


def send_numbers(chart: Chart) -> HttpResponse:
    rows: list[list[Any]] = [[row.label, *row.values] for row in chart.table.rows]
    response = HttpResponse(
        write_csv([chart.table.heading or "Libellé", *chart.table.columns], rows), content_type="text/csv; charset=utf-8; header=present"
    )
    response["Content-Disposition"] = f'attachment; filename="polaris-14-{slugify(chart.title)[:60].strip("-")}.csv"'
    return response


@require_safe
def send_chart_csv(request: HttpRequest, address: str, block_id: UUID) -> HttpResponse:
    """For a spreadsheet: a gap is an empty cell, a true zero a 0."""
    return send_numbers(get_chart(get_publication(request, address), block_id))


@require_safe
def send_version_chart_csv(request: HttpRequest, address: str, number: int, block_id: UUID) -> HttpResponse:
    """The same for a chart of an earlier version."""
    version = get_object_or_404(Version, page_id=get_publication(request, address).pk, number=number)
    return send_numbers(get_chart(version.as_page(), block_id))
