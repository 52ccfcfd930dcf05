"""The books of a period: whether they agree with the gifts, and the file for the accountant."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from donations.bookkeeping import choose_accounts
from donations.bookkeeping_exports import COLUMNS, ENTRIES, export_entries
from donations.bookkeeping_sums import compare_with_gifts, measure_books, months_begun
from donations.figures import years_counted
from donations.forms.bookkeeping import AccountsForm, PeriodForm, whole_year
from volunteers.models import DataExport


@role_required(Role.TREASURER)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = PeriodForm(request.GET, today=today)
    period = form.period()
    found = measure_books(period.first_day, period.last_day)
    context = {
        "form": form,
        "period": period,
        "years": [(year, whole_year(year)) for year in years_counted(today)],
        "books": found,
        "months": months_begun(found, today=today),
        "accounts": sorted(found.accounts.items(), key=lambda item: item[0].number),
        "agreement": compare_with_gifts(period.first_day, period.last_day, books=found),
    }
    return render(request, "donations/coordination/bookkeeping.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def export_books(request: HttpRequest) -> HttpResponseBase:
    """What would leave; then the proof of who takes it; then, asked again, the file."""
    now, today = timezone.now(), timezone.localdate()
    period, proof_due = PeriodForm(request.GET, today=today).period(), is_proof_due(request)
    if request.method == "POST":
        if proof_due:
            return ask_for_proof(request, then=f"{reverse('coordination_bookkeeping_export')}?{period.query}")
        return export_entries(period.first_day, period.last_day, by=cast("User", request.user), now=now).as_response()
    context = {
        "period": period,
        "proof_due": proof_due,
        "is_over": period.last_day < today,
        "books": measure_books(period.first_day, period.last_day),
        "columns": COLUMNS,
        "last": DataExport.objects.filter(kind=ENTRIES).select_related("taken_by")[:10],
    }
    return render(request, "donations/coordination/bookkeeping_export.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def ledger_accounts(request: HttpRequest) -> HttpResponse:
    form = AccountsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        choose_accounts(form.accounts())
        messages.success(request, "Les comptes sont enregistrés. Les prochains exports s’en servent.")
        return redirect("coordination_bookkeeping")
    return render(request, "donations/coordination/ledger_accounts.html", {"form": form})
