"""The contact of supported persons, read by coordinators one at a time, searched, and never in an address; the list as a file."""

from dataclasses import asdict
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.keys import UnreadableSecretError
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from volunteers.exceptions import Refused
from volunteers.forms.exports import ExportForm
from volunteers.forms.participants import ContactSearchForm, ParticipantContactForm, ParticipantFilterForm
from volunteers.models import DataExport, FileReading, Participant
from volunteers.participant_contacts import SHARES, save_contact, search_contacts, show_contact
from volunteers.participant_lists import COLUMNS, PARTICIPANTS, export_participants, find_participants

SHOW: Final = "show"
LAST_SHOWN: Final = 10


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def contact(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """What is sealed shows in the answer to a button, never to a GET; the form to change it comes with it."""
    found = get_object_or_404(Participant, pk=participant_id)
    by, now = cast("User", request.user), timezone.now()
    context: dict[str, Any] = {"participant": found}
    agreed = {name: getattr(found, name) for name in SHARES}
    if SHOW in request.POST:
        try:
            shown = show_contact(found, by=by, now=now)
            context |= {"contact": shown, "form": ParticipantContactForm(initial=asdict(shown) | agreed)}
        except UnreadableSecretError:
            context |= {"is_unreadable": True, "form": ParticipantContactForm(initial=agreed)}
    elif request.method == "POST":
        form = context["form"] = ParticipantContactForm(request.POST)
        if form.is_valid():
            return _save(request, found, form)
    elif not found.sealed:
        context["form"] = ParticipantContactForm(initial=agreed)
    return render(request, "volunteers/coordination/participant_contact.html", context)


def _save(request: HttpRequest, found: Participant, form: ParticipantContactForm) -> HttpResponse:
    try:
        save_contact(found, form.contact(), form.shares(), by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("coordination_participants")
    messages.success(request, "Les coordonnées sont enregistrées, chiffrées.")
    return redirect("coordination_participant", participant_id=found.pk)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """Who bears a first name, a number or an address: the answer to a form, so that the words are in no address."""
    form = ContactSearchForm(request.POST if request.method == "POST" else None)
    found = search_contacts(form.cleaned_data["words"], by=cast("User", request.user), now=timezone.now()) if form.is_valid() else None
    last = FileReading.objects.filter(kind=FileReading.Kind.SEARCHED, participant=None).select_related("by")[:LAST_SHOWN]
    context = {"form": form, "found": found, "last": last}
    return render(request, "volunteers/coordination/participant_search.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """What would leave, and what is expected of who takes it; then the proof that it is them; then, asked again, the file.

    The filters stay in the address: an alias and a code name nobody.
    """
    now = timezone.now()
    filters = ParticipantFilterForm(request.GET)
    asked = filters.criteria()
    proof_due = is_proof_due(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and proof_due:
        return ask_for_proof(request, then=f"{reverse('coordination_participant_export')}?{request.GET.urlencode()}")
    if form.is_valid():
        return export_participants(asked, form.chosen(), by=cast("User", request.user), now=now).as_response()
    context = {
        "form": form,
        "proof_due": proof_due,
        "said": filters.said(),
        "count": find_participants(asked, now=now).count(),
        "columns": list(COLUMNS),
        "last": DataExport.objects.filter(kind=PARTICIPANTS).select_related("taken_by")[:LAST_SHOWN],
    }
    return render(request, "volunteers/coordination/participant_export.html", context)
