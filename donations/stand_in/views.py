"""The pages in place of those that Stripe hosts: payment, portal, and a desk to make things happen. In the demo and in tests only."""

from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from donations.stand_in import checkout, customers, desk, portal
from donations.stand_in.clock import run_due
from donations.stand_in.deliveries import deliver_in_background
from donations.stand_in.errors import Refusal
from donations.stand_in.methods import CARD, DECLINES, METHODS, SEPA, VISA, name_method
from donations.stand_in.objects import Json
from donations.stand_in.store import Store

WALLETS: Final = {"apple_pay": "Apple Pay", "google_pay": "Google Pay"}
# The numbers shown first; the others are behind a fold.
FIRST: Final = ("4242424242424242", "4000002500003155", "4000000000000002")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_stripe(request: HttpRequest, session_id: str) -> HttpResponse:
    """Shows a session; the donor pays, answers their bank, has the card declined, or leaves."""
    with Store.open() as store:
        run_due(store)
        try:
            session = store.get("checkout.session", session_id)
        except Refusal:
            return render(request, "donations/stand_in.html", {"session": None}, status=404)
        shown = _decide(request, store, session) if request.method == "POST" else _describe_session(store, session)
    # The others need not wait for the page to be written.
    return shown if isinstance(shown, HttpResponse) else render(request, "donations/stand_in.html", shown)


def _decide(request: HttpRequest, store: Store, session: Json) -> HttpResponse | Json:
    decision = request.POST.get("decision")
    number, wallet = _read_method(request)
    is_offered = number in METHODS and METHODS[number].kind in session["payment_method_types"]
    if decision not in {"accept", "decline", "confirm", "refuse", "leave"} or not is_offered:
        return HttpResponseBadRequest("Décision inconnue.")
    if decision == "leave":
        return redirect(session["cancel_url"] or session["success_url"])
    if session["status"] != "open":
        return _describe_session(store, session)
    store.on_commit(deliver_in_background)
    if decision in {"confirm", "refuse"}:
        session = checkout.authenticate(store, session, is_confirmed=decision == "confirm")
    elif decision == "decline":
        session = checkout.decline(store, session)
    else:
        session = checkout.pay(store, session, number, wallet=wallet)
    if session["status"] == "complete":
        return redirect(return_address(session))
    return _describe_session(store, session, has_tried=True)


def _read_method(request: HttpRequest) -> tuple[str, str | None]:
    """The number chosen, and the wallet that holds it."""
    chosen = request.POST.get("method", VISA)
    return (VISA, chosen) if chosen in WALLETS else (chosen, None)


def return_address(session: Json) -> str:
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _describe_session(store: Store, session: Json, *, has_tried: bool = False) -> Json:
    intent = checkout.pending_intent(store, session) if session["status"] == "open" else None
    error = intent["last_payment_error"] if intent and has_tried else None
    return {
        "session": session,
        "name": store.hidden(session["id"])["line"]["price_data"].get("product_data", {}).get("name"),
        "email": checkout.email_of(store, session),
        "problem": DECLINES[error["decline_code"] or error["code"]] if error else "",
        "asks_authentication": intent is not None and intent["status"] == "requires_action",
        "return_address": return_address(session),
        **_choices(session["payment_method_types"], wallets=WALLETS),
    }


def _choices(kinds: list[str], *, wallets: dict[str, str]) -> Json:
    cards = [method for method in METHODS.values() if method.kind == CARD and CARD in kinds]
    return {
        "first_cards": [method for method in cards if method.number in FIRST],
        "other_cards": [method for method in cards if method.number not in FIRST],
        "ibans": [method for method in METHODS.values() if method.kind == SEPA and SEPA in kinds],
        "wallets": wallets if cards else {},
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_stripe_portal(request: HttpRequest, session_id: str) -> HttpResponse:
    """The donor sees what their monthly gift is paid with, and changes it."""
    with Store.open() as store:
        run_due(store)
        try:
            session = store.get("billing_portal.session", session_id)
            customer = customers.get(store, session["customer"])
        except Refusal:
            return render(request, "donations/stand_in_portal.html", {"session": None}, status=404)
        problem, is_changed = "", False
        if request.method == "POST":
            number = request.POST.get("method", VISA)
            if number not in METHODS:
                return HttpResponseBadRequest("Moyen de paiement inconnu.")
            try:
                portal.change_method(store, customer["id"], number)
                is_changed = True
                store.on_commit(deliver_in_background)
            except Refusal:
                problem = DECLINES[METHODS[number].decline]
        method = portal.current_method(store, customers.get(store, customer["id"]))
        context = {
            "session": session,
            "email": customer["email"],
            "method": name_method(method) if method else "",
            "subscriptions": [_describe(subscription) for subscription in portal.subscriptions_of(store, customer["id"])],
            "problem": problem,
            "is_changed": is_changed,
            **_choices([CARD, SEPA], wallets={}),
        }
    return render(request, "donations/stand_in_portal.html", context)


def _describe(subscription: Json) -> Json:
    item = subscription["items"]["data"][0]
    return {
        "amount": item["price"]["unit_amount"] * item["quantity"],
        "next": datetime.fromtimestamp(item["current_period_end"], UTC),
        "is_paused": subscription["pause_collection"] is not None,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_stripe_desk(request: HttpRequest) -> HttpResponse:
    """Makes things happen at the stand-in, for somebody who tries the demo."""
    if request.method == "POST":
        act = desk.ACTIONS.get(request.POST.get("action", ""))
        if act is None:
            return HttpResponseBadRequest("Action inconnue.")
        try:
            with Store.open() as store:
                run_due(store)
                messages.info(request, act(store, request.POST.get("object", "")))
                store.on_commit(deliver_in_background)
        except Refusal:
            messages.error(request, "Ce n’est plus possible\u00a0: ce paiement a changé entre-temps.")
        return redirect("demo_stripe_desk")
    with Store.open() as store:
        run_due(store)
        context = desk.describe(store)
    for charge in context["charges"]:
        charge["created"] = datetime.fromtimestamp(charge["created"], UTC)
    return render(request, "donations/stand_in_desk.html", context)
