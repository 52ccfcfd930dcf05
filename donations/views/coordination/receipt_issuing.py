"""Receipts made out: those of a year, in a run with its progress; those of one donor; the file for the post; a hold lifted."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from donations import receipt_runs
from donations.donor_files import note_reading
from donations.forms.receipts import IssueForm, ReleaseForm
from donations.models import DonationSettings, Donor, Payment, PaymentQuerySet, ReceiptRun, TaxReceipt
from donations.receipt_contents import METHODS, net_of
from donations.receipt_copies import PRINTED_AT_ONCE, preview, print_for_post
from donations.receipt_figures import tally
from donations.receipt_holds import SEPA, awaiting_receipt, held_payments, hold_reasons, lacking_address, sure_on
from donations.receipt_mails import ask_for_address
from donations.receipt_releases import release, release_reasons
from donations.receipt_runs import plan_year, start_reasons
from donations.receipts import issue
from home.amounts import show_euros
from home.dates import short_day, year_asked
from home.numbers import format_number
from volunteers.exceptions import Refused

PAGE_LENGTH: Final = 50
# Of the two other lists, unless all is asked for.
SHOWN: Final = 50
WHOLE: Final = "tout"
PDF: Final = "application/pdf"
GIFT_YEAR: Final = "annee"


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest) -> HttpResponse:
    """Who gets what, who lacks an address, what is held; the buttons start, stop, mail, and ask for addresses. Of last year, by default."""
    now, reasons = timezone.now(), []
    gift_year = year_asked(request.GET.get("annee", str(timezone.localdate(now).year - 1)), today=timezone.localdate(now))
    if request.method == "POST":
        try:
            messages.success(request, _act(request, gift_year))
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect(f"{reverse('coordination_receipt_run')}?annee={gift_year}")
    plan, shown = plan_year(gift_year, now=now), None if WHOLE in request.GET else SHOWN
    page, lacking = Paginator(plan.ready.shares, PAGE_LENGTH).get_page(request.GET.get("page")), plan.lacking.shares[:shown]
    donors = Donor.objects.in_bulk([share.donor_id for share in (*page, *lacking)])
    receipts = TaxReceipt.objects.filter(gift_year=gift_year)
    last = ReceiptRun.objects.filter(gift_year=gift_year).first()
    context = {
        "gift_year": gift_year,
        "query": f"annee={gift_year}",
        "title": f"Reçus des dons de {gift_year}",
        "run": last,
        "page": page,
        "ready_rows": [(donors[share.donor_id], share.payments, share.cents) for share in page],
        "ready": plan.ready,
        "lacking": plan.lacking,
        "held": plan.held,
        "lacking_rows": [(donors[share.donor_id], share.payments, share.cents) for share in lacking],
        "held_rows": _held_rows(held_payments(now).given_in(gift_year), shown),
        "start_reasons": start_reasons(gift_year, now=now),
        "reasons": reasons,
        "valid": tally(receipts.valid()),
        "untold": receipts.untold().count(),
        "told": receipts.valid().exclude(told_at=None).count(),
        "for_post": TaxReceipt.objects.for_post().count(),
        "printed_at_once": PRINTED_AT_ONCE,
        "shown": shown,
    }
    return render(request, "donations/coordination/receipt_run.html", context)


def _act(request: HttpRequest, gift_year: int) -> str:
    """Does what the button says; gives the sentence. Raises Refused."""
    by, now, action = cast("User", request.user), timezone.now(), request.POST.get("action", "")
    if action == "start":
        begun = receipt_runs.start(gift_year, by=by, now=now)
        left = begun.to_issue - begun.issued
        return f"{format_number(left)} reçus vont être émis, l’un après l’autre." if left > 1 else "Le reçu va être émis."
    if action == "stop":
        for running in ReceiptRun.objects.filter(gift_year=gift_year, state=ReceiptRun.State.RUNNING):
            receipt_runs.stop(running)
        return "L’émission est arrêtée. Les reçus déjà émis le restent."
    if action == "tell":
        receipt_runs.tell_all(gift_year)
        return "Les courriels partent dans les minutes qui viennent."
    if action == "ask":
        asked = list(
            Donor.objects.filter(pk__in=lacking_address(now).given_in(gift_year).order_by().values("gift__donor")).exclude(email="")
        )
        for donor in asked:
            ask_for_address(donor, now=now)
        if not asked:
            return "Aucune de ces personnes n’a d’adresse e-mail\u00a0: écrivez-leur ou appelez-les."
        return f"L’adresse est demandée par courriel à {format_number(len(asked))} donateur·rice{'s' if len(asked) > 1 else ''}."
    return "Rien n’a changé."


def _held_rows(payments: PaymentQuerySet, shown: int | None) -> list[dict[str, object]]:
    hold_days = DonationSettings.load().sepa_hold_days
    return [
        {
            "payment": payment,
            "cents": net_of(payment),
            "reasons": hold_reasons(payment),
            "sure_on": sure_on(payment, hold_days=hold_days) if getattr(payment, SEPA) else "",
        }
        for payment in payments.select_related("gift__donor", "batch").order_by("paid_at", "pk")[:shown]
    ]


@role_required(Role.TREASURER)
@require_POST
@cache_control(private=True, no_store=True)
def print_file(request: HttpRequest) -> HttpResponse:
    """The next receipts for the post, in one PDF; who takes it proves again that it is them."""
    if is_proof_due(request):
        return ask_for_proof(request, then=request.POST.get("back", ""))
    try:
        content = print_for_post(by=cast("User", request.user), now=timezone.now())
    except Refused:
        messages.info(request, "Aucun reçu n’attend d’être posté.")
        return redirect("coordination_receipts")
    name = f"recus-a-poster-{timezone.localdate()}.pdf"
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_for_donor(request: HttpRequest, donor_id: UUID) -> HttpResponse:
    """What of a donor waits for a receipt, year by year; what is ready can be put on one at once."""
    donor, now = get_object_or_404(Donor, pk=donor_id), timezone.now()
    note_reading(donor, by=cast("User", request.user), now=now)
    awaiting = list(awaiting_receipt(now).filter(gift__donor=donor).select_related("gift", "batch").order_by("paid_at", "pk"))
    ready = [payment for payment in awaiting if not hold_reasons(payment)]
    form, reasons = IssueForm(request.POST if request.method == "POST" else None, ready=[(one, _say(one)) for one in ready]), []
    if form.is_valid():
        try:
            chosen = [UUID(key) for key in form.cleaned_data["payments"]]
            made = issue(donor, chosen, by=cast("User", request.user), now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"Le reçu {made.name} est émis.")
            return redirect("coordination_receipt", made.pk)
    hold_days = DonationSettings.load().sepa_hold_days
    context = {
        "donor": donor,
        "forms": _forms_by_year(ready, request.POST),
        "form": form,
        "reasons": reasons,
        "held": [
            (one, _say(one), hold_reasons(one), sure_on(one, hold_days=hold_days) if getattr(one, SEPA) else "")
            for one in awaiting
            if one not in ready
        ],
    }
    return render(request, "donations/coordination/receipt_issue.html", context)


def _say(payment: Payment) -> str:
    assert payment.paid_at is not None  # noqa: S101 received
    return f"{show_euros(net_of(payment))}, {METHODS[payment.method].lower()}, {short_day(payment.paid_at)}"


def _forms_by_year(ready: list[Payment], posted: QueryDict) -> list[tuple[int, IssueForm]]:
    """One form for each year: a receipt is for one. After a refusal, that of its year keeps what was chosen and says what is wrong."""
    found = []
    for year in sorted({timezone.localtime(payment.paid_at).year for payment in ready}, reverse=True):
        of_year = [(payment, _say(payment)) for payment in ready if timezone.localtime(payment.paid_at).year == year]
        data = posted if posted.get(GIFT_YEAR) == str(year) else None
        found.append((year, IssueForm(data, ready=of_year, auto_id=f"id_{year}_%s")))
    return found


@role_required(Role.TREASURER)
@require_safe
@cache_control(private=True, no_store=True)
def preview_for_donor(request: HttpRequest, donor_id: UUID) -> HttpResponse:
    """What the receipt of a year would say now: it takes no number."""
    donor, now = get_object_or_404(Donor, pk=donor_id), timezone.now()
    gift_year = year_asked(request.GET.get("annee", ""), today=timezone.localdate(now))
    note_reading(donor, by=cast("User", request.user), now=now)
    payments = awaiting_receipt(now).given_in(gift_year).filter(gift__donor=donor).values_list("pk", flat=True)
    try:
        content = preview(donor, list(payments), now=now)
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect("coordination_receipt_issue", donor.pk)
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": 'inline; filename="apercu.pdf"'})


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def release_payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    payment, now = get_object_or_404(Payment.objects.select_related("gift__donor"), pk=payment_id), timezone.now()
    note_reading(payment.gift.donor, by=cast("User", request.user), now=now)
    reasons = release_reasons(payment, now=now)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            release(payment, form.cleaned_data["reason"], by=cast("User", request.user), now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "L’attente est levée, et c’est noté.")
            return redirect("coordination_receipt_issue", payment.gift.donor_id)
    hold_days = DonationSettings.load().sepa_hold_days
    context = {
        "payment": payment,
        "donor": payment.gift.donor,
        "form": form,
        "reasons": reasons,
        "sure_on": sure_on(payment, hold_days=hold_days) if payment.paid_at else "",
    }
    return render(request, "donations/coordination/receipt_release.html", context)
