"""Where people land after signing in: `/espace/` and `/coordination/`, collected from every app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.adapter import start_page
from accounts.models import User
from accounts.roles import Role
from donations.figures import measure_month
from donations.models import Gift
from events.models import Activity, Seat
from home.enquiries.models import Enquiry
from home.proofreading import waiting_texts
from volunteers import pauses
from volunteers.models import Booking, Pairing, TrainingSession, TypedHours, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.onboarding import State, steps_of

SHOWN: Final = 5


@dataclass(frozen=True)
class Appointment:
    """Something a bénévole has promised to come to. `key` tells it from the others, whatever its hour."""

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    kind: str
    place: str
    url: str


@login_required
@never_cache
@require_safe
def space_home(request: HttpRequest) -> HttpResponse:
    """A bénévole's start page; a member of the team without that profile goes to theirs."""
    user: User = request.user  # type: ignore[assignment]
    volunteer = Volunteer.objects.select_related("user").filter(user=user).first()
    if volunteer is None:
        own = start_page(user)
        return render(request, "home/no_profile.html", status=404) if own == request.path else redirect(own)
    now = timezone.now()
    steps = steps_of(volunteer, now=now)
    is_ready = all(step.state == State.DONE for step in steps)
    appointments = appointments_of(volunteer, now=now)
    pause = pauses.current_pause(volunteer, timezone.localdate(now))
    context = {
        "steps": steps,
        "is_ready": is_ready,
        "next_appointment": appointments[0] if appointments else None,
        "later_appointments": appointments[1:],
        "pairings": volunteer.pairings.active().select_related("programme").prefetch_related("participants"),
        "outings": Activity.objects.open_to(volunteer, now).select_related("venue")[:SHOWN] if is_ready and pause is None else [],
        "pause": pauses.words(pause) if pause else "",
    }
    return render(request, "home/space_home.html", context)


def appointments_of(volunteer: Volunteer, *, now: datetime) -> list[Appointment]:
    """Sessions booked and outings to lead that are not over, soonest first."""
    bookings = Booking.objects.active().filter(volunteer=volunteer, session__ends_at__gt=now, session__cancelled_at__isnull=True)
    seats = Seat.objects.active().filter(volunteer=volunteer, activity__in=Activity.objects.upcoming(now))
    appointments = [
        Appointment(
            str(booking.pk),
            booking.session.starts_at,
            booking.session.ends_at,
            booking.session.training.title,
            "Formation",
            booking.session.venue.name if booking.session.venue else "Lieu à préciser",
            reverse("space_training"),
        )
        for booking in bookings.select_related("session__training", "session__venue")
    ]
    appointments += [
        Appointment(
            str(seat.pk),
            seat.activity.starts_at,
            seat.activity.ends_at,
            seat.activity.title,
            "Sortie que vous animez",
            seat.activity.place_area,
            reverse("space_activity", args=[seat.activity_id]),
        )
        for seat in seats.select_related("activity__venue")
    ]
    return sorted(appointments, key=lambda appointment: appointment.starts_at)


@login_required
@never_cache
@require_safe
def coordination_home(request: HttpRequest) -> HttpResponse:
    """What waits for the team: all but gifts for coordinators, gifts alone for treasurers."""
    user: User = request.user  # type: ignore[assignment]
    if not user.has_role(Role.COORDINATOR, Role.TREASURER):
        if user.has_role(Role.COMMUNICATION):
            return redirect("wagtailadmin_home")
        raise PermissionDenied
    now = timezone.now()
    coordination = coordination_context(now) if user.has_role(Role.COORDINATOR) else None
    treasury = treasury_context(now) if user.has_role(Role.TREASURER) else None
    return render(request, "home/coordination_home.html", {"coordination": coordination, "treasury": treasury})


def coordination_context(now: datetime) -> dict[str, Any]:
    """Who waits for the team, and what lacks somebody."""
    waiting = Volunteer.objects.at_stage(Volunteer.Stage.TRAINING).select_related("user").order_by("signed_up_at", "pk")
    interviews = Volunteer.objects.awaiting_interview().select_related("user")
    idle = people_without_mission(now)
    sessions = TrainingSession.objects.with_seat_counts().select_related("training")
    outings = Activity.objects.upcoming(now).short_of_facilitators().select_related("venue")
    reviews = Pairing.objects.review_due(timezone.localdate(now)).select_related("programme", "volunteer__user").order_by("review_on")
    enquiries = Enquiry.objects.waiting().longest_waiting_first()
    return {
        "waiting": waiting[:SHOWN],
        "waiting_count": waiting.count(),
        "interviews": interviews[:SHOWN],
        "interviews_count": interviews.count(),
        "idle": idle[:SHOWN],
        "idle_count": idle.count(),
        "hours_count": TypedHours.objects.waiting().count(),
        "to_mark": sessions.begun(now).filter(Exists(Booking.objects.unanswered().filter(session=OuterRef("pk")))),
        "sessions": sessions.upcoming(now)[:SHOWN],
        "outings": outings[:SHOWN],
        "outings_count": outings.count(),
        "to_publish_count": Activity.objects.filter(status=Activity.Status.ACCEPTED, starts_at__gt=now).count(),
        "reviews": reviews[:SHOWN],
        "reviews_count": reviews.count(),
        "texts": waiting_texts()[:SHOWN],
        "enquiries": enquiries[:SHOWN],
        "enquiries_count": enquiries.count(),
    }


def people_without_mission(now: datetime) -> VolunteerQuerySet:
    """Ready bénévoles with no pairing under way, no outing to lead and no pause today, those who signed up first at the top."""
    people = pauses.available(Volunteer.objects.at_stage(Volunteer.Stage.READY), timezone.localdate(now))
    people = people.filter(kind=Volunteer.Kind.VOLUNTEER)
    paired = Pairing.objects.active().filter(volunteer=OuterRef("pk"))
    leading = Seat.objects.active().filter(volunteer=OuterRef("pk"), activity__in=Activity.objects.upcoming(now))
    return people.exclude(Exists(paired)).exclude(Exists(leading)).select_related("user").order_by("signed_up_at", "pk")


def treasury_context(now: datetime) -> dict[str, Any]:
    return {"month": measure_month(now), "gifts": Gift.objects.paid().order_by("-paid_at")[:SHOWN]}
