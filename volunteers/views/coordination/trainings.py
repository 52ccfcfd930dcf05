"""Trainings that can be given: the list, and the form that adds or changes one."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.forms.trainings import TrainingForm
from volunteers.models import Training


@role_required(Role.COORDINATOR)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    trainings = Training.objects.annotate(session_count=Count("sessions")).prefetch_related("missions").order_by("title")
    return render(request, "volunteers/coordination/trainings.html", {"trainings": trainings})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_training(request: HttpRequest) -> HttpResponse:
    return _edit(request, Training())


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: HttpRequest, slug: str) -> HttpResponse:
    return _edit(request, get_object_or_404(Training, slug=slug))


def _edit(request: HttpRequest, found: Training) -> HttpResponse:
    # What is typed goes into the instance: the title of the page is what is kept.
    title = found.title or "Nouvelle formation"
    form = TrainingForm(request.POST or None, instance=found)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"La formation «\u00a0{saved}\u00a0» est enregistrée.")
        return redirect("coordination_trainings")
    return render(request, "volunteers/coordination/training.html", {"form": form, "title": title})
