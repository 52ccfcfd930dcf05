"""Who the bénévoles are, and where each one stands."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers import onboarding
from volunteers.forms.coordination import FactsForm, VolunteerFilterForm
from volunteers.models import Mission, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    form = VolunteerFilterForm(request.GET)
    found = Volunteer.objects.all()
    if form.is_valid():
        found = filter_volunteers(found, **form.cleaned_data)
    shown = found.with_facts().select_related("user").prefetch_related("missions", "languages")
    context = {
        "form": form,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request.GET),
    }
    return render(request, "volunteers/coordination/volunteers.html", context)


def filter_volunteers(found: VolunteerQuerySet, *, q: str, stage: str, mission: Mission | None, language: str) -> VolunteerQuerySet:
    if q:
        found = found.named(q)
    if stage:
        found = found.at_stage(stage)
    if mission:
        found = found.filter(missions=mission)
    if language:
        found = found.speaking(language)
    return found


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    people = Volunteer.objects.with_facts().select_related("user").prefetch_related("missions", "languages")
    found = get_object_or_404(people, pk=volunteer_id)
    form = FactsForm(request.POST or None, volunteer=found)
    if form.is_valid():
        onboarding.note_facts(found, **form.facts())
        messages.success(request, "C’est noté.")
        return redirect("coordination_volunteer", found.pk)
    steps = [replace(step, action_url="", action_label="") for step in onboarding.steps_of(found, now=timezone.now())]
    context = {
        "volunteer": found,
        "form": form,
        "stage": Volunteer.Stage(found.stage),
        "steps": steps,
        "bookings": found.bookings.select_related("session__training", "certificate").order_by("-session__starts_at"),
        "pairings": found.pairings.select_related("programme").prefetch_related("participants"),
    }
    return render(request, "volunteers/coordination/volunteer.html", context)
