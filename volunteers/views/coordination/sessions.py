"""Training sessions: which are planned, who booked, who came."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import training
from volunteers.exceptions import Refused
from volunteers.feedback import opinions_of
from volunteers.forms.coordination import AttendanceForm, SessionCancelForm, SessionForm, SessionMoveForm
from volunteers.models import Booking, Certificate, TrainingSession
from volunteers.session_changes import cancel_session, change_reasons, move_session
from volunteers.session_deadlines import is_thin
from volunteers.views.files import answer_with_certificate

PER_PAGE: Final = 20
EMPTY_LINES: Final = 5


@role_required(Role.COORDINATOR)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    every = TrainingSession.objects.with_seat_counts().select_related("training", "venue")
    context = {
        # Cancelled ones too: they stay, and say so.
        "upcoming": every.filter(starts_at__gt=now),
        "page": Paginator(every.filter(starts_at__lte=now).order_by("-starts_at", "pk"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "volunteers/coordination/sessions.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, now=timezone.now())
    if form.is_valid():
        data = form.cleaned_data
        session = training.plan_session(
            data["training"],
            starts_at=data["starts_at"],
            duration_minutes=data["duration_minutes"],
            capacity=data["capacity"],
            venue=data["venue"],
            conditions=form.conditions(),
        )
        messages.success(request, "La session est ouverte aux réservations.")
        return redirect("coordination_session", session_id=session.pk)
    return render(request, "volunteers/coordination/session_new.html", {"form": form})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    found = get_object_or_404(TrainingSession.objects.with_seat_counts().select_related("training", "venue"), pk=session_id)
    now = timezone.now()
    bookings = list(found.bookings.active().select_related("volunteer__user").order_by("volunteer__folded_name", "pk"))
    form = AttendanceForm(request.POST or None, bookings=bookings)
    if request.method == "POST" and form.is_valid():
        try:
            changed = training.record_attendance(found, form.marks(), by=cast("User", request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason.sentence)
        else:
            messages.success(request, "Les présences sont enregistrées." if changed else "Rien n’a changé.")
        return redirect("coordination_session", session_id=found.pk)
    context = {
        "session": found,
        "bookings": bookings,
        "form": form,
        "reasons": training.attendance_reasons(found, now=now),
        "waits": found.waiting.open().select_related("volunteer__user"),
        "opinions": opinions_of(found),
        "is_thin": is_thin(found, now=now),
        "may_free": not found.cancelled_at and found.starts_at > now,
        "may_change": not change_reasons(found, now=now),
        "last_mark": found.bookings.marked().order_by("-attendance_marked_at").first(),
    }
    return render(request, "volunteers/coordination/session.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    found = get_object_or_404(TrainingSession.objects.with_seat_counts().select_related("training"), pk=session_id)
    now = timezone.now()
    form, reasons = SessionCancelForm(request.POST or None), change_reasons(found, now=now)
    if form.is_valid():
        try:
            told = cancel_session(found, reason=form.cleaned_data["reason"], now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"La session est annulée. Personnes prévenues : {told}.")
            return redirect("coordination_session", session_id=found.pk)
    return render(request, "volunteers/coordination/session_cancel.html", {"session": found, "form": form, "reasons": reasons})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    found = get_object_or_404(TrainingSession.objects.with_seat_counts().select_related("training", "venue"), pk=session_id)
    now = timezone.now()
    form, reasons = SessionMoveForm(request.POST or None, session=found, now=now), change_reasons(found, now=now)
    if reasons:
        return render(request, "volunteers/coordination/session_move.html", {"session": found, "form": None, "reasons": reasons})
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("starts_at", "duration_minutes", "capacity", "venue")}
        try:
            told = move_session(found, now=now, conditions=form.conditions(), **wanted)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"Le changement est enregistré. Personnes prévenues : {told}.")
            return redirect("coordination_session", session_id=found.pk)
    return render(request, "volunteers/coordination/session_move.html", {"session": found, "form": form, "reasons": reasons})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def free_place(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """The link beside a name, for a person who asked to give their place back: a page with one button."""
    booking = get_object_or_404(Booking.objects.select_related("session__training", "volunteer__user"), pk=booking_id)
    now = timezone.now()
    if request.method != "POST":
        context = {"booking": booking, "reasons": training.free_reasons(booking, now=now)}
        return render(request, "volunteers/coordination/booking_free.html", context)
    try:
        training.give_back(booking, now=now, by_team=True)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "La place est libérée, et la personne prévenue.")
    return redirect("coordination_session", session_id=booking.session_id)


@role_required(Role.COORDINATOR)
@require_safe
def sheet(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """To be printed and signed: those who booked, and lines for who comes without."""
    found = get_object_or_404(TrainingSession.objects.select_related("training", "venue"), pk=session_id)
    bookings = found.bookings.active().select_related("volunteer__user").order_by("volunteer__folded_name", "pk")
    context = {"session": found, "bookings": bookings, "empty_lines": range(EMPTY_LINES)}
    return render(request, "volunteers/coordination/session_sheet.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def certificate(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    found = get_object_or_404(
        Certificate.objects.select_related("booking__volunteer__user", "booking__session__training"), booking=booking_id
    )
    return answer_with_certificate(found)
