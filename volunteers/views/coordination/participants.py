"""Supported persons, each an alias and a code: their list, their files, who read them, and what becomes of them."""

from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import participant_erasure
from volunteers.exceptions import Refused
from volunteers.forms.participants import ContactSearchForm, ParticipantFilterForm, ParticipantForm
from volunteers.models import Pairing, Participant, Programme
from volunteers.models.reading import LISTED_FIELDS
from volunteers.participant_lists import find_participants
from volunteers.participant_readings import note_opening, note_shown
from volunteers.participants import open_file, save_file, touch
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30
READINGS_SHOWN: Final = 20
READINGS_PER_PAGE: Final = 100


@role_required(Role.COORDINATOR)
@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    form, now = ParticipantFilterForm(request.GET), timezone.now()
    standing = Pairing.objects.standing().select_related("programme")
    found = find_participants(form.criteria(), now=now).prefetch_related(
        "languages", "wishes__programme", Prefetch("pairings", queryset=standing, to_attr="standing_pairings")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(page, LISTED_FIELDS, by=cast("User", request.user), now=now)
    context = {
        "form": form,
        "search_form": ContactSearchForm(),
        "page": page,
        "query": without_page(request.GET),
    }
    return render(request, "volunteers/coordination/participants.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_participant(request: HttpRequest) -> HttpResponse:
    form = ParticipantForm(request.POST or None)
    if form.is_valid():
        try:
            participant = open_file(form.content(), by=cast("User", request.user), now=timezone.now(), key=form.cleaned_data["key"])
        except Refused as refused:
            form.add_error("alias", str(refused))
        else:
            messages.success(request, f"Le dossier {participant.code} est ouvert.")
            return redirect("coordination_participant", participant_id=participant.pk)
    return render(request, "volunteers/coordination/participant_new.html", {"form": form})


@role_required(Role.COORDINATOR)
@require_safe
def participant(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The whole file but the contact. That it was read is written down (trust.md 18)."""
    now = timezone.now()
    files = Participant.objects.with_state().with_last_contact().prefetch_related("languages", "free_slots", "topics", "wishes__programme")
    found = get_object_or_404(files, pk=participant_id)
    note_opening(found, by=cast("User", request.user), now=now)
    return render(request, "volunteers/coordination/participant.html", _describe(found))


def _describe(found: Participant) -> dict[str, Any]:
    """What the page shows. The number of queries does not grow with it."""
    pairings = found.pairings.select_related("programme", "volunteer__user")
    taken = [pairing.programme_id for pairing in pairings if pairing.is_active]
    return {
        "participant": found,
        "pairings": pairings,
        "programmes": Programme.objects.exclude(pk__in=taken),
        "shares": get_text_list([label for label, agrees in _shares(found) if agrees], "et"),
        "readings": found.readings.select_related("by")[:READINGS_SHOWN],
        "erased_on": participant_erasure.erased_on(found),
        "has_standing_pairing": bool(participant_erasure.refusal_reasons(found)),
    }


def _shares(found: Participant) -> list[tuple[str, bool]]:
    return [("son prénom", found.shares_first_name), ("son téléphone", found.shares_phone), ("son adresse e-mail", found.shares_email)]


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Under lock, so that the form is compared with what is kept, whoever else saves."""
    found = get_object_or_404(Participant.objects.select_for_update(), pk=participant_id)
    by, now = cast("User", request.user), timezone.now()
    form = ParticipantForm(request.POST or None, participant=found)
    if form.is_valid():
        try:
            changed = save_file(found, form.content(), by=by, now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("standing" if reason.code == "standing" else "alias", reason.sentence)
        else:
            messages.success(request, "Le dossier est à jour." if changed else "Rien n’a changé.")
            return redirect("coordination_participant", participant_id=found.pk)
    note_opening(found, by=by, now=now)
    return render(request, "volunteers/coordination/participant_edit.html", {"form": form, "participant": found})


@role_required(Role.COORDINATOR)
@require_safe
def readings(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Everybody who read, changed or took out something of the file."""
    found = get_object_or_404(Participant, pk=participant_id)
    page = Paginator(found.readings.select_related("by"), READINGS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/coordination/participant_readings.html", {"participant": found, "page": page})


@role_required(Role.COORDINATOR)
@require_POST
def still_in_touch(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The file is kept for two years more."""
    found = get_object_or_404(Participant, pk=participant_id)
    touch(found, on=timezone.localdate())
    messages.success(request, f"C’est noté\u00a0: le dossier {found.code} est gardé.")
    if "home" in request.POST:
        return redirect("coordination_home")
    return redirect("coordination_participant", participant_id=found.pk)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """What goes and what stays, and one button; or what stands against it."""
    found = get_object_or_404(Participant, pk=participant_id)
    reasons = participant_erasure.refusal_reasons(found)
    if request.method == "POST" and not reasons:
        try:
            participant_erasure.erase(found)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"Le dossier {found.code} est effacé.")
            return redirect("coordination_participants")
    return render(request, "volunteers/coordination/participant_erase.html", {"participant": found, "reasons": reasons})
