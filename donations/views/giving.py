"""Giving at `/don/`, coming back from the payment page, and Stripe's webhook."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import client_address
from accounts.limits import allow
from donations.exceptions import AlreadyPaidError, CheckoutClosedError, CheckoutError, EmailRefusedError, NotFromStripeError
from donations.figures import raised_cents
from donations.forms.giving import GiftForm, answers_of
from donations.giving import Answers, begin_gift, find_signed_gift, sign_gift, start_checkout
from donations.models import CampaignPage, DonationPage, DonationSettings, Gift, ReceiptEligibility
from donations.receipt_promises import promise_receipt
from donations.receipt_terms import eligibility_on
from donations.stripe_events import read_notice, record_event
from donations.tax_rates import MONTHS, rate_on, rates_on

LIMIT_SECONDS: Final = 600
# An address of the payment page's way back opens the donor's answers for that long.
RETURN_LIFETIME: Final = timedelta(days=1)
# As Stripe names its sessions; anything else is asked of no database.
SESSION_ID: Final = re.compile(r"cs_\w{1,115}", re.ASCII)
TOO_MANY: Final = (
    "Beaucoup de dons ont été commencés en peu de temps, et nous faisons une courte pause par sécurité. "
    "Rien n’a été débité : validez à nouveau dans quelques minutes."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The gift form, of a campaign when its `slug` says so; a valid one leads to the payment page.

    `?don=<token>` comes back from there with the answers kept.
    """
    sheet = _open_sheet(slug, today=timezone.localdate())
    if not sheet.is_open:
        return _show_form(request, sheet, None, status=503 if request.method == "POST" else 200)
    if request.method == "POST":
        return _begin(request, sheet, sheet.make_form(request.POST))
    gift = find_signed_gift(request.GET.get("don", ""))
    if gift is None or gift.created_at < timezone.now() - RETURN_LIFETIME:
        return _show_form(request, sheet, sheet.make_form())
    if gift.status in (Gift.Status.PAID, Gift.Status.PROCESSING):
        return redirect(_thanks_address(gift))
    return _show_form(request, sheet, sheet.make_form(initial=answers_of(gift, sheet.page)), came_back=True)


@dataclass(frozen=True)
class Sheet:
    """What is around the form: the page of gifts, the campaign if there is one, and what the treasurer decided."""

    page: DonationPage
    campaign: CampaignPage | None
    decided: DonationSettings
    eligibility: ReceiptEligibility | None
    today: date

    @property
    def offers_receipts(self) -> bool:
        return self.eligibility is not None

    @property
    def is_over(self) -> bool:
        return self.campaign is not None and self.campaign.is_over(self.today)

    @property
    def is_open(self) -> bool:
        return self.decided.takes_online and not self.is_over

    @property
    def is_fictitious(self) -> bool:
        """No receipt of the demo is worth anything."""
        return settings.DEMO

    @property
    def minimum_cents(self) -> int:
        return settings.GIFT_MINIMUM_CENTS

    @property
    def maximum_cents(self) -> int:
        return settings.GIFT_MAXIMUM_CENTS

    @property
    def path(self) -> str:
        return self.campaign.own_path if self.campaign else reverse("give")

    def make_form(self, data: QueryDict | None = None, **kwargs: Any) -> GiftForm:
        return GiftForm(data, page=self.page, offers_receipts=self.offers_receipts, **kwargs)


def _open_sheet(slug: str, *, today: date) -> Sheet:
    page = DonationPage.objects.live().first() or DonationPage(title="Faire un don")
    campaign = get_object_or_404(CampaignPage.objects.open_to_all(), slug=slug) if slug else None
    return Sheet(page, campaign, DonationSettings.load(), eligibility_on(today), today)


def _begin(request: HttpRequest, sheet: Sheet, form: GiftForm) -> HttpResponse:
    if not form.is_valid() or "change" in request.POST:
        return _show_form(request, sheet, form)
    if sheet.eligibility and not form.cleaned_data["cost_shown"]:
        return _show_cost(request, sheet, form, ground=sheet.eligibility.ground)
    if not _may_go_on(request):
        return _show_form(request, sheet, form, problem=TOO_MANY, status=429)
    now = timezone.now()
    gift = begin_gift(_read_answers(sheet, form), form_token=form.cleaned_data["form_token"], now=now)
    try:
        address = start_checkout(
            gift,
            success_address=request.build_absolute_uri(reverse("give_thanks")) + "?session={CHECKOUT_SESSION_ID}",
            cancel_address=request.build_absolute_uri(sheet.path) + f"?don={sign_gift(gift)}",
            now=now,
        )
    except AlreadyPaidError:
        return redirect(_thanks_address(gift))
    except EmailRefusedError as error:
        form.add_error("email", error.sentence)
        return _show_form(request, sheet, form)
    except CheckoutClosedError as error:
        form.renew_token()
        return _show_form(request, sheet, form, problem=error.sentence)
    except CheckoutError as error:
        return _show_form(request, sheet, form, problem=error.sentence, status=503)
    return redirect(address)


def _read_answers(sheet: Sheet, form: GiftForm) -> Answers:
    said = form.cleaned_data
    return Answers(
        email=said["email"],
        amount_cents=form.amount_cents,
        rhythm=Gift.Rhythm(said["rhythm"]),
        campaign=sheet.campaign,
        wants_receipt=said.get("wants_receipt", False),
        dedication=said["dedication"],
        donor_details=form.details(),
    )


def _may_go_on(request: HttpRequest) -> bool:
    return allow(f"gift:{client_address(request)}", limit=settings.GIFT_LIMIT_PER_ADDRESS, seconds=LIMIT_SECONDS) and allow(
        "gift", limit=settings.GIFT_LIMIT_OVERALL, seconds=LIMIT_SECONDS
    )


def _thanks_address(gift: Gift) -> str:
    return f"{reverse('give_thanks')}?don={sign_gift(gift)}"


def _show_form(
    request: HttpRequest, sheet: Sheet, form: GiftForm | None, *, problem: str = "", came_back: bool = False, status: int = 200
) -> HttpResponse:
    campaign = sheet.campaign
    context = {
        "page": campaign or sheet.page,
        "sheet": sheet,
        "form": form,
        "problem": problem,
        "came_back": came_back,
        "rates": rates_on(sheet.today, sheet.eligibility.ground) if sheet.eligibility else None,
        "raised_cents": raised_cents(campaign) if campaign else 0,
        "campaigns": [] if campaign else CampaignPage.objects.running_on(sheet.today).order_by("ends_on", "title"),
    }
    return render(request, "donations/donation_page.html", context, status=status)


def _show_cost(request: HttpRequest, sheet: Sheet, form: GiftForm, *, ground: str) -> HttpResponse:
    """Without JavaScript: what was answered, and what it costs after tax, before the payment page."""
    rate, is_monthly = rate_on(sheet.today, form.cleaned_data["kind"], ground), form.cleaned_data["rhythm"] == Gift.Rhythm.MONTHLY
    context = {
        "form": form,
        "sheet": sheet,
        "amount_cents": form.amount_cents,
        "cost_cents": rate.cost_cents(form.amount_cents, times=MONTHS if is_monthly else 1),
        "rate": rate,
        "is_monthly": is_monthly,
    }
    return render(request, "donations/cost.html", context)


@never_cache
@require_safe
def give_thanks(request: HttpRequest) -> HttpResponse:
    """Where the payment page sends the donor back. Shows what is known of the gift, and nothing of the person."""
    session_id = request.GET.get("session", "")
    if SESSION_ID.fullmatch(session_id):
        gift = Gift.objects.filter(checkout_session_id=session_id).first()
    else:
        gift = find_signed_gift(request.GET.get("don", ""))
    is_unsure = gift is not None and gift.status in (Gift.Status.PENDING, Gift.Status.FAILED)
    # On the payment page, still open, another card may be tried; a refusal known once it is closed is that of a direct debit.
    is_refused = gift is not None and gift.status == Gift.Status.FAILED and gift.checkout_closed_at is not None
    context = {
        "gift": gift,
        "address": request.get_full_path(),
        "is_refused": is_refused,
        "is_awaited": is_unsure and not is_refused,
        "receipt": promise_receipt(gift, gift.payments.order_by("-created_at").first(), today=timezone.localdate()) if gift else "",
    }
    return render(request, "donations/thanks.html", context, status=200 if gift else 404)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Takes Stripe's events: verified, noted, answered; a task does the rest. Anything doubtful is 400 and leaves no trace."""
    try:
        notice = read_notice(request.body, request.headers.get("Stripe-Signature"))
    except NotFromStripeError:
        return HttpResponseBadRequest("This is no event for this site.", content_type="text/plain")
    record_event(notice, now=timezone.now())
    return HttpResponse(status=200, content_type="text/plain")
