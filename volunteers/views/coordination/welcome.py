"""The welcome as a whole: its numbers, its settings, its short lists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.figures import QUIET_DAYS, measure
from volunteers.forms.welcome import TopicForm, WelcomeForm
from volunteers.lateness import write_back_sooner
from volunteers.models import Topic, WelcomeSettings


@role_required(Role.COORDINATOR)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/coordination/figures.html", {"figures": measure(timezone.now()), "quiet_days": QUIET_DAYS})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_settings(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = WelcomeForm(request.POST or None, instance=WelcomeSettings.load(), today=today)
    if form.is_valid():
        form.save()
        if form.cleaned_data["takes_people"]:
            write_back_sooner(today)
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("coordination_welcome_settings")
    return render(request, "volunteers/coordination/welcome_settings.html", {"form": form})


@role_required(Role.COORDINATOR)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    every = list(Topic.objects.all())
    lists = [(kind.label, [topic for topic in every if topic.kind == kind]) for kind in Topic.Kind]
    return render(request, "volunteers/coordination/topics.html", {"lists": lists})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: HttpRequest) -> HttpResponse:
    return _edit(request, Topic())


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _edit(request, get_object_or_404(Topic, slug=slug))


def _edit(request: HttpRequest, found: Topic) -> HttpResponse:
    title = found.label or "Nouvel intitulé"
    form = TopicForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, "La liste est enregistrée.")
        return redirect("coordination_topics")
    return render(request, "volunteers/coordination/topic.html", {"form": form, "title": title})
