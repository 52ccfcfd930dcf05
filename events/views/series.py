"""Series of activities, as coordinators make and follow them."""

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
from events.forms_copies import RepeatForm, SeriesTextsForm
from events.models import Activity, ActivitySeries
from events.proposal_checks import check_public_holiday
from events.series import change_texts, publish_all, repeat, standing_reasons, still_to_come
from volunteers.exceptions import Refused


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def repeat_activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = get_object_or_404(Activity, pk=activity_id)
    if reasons := standing_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    form = RepeatForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            made = repeat(activity, **form.cleaned_data, by=cast("User", request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason.sentence)
        else:
            messages.success(request, "La série est enregistrée. Personne ne voit les nouvelles dates avant que vous les publiiez.")
            return redirect("coordination_series", made.pk)
    return render(request, "events/coordination_repeat.html", {"form": form, "activity": activity})


@role_required(Role.COORDINATOR)
@require_safe
def series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    now = timezone.now()
    series = get_object_or_404(ActivitySeries, pk=series_id)
    to_come = still_to_come(series, now=now)
    context = {
        "series": series,
        "activities": Activity.objects.filter(series=series).with_seat_counts().select_related("venue"),
        "can_change": to_come.exists(),
        "holidays": [sentence for activity in to_come for sentence in check_public_holiday(activity)],
        "to_publish": to_come.filter(status=Activity.Status.ACCEPTED).count(),
    }
    return render(request, "events/coordination_series.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """The texts of the next date, given to all those to come where they are changed."""
    now = timezone.now()
    series = get_object_or_404(ActivitySeries, pk=series_id)
    first = still_to_come(series, now=now).first()
    if first is None:
        messages.error(request, "Cette série n’a plus de date à venir.")
        return redirect("coordination_series", series_id)
    form = SeriesTextsForm(request.POST or None, instance=first)
    if request.method == "POST" and form.is_valid():
        count = change_texts(series, form.changed_texts, by=cast("User", request.user), now=now)
        dates = f"{count} dates à venir ont changé" if count > 1 else "Une date à venir a changé" if count else "Rien n’a changé"
        messages.success(request, f"{dates}.")
        return redirect("coordination_series", series_id)
    return render(request, "events/coordination_series_texts.html", {"form": form, "series": series})


@role_required(Role.COORDINATOR)
@require_POST
def publish_series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    series = get_object_or_404(ActivitySeries, pk=series_id)
    count = publish_all(series, by=cast("User", request.user), now=timezone.now())
    dates = f"{count} dates sont publiées" if count > 1 else "Une date est publiée" if count else "Il n’y avait rien à publier"
    messages.success(request, f"{dates}.")
    return redirect("coordination_series", series_id)
