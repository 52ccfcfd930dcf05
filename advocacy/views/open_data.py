"""`/rapports-activite/<year>/donnees.csv` and `.json`: the figures of a published report."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from advocacy.models import ActivityReportPage
from advocacy.open_data import describe_figures, write_figures_csv
from advocacy.views.finding import get_publication


def get_report(request: HttpRequest, address: str) -> ActivityReportPage:
    report = get_publication(request, address)
    if not isinstance(report, ActivityReportPage):
        raise Http404
    return report


@require_safe
@conditional_page
@cache_control(no_cache=True)
def send_figures_csv(request: HttpRequest, address: str) -> HttpResponse:
    """For a spreadsheet."""
    report = get_report(request, address)
    response = HttpResponse(write_figures_csv(report), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="polaris-14-chiffres-{report.year}.csv"'
    return response


@require_safe
@conditional_page
@cache_control(no_cache=True)
def send_figures_json(request: HttpRequest, address: str) -> HttpResponse:
    """For a program: the same figures, and what each field means."""
    return JsonResponse(describe_figures(get_report(request, address)), json_dumps_params={"ensure_ascii": False, "indent": 1})
