"""The file of one bénévole: what they said, what the team notes, their pauses, their departure and their return."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import leaving, onboarding, pauses
from volunteers.contacts import choose_contact
from volunteers.exceptions import Reason, Refused
from volunteers.forms.availability import PauseForm
from volunteers.forms.coordination import FactsForm
from volunteers.forms.following import ContactForm, KindForm, LeavingForm, NoteForm
from volunteers.kinds import choose_kind
from volunteers.models import Note, Pause, Programme, Volunteer
from volunteers.notes import write_note
from volunteers.profiles import LeavingReason
from volunteers.steps import steps_of

# What each form of the page is called in the name of its button; facts are what a button without a name saves.
FACTS, NOTE, CONTACT, KIND, PAUSE, END_PAUSE = "facts", "note", "contact_person", "status", "pause", "end_pause"


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """The whole file, with a form for each thing a coordinator notes."""
    by, now = cast("User", request.user), timezone.now()
    today = timezone.localdate(now)
    people = Volunteer.objects.with_facts(today).select_related("user", "contact").prefetch_related("missions", "languages", "topics")
    found = get_object_or_404(people, pk=volunteer_id)
    if END_PAUSE in request.POST:
        return _end_pause(request, found)
    sent = next((name for name in (NOTE, CONTACT, KIND, PAUSE) if name in request.POST), FACTS) if request.method == "POST" else ""

    def data(name: str) -> Any:
        return request.POST if sent == name else None

    note, pause = NoteForm(data(NOTE)), PauseForm(data(PAUSE))
    facts, contact = FactsForm(data(FACTS), volunteer=found), ContactForm(data(CONTACT), volunteer=found)
    kind = KindForm(data(KIND), volunteer=found)
    # For each form: the field beside which a refusal is said, what is done, what is said then.
    acts: dict[str, tuple[forms.Form, str | None, Callable[[], object], str]] = {
        FACTS: (facts, None, lambda: onboarding.note_facts(found, **facts.facts(), today=today), "C’est noté."),
        NOTE: (note, "text", lambda: write_note(found, note.cleaned_data["text"], by=by, now=now), "La note est ajoutée."),
        CONTACT: (contact, "contact", lambda: choose_contact(found, contact.cleaned_data["contact"]), "C’est noté."),
        KIND: (kind, "kind", lambda: choose_kind(found, Volunteer.Kind(kind.cleaned_data["kind"]), by=by, now=now), "Le statut est noté."),
        PAUSE: (pause, "until", lambda: _add_pause(found, pause, today), "La pause est notée."),
    }
    if sent and (answer := _do(request, found, *acts[sent])):
        return answer
    context = {"note_form": note, "pause_form": pause, "facts_form": facts, "contact_form": contact, "kind_form": kind, **_describe(found)}
    return render(request, "volunteers/coordination/volunteer.html", context)


def _do(
    request: HttpRequest, found: Volunteer, form: forms.Form, field: str | None, act: Callable[[], object], done: str
) -> HttpResponse | None:
    """Where the coordinator goes once it is done; None when the form comes back."""
    if not form.is_valid():
        return None
    try:
        act()
    except Refused as refused:
        if any(reason.code == "gone" for reason in refused.reasons):
            messages.error(request, str(refused))
            return redirect("coordination_volunteers")
        for reason in refused.reasons:
            form.add_error(field, reason.sentence)
        return None
    messages.success(request, done)
    return redirect("coordination_volunteer", found.pk)


def _add_pause(found: Volunteer, form: PauseForm, today: date) -> None:
    pauses.add(found, since=form.cleaned_data["since"] or today, until=form.cleaned_data["until"], today=today)


def _end_pause(request: HttpRequest, found: Volunteer) -> HttpResponse:
    key = request.POST[END_PAUSE]
    pauses.end(get_object_or_404(found.pauses, pk=int(key) if key.isdecimal() else 0), today=timezone.localdate())
    messages.success(request, "La pause est finie.")
    return redirect("coordination_volunteer", found.pk)


def _describe(found: Volunteer) -> dict[str, Any]:
    """What the page shows beside the forms. The number of queries does not grow with what it shows."""
    now = timezone.now()
    coming = Pause.objects.to_come(timezone.localdate(now)).filter(volunteer=found)
    return {
        "volunteer": found,
        "stage": Volunteer.Stage(found.stage),
        "steps": [replace(step, action_url="", action_label="") for step in steps_of(found, now=now)],
        "notes": found.notes.select_related("author"),
        "pauses": [(pause, pauses.words(pause)) for pause in coming],
        "past_pauses": [pauses.words(pause) for pause in found.pauses.exclude(pk__in=coming.values("pk"))],
        "slots": found.free_slots.all(),
        "consents": found.consents.all(),
        "signatures": found.signatures.select_related("charter"),
        "bookings": found.bookings.select_related("session__training", "certificate").order_by("-session__starts_at"),
        "programmes": Programme.objects.filter(mission__volunteers=found, is_open=True),
        "pairings": found.pairings.select_related("programme").prefetch_related("participants"),
    }


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """A page with the note and one button, whoever wrote it."""
    note = get_object_or_404(Note.objects.select_related("volunteer", "author"), pk=note_id)
    if request.method == "POST":
        note.delete()
        messages.success(request, "La note est supprimée.")
        return redirect("coordination_volunteer", note.volunteer_id)
    return render(request, "volunteers/coordination/note_delete.html", {"note": note})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    found = get_object_or_404(Volunteer.objects.select_related("user"), pk=volunteer_id)
    now = timezone.now()
    form = LeavingForm(request.POST or None, volunteer=found, today=timezone.localdate(now))
    reasons = leaving.refusal_reasons(found, now=now)
    if form.is_valid() and not reasons:
        data = form.cleaned_data
        try:
            leaving.leave(found, reason=LeavingReason(data["reason"]), on=data["on"], now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Le départ est noté, le compte est fermé. Un courriel de remerciement part.")
            return redirect("coordination_volunteer", found.pk)
    context = {"volunteer": found, "form": form, "reasons": reasons}
    return render(request, "volunteers/coordination/volunteer_leave.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    found = get_object_or_404(Volunteer.objects.select_related("user"), pk=volunteer_id)
    reasons: list[Reason] = leaving.return_reasons(found)
    if request.method == "POST" and not reasons:
        try:
            leaving.come_back(found)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Le retour est noté, le compte est rouvert. Un courriel de bienvenue part.")
            return redirect("coordination_volunteer", found.pk)
    return render(request, "volunteers/coordination/volunteer_back.html", {"volunteer": found, "reasons": reasons})
