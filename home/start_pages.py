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
from donations.models import Payment
from events.models import Activity, Proposal, Seat, SeatWait
from home.dates import full_day
from home.enquiries.models import Enquiry
from home.proofreading import waiting_texts
from volunteers import pauses
from volunteers.contacts import contact_of
from volunteers.figures import unoccupied
from volunteers.models import Booking, Meeting, PairingAlert, TrainingSession, TypedHours, Volunteer, WelcomeSettings
from volunteers.occupation import starting_again_first
from volunteers.participant_erasure import erased_on, soon_erased
from volunteers.steps import State, steps_of

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
        "offers": volunteer.pairings.offered().select_related("programme"),
        "held_seats": SeatWait.objects.held(now).filter(volunteer=volunteer).select_related("activity").order_by("offered_until"),
        "outings": outings_for(volunteer, now=now) if is_ready and pause is None else [],
        "to_report": Activity.objects.awaiting_report(now).led_by(volunteer).order_by("-starts_at", "pk")[:SHOWN],
        "pause": pauses.words(pause) if pause else "",
        "write_back": f"Nous vous écrivons le {full_day(volunteer.write_back_on)}." if volunteer.write_back_on else "",
        "contact": contact_of(volunteer),
        # Done, and yet something to do: a new charter, whose day has not come.
        "to_do": [step for step in steps if step.state == State.DONE and step.action_url],
    }
    return render(request, "home/space_home.html", context)


def outings_for(volunteer: Volunteer, *, now: datetime) -> list[Activity]:
    """The next outings that they may lead: with a free seat, of the missions that are open to them."""
    missions = volunteer.open_missions(timezone.localdate(now))
    return list(Activity.objects.open_to(volunteer, now).filter(mission__in=missions).select_related("venue")[:SHOWN])


def appointments_of(volunteer: Volunteer, *, now: datetime) -> list[Appointment]:
    """Sessions booked, outings to lead and meetings planned that are not over, soonest first."""
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
    meetings = Meeting.objects.planned().filter(pairing__volunteer=volunteer, engagement__ends_at__gt=now).select_related("engagement")
    appointments += [
        Appointment(
            str(meeting.pk),
            meeting.engagement.starts_at,
            meeting.engagement.ends_at,
            "Rencontre de votre binôme",
            "Binôme",
            meeting.get_place_display(),
            reverse("space_pairing", args=[meeting.pairing_id]),
        )
        for meeting in meetings
        if meeting.engagement
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
    awaiting = list(Volunteer.objects.awaiting_team(now).values_list("pk", flat=True))
    first_waiting = Volunteer.objects.filter(pk__in=awaiting[:SHOWN]).with_awaited(now).select_related("user")
    to_train = Volunteer.objects.at_stage(Volunteer.Stage.TRAINING, timezone.localdate(now))
    idle = list(unoccupied(Volunteer.objects.all(), now=now).values_list("pk", flat=True))
    sessions = TrainingSession.objects.with_seat_counts().select_related("training")
    outings = Activity.objects.upcoming(now).short_of_facilitators().select_related("venue")
    enquiries = Enquiry.objects.waiting().longest_waiting_first()
    proposals = Proposal.objects.waiting().select_related("activity")
    unreported = Activity.objects.awaiting_report(now)
    alerts = PairingAlert.objects.open().most_pressing_first().select_related("taken_by").prefetch_related("pairing__participants")
    return {
        "alerts": [(alert, alert.age_days(now)) for alert in alerts[:SHOWN]],
        "alerts_count": alerts.count(),
        "awaiting": [
            (volunteer, (now - volunteer.awaited_since).days) for volunteer in sorted(first_waiting, key=lambda who: who.awaited_since)
        ],
        "awaiting_count": len(awaiting),
        "late_after_days": WelcomeSettings.load().team_late_after_days,
        "to_train_count": to_train.count(),
        "idle": starting_again_first(Volunteer.objects.filter(pk__in=idle[:SHOWN])).select_related("user"),
        "idle_count": len(idle),
        "hours_count": TypedHours.objects.waiting().count(),
        "to_mark": sessions.begun(now).filter(Exists(Booking.objects.unanswered().filter(session=OuterRef("pk")))),
        "sessions": sessions.upcoming(now)[:SHOWN],
        "outings": outings[:SHOWN],
        "outings_count": outings.count(),
        "to_publish_count": Activity.objects.filter(status=Activity.Status.ACCEPTED, starts_at__gt=now).count(),
        "proposals": [(proposal, proposal.days_left(timezone.localdate(now))) for proposal in proposals[:SHOWN]],
        "proposals_count": proposals.count(),
        "unreported": [(outing, days_since(outing.ends_at, now)) for outing in unreported[:SHOWN]],
        "unreported_count": unreported.count(),
        "texts": waiting_texts()[:SHOWN],
        "enquiries": enquiries[:SHOWN],
        "enquiries_count": enquiries.count(),
        "erased_soon": [(participant, erased_on(participant)) for participant in soon_erased(timezone.localdate(now))],
    }


def days_since(moment: datetime, now: datetime) -> int:
    """By the days of Paris: 1 for yesterday, at whatever hour."""
    return (timezone.localdate(now) - timezone.localdate(moment)).days


def treasury_context(now: datetime) -> dict[str, Any]:
    return {"month": measure_month(now), "payments": Payment.objects.received().order_by("-paid_at")[:SHOWN]}
