"""A monthly gift in the hands of its donor: paused, lowered, taken up again, paid otherwise, or stopped."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from donations import monthly
from donations.donor_links import token_of
from donations.exceptions import CheckoutUnavailableError
from donations.forms.donor import LowerForm, PauseForm
from donations.models import Donor, MonthlyPlan
from donations.views.doors import for_donor
from volunteers.exceptions import Reason, Refused

UNREACHABLE: Final = "Notre prestataire de paiement ne répond pas en ce moment, et rien n’a changé. Réessayez dans quelques instants."
DONE: Final = {
    "montant": "Votre don mensuel est modifié. Un courriel vous le confirme.",
    "pause": "Votre don mensuel est en pause. Un courriel vous le confirme.",
    "reprise": "Votre don mensuel reprend. Un courriel vous le confirme.",
    "arret": "Votre don mensuel est arrêté. Un courriel vous le confirme.",
}


@for_donor
@require_http_methods(["GET", "HEAD", "POST"])
def my_monthly_gift(request: HttpRequest, donor: Donor, gift_id: object) -> HttpResponse:
    """Where the gift stands, and each change that it allows; the button pressed says which is asked for."""
    plan = _find_plan(donor, gift_id)
    now = timezone.now()
    lower_form = LowerForm(request.POST if "lower" in request.POST else None, plan=plan)
    next_debit = timezone.localdate(plan.next_debit_at or now)
    pause_form = PauseForm(request.POST if "pause" in request.POST else None, next_debit=next_debit)
    back = reverse("my_monthly_gift", args=[token_of(donor), plan.gift_id])
    reasons: list[Reason] = []
    problem = ""
    if request.method == "POST":
        try:
            address = _act(request, plan, lower_form, pause_form, back=back, now=now)
        except Refused as refusal:
            reasons = refusal.reasons
        except CheckoutUnavailableError:
            problem = UNREACHABLE
        else:
            if address:
                return redirect(address)
    context = {
        "token": token_of(donor),
        "plan": plan,
        "can_lower": plan.amount_cents > settings.GIFT_MINIMUM_CENTS,
        "lower_form": lower_form,
        "pause_form": pause_form,
        "form": lower_form if lower_form.errors else pause_form,
        "reasons": reasons,
        "problem": problem,
        "done": DONE.get(request.GET.get("fait", "")),
    }
    return render(request, "donations/my_monthly_gift.html", context, status=503 if problem else 200)


def _act(request: HttpRequest, plan: MonthlyPlan, lower_form: LowerForm, pause_form: PauseForm, *, back: str, now: datetime) -> str | None:
    """Does what the button pressed asks for. Where to go then; nowhere when an answer is to be put right, or for no button of ours."""
    if "portal" in request.POST:
        return monthly.open_portal(plan, return_address=request.build_absolute_uri(back))
    if "lower" in request.POST and lower_form.is_valid():
        monthly.lower(plan, lower_form.amount_cents, now=now)
        return f"{back}?fait=montant"
    if "pause" in request.POST and pause_form.is_valid():
        monthly.pause(plan, until=pause_form.until, now=now)
        return f"{back}?fait=pause"
    if "resume" in request.POST:
        monthly.resume(plan, now=now)
        return f"{back}?fait=reprise"
    return None


@for_donor
@require_http_methods(["GET", "HEAD", "POST"])
def stop_monthly_gift(request: HttpRequest, donor: Donor, gift_id: object) -> HttpResponse:
    """One button, and the gift is stopped; opening the page stops nothing."""
    plan = _find_plan(donor, gift_id)
    reasons = monthly.stop_reasons(plan)
    problem = ""
    if request.method == "POST":
        try:
            monthly.stop(plan, now=timezone.now())
            return redirect(reverse("my_monthly_gift", args=[token_of(donor), plan.gift_id]) + "?fait=arret")
        except Refused as refusal:
            reasons = refusal.reasons
        except CheckoutUnavailableError:
            problem = UNREACHABLE
    context = {"token": token_of(donor), "plan": plan, "reasons": reasons, "problem": problem}
    return render(request, "donations/stop_monthly_gift.html", context, status=503 if problem else 200)


def _find_plan(donor: Donor, gift_id: object) -> MonthlyPlan:
    return get_object_or_404(MonthlyPlan.objects.select_related("gift__donor"), gift_id=gift_id, gift__donor=donor)
