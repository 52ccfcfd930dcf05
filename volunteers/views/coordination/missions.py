"""Missions: what each asks for, who wishes it, and the forms that change it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.forms.missions import MissionForm
from volunteers.models import Mission


@role_required(Role.COORDINATOR)
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    every = Mission.objects.annotate(wish_count=Count("volunteers")).prefetch_related("required_trainings")
    return render(request, "volunteers/coordination/missions.html", {"missions": every.order_by("-is_open", "position", "title")})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_mission(request: HttpRequest) -> HttpResponse:
    return _edit(request, Mission())


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    return _edit(request, get_object_or_404(Mission.objects.select_for_update(), slug=slug))


def _edit(request: HttpRequest, found: Mission) -> HttpResponse:
    form = MissionForm(request.POST or None, instance=found)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"La mission «\u00a0{saved}\u00a0» est enregistrée.")
        return redirect("coordination_missions")
    # The instance holds what was typed: the title of the page is what is kept.
    title = Mission.objects.filter(pk=found.pk).values_list("title", flat=True).first() or "Nouvelle mission"
    history = found.history.select_related("history_user")[:10] if found.pk else []
    return render(request, "volunteers/coordination/mission.html", {"form": form, "title": title, "history": history})
