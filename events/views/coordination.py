"""Activities as coordinators see them: written, published, staffed or not, cancelled."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.activity_states import cancel, cancellation_reasons, publication_reasons, publish
from events.changes import change_activity, create_activity, editing_reasons
from events.forms import ActivityFilterForm, ActivityForm, CancelForm
from events.models import Activity, Seat
from volunteers.exceptions import Refused
from volunteers.models import Mission

PER_PAGE = 25
OUTINGS_MISSION = "activites-culturelles"


@role_required(Role.COORDINATOR)
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    form = ActivityFilterForm(request.GET)
    seats = Prefetch("seats", Seat.objects.active().select_related("volunteer__user"), to_attr="seats_held")
    found = form.narrow(Activity.objects.select_related("venue"), now=timezone.now()).prefetch_related(seats)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "events/coordination_activities.html", {"filters": form, "page": page, "query": query.urlencode()})


@role_required(Role.COORDINATOR)
@require_safe
def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = get_object_or_404(Activity.objects.with_seat_counts().select_related("venue", "mission"), pk=activity_id)
    context = {
        "activity": activity,
        "seats": activity.seats.active().select_related("volunteer__user"),
        "can_publish": not publication_reasons(activity, now=now),
        "publication_reasons": publication_reasons(activity, now=now) if activity.status == Activity.Status.ACCEPTED else [],
        "can_edit": not editing_reasons(activity, now=now),
        "can_cancel": not cancellation_reasons(activity, now=now),
    }
    return render(request, "events/coordination_activity.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    mission = Mission.objects.filter(slug=OUTINGS_MISSION).first()
    form = ActivityForm(request.POST or None, now=timezone.now(), initial={"mission": mission})
    if request.method == "POST" and form.is_valid():
        activity = create_activity(form.values, by=cast("User", request.user))
        messages.success(request, "L’activité est enregistrée. Personne ne la voit avant que vous la publiiez.")
        return redirect("coordination_activity", activity.pk)
    return render(request, "events/coordination_activity_form.html", {"form": form, "activity": None})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = get_object_or_404(Activity, pk=activity_id)
    if reasons := editing_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    title = activity.title
    form = ActivityForm(request.POST or None, instance=activity, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(activity, form.values, by=cast("User", request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason.sentence)
        else:
            messages.success(request, "Les changements sont enregistrés.")
            return redirect("coordination_activity", activity_id)
    return render(request, "events/coordination_activity_form.html", {"form": form, "activity": activity, "title": title})


@role_required(Role.COORDINATOR)
@require_POST
def publish_activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    activity = get_object_or_404(Activity, pk=activity_id)
    try:
        publish(activity, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        shown_to = "Les bénévoles la voient" if activity.is_outing else "L’agenda public la montre"
        messages.success(request, f"L’activité est publiée. {shown_to} dès maintenant.")
    return redirect("coordination_activity", activity_id)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The screen for cancelling the whole activity, with its reason; giving back one's own seat is elsewhere."""
    now = timezone.now()
    activity = get_object_or_404(Activity.objects.with_seat_counts(), pk=activity_id)
    if reasons := cancellation_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(activity, reason=form.cleaned_data["reason"], by=cast("User", request.user), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "L’activité est annulée. Les bénévoles qui avaient une place en sont prévenus par courriel.")
        return redirect("coordination_activity", activity_id)
    return render(request, "events/coordination_activity_cancel.html", {"form": form, "activity": activity})
