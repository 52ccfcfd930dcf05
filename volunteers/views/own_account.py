"""What a bénévole settles by themselves: pauses, mails, calendar, their data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.proof import ask_for_proof, is_proof_due
from volunteers import calendar_feed, consents, erasure, own_data, pauses
from volunteers.access import volunteer_required
from volunteers.contacts import contact_of
from volunteers.exceptions import Refused
from volunteers.forms.availability import MailChoiceForm, PauseForm
from volunteers.models import CalendarFeed, PairingCertificate, Pause, Volunteer


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Pauses: those under way and to come, and the form of a new one."""
    today = timezone.localdate()
    form = PauseForm(request.POST if "add" in request.POST else None)
    if "end" in request.POST:
        key = request.POST["end"]
        pauses.end(get_object_or_404(volunteer.pauses, pk=int(key) if key.isdecimal() else 0), today=today)
        messages.success(request, "Votre pause est finie\u00a0: nous vous proposons de nouveau des missions.")
        return redirect("space_availability")
    if form.is_valid():
        try:
            pauses.add(volunteer, since=form.cleaned_data["since"] or today, until=form.cleaned_data["until"], today=today)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("until", reason.sentence)
        else:
            messages.success(request, "Votre pause est notée.")
            return redirect("space_availability")
    rows = [(pause, pauses.words(pause)) for pause in Pause.objects.to_come(today).filter(volunteer=volunteer)]
    context = {"form": form, "pauses": rows, "slots": volunteer.free_slots.all(), "note": volunteer.availability_note}
    return render(request, "volunteers/own/availability.html", context)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = MailChoiceForm(request.POST or None, initial={"mail_choice": volunteer.mail_choice})
    if form.is_valid():
        Volunteer.objects.filter(pk=volunteer.pk).update(mail_choice=form.cleaned_data["mail_choice"])
        messages.success(request, "Votre choix est enregistré.")
        return redirect("space_mails")
    return render(request, "volunteers/own/mails.html", {"form": form, "email": volunteer.user.email})


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Whether there is a calendar, and the buttons. The address is in the answer to the button and nowhere else."""
    if "revoke" in request.POST:
        calendar_feed.revoke(volunteer)
        messages.success(request, "L’adresse de votre agenda ne répond plus.")
        return redirect("space_calendar")
    address = ""
    if request.method == "POST":
        secret = calendar_feed.renew(volunteer, now=timezone.now())
        address = settings.SITE_URL + reverse("calendar_feed", args=[secret])
    context = {
        "address": address,
        "subscribe_url": "webcal" + address.removeprefix("https").removeprefix("http") if address else "",
        "feed": CalendarFeed.objects.filter(volunteer=volunteer).first(),
    }
    return render(request, "volunteers/own/calendar.html", context)


@volunteer_required
@require_safe
def my_data(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    context = {
        "consents": volunteer.consents.all(),
        "picture": consents.standing_picture(volunteer),
        "certificates": PairingCertificate.objects.filter(pairing__volunteer=volunteer).select_related("pairing__programme"),
    }
    return render(request, "volunteers/own/data.html", context)


@volunteer_required
@require_POST
def withdraw_picture(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    consents.withdraw_picture(volunteer, now=timezone.now())
    messages.success(request, "Votre accord pour les photos est retiré. L’équipe ne publie plus d’image de vous.")
    return redirect("space_my_data")


@volunteer_required
@require_safe
def download(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    return JsonResponse(
        own_data.collect(volunteer),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="mes-donnees-polaris14.json"'},
    )


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, volunteer: Volunteer) -> HttpResponseBase:
    """What goes and what stays; then the proof that it is them; then, asked again, the erasure, and a page for nobody in particular."""
    now = timezone.now()
    reasons = erasure.refusal_reasons(volunteer, now=now)
    proof_due = is_proof_due(request)
    if request.method == "POST" and not reasons:
        if proof_due:
            return ask_for_proof(request, then=reverse("space_erase"))
        try:
            erasure.erase(volunteer, now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            logout(request)
            return render(request, "volunteers/erased.html")
    context = {"reasons": reasons, "proof_due": proof_due, "write_to": contact_of(volunteer).email}
    return render(request, "volunteers/own/erase.html", context)
