"""Pairings: which are under way, and making a new one."""

from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers.after_pairings import evaluations_planned, people_after
from volunteers.exceptions import Reason, Refused
from volunteers.forms.coordination import NarrowForm, PairingFilterForm, PairingForm
from volunteers.handing_over import followers, handing_over_reasons
from volunteers.models import Pairing, PairingCertificate, Participant, Programme
from volunteers.pairing_answers import joining_reasons
from volunteers.pairing_certificates import certificate_reasons, deciding_reasons
from volunteers.pairing_charters import charter_of, signatories
from volunteers.pairing_mails import contact_for
from volunteers.pairing_path import moves_of, path_of
from volunteers.pairings import pair, start_reasons
from volunteers.participant_readings import note_shown
from volunteers.participants import make_former
from volunteers.views.coordination.lists import without_page
from volunteers.views.coordination.pairing_follow import follow_context

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def pairings(request: HttpRequest) -> HttpResponse:
    form = PairingFilterForm(request.GET)
    found = Pairing.objects.select_related("programme", "volunteer__user").prefetch_related("participants")
    if form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if value}
        found = found.filter(**wanted)
    context = {
        "form": form,
        "page": Paginator(found.first_to_do_first(), PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request.GET),
        "today": timezone.localdate(),
        "programmes": Programme.objects.filter(is_open=True).select_related("mission"),
        "counts": _counts(),
    }
    return render(request, "volunteers/coordination/pairings.html", context)


def _counts() -> list[tuple[str, str, int]]:
    """(state, its word, how many), for the states that have any."""
    found = dict(Pairing.objects.order_by().values_list("status").annotate(Count("pk")))
    return [(status.value, status.word, found[status]) for status in Pairing.Status if status in found]


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_pairing(request: HttpRequest, programme: str) -> HttpResponse:
    """The form of one programme, as who is ready depends on it; refused, it says why and keeps what was chosen."""
    found = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    initial = {"participant": request.GET.get("personne", "")}
    by, now = cast("User", request.user), timezone.now()
    narrowed = NarrowForm(request.GET)
    form = PairingForm(request.POST or None, programme=found, today=timezone.localdate(now), narrowed=narrowed, initial=initial)
    reasons: list[Reason] = []
    if form.is_valid():
        try:
            pairing = pair(found, by=by, now=now, **form.cleaned_data)
        except Refused as refused:
            reasons = refused.reasons
            form.keep_chosen()
        else:
            messages.success(request, "Le binôme est noté. Il commence quand la charte est signée par tout le monde.")
            return redirect("coordination_pairing", pairing_id=pairing.pk)
    offered = [person for person in form.offered["participant"] if isinstance(person, Participant)]
    note_shown(offered, ("languages",), by=by, now=now)
    context = {"form": form, "programme": found, "reasons": reasons, "narrowed": narrowed, "person": initial["participant"]}
    return render(request, "volunteers/coordination/pairing_new.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def pairing(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """Where the pairing stands, what can be done now and why not, and who moved it when."""
    pairings = Pairing.objects.select_related("programme__mission", "volunteer__user", "contact", "follows")
    found = get_object_or_404(pairings.prefetch_related("participants__languages", "evaluations"), pk=pairing_id)
    now = timezone.now()
    today = timezone.localdate(now)
    sides = signatories(found) if found.has_agreed else []
    is_agreed, is_over = found.status == Pairing.Status.AGREED, found.status == Pairing.Status.ENDED
    if is_over:
        note_shown(found.participants.all(), ("wishes", "standing"), by=cast("User", request.user), now=now)
    after = followers(found) if is_over else []
    context = {
        "pairing": found,
        "contact": contact_for(found),
        "is_review_due": found.is_review_due(today),
        "steps": path_of(found),
        "moves": list(moves_of(found)),
        "signatories": sides,
        "has_charter": is_agreed and charter_of(found) is not None,
        "has_signature": any(side.signature for side in sides),
        "may_join": not joining_reasons(found),
        "start_reasons": start_reasons(found, today=today) if is_agreed else [],
        "followers": after,
        "may_be_followed": is_over and not handing_over_reasons(found),
        "follow": follow_context(found, now=now) if found.has_begun else None,
        "after": _after(found, after) if is_over else None,
    }
    return render(request, "volunteers/coordination/pairing.html", context)


def _after(found: Pairing, taken_over: list[Pairing]) -> dict[str, Any]:
    """What remains to be done once it is over. The invitation is copied by hand: nothing ties a file to an account."""
    return {
        "people": people_after(found, taken_over),
        "last_review": found.reviews.first(),
        "planned": evaluations_planned(found),
        "sign_up_url": settings.SITE_URL + reverse("volunteer_sign_up"),
        "certificate": PairingCertificate.objects.filter(pairing=found).first(),
        "certificate_reasons": certificate_reasons(found),
        "deciding_reasons": deciding_reasons(found),
    }


@role_required(Role.COORDINATOR)
@require_POST
def former(request: HttpRequest, pairing_id: UUID, participant_id: UUID) -> HttpResponse:
    """One button of a pairing that is over."""
    found = get_object_or_404(Pairing, pk=pairing_id)
    person = get_object_or_404(found.participants, pk=participant_id)
    try:
        make_former(person, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"C’est noté\u00a0: {person.alias} est ancien·ne.")
    return redirect("coordination_pairing", found.pk)
