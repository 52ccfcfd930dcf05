"""Supported persons, each an alias and a code."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.forms.coordination import ParticipantFilterForm, ParticipantForm
from volunteers.models import Pairing, Participant, Programme
from volunteers.participants import open_file
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    form = ParticipantFilterForm(request.GET)
    active = Pairing.objects.active().select_related("programme")
    found = Participant.objects.prefetch_related("languages", Prefetch("pairings", queryset=active, to_attr="active_pairings"))
    if form.is_valid():
        if form.cleaned_data["q"]:
            found = found.called(form.cleaned_data["q"])
        if form.cleaned_data["language"]:
            found = found.speaking(form.cleaned_data["language"])
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request.GET),
    }
    return render(request, "volunteers/coordination/participants.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_participant(request: HttpRequest) -> HttpResponse:
    form = ParticipantForm(request.POST or None)
    if form.is_valid():
        participant = open_file(**form.cleaned_data)
        messages.success(request, f"Le dossier {participant.code} est ouvert.")
        return redirect("coordination_participant", participant_id=participant.pk)
    return render(request, "volunteers/coordination/participant_new.html", {"form": form})


@role_required(Role.COORDINATOR)
@require_safe
def participant(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    found = get_object_or_404(Participant.objects.prefetch_related("languages"), pk=participant_id)
    pairings = found.pairings.select_related("programme", "volunteer__user")
    taken = [pairing.programme_id for pairing in pairings if pairing.is_active]
    context = {
        "participant": found,
        "pairings": pairings,
        "programmes": Programme.objects.exclude(pk__in=taken),
        "today": timezone.localdate(),
    }
    return render(request, "volunteers/coordination/participant.html", context)
