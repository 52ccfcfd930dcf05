"""Pairings: which are under way, and making a new one."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers.exceptions import Reason, Refused
from volunteers.forms.coordination import PairingFilterForm, PairingForm
from volunteers.models import Pairing, Programme
from volunteers.pairings import pair
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def pairings(request: HttpRequest) -> HttpResponse:
    form = PairingFilterForm(request.GET)
    found = Pairing.objects.select_related("programme", "volunteer__user").prefetch_related("participants")
    if form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if value}
        found = found.filter(**wanted)
    found = found.soonest_review_first()
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request.GET),
        "today": timezone.localdate(),
        "programmes": Programme.objects.select_related("mission"),
    }
    return render(request, "volunteers/coordination/pairings.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_pairing(request: HttpRequest, programme: str) -> HttpResponse:
    """The form of one programme, as who is ready depends on it; refused, it says why and keeps what was chosen."""
    found = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    initial = {"participant": request.GET.get("personne", "")}
    form = PairingForm(request.POST or None, programme=found, today=timezone.localdate(), initial=initial)
    reasons: list[Reason] = []
    if form.is_valid():
        try:
            pairing = pair(found, by=cast("User", request.user), **form.cleaned_data)
        except Refused as refused:
            reasons = refused.reasons
            form.keep_chosen()
        else:
            messages.success(request, "Le binôme est formé. Le ou la bénévole en est averti·e par courriel.")
            return redirect("coordination_pairing", pairing_id=pairing.pk)
    context = {"form": form, "programme": found, "reasons": reasons}
    return render(request, "volunteers/coordination/pairing_new.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def pairing(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    pairings = Pairing.objects.select_related("programme__mission", "volunteer__user").prefetch_related("participants__languages")
    found = get_object_or_404(pairings, pk=pairing_id)
    context = {"pairing": found, "is_review_due": found.is_review_due(timezone.localdate())}
    return render(request, "volunteers/coordination/pairing.html", context)
