"""Giving at `/don/`, coming back from the payment page, Stripe's webhook, and the treasurer's list."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.addresses import client_address
from accounts.limits import allow
from accounts.roles import Role
from donations.exceptions import AlreadyPaidError, CheckoutClosedError, CheckoutUnavailableError, EmailRefusedError, NotFromStripeError
from donations.figures import measure_month, measure_year
from donations.forms import GiftFilterForm, GiftForm, answers_of
from donations.giving import begin_gift, find_signed_gift, sign_gift, start_checkout
from donations.models import DonationPage, Gift, StripeEvent
from donations.stripe_events import read_notice, record_event

LIMIT_SECONDS: Final = 600
# An address of the payment page's way back opens the donor's answers for that long.
RETURN_LIFETIME: Final = timedelta(days=1)
PAGE_LENGTH: Final = 50
TOO_MANY: Final = (
    "Beaucoup de dons ont été commencés en peu de temps, et nous faisons une courte pause par sécurité. "
    "Rien n’a été débité : validez à nouveau dans quelques minutes."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The gift form; a valid one leads to the payment page. `?don=<token>` comes back from there with the answers kept."""
    if request.method == "POST":
        return _begin(request, GiftForm(request.POST))
    gift = find_signed_gift(request.GET.get("don", ""))
    if gift is None or gift.created_at < timezone.now() - RETURN_LIFETIME:
        return _show_form(request, GiftForm())
    if gift.status == Gift.Status.PAID:
        return redirect(_thanks_address(gift))
    return _show_form(request, GiftForm(initial=answers_of(gift)), came_back=True)


def _begin(request: HttpRequest, form: GiftForm) -> HttpResponse:
    if not form.is_valid():
        return _show_form(request, form)
    if not _may_go_on(request):
        return _show_form(request, form, problem=TOO_MANY, status=429)
    now = timezone.now()
    gift = begin_gift(form_token=form.cleaned_data["form_token"], amount_cents=form.amount_cents, email=form.cleaned_data["email"], now=now)
    try:
        address = start_checkout(
            gift,
            success_address=request.build_absolute_uri(reverse("give_thanks")) + "?session={CHECKOUT_SESSION_ID}",
            cancel_address=request.build_absolute_uri(reverse("give")) + f"?don={sign_gift(gift)}",
            now=now,
        )
    except AlreadyPaidError:
        return redirect(_thanks_address(gift))
    except EmailRefusedError as error:
        form.add_error("email", error.sentence)
        return _show_form(request, form)
    except CheckoutClosedError as error:
        form.renew_token()
        return _show_form(request, form, problem=error.sentence)
    except CheckoutUnavailableError as error:
        return _show_form(request, form, problem=error.sentence, status=503)
    return redirect(address)


def _may_go_on(request: HttpRequest) -> bool:
    return allow(f"gift:{client_address(request)}", limit=settings.GIFT_LIMIT_PER_ADDRESS, seconds=LIMIT_SECONDS) and allow(
        "gift", limit=settings.GIFT_LIMIT_OVERALL, seconds=LIMIT_SECONDS
    )


def _thanks_address(gift: Gift) -> str:
    return f"{reverse('give_thanks')}?don={sign_gift(gift)}"


def _show_form(request: HttpRequest, form: GiftForm, *, problem: str = "", came_back: bool = False, status: int = 200) -> HttpResponse:
    page = DonationPage.objects.live().first() or DonationPage(title="Faire un don")
    context = {"page": page, "form": form, "problem": problem, "came_back": came_back}
    return render(request, "donations/donation_page.html", context, status=status)


@never_cache
@require_safe
def give_thanks(request: HttpRequest) -> HttpResponse:
    """Where the payment page sends the donor back. Shows what is known of the gift, and nothing of the person."""
    session_id = request.GET.get("session", "")
    gift = Gift.objects.filter(checkout_session_id=session_id).first() if session_id else find_signed_gift(request.GET.get("don", ""))
    context = {"gift": gift, "address": request.get_full_path()}
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


@role_required(Role.TREASURER)
@require_safe
def coordination_gifts(request: HttpRequest) -> HttpResponse:
    """The gifts, newest first, by state; what came in this month and this year; whether Stripe's events get through."""
    filters = GiftFilterForm(request.GET)
    gifts = Gift.objects.all()
    status = filters.cleaned_data["etat"] if filters.is_valid() else ""
    if status:
        gifts = gifts.filter(status=status)
    now = timezone.now()
    context = {
        "page": Paginator(gifts, PAGE_LENGTH).get_page(request.GET.get("page")),
        "filters": filters,
        "query": f"etat={status}" if status else "",
        "now": now,
        "month": measure_month(now),
        "year": measure_year(now),
        "failed_events": StripeEvent.objects.filter(state=StripeEvent.State.FAILED).count(),
    }
    return render(request, "donations/coordination_gifts.html", context)
