"""Activities as coordinators see them: written, published, staffed or not, cancelled."""

from copy import copy
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
from events.clashes import find_clashes
from events.concerned import find_concerned
from events.copies import copy_reasons, template_reasons
from events.forms import ActivityFilterForm, ActivityForm, CancelForm
from events.forms_clashes import ClashForm
from events.forms_keys import PageKeyForm
from events.invitations import write_invitation
from events.models import Activity, DuoRequest, LineMove, OutingReport, OutingSettings, Seat, SeatWait
from events.months import is_short
from events.pictures import picture_reasons
from events.proposal_checks import look_at_activity
from events.proposals import OUTINGS_MISSION
from events.reports import readable_incident, reporting_reasons
from events.seat_line import people_in_line
from events.series import standing_reasons
from events.sign_ups import leaving_reasons
from events.staffing import calling_reasons, led_words
from volunteers.exceptions import Refused
from volunteers.models import Mission

PER_PAGE = 25


@role_required(Role.COORDINATOR)
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    now, form = timezone.now(), ActivityFilterForm(request.GET)
    seats = Prefetch("seats", Seat.objects.active().select_related("volunteer__user"), to_attr="seats_held")
    found = form.narrow(Activity.objects.select_related("venue"), now=now).prefetch_related(seats)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    short = {activity.pk for activity in page.object_list if is_short(activity, now=now)}
    return render(
        request, "events/coordination_activities.html", {"filters": form, "page": page, "query": query.urlencode(), "short": short}
    )


@role_required(Role.COORDINATOR)
@require_safe
def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = get_object_or_404(
        Activity.objects.with_seat_counts().select_related(
            "venue", "mission", "partner", "series", "picture", "proposal", "access_from", "proposed_by__user"
        ),
        pk=activity_id,
    )
    report = OutingReport.objects.filter(activity=activity).select_related("written_by").first()
    line, led_lately_days = SeatWait.objects.in_line(now).filter(activity=activity), OutingSettings.load().led_lately_days
    moves = list(LineMove.objects.filter(wait__activity=activity).select_related("wait__volunteer__user", "moved_by"))
    context = {
        "activity": activity,
        # Most were never proposed.
        "proposal": getattr(activity, "proposal", None),
        "report": report,
        "corrections": (report.corrections if report else activity.count_corrections).select_related("corrected_by"),
        "incident": readable_incident(report),
        "can_report": not reporting_reasons(activity, now=now),
        "seats": [(seat, not leaving_reasons(seat, now=now)) for seat in activity.seats.active().select_related("volunteer__user")],
        "line": [(wait, led_words(wait.led_count, days=led_lately_days)) for wait in line.select_related("volunteer__user")],
        "offers": SeatWait.objects.offered().filter(activity=activity).select_related("volunteer__user"),
        "duos": DuoRequest.objects.running().filter(activity=activity).select_related("asker__user"),
        "moves": moves,
        # A move gives a number to the whole line: those whom it moved are told apart.
        "moved": {move.wait_id for move in moves},
        "released": activity.waits.filter(ended_as=SeatWait.End.RELEASED)
        .select_related("volunteer__user", "ended_by")
        .order_by("ended_at"),
        "released_duos": activity.duos.filter(ended_as=DuoRequest.End.RELEASED)
        .select_related("asker__user", "ended_by")
        .order_by("ended_at"),
        "given_back": _given_back(activity),
        "can_find": is_short(activity, now=now),
        "is_held": any(reason.code == "held" for reason in calling_reasons(activity, now=now)),
        "can_publish": not publication_reasons(activity, now=now),
        "publication_reasons": publication_reasons(activity, now=now) if activity.status == Activity.Status.ACCEPTED else [],
        "can_edit": not editing_reasons(activity, now=now),
        "can_picture": not picture_reasons(activity),
        "can_cancel": not cancellation_reasons(activity, now=now),
        "can_copy": not copy_reasons(activity),
        "can_repeat": not standing_reasons(activity, now=now),
        "can_become_template": not template_reasons(activity),
        "warnings": look_at_activity(activity, now=now),
        "invitation": write_invitation(activity, now=now),
    }
    return render(request, "events/coordination_activity.html", context)


def _given_back(activity: Activity) -> list[tuple[Seat, User | None]]:
    """Seats given back for a reason that is kept, with the coordinator who did it, if one did."""
    seats = list(activity.seats.exclude(leaving_reason="").select_related("volunteer__user").order_by("left_at"))
    lines = Seat.history.filter(id__in=[seat.pk for seat in seats], left_at__isnull=False).select_related("history_user")
    by = {line.id: line.history_user for line in lines.order_by("-history_id")}
    return [(seat, None if by.get(seat.pk) == seat.volunteer.user else by.get(seat.pk)) for seat in seats]


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    mission = Mission.objects.filter(slug=OUTINGS_MISSION).first()
    form = ActivityForm(request.POST or None, now=timezone.now(), initial={"mission": mission})
    page_key = PageKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        activity = create_activity(form.values, by=cast("User", request.user), key=page_key.key)
        messages.success(request, "L’activité est enregistrée. Personne ne la voit avant que vous la publiiez.")
        return redirect("coordination_activity", activity.pk)
    context = {"form": form, "page_key": page_key, "activity": None, "clash_form": None}
    return render(request, "events/coordination_activity_form.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = get_object_or_404(Activity, pk=activity_id)
    if reasons := editing_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    # The form writes what is typed on its own instance.
    stored = copy(activity)
    form = ActivityForm(request.POST or None, instance=activity, now=now)
    if request.method == "POST" and form.is_valid():
        clash_form = ClashForm(request.POST, find_clashes(stored, form.values, now=now))
        if not clash_form.is_valid():
            return _show_form(request, form, stored, clash_form)
        try:
            change_activity(activity, form.values, by=cast("User", request.user), now=now, decisions=clash_form.decisions)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason.sentence)
        else:
            messages.success(request, "Les changements sont enregistrés.")
            return redirect("coordination_activity", activity_id)
    return _show_form(request, form, stored)


def _show_form(request: HttpRequest, form: ActivityForm, stored: Activity, clash_form: ClashForm | None = None) -> HttpResponse:
    context = {"form": form, "page_key": None, "activity": stored, "clash_form": clash_form}
    return render(request, "events/coordination_activity_form.html", context)


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
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = cancel(activity, reason=form.cleaned_data["reason"], by=cast("User", request.user), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            # The same page sent twice: the first time said how many.
            who = {None: "", 0: " Personne n’avait à en être prévenu.", 1: " Une personne en est prévenue par courriel."}
            told = who.get(count, f" {count} personnes en sont prévenues par courriel.")
            messages.success(request, f"L’activité est annulée.{told}")
        return redirect("coordination_activity", activity_id)
    if reasons := cancellation_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    in_line = people_in_line(activity)
    others = find_concerned(
        activity, told={*(person.pk for person in in_line), *activity.seats.active().values_list("volunteer", flat=True)}
    )
    context = {
        "form": form,
        "activity": activity,
        "in_line": len(in_line),
        "asked": sum(one.was_asked for one in others),
        "tells_proposer": any(not one.was_asked for one in others),
    }
    return render(request, "events/coordination_activity_cancel.html", context)
