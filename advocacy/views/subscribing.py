"""`/abonnement/`: asking for the mails, confirming, stopping. The links of mails open a page with one button."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from accounts.limits import allow
from advocacy.forms import SubscriptionForm
from advocacy.subscribing import CONFIRMATION_LIFETIME, ask, confirm, find_to_confirm, find_to_stop, is_stop_token, stop

LIMIT_SECONDS: Final = 600
LIMIT_PER_CLIENT: Final = 10
LIMIT_OVERALL: Final = 200
# Somebody else may have typed the address: it is not written to again and again.
MAILS_A_DAY: Final = 3
DAY_SECONDS: Final = 24 * 3600
TOO_MANY: Final = "Beaucoup de demandes sont arrivées en peu de temps, et nous faisons une pause. Validez à nouveau dans dix minutes."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Answers the same whatever is known of the address: nothing here tells who subscribes."""
    form = SubscriptionForm(request.POST) if request.method == "POST" else SubscriptionForm()
    if not form.is_bound or not form.is_valid():
        return render(request, "advocacy/subscribe.html", {"form": form, "problem": ""})
    if not _may_go_on(request):
        return render(request, "advocacy/subscribe.html", {"form": form, "problem": TOO_MANY}, status=429)
    email = form.cleaned_data["email"]
    if not form.is_trapped and allow(f"subscription:{email}", limit=MAILS_A_DAY, seconds=DAY_SECONDS):
        ask(email, now=timezone.now())
    return redirect("subscription_asked")


def _may_go_on(request: HttpRequest) -> bool:
    return allow(f"subscription:client:{client_address(request)}", limit=LIMIT_PER_CLIENT, seconds=LIMIT_SECONDS) and allow(
        "subscription", limit=LIMIT_OVERALL, seconds=LIMIT_SECONDS
    )


@never_cache
@require_safe
def subscription_asked(request: HttpRequest) -> HttpResponse:
    """« Regardez votre boîte », without the address."""
    return render(request, "advocacy/subscription_asked.html", {"mails_a_day": MAILS_A_DAY, "days": CONFIRMATION_LIFETIME.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """The link confirms nothing by being opened: mail programs open links before people do."""
    now = timezone.now()
    if request.method == "POST":
        confirm(token, now=now)
        return redirect("confirm_subscription", token=token)
    subscriber = find_to_confirm(token, now=now)
    return render(request, "advocacy/subscription_confirm.html", {"subscriber": subscriber}, status=200 if subscriber else 404)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """One button, without session or cookie, for ever. Mail programs post here by themselves when asked to (RFC 8058).

    No token of the form guards it, since those programs have none: the link's own is the secret, and it can only stop.
    The answer to the post is no redirect, which they need not follow.
    """
    if not is_stop_token(token):
        return render(request, "advocacy/subscription_stop.html", {"state": "wrong"}, status=404)
    if request.method == "POST":
        stop(token)
    state = "asked" if find_to_stop(token) else "stopped"
    return render(request, "advocacy/subscription_stop.html", {"state": state})
