"""A donor's file, the gifts that are typed in, and the money that is given back."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from donations import donor_data
from donations.donor_files import note_reading, open_file
from donations.exceptions import CheckoutUnavailableError
from donations.forms.receipts import CorrectionForm
from donations.forms.treasury import ManualGiftForm, RefundForm
from donations.manual_gifts import KNOWN, record, removal_reasons, remove
from donations.models import Donor, Gift, Payment, Refund
from donations.refunds import refund, refund_reasons, refundable_cents
from home.amounts import show_euros
from volunteers.exceptions import Refused

FAILED: Final = "Stripe a refusé ce remboursement\u00a0: regardez ce paiement dans son tableau de bord."
LATER: Final = "Stripe ne répond pas en ce moment. Le remboursement est demandé, et sera tenté de nouveau d’ici une heure."


@role_required(Role.TREASURER)
@require_safe
def donor(request: HttpRequest, donor_id: UUID) -> HttpResponse:
    found = get_object_or_404(Donor, pk=donor_id)
    file = open_file(found, by=cast("User", request.user), now=timezone.now())
    return render(request, "donations/coordination/donor.html", {"donor": found, "file": file})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_gift(request: HttpRequest, donor_id: UUID | None = None) -> HttpResponse:
    """A gift by cheque, transfer or in cash, of somebody new or of a known donor."""
    known = get_object_or_404(Donor, pk=donor_id) if donor_id else None
    form = ManualGiftForm(request.POST if request.method == "POST" else None, instance=known)
    reasons = []
    if form.is_valid():
        try:
            gift = record(form.typed(), form_token=form.cleaned_data["form_token"], by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"Le don de {show_euros(gift.amount_cents)} est noté.")
            return redirect("coordination_donor", gift.donor_id)
    homonym = Donor.objects.filter(email=form.cleaned_data["email"]).first() if KNOWN in reasons else None
    context = {"form": form, "donor": known, "reasons": reasons, "homonym": homonym}
    return render(request, "donations/coordination/gift_new.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_gift(request: HttpRequest, gift_id: UUID) -> HttpResponse:
    """A typed gift that was a mistake; one button says that it goes."""
    gift = get_object_or_404(Gift.objects.select_related("donor"), pk=gift_id)
    reasons = removal_reasons(gift)
    if request.method == "POST" and not reasons:
        try:
            stays = remove(gift)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Le don est retiré.")
            return redirect("coordination_donor", gift.donor_id) if stays else redirect("coordination_gifts")
    return render(request, "donations/coordination/gift_remove.html", {"gift": gift, "donor": gift.donor, "reasons": reasons})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def refund_payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Gives back a payment, all of it or a part: the amount, then one button."""
    payment = get_object_or_404(Payment.objects.select_related("gift__donor"), pk=payment_id)
    left = refundable_cents(payment)
    reasons = refund_reasons(payment, left)
    form = RefundForm(request.POST if request.method == "POST" else None, left_cents=left)
    if form.is_valid():
        try:
            row = refund(
                payment,
                form.cleaned_data["amount"],
                form_token=form.cleaned_data["form_token"],
                by=cast("User", request.user),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("amount", " ".join(str(reason) for reason in refused.reasons))
        except CheckoutUnavailableError:
            messages.warning(request, LATER)
            return redirect("coordination_donor", payment.gift.donor_id)
        else:
            if row.state == Refund.State.FAILED:
                messages.error(request, FAILED)
                return redirect("coordination_donor", payment.gift.donor_id)
            done = f"{show_euros(row.amount_cents)} sont en route vers la personne, qui en est prévenue par courriel."
            messages.success(request, f"Le remboursement de {show_euros(row.amount_cents)} est noté." if payment.gift.is_typed else done)
            return redirect("coordination_donor", payment.gift.donor_id)
    context = {"payment": payment, "donor": payment.gift.donor, "left_cents": left, "reasons": reasons, "form": form}
    return render(request, "donations/coordination/refund.html", context)


@role_required(Role.TREASURER)
@require_POST
def wish_receipt(request: HttpRequest, gift_id: UUID) -> HttpResponse:
    """Whether a gift is to have a receipt, as its donor asked."""
    gift = get_object_or_404(Gift, pk=gift_id)
    wishes = "wished" in request.POST
    Gift.objects.filter(pk=gift.pk).update(wants_receipt=wishes)
    messages.success(request, "Ce don attend un reçu fiscal." if wishes else "Ce don n’aura pas de reçu fiscal.")
    return redirect("coordination_donor", gift.donor_id)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def write_details(request: HttpRequest, donor_id: UUID) -> HttpResponse:
    """The name and address of the receipts to come, as the donor wrote or said them; those issued keep what they say."""
    found = get_object_or_404(Donor, pk=donor_id)
    note_reading(found, by=cast("User", request.user), now=timezone.now())
    # The form writes into its own row, which nobody saves.
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=Donor.objects.get(pk=found.pk))
    if form.is_valid():
        donor_data.change_details(found, form.details(), receipts_by_post=found.receipts_by_post)
        messages.success(request, "Les coordonnées sont enregistrées.")
        return redirect("coordination_donor", found.pk)
    return render(request, "donations/coordination/donor_details.html", {"donor": found, "form": form})


@role_required(Role.TREASURER)
@require_POST
def choose_post(request: HttpRequest, donor_id: UUID) -> HttpResponse:
    """Whether a donor who has an e-mail address prefers receipts by the post, as they asked."""
    found = get_object_or_404(Donor.objects.exclude(email=""), pk=donor_id)
    prefers = "post" in request.POST
    Donor.objects.filter(pk=found.pk).update(receipts_by_post=prefers)
    messages.success(request, "Ses reçus partiront par la poste." if prefers else "Ses reçus seront annoncés par courriel.")
    return redirect("coordination_donor", found.pk)
