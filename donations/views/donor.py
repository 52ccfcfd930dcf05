"""A donor's own pages at `/don/mes-dons/`. Those of a monthly gift are in `monthly.py`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import client_address
from accounts.limits import allow
from donations import donor_data
from donations.donor_links import send_link, token_of
from donations.forms.donor import AskForm, OwnDetailsForm
from donations.models import DonationSettings, Donor, MonthlyPlan, Payment, TaxReceipt
from donations.receipt_copies import hand_over
from donations.receipt_holds import SEPA, UNCOVERED, awaiting_receipt, hold_reasons, sure_on
from donations.typed_details import known_details
from donations.views.doors import for_donor
from volunteers.exceptions import Reason, Refused

# Links asked for from one network address, and mails to one person.
ASKED: Final = {"limit": 10, "seconds": 600}
MAILED: Final = {"limit": 3, "seconds": 3600}
TOO_MANY: Final = "Beaucoup de liens ont été demandés en peu de temps. Réessayez dans quelques minutes."
# What was just done, said at the head of the page that follows.
DONE: Final = {
    "coordonnees": "Vos coordonnées sont enregistrées.",
    "silence": "C’est noté\u00a0: nous ne vous écrirons plus que pour ce qui change, échoue ou vous est remboursé.",
    "nouvelles": "C’est noté\u00a0: nous vous écrirons de nouveau à chaque don reçu.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Asks for the link by e-mail; the answer is the same whether the address is known or not."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "donations/ask_for_link.html", {"form": form})
    if not allow(f"donor-link:{client_address(request)}", **ASKED):
        return render(request, "donations/ask_for_link.html", {"form": form, "problem": TOO_MANY}, status=429)
    email = form.cleaned_data["email"].lower()
    if allow(f"donor-link-to:{email}", **MAILED):
        send_link(email)
    return render(request, "donations/link_sent.html")


@for_donor
@require_safe
def my_gifts(request: HttpRequest, donor: Donor) -> HttpResponse:
    context = {
        "donor": donor,
        "details": Donor(**known_details(donor)),
        "token": token_of(donor),
        "plans": MonthlyPlan.objects.filter(gift__donor=donor).select_related("gift"),
        "payments": Payment.objects.filter(gift__donor=donor)
        .exclude(state__in=[Payment.State.PENDING, Payment.State.CANCELLED])
        .with_net()
        .select_related("gift__campaign"),
        "receipts": donor.receipts.select_related("replaced_by"),
        "awaiting": _tell_awaiting(donor, now=timezone.now()),
        "is_yearly": DonationSettings.load().receipt_rhythm == DonationSettings.ReceiptRhythm.YEAR,
        "done": DONE.get(request.GET.get("fait", "")),
    }
    return render(request, "donations/my_gifts.html", context)


def _tell_awaiting(donor: Donor, *, now: datetime) -> list[tuple[Payment, list[Reason], str]]:
    """Each payment that waits for its receipt: what for, and until when a recent debit does. Not those that cannot have one."""
    hold_days = DonationSettings.load().sepa_hold_days
    awaiting = awaiting_receipt(now).filter(gift__donor=donor, **{UNCOVERED: False}).select_related("gift").order_by("-paid_at", "pk")
    return [(one, hold_reasons(one), sure_on(one, hold_days=hold_days) if getattr(one, SEPA) else "") for one in awaiting]


@for_donor
@require_POST
def my_receipt(request: HttpRequest, donor: Donor, receipt_id: UUID) -> HttpResponse:
    """The original the first time, then copies that say so."""
    receipt = get_object_or_404(donor.receipts, pk=receipt_id)
    content = hand_over(receipt, TaxReceipt.Given.ONLINE, now=timezone.now())
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="recu-fiscal-{receipt.name}.pdf"'}
    )


@for_donor
@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request: HttpRequest, donor: Donor) -> HttpResponse:
    """The name and address of receipts."""
    known = {**known_details(donor), "receipts_by_post": donor.receipts_by_post}
    form = OwnDetailsForm(request.POST or None, initial=known)
    if form.is_valid():
        donor_data.change_details(donor, form.details(), receipts_by_post=form.cleaned_data["receipts_by_post"])
        return _back(donor, done="coordonnees")
    return render(request, "donations/my_details.html", {"form": form, "token": token_of(donor)})


@for_donor
@require_http_methods(["GET", "HEAD", "POST"])
def my_mails(request: HttpRequest, donor: Donor) -> HttpResponse:
    """One button: no more news, or news again."""
    if request.method != "POST":
        return render(request, "donations/my_mails.html", {"donor": donor, "token": token_of(donor)})
    if "again" in request.POST:
        donor_data.take_news(donor)
        return _back(donor, done="nouvelles")
    donor_data.refuse_news(donor, now=timezone.now())
    return _back(donor, done="silence")


@for_donor
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest, donor: Donor) -> HttpResponse:
    """What is kept, as a file; and its erasure, as far as the law lets it be."""
    reasons, now = donor_data.erase_reasons(donor), timezone.now()
    if request.method == "POST":
        try:
            donor_data.erase(donor, now=now)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return render(request, "donations/erased.html")
    context = {
        "token": token_of(donor),
        "reasons": reasons,
        "keeps_name": donor_data.keeps_receipt_name(donor, now=now),
        "has_receipts": donor.receipts.exists(),
    }
    return render(request, "donations/my_data.html", context)


@for_donor
@require_safe
def download(request: HttpRequest, donor: Donor) -> HttpResponse:
    return JsonResponse(
        donor_data.collect(donor),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="mes-dons-polaris14.json"'},
    )


def _back(donor: Donor, *, done: str) -> HttpResponse:
    return redirect(reverse("my_gifts", args=[token_of(donor)]) + f"?fait={done}")
