"""The report of the day after: written by one of those who led the outing, or by a coordinator; a slip put right."""

from decimal import Decimal
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.models import Activity, OutingReport
from events.outing_forms import CountForm, ParticipantsForm, ReportForm
from events.reports import (
    correct_count,
    correct_report,
    correcting_reasons,
    count_correcting_reasons,
    reporting_reasons,
    write_report,
)
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.models import Volunteer


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.outings().led_by(volunteer), pk=activity_id)
    return _ask(request, activity, template="events/space_report.html", back_to="space_activity")


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def coordination_report(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    activity = get_object_or_404(Activity, pk=activity_id)
    return _ask(request, activity, template="events/coordination_report.html", back_to="coordination_activity")


def _ask(request: HttpRequest, activity: Activity, *, template: str, back_to: str) -> HttpResponse:
    now = timezone.now()
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_report(activity, form.answers, by=cast("User", request.user), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Le bilan est enregistré. Merci\u00a0!")
        return redirect(back_to, activity.pk)
    if reasons := reporting_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect(back_to, activity.pk)
    return render(request, template, {"form": form, "activity": activity, "is_correction": False})


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    found = get_object_or_404(OutingReport.objects.select_related("activity"), activity=activity_id, written_by=volunteer.user)
    return _correct(request, found, template="events/space_report.html", back_to="space_activity")


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def coordination_correct(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The report, or the count alone of an activity held without one."""
    found = OutingReport.objects.select_related("activity").filter(activity=activity_id).first()
    if found is None:
        return _correct_count(request, get_object_or_404(Activity, pk=activity_id))
    return _correct(request, found, template="events/coordination_report.html", back_to="coordination_activity")


def _correct_count(request: HttpRequest, activity: Activity) -> HttpResponse:
    if reasons := count_correcting_reasons(activity):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity.pk)
    form = ParticipantsForm(request.POST or None, initial={"participants": activity.participants_count})
    if request.method == "POST" and form.is_valid():
        try:
            correct_count(activity, participants=form.cleaned_data["participants"], by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Le nombre est corrigé. Les chiffres suivent.")
        return redirect("coordination_activity", activity.pk)
    return render(request, "events/coordination_count.html", {"form": form, "activity": activity})


def _correct(request: HttpRequest, found: OutingReport, *, template: str, back_to: str) -> HttpResponse:
    now, by, activity = timezone.now(), cast("User", request.user), found.activity
    if reasons := correcting_reasons(found, by=by, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect(back_to, activity.pk)
    initial = {"participants": activity.participants_count, "expense": Decimal(found.expense_cents).scaleb(-2)}
    form = CountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_report(found, participants=form.cleaned_data["participants"], expense_cents=form.expense_cents, by=by, now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Le bilan est corrigé. Les chiffres suivent.")
        return redirect(back_to, activity.pk)
    return render(request, template, {"form": form, "activity": activity, "is_correction": True})
