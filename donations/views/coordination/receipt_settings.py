"""What receipts are made out with, each on a page of its own, below a page that says what holds."""

from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from donations.forms.receipt_settings import (
    BodyForm,
    EligibilityEndForm,
    EligibilityForm,
    FirstNumberForm,
    IssuingForm,
    RateForm,
    SignatoryForm,
)
from donations.models import DonationSettings, Donor, ReceiptBody, ReceiptEligibility, ReceiptSignatory, TaxRate
from donations.receipt_eligibility import eligibility_reasons, end_eligibility, preview_eligibility, record_eligibility
from donations.receipt_mentions import BODY_WORDS, record_body, record_signatory, withdraw_body, withdraw_signatory
from donations.receipt_numbers import coming_number, open_year, opening_reasons
from donations.receipt_overview import course_of, survey_terms
from donations.receipt_terms import settle_issuing
from donations.tax_rates import record_rate, withdraw_rate
from home.dates import short_day
from volunteers.exceptions import Refused

OVERVIEW: Final = "coordination_receipt_settings"


@role_required(Role.TREASURER)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What holds today, what is missing, what begins later."""
    context = {"survey": survey_terms(timezone.localdate()), "is_fictitious": settings.DEMO}
    return render(request, "donations/coordination/receipt_settings.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest) -> HttpResponse:
    """The form, then what recording it will mean, then one button."""
    now, today = timezone.now(), timezone.localdate()
    form = EligibilityForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "change" not in request.POST:
        said = form.typed()
        reasons = eligibility_reasons(said, today=today)
        if reasons:
            form.add_error("decided_on", str(Refused(reasons)))
            return render(request, "donations/coordination/receipt_eligibility.html", {"form": form})
        if "confirmed" not in request.POST:
            context = {"form": form, "outlook": preview_eligibility(said, today=today), "ground": form.instance.get_ground_display()}
            return render(request, "donations/coordination/receipt_eligibility_outlook.html", context)
        try:
            row = record_eligibility(said, by=cast("User", request.user), now=now, today=today)
        except Refused as refused:
            form.add_error("decided_on", str(refused))
        else:
            messages.success(request, f"L’habilitation est enregistrée, pour les dons reçus à partir du {short_day(row.since)}.")
            return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_eligibility.html", {"form": form})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility_end(request: HttpRequest, eligibility_id: UUID) -> HttpResponse:
    """The first day without receipts, then one button."""
    row = get_object_or_404(ReceiptEligibility, pk=eligibility_id)
    now, today = timezone.now(), timezone.localdate()
    form = EligibilityEndForm(request.POST if request.method == "POST" else None, initial={"ended_on": max(today, row.since)})
    if form.is_valid():
        try:
            ended = end_eligibility(row, form.cleaned_data["ended_on"], by=cast("User", request.user), now=now, today=today)
        except Refused as refused:
            form.add_error("ended_on", str(refused))
        else:
            messages.success(request, f"L’habilitation n’a plus cours à partir du {short_day(ended.ended_on)}.")  # type: ignore[arg-type]
            return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_eligibility_end.html", {"form": form, "row": row})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, body_id: UUID | None = None) -> HttpResponse:
    """New mentions, from those that hold; or those that have not begun, to change or take out."""
    now, today = timezone.now(), timezone.localdate()
    coming = get_object_or_404(ReceiptBody, pk=body_id, since__gt=today) if body_id else None
    if coming and request.method == "POST" and "withdraw" in request.POST:
        withdraw_body(coming, today=today)
        messages.success(request, "Les mentions à venir sont retirées.")
        return redirect(OVERVIEW)
    row = coming or course_of(ReceiptBody.objects.all(), today).holds
    form = BodyForm(request.POST if request.method == "POST" else None, row=row, today=today)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in BODY_WORDS}
        try:
            by, since = cast("User", request.user), form.cleaned_data["since"]
            made = record_body(said, since=since, by=by, now=now, today=today, moved=coming)
        except Refused as refused:
            form.add_error("since", str(refused))
        else:
            messages.success(request, f"Les mentions sont enregistrées, à partir du {short_day(made.since)}.")
            return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_body.html", {"form": form, "coming": coming})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def signatory(request: HttpRequest, signatory_id: UUID | None = None) -> HttpResponse:
    """Who signs from a day on; or who has not begun to, to change or take out."""
    now, today = timezone.now(), timezone.localdate()
    signatories = ReceiptSignatory.objects.select_related("signature")
    coming = get_object_or_404(signatories, pk=signatory_id, since__gt=today) if signatory_id else None
    if coming and request.method == "POST" and "withdraw" in request.POST:
        withdraw_signatory(coming, today=today)
        messages.success(request, "La signature à venir est retirée.")
        return redirect(OVERVIEW)
    row = coming or course_of(signatories, today).holds
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SignatoryForm(*sent, row=row, today=today)
    if form.is_valid():
        said = form.cleaned_data
        signature = said["signature"] or row.signature  # type: ignore[union-attr]
        try:
            by = cast("User", request.user)
            made = record_signatory(
                said["name"], said["quality"], signature, since=said["since"], by=by, now=now, today=today, moved=coming
            )
        except Refused as refused:
            form.add_error("since", str(refused))
        else:
            messages.success(request, f"La personne qui signe est enregistrée, à partir du {short_day(made.since)}.")
            return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_signatory.html", {"form": form, "coming": coming, "row": row})


@role_required(Role.TREASURER)
@require_safe
@cache_control(private=True, no_store=True)
def signature(request: HttpRequest, signatory_id: UUID) -> HttpResponse:
    """The picture, for the treasurer alone: it is served nowhere else."""
    row = get_object_or_404(ReceiptSignatory.objects.select_related("signature"), pk=signatory_id)
    return HttpResponse(bytes(row.signature.png), content_type="image/png")


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, kind: str) -> HttpResponse:
    """A rate from a day on; those that have not begun may be taken out."""
    now, today = timezone.now(), timezone.localdate()
    course = course_of(TaxRate.objects.filter(donor_kind=kind), today)
    if request.method == "POST" and "withdraw" in request.POST:
        coming = next((row for row in course.later if row.since.isoformat() == request.POST["withdraw"]), None)
        if coming:
            withdraw_rate(coming, today=today)
            messages.success(request, "Le taux à venir est retiré.")
        return redirect(OVERVIEW)
    form = RateForm(request.POST if request.method == "POST" else None, kind=kind, row=course.holds)
    if form.is_valid():
        made = record_rate(form.typed(), by=cast("User", request.user), now=now)
        messages.success(request, f"Le taux est enregistré, à partir du {short_day(made.since)}.")
        return redirect(OVERVIEW)
    context = {"form": form, "later": course.later, "is_company": kind == Donor.Kind.COMPANY}
    return render(request, "donations/coordination/receipt_rate.html", context)


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def issuing(request: HttpRequest) -> HttpResponse:
    """The rhythm of receipts, and how long a SEPA debit waits for its own."""
    decided = DonationSettings.load()
    initial = {"rhythm": decided.receipt_rhythm, "hold_days": decided.sepa_hold_days}
    form = IssuingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        settle_issuing(form.cleaned_data["rhythm"], form.cleaned_data["hold_days"], by=cast("User", request.user), now=timezone.now())
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_issuing.html", {"form": form})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def first_number(request: HttpRequest) -> HttpResponse:
    """Where this year's numbers go on from, for who comes from another tool."""
    now, year = timezone.now(), timezone.localdate().year
    reasons = opening_reasons(year)
    form = FirstNumberForm(request.POST if request.method == "POST" else None, initial={"first_number": coming_number(year)})
    if form.is_valid():
        try:
            counter = open_year(year, form.cleaned_data["first_number"], by=cast("User", request.user), now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"Le prochain reçu aura le numéro {year}-{counter.first:06}.")
            return redirect(OVERVIEW)
    return render(request, "donations/coordination/receipt_numbers.html", {"form": form, "reasons": reasons, "year": year})
