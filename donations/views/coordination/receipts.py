"""`/coordination/recus/`: the year, the list, each receipt, its copies, its correction and its end."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from donations.donor_files import note_reading
from donations.forms.receipts import CancelForm, CorrectionForm, ReceiptFilterForm
from donations.models import Donor, PaymentRelease, ReceiptRun, TaxReceipt
from donations.receipt_copies import copy_of, hand_over
from donations.receipt_exports import COLUMNS, RECEIPTS, export_receipts
from donations.receipt_figures import THRESHOLD_CENTS, awaiting_by_year, gifts_of_year, measure_receipts, years_of_receipts
from donations.receipt_lists import find_receipts
from donations.receipt_terms import issuing_reasons
from donations.receipts import cancel, cancel_reasons, correct
from home.dates import year_asked
from volunteers.exceptions import Refused
from volunteers.forms.exports import ExportForm
from volunteers.models import DataExport

PAGE_LENGTH: Final = 50
# Where words that were looked for wait: they may be a name, which stands in no address.
SESSION_KEY: Final = "receipts_looked_for"
LOOKED_FOR: Final = "recherche"
YEAR: Final = "annee"
PDF: Final = "application/pdf"


def asked_receipts(request: HttpRequest) -> ReceiptFilterForm:
    data = request.GET.copy()
    if LOOKED_FOR in data:
        data["q"] = request.session.get(SESSION_KEY, "")
    return ReceiptFilterForm(data)


def query_of(filters: ReceiptFilterForm, year: int) -> str:
    """What the address says of the year and the filters."""
    query = QueryDict(mutable=True)
    query.update({YEAR: str(year), **filters.kept()})
    if filters["q"].value():
        query[LOOKED_FOR] = "oui"
    return query.urlencode()


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest) -> HttpResponse:
    """A year of receipts: its figures, each with its rows; then the list. A search is posted, and read from the session then."""
    today = timezone.localdate()
    year = year_asked(request.GET.get(YEAR, ""), today=today)
    if request.method == "POST":
        filters = ReceiptFilterForm(request.POST)
        request.session[SESSION_KEY] = (filters["q"].value() or "")[:200]
        return redirect(f"{reverse('coordination_receipts')}?{query_of(filters, year)}")
    filters, gifts_cents = asked_receipts(request), gifts_of_year(year)
    page = Paginator(find_receipts(filters.criteria(year)).select_related("donor"), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": years_of_receipts(today),
        "page": page,
        "filters": filters,
        "query": query_of(filters, year),
        "gift_year": filters.cleaned_data.get("gift_year"),
        "spans_years": filters.spans_years,
        "is_filtered": bool(filters.kept() or filters["q"].value()),
        "figures": measure_receipts(year),
        "gifts_cents": gifts_cents,
        "threshold_cents": THRESHOLD_CENTS,
        "is_above": gifts_cents > THRESHOLD_CENTS,
        "awaiting": awaiting_by_year(today),
        "run_year": today.year - 1,
        "open_run": ReceiptRun.objects.exclude(state=ReceiptRun.State.DONE).first(),
        "missing": issuing_reasons(today),
    }
    return render(request, "donations/coordination/receipts.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """What would leave; then the proof that it is them; then, asked again, the file."""
    now, filters = timezone.now(), asked_receipts(request)
    year = year_asked(request.GET.get(YEAR, ""), today=timezone.localdate(now))
    asked, query, proof_due = filters.criteria(year), query_of(filters, year), is_proof_due(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and proof_due:
        return ask_for_proof(request, then=f"{reverse('coordination_receipt_export')}?{query}")
    if form.is_valid():
        return export_receipts(asked, form.chosen(), by=cast("User", request.user), now=now).as_response()
    context = {
        "form": form,
        "proof_due": proof_due,
        "count": find_receipts(asked).count(),
        "year": year,
        "gift_year": filters.cleaned_data.get("gift_year"),
        "spans_years": filters.spans_years,
        "columns": list(COLUMNS),
        "query": query,
        "last": DataExport.objects.filter(kind=RECEIPTS).select_related("taken_by")[:10],
    }
    return render(request, "donations/coordination/receipt_export.html", context)


def _open(request: HttpRequest, receipt_id: UUID) -> TaxReceipt:
    """A receipt, once it is written that somebody looked at its donor."""
    related = ("donor", "signature", "issued_by", "cancelled_by", "replaces", "replaced_by")
    receipt = get_object_or_404(TaxReceipt.objects.select_related(*related), pk=receipt_id)
    if receipt.donor:
        note_reading(receipt.donor, by=cast("User", request.user), now=timezone.now())
    return receipt


@role_required(Role.TREASURER)
@require_safe
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    found = _open(request, receipt_id)
    lines = found.lines.select_related("payment__gift").order_by("payment__paid_at", "pk")
    releases = {row.payment_id: row for row in PaymentRelease.objects.filter(payment__receipt_lines__receipt=found).select_related("by")}
    context = {"receipt": found, "lines": [(line, releases.get(line.payment_id)) for line in lines], "reasons": cancel_reasons(found)}
    return render(request, "donations/coordination/receipt.html", context)


@role_required(Role.TREASURER)
@require_safe
@cache_control(private=True, no_store=True)
def receipt_copy(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """A copy, which says so."""
    found = _open(request, receipt_id)
    return _as_pdf(copy_of(found), name=found.name)


@role_required(Role.TREASURER)
@require_POST
@cache_control(private=True, no_store=True)
def receipt_original(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The original, once, to be handed to the donor."""
    found = _open(request, receipt_id)
    return _as_pdf(hand_over(found, TaxReceipt.Given.HANDED, now=timezone.now()), name=found.name)


def _as_pdf(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": f'inline; filename="recu-{name}.pdf"'})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The right name and address; then the receipt is cancelled, and another one is issued."""
    found = _open(request, receipt_id)
    # The form writes into its own row, which nobody saves.
    donor = Donor.objects.filter(pk=found.donor_id).first() if found.donor_id else None
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=donor)
    if donor and form.is_valid():
        try:
            fresh = correct(found, form.details(), by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Le reçu {found.name} est annulé. Le reçu {fresh.name} le remplace.")
            return redirect("coordination_receipt", fresh.pk)
    context = {"receipt": found, "form": form, "reasons": cancel_reasons(found), "has_donor": donor is not None}
    return render(request, "donations/coordination/receipt_correct.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    found = _open(request, receipt_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = TaxReceipt.CancelReason(form.cleaned_data["reason"])
        try:
            cancel(found, reason, by=cast("User", request.user), now=timezone.now(), wants_no_other=form.cleaned_data["wants_no_other"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Le reçu {found.name} est annulé. Son numéro reste pris.")
            return redirect("coordination_receipt", found.pk)
    return render(request, "donations/coordination/receipt_cancel.html", {"receipt": found, "form": form, "reasons": cancel_reasons(found)})
