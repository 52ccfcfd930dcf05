"""The list of gifts, what asks for the treasurer's attention, and the file that leaves."""

from typing import Final, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from donations.alarm_advice import ADVICE
from donations.figures import measure_month, measure_year
from donations.forms.gift_filters import GiftFilterForm
from donations.gift_exports import COLUMNS, GIFTS, export_gifts
from donations.gift_lists import describe_gifts, find_gifts
from donations.models import MoneyAlert, StripeEvent
from donations.watch import last_webhook_at
from home.dates import how_long_ago
from volunteers.forms.exports import ExportForm
from volunteers.models import DataExport

PAGE_LENGTH: Final = 50
# Where words that were looked for wait: they may be a name, which stands in no address.
SESSION_KEY: Final = "gifts_looked_for"
LOOKED_FOR: Final = "recherche"


def asked_gifts(request: HttpRequest) -> GiftFilterForm:
    """The filters of the address, with the words that were looked for when it says that there are some."""
    data = request.GET.copy()
    if LOOKED_FOR in data:
        data["q"] = request.session.get(SESSION_KEY, "")
    return GiftFilterForm(data)


def query_of(filters: GiftFilterForm) -> str:
    """What the address says of the filters."""
    query = QueryDict(mutable=True)
    query.update(dict(filters.kept()))
    if filters["q"].value():
        query[LOOKED_FOR] = "oui"
    return query.urlencode()


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def gifts(request: HttpRequest) -> HttpResponse:
    """The gifts that answer the filters, the last begun first. A search is posted, and read from the session then."""
    if request.method == "POST":
        filters = GiftFilterForm(request.POST)
        request.session[SESSION_KEY] = (filters["q"].value() or "")[:200]
        return redirect(f"{reverse('coordination_gifts')}?{query_of(filters)}")
    now, filters, last = timezone.now(), asked_gifts(request), last_webhook_at()
    page = Paginator(find_gifts(filters.criteria()).values_list("pk", flat=True), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "gifts": describe_gifts(list(page)),
        "filters": filters,
        "query": query_of(filters),
        "now": now,
        "month": measure_month(now),
        "year": measure_year(now),
        "alerts": [(alert, ADVICE[alert.kind]) for alert in MoneyAlert.objects.filter(closed_at=None)],
        "failed_events": StripeEvent.objects.filter(state=StripeEvent.State.FAILED).count(),
        "last_webhook_at": last,
        "since": how_long_ago(last, now) if last else "",
    }
    return render(request, "donations/coordination/gifts.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """What would leave, and what is expected of who takes it; then the proof that it is them; then, asked again, the file."""
    now, filters = timezone.now(), asked_gifts(request)
    asked, query, proof_due = filters.criteria(), query_of(filters), is_proof_due(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and proof_due:
        return ask_for_proof(request, then=f"{reverse('coordination_gift_export')}?{query}")
    if form.is_valid():
        return export_gifts(asked, form.chosen(), by=cast("User", request.user), now=now).as_response()
    context = {
        "form": form,
        "proof_due": proof_due,
        "count": find_gifts(asked).count(),
        "columns": list(COLUMNS),
        "said": filters.said(),
        "query": query,
        "last": DataExport.objects.filter(kind=GIFTS).select_related("taken_by")[:10],
    }
    return render(request, "donations/coordination/export.html", context)
