"""Cheques taken to the bank: the list of the slips, one of them, and the bank's line that closes it."""

from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from donations import cheque_batches
from donations.forms.cheque_batches import BankLineForm, SlipForm
from donations.models import ChequeBatch, Payment
from home.amounts import show_euros
from volunteers.exceptions import Reason, Refused

PAGE_LENGTH: Final = 50
# The field that each reason is about; the others are said above the form.
SAID_BESIDE: Final = {"total": "amount", "early": "credited_on", "none": "cheques", "taken": "cheques", "late": "cheques"}


def say(form: Any, reasons: list[Reason]) -> list[Reason]:
    """Puts each reason beside its field; gives those that have none."""
    for reason in reasons:
        if SAID_BESIDE.get(reason.code) in form.fields:
            form.add_error(SAID_BESIDE[reason.code], str(reason))
    return [reason for reason in reasons if SAID_BESIDE.get(reason.code) not in form.fields]


def with_donors(payments: Any) -> list[Payment]:
    return list(payments.select_related("gift__donor"))


@role_required(Role.TREASURER)
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    found = ChequeBatch.objects.with_totals().order_by("-deposited_on", "-made_at")
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    waiting = cheque_batches.waiting_cheques().order_by().aggregate(count=Count("pk"), total_cents=Sum("amount_cents", default=0))
    return render(request, "donations/coordination/cheque_batches.html", {"page": page, "waiting": waiting})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    form = SlipForm(request.POST if request.method == "POST" else None, initial={"deposited_on": timezone.localdate()})
    reasons: list[Reason] = []
    if form.is_valid():
        try:
            batch = cheque_batches.prepare(
                form.slip(), form.chosen(), batch_id=form.cleaned_data["batch_id"], by=cast("User", request.user), now=timezone.now()
            )
        except Refused as refused:
            reasons = say(form, refused.reasons)
        else:
            messages.success(request, "La remise est préparée. Quand la banque l’aura créditée, rapprochez-la ici.")
            return redirect("coordination_cheque_batch", batch.pk)
    context = {"form": form, "reasons": reasons, "cheques": with_donors(cheque_batches.waiting_cheques())}
    return render(request, "donations/coordination/cheque_batch_form.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A slip as it is printed; while it is open, what the bank's line says is typed here."""
    found = get_object_or_404(ChequeBatch.objects.with_totals().select_related("made_by", "reconciled_by"), pk=batch_id)
    form = BankLineForm(request.POST if request.method == "POST" else None)
    reasons: list[Reason] = []
    if form.is_valid():
        try:
            cheque_batches.reconcile(found, form.line(), by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            reasons = say(form, refused.reasons)
        else:
            messages.success(request, f"La remise est rapprochée\u00a0: la banque a bien crédité {show_euros(form.line().amount_cents)}.")
            return redirect("coordination_cheque_batch", found.pk)
    context = {
        "batch": found,
        "form": form,
        "reasons": reasons,
        "stays_closed": cheque_batches.reopening_reasons(found) if found.is_reconciled else [],
        "cheques": with_donors(cheque_batches.cheques().filter(batch=found)),
    }
    return render(request, "donations/coordination/cheque_batch.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The number and the day of a slip, and which cheques go with it."""
    found = get_object_or_404(ChequeBatch, pk=batch_id)
    inside = list(found.payments.values_list("pk", flat=True))
    initial = {
        "batch_id": found.pk,
        "reference": found.reference,
        "deposited_on": found.deposited_on,
        "cheques": inside,
        "known": inside,
    }
    form = SlipForm(request.POST if request.method == "POST" else None, initial=initial)
    closed = cheque_batches.changing_reasons(found)
    reasons: list[Reason] = []
    if form.is_valid():
        chosen, known = form.chosen(), form.were_known()
        try:
            cheque_batches.change(found, form.slip(), added=chosen - known, removed=known - chosen)
        except Refused as refused:
            reasons = say(form, refused.reasons)
        else:
            messages.success(request, "La remise est à jour.")
            return redirect("coordination_cheque_batch", found.pk)
    shown = cheque_batches.cheques().filter(Q(batch=None) | Q(batch=found))
    context = {"batch": found, "form": form, "closed": closed, "reasons": reasons, "cheques": with_donors(shown)}
    return render(request, "donations/coordination/cheque_batch_form.html", context)


@role_required(Role.TREASURER)
@require_POST
def reopen_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = get_object_or_404(ChequeBatch, pk=batch_id)
    try:
        cheque_batches.reopen(found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "La remise est rouverte. Corrigez-la, puis rapprochez-la de nouveau.")
    return redirect("coordination_cheque_batch", found.pk)


@role_required(Role.TREASURER)
@require_POST
def delete_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Pressed twice, the second finds nothing left, and says the same."""
    found = ChequeBatch.objects.filter(pk=batch_id).first()
    if found:
        try:
            cheque_batches.delete(found)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("coordination_cheque_batch", found.pk)
    messages.success(request, "La remise est supprimée.")
    return redirect("coordination_cheque_batches")
