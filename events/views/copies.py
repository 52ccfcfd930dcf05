"""Doing an activity again, as coordinators do: at another date, or from a template."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.copies import copy_activity, copy_reasons, create_from_template, make_template
from events.forms_copies import NewDateForm
from events.forms_keys import PageKeyForm
from events.models import Activity, ActivityTemplate
from volunteers.exceptions import Refused

WRITTEN = "L’activité est enregistrée. Relisez-la, puis publiez-la\u00a0: personne ne la voit avant."


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    activity = get_object_or_404(Activity, pk=activity_id)
    if reasons := copy_reasons(activity):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    form, page_key = NewDateForm(request.POST or None, now=timezone.now()), PageKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        copied = copy_activity(activity, form.cleaned_data["starts_at"], by=cast("User", request.user), key=page_key.key)
        messages.success(request, WRITTEN)
        return redirect("coordination_activity", copied.pk)
    return render(request, "events/coordination_copy.html", {"form": form, "page_key": page_key, "activity": activity})


@role_required(Role.COORDINATOR)
@require_POST
def make(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    activity = get_object_or_404(Activity, pk=activity_id)
    try:
        template = make_template(activity, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("coordination_activity", activity_id)
    messages.success(request, "Le modèle est enregistré.")
    return redirect("coordination_activity_template", template.pk)


@role_required(Role.COORDINATOR)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    found = ActivityTemplate.objects.select_related("venue", "partner", "credited_to__user")
    return render(request, "events/coordination_templates.html", {"templates": found})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """What it keeps, and the date that makes an activity of it."""
    found = ActivityTemplate.objects.select_related("venue", "partner", "mission", "made_from", "credited_to__user")
    template = get_object_or_404(found, pk=template_id)
    form, page_key = NewDateForm(request.POST or None, now=timezone.now()), PageKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        activity = create_from_template(template, form.cleaned_data["starts_at"], by=cast("User", request.user), key=page_key.key)
        messages.success(request, WRITTEN)
        return redirect("coordination_activity", activity.pk)
    return render(request, "events/coordination_template.html", {"form": form, "page_key": page_key, "template": template})


@role_required(Role.COORDINATOR)
@require_POST
def remove(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The activity it was made from stays, and can give another."""
    get_object_or_404(ActivityTemplate, pk=template_id).delete()
    messages.success(request, "Le modèle est retiré. Les activités créées à partir de lui restent.")
    return redirect("coordination_activity_templates")
