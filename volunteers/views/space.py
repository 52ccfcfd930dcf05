"""What a bénévole sees and does: training and profile."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import session_deadlines, training, waiting
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.forms.space import ProfileForm
from volunteers.models import Booking, TrainingSession, Volunteer, Waiting
from volunteers.own_profile import save_profile
from volunteers.steps import trainings_for


@volunteer_required
@require_safe
def training_sessions(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    now = timezone.now()
    offers = training.offers_to(volunteer, now=now)
    trainings = trainings_for(volunteer)
    past = (
        Booking.objects.active()
        .filter(volunteer=volunteer, session__starts_at__lte=now, session__cancelled_at=None)
        .select_related("session__training", "certificate")
    )
    past = past.order_by("-session__starts_at")
    attended = {booking.session.training for booking in past if booking.is_attended}
    context = {
        "called_off": Booking.objects.active()
        .filter(volunteer=volunteer, session__starts_at__gt=now, session__cancelled_at__isnull=False)
        .select_related("session__training"),
        "places": [offer for offer in offers if offer.booking],
        "offers": [offer for offer in offers if not offer.booking and not offer.is_done_with],
        "attended": [training for training in trainings if training in attended],
        "past_bookings": past,
        "trainings": trainings,
    }
    return render(request, "volunteers/training.html", context)


@volunteer_required
@require_POST
def book(request: HttpRequest, volunteer: Volunteer, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(TrainingSession, pk=session_id)
    try:
        training.book(session, volunteer, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est réservée. Un courriel de confirmation vous arrive.")
    return redirect("space_training")


@volunteer_required
@require_POST
def join_line(request: HttpRequest, volunteer: Volunteer, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(TrainingSession, pk=session_id)
    try:
        joined = waiting.join(session, volunteer, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
        return redirect("space_training")
    messages.success(request, "Vous êtes en liste d’attente. Un courriel part dès qu’une place se libère pour vous.")
    return redirect("space_training_wait", joined.pk)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, volunteer: Volunteer, wait_id: UUID) -> HttpResponseBase:
    """Where one stands in the line of a session; when a place is held, the button that takes it. The mail of an offer leads here."""
    waits = Waiting.objects.filter(volunteer=volunteer).select_related("session__training", "session__venue")
    found = get_object_or_404(waits, pk=wait_id)
    now = timezone.now()
    if request.method == "POST":
        if "leave" in request.POST:
            waiting.leave(found, now=now)
            messages.success(request, "Vous n’êtes plus en liste d’attente.")
            return redirect("space_training")
        return book(request, session_id=found.session_id)
    is_held = found.is_offered and found.offered_until is not None and found.offered_until > now
    closed = found.ended_as == Waiting.End.CLOSED and found.session.is_closed(now)
    ended_as = "Les inscriptions à cette session sont closes." if closed else found.get_ended_as_display()
    context = {"wait": found, "is_held": is_held, "place": waiting.place_in_line(found), "ended_as": ended_as}
    return render(request, "volunteers/wait.html", context)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    """A page with one button, which the mail links to; the button gives the place back."""
    bookings = Booking.objects.filter(volunteer=volunteer).select_related("session__training", "session__venue", "volunteer")
    booking = get_object_or_404(bookings, pk=booking_id)
    now = timezone.now()
    if request.method != "POST":
        context = {"booking": booking, "reasons": training.give_back_reasons(booking, now=now)}
        context["may_ask"] = not session_deadlines.ask_reasons(booking, now=now)
        return render(request, "volunteers/give_back.html", context)
    try:
        training.give_back(booking, now=now)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est rendue. Vous pouvez choisir une autre date.")
    return redirect("space_training")


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = ProfileForm(request.POST or None, volunteer=volunteer)
    if form.is_valid():
        try:
            save_profile(volunteer, form.profile(), today=timezone.localdate())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Votre profil est enregistré.")
        return redirect("space_profile")
    return render(request, "volunteers/profile.html", {"form": form, "email": volunteer.user.email})
