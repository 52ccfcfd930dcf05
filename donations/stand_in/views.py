"""The payment page, in place of the one that Stripe hosts. Registered in the demo and in tests only."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from donations.stand_in import checkout
from donations.stand_in.deliveries import deliver_in_background
from donations.stand_in.errors import Refusal
from donations.stand_in.store import Json, Store


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_stripe(request: HttpRequest, session_id: str) -> HttpResponse:
    """Shows a session; the donor accepts, has the card declined, or leaves."""
    with Store.open() as store:
        checkout.expire_due_sessions(store)
        try:
            session = store.get("checkout.session", session_id)
        except Refusal:
            return render(request, "donations/stand_in.html", {"session": None}, status=404)
        if request.method == "POST":
            return _decide(request, store, session)
    return _show(request, session, declined=False)


def _decide(request: HttpRequest, store: Store, session: Json) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision not in {"accept", "decline", "leave"}:
        return HttpResponseBadRequest("Décision inconnue.")
    if decision == "leave":
        return redirect(session["cancel_url"] or session["success_url"])
    if session["status"] != "open":
        return _show(request, session, declined=False)
    if decision == "accept":
        session = checkout.accept(store, session)
        store.on_commit(deliver_in_background)
        return redirect(return_address(session))
    session = checkout.decline(store, session)
    store.on_commit(deliver_in_background)
    return _show(request, session, declined=True)


def return_address(session: Json) -> str:
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _show(request: HttpRequest, session: Json, *, declined: bool) -> HttpResponse:
    context = {"session": session, "declined": declined, "return_address": return_address(session)}
    return render(request, "donations/stand_in.html", context)
