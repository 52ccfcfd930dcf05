"""A pairing as it goes, for the bénévole: meetings, what they say of it, and a word to the coordinators."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from volunteers import discomforts, evaluations, meetings
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.forms.meetings import DiscomfortForm, MeetingForm, PlanForm, initial_of
from volunteers.forms.pairing_follow import EvaluationForm
from volunteers.models import Evaluation, Meeting, Pairing, Volunteer


def own_pairing(volunteer: Volunteer, pairing_id: UUID) -> Pairing:
    mine = Pairing.objects.filter(volunteer=volunteer).select_related("programme", "volunteer__user").prefetch_related("participants")
    return get_object_or_404(mine, pk=pairing_id)


def own_meeting(volunteer: Volunteer, meeting_id: UUID) -> Meeting:
    mine = Meeting.objects.filter(pairing__volunteer=volunteer).select_related("pairing__programme", "pairing__volunteer__user")
    return get_object_or_404(mine.prefetch_related("pairing__participants"), pk=meeting_id)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    pairing, now = own_pairing(volunteer, pairing_id), timezone.now()
    today = timezone.localdate(now)
    last = pairing.meetings.held().first()
    form = MeetingForm(request.POST or None, pairing=pairing, today=today, initial={"place": last.place} if last else {})
    reasons = meetings.logging_reasons(pairing, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.log(pairing, form.log(), key=form.cleaned_data["key"], now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Rencontre notée. Merci\u00a0!")
            return redirect("space_pairing", pairing.pk)
    return render(request, "volunteers/meeting_new.html", {"pairing": pairing, "form": form, "reasons": reasons})


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_meeting(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    pairing, now = own_pairing(volunteer, pairing_id), timezone.now()
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.plan(pairing, form.plan(), key=form.cleaned_data["key"], now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("on", reason.sentence)
        else:
            messages.success(request, "Rencontre prévue\u00a0: elle compte dans votre temps promis.")
            return redirect("space_pairing", pairing.pk)
    return render(request, "volunteers/meeting_plan.html", {"pairing": pairing, "form": form})


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, volunteer: Volunteer, meeting_id: UUID) -> HttpResponse:
    """Correcting what was logged, saying that a planned meeting was held, or taking either away."""
    found, now = own_meeting(volunteer, meeting_id), timezone.now()
    form = MeetingForm(request.POST or None, pairing=found.pairing, today=timezone.localdate(now), initial=initial_of(found))
    reasons = meetings.correcting_reasons(found, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.correct(found, form.log(), now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "C’est noté.")
            return redirect("space_pairing", found.pairing_id)
    return render(request, "volunteers/meeting.html", {"meeting": found, "form": form, "reasons": reasons})


@volunteer_required
@require_POST
def call_off(request: HttpRequest, volunteer: Volunteer, meeting_id: UUID) -> HttpResponse:
    found = own_meeting(volunteer, meeting_id)
    try:
        meetings.call_off(found, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Rencontre annulée." if found.is_planned else "Rencontre retirée.")
    return redirect("space_pairing", found.pairing_id)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def discomfort(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    pairing = own_pairing(volunteer, pairing_id)
    form = DiscomfortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            discomforts.tell(pairing, form.cleaned_data["text"], key=form.cleaned_data["key"], now=timezone.now())
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "L’équipe a votre message et vous rappelle. Vous pouvez attendre avant la prochaine rencontre.")
            return redirect("space_pairing", pairing.pk)
    return render(request, "volunteers/discomfort.html", {"pairing": pairing, "form": form})


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID, moment: str) -> HttpResponse:
    if moment not in Evaluation.Moment.values:
        raise Http404
    pairing, now = own_pairing(volunteer, pairing_id), timezone.now()
    voice = Evaluation.Voice.VOLUNTEER
    form = EvaluationForm(request.POST or None, is_own=False)
    reasons = evaluations.answering_reasons(pairing, moment, voice, None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            evaluations.answer(pairing, moment=moment, voice=voice, participant=None, answers=form.answers(), now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Merci de vos réponses.")
            return redirect("space_pairing", pairing.pk)
    context = {"pairing": pairing, "form": form, "reasons": reasons, "moment": Evaluation.Moment(moment).label}
    return render(request, "volunteers/evaluation.html", context)
