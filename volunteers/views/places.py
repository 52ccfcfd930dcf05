"""A bénévole's own place in a training: the one-button pages that mails lead to, and the files that go with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import calendars, feedback, session_deadlines, training
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.forms.trainings import FeedbackForm
from volunteers.models import Booking, Certificate, TrainingSession, Volunteer
from volunteers.models.training import BookingQuerySet
from volunteers.views.files import answer_with_calendar, answer_with_certificate


def own_bookings(volunteer: Volunteer) -> BookingQuerySet:
    return Booking.objects.filter(volunteer=volunteer).select_related("session__training", "session__venue", "volunteer__user")


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def date(request: HttpRequest, volunteer: Volunteer, session_id: UUID) -> HttpResponse:
    """One date with the one button that books it; for who has a place on another date, the button changes it."""
    now = timezone.now()
    sessions = TrainingSession.objects.with_seat_counts().select_related("training", "venue")
    session = get_object_or_404(sessions, pk=session_id)
    held = own_bookings(volunteer).upcoming(now).filter(session__training=session.training).exclude(session=session).first()
    if request.method == "POST":
        try:
            if held:
                training.change_date(session, held, now=now)
            else:
                training.book(session, volunteer, now=now)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason.sentence)
        else:
            messages.success(request, "Votre place est réservée. Un courriel de confirmation vous arrive.")
        return redirect("space_training")
    reasons = training.refusal_reasons(session, training.read_record(volunteer, now=now), now=now)
    if held:
        reasons = [reason for reason in reasons if reason.code != "other_place"] + training.give_back_reasons(held, now=now)
    return render(request, "volunteers/date.html", {"session": session, "held": held, "reasons": reasons})


@volunteer_required
@require_POST
def ask(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    booking = get_object_or_404(own_bookings(volunteer), pk=booking_id)
    try:
        session_deadlines.ask_to_give_back(booking, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "L’équipe a votre demande. Un courriel vous dira que la place est libérée.")
    return redirect("space_training_give_back", booking.pk)


@volunteer_required
@require_safe
def calendar(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    booking = get_object_or_404(own_bookings(volunteer), pk=booking_id)
    return answer_with_calendar(calendars.file_of(booking, now=timezone.now()))


@volunteer_required
@require_safe
def certificate(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    own = Certificate.objects.filter(booking__volunteer=volunteer).select_related("booking__volunteer__user", "booking__session__training")
    return answer_with_certificate(get_object_or_404(own, booking=booking_id))


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    """After a training: four questions, asked once. The mail of the certificate leads here."""
    booking = get_object_or_404(own_bookings(volunteer), pk=booking_id)
    reasons = feedback.feedback_reasons(booking)
    form = FeedbackForm(request.POST or None)
    if not reasons and form.is_valid():
        try:
            feedback.give_feedback(booking, form.cleaned_data, now=timezone.now())
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Merci de votre avis.")
            return redirect("space_training")
    return render(request, "volunteers/feedback.html", {"booking": booking, "reasons": reasons, "form": form})
