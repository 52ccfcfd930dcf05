"""A bénévole's pairings: offers to answer, the charter to sign, the first meeting, and the day when they must stop."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import after_pairings, evaluations, offers, pairing_charters, pairing_ends
from volunteers.access import volunteer_required
from volunteers.charters import blocks_of
from volunteers.exceptions import Refused
from volunteers.first_meeting import gardens_near
from volunteers.forms.charter import SignForm
from volunteers.forms.pairings import OfferAnswerForm
from volunteers.meetings import correcting_reasons
from volunteers.models import Evaluation, Meeting, Pairing, PairingCertificate, PairingCharter, PairingSignature, Volunteer
from volunteers.pairing_mails import contact_for
from volunteers.participant_readings import note_told
from volunteers.shared_contacts import shared_with
from volunteers.views.files import answer_with_pairing_certificate, answer_with_pairing_charter

Status = Pairing.Status


def _of(volunteer: Volunteer, pairing_id: UUID) -> Pairing:
    """One of theirs that they were told of; a suggestion that nobody has offered is not found."""
    mine = Pairing.objects.known_to_volunteer().filter(volunteer=volunteer).select_related("programme__mission")
    found = get_object_or_404(mine.prefetch_related("participants__languages", "participants__free_slots", "evaluations"), pk=pairing_id)
    found.volunteer = volunteer
    return found


@volunteer_required
@require_safe
def pairings(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Offers first, then what is agreed or under way, then what is over; what came to nothing is not listed."""
    mine = volunteer.pairings.known_to_volunteer().exclude(status=Status.DECLINED)
    by_status: dict[str, list[Pairing]] = {}
    for pairing in mine.select_related("programme").prefetch_related("participants__languages"):
        by_status.setdefault(pairing.status, []).append(pairing)
    context = {
        "offered": by_status.get(Status.OFFERED, []),
        "current": [*by_status.get(Status.AGREED, []), *by_status.get(Status.ACCEPTED, []), *by_status.get(Status.ACTIVE, [])],
        "ended": by_status.get(Status.ENDED, []),
    }
    return render(request, "volunteers/pairings.html", context)


@volunteer_required
@require_safe
def pairing(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    return _show(request, _of(volunteer, pairing_id), OfferAnswerForm())


def _show(request: HttpRequest, found: Pairing, form: OfferAnswerForm, status: int = 200) -> HttpResponse:
    """The page of the state that the pairing is in. Until everybody has accepted, it is blind."""
    if found.status == Status.DECLINED:
        return render(request, "volunteers/pairing_closed.html", {"pairing": found}, status=status)
    if found.is_standing:
        note_told(found, now=timezone.now())
    context = {"pairing": found, "contact": contact_for(found)}
    if found.status in (Status.OFFERED, Status.ACCEPTED):
        reasons = offers.acceptance_reasons(found, now=timezone.now()) if found.status == Status.OFFERED else []
        context |= {"people": offers.blind_people(found), "form": form, "reasons": reasons}
        return render(request, "volunteers/pairing_offer.html", context, status=status)
    now, sides = timezone.now(), pairing_charters.signatories(found)
    today = timezone.localdate(now)
    shown = found.meetings.exclude(state=Meeting.State.CANCELLED)
    context |= {
        "is_review_due": found.is_review_due(today),
        "meetings": [(meeting, meeting.is_planned or not correcting_reasons(meeting, now=now)) for meeting in shown],
        "evaluations": [row for row in evaluations.due([found], today=today) if row.voice == Evaluation.Voice.VOLUNTEER],
        "signatories": sides,
        "is_signed": any(side.who == PairingSignature.Who.VOLUNTEER and side.signature for side in sides),
        "is_signed_by_all": all(side.signature for side in sides),
        "shared_contacts": shared_with(found.volunteer, found, now=now),
        "certificate": PairingCertificate.objects.filter(pairing=found).first(),
    }
    return render(request, "volunteers/pairing.html", context, status=status)


@volunteer_required
@require_POST
def answer(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    """Yes, or no with a reason."""
    found, now = _of(volunteer, pairing_id), timezone.now()
    form = OfferAnswerForm(request.POST)
    try:
        if "accept" in request.POST:
            offers.accept(found, now=now)
            messages.success(request, "Merci\u00a0! L’équipe demande maintenant à la personne accompagnée, et vous écrit.")
        elif form.is_valid():
            offers.decline(found, reason=Pairing.DeclineReason(form.cleaned_data["reason"]), now=now)
            messages.success(request, "Votre réponse est notée. Merci de nous l’avoir dite\u00a0: nous cherchons quelqu’un d’autre.")
            return redirect("space_pairings")
        else:
            return _show(request, found, form)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("space_pairing", found.pk)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def charter(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    """What the three sign, and the field that signs it."""
    found = _of(volunteer, pairing_id)
    text = pairing_charters.charter_of(found)
    if text is None or found.status in (Status.OFFERED, Status.ACCEPTED, Status.DECLINED):
        raise Http404
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("charter", "")
        # What was read, which may no longer be what is to be signed.
        read = get_object_or_404(PairingCharter, pk=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0)
        try:
            pairing_charters.sign(found, read, form.cleaned_data["typed_name"], now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("typed_name", reason.sentence)
        else:
            messages.success(request, "La charte est signée. Vous en aurez une copie quand tout le monde aura signé.")
            return redirect("space_pairing", found.pk)
    context = {
        "pairing": found,
        "charter": text,
        "blocks": list(blocks_of(text.text)),
        "form": form,
        "is_signed_by_all": all(side.signature for side in pairing_charters.signatories(found)),
        "may_sign": found.status == Status.AGREED and not found.signatures.filter(who=PairingSignature.Who.VOLUNTEER).exists(),
    }
    return render(request, "volunteers/pairing_charter.html", context)


@volunteer_required
@require_safe
def charter_copy(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    try:
        return answer_with_pairing_charter(_of(volunteer, pairing_id), for_team=False)
    except Refused as refused:
        raise Http404 from refused


@volunteer_required
@require_safe
def first_meeting(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    found = _of(volunteer, pairing_id)
    if found.status not in (Status.AGREED, Status.ACTIVE, Status.ENDED):
        raise Http404
    context = {"pairing": found, "gardens": gardens_near(found), "contact": contact_for(found)}
    return render(request, "volunteers/first_meeting.html", context)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    """A page with one button: the team is told, and nothing ends by itself."""
    found = _of(volunteer, pairing_id)
    if request.method == "POST":
        try:
            pairing_ends.ask_to_stop(found, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "L’équipe en est avertie et vous contacte. Merci de l’avoir dit.")
        return redirect("space_pairing", found.pk)
    context = {"pairing": found, "reasons": pairing_ends.stop_reasons(found), "contact": contact_for(found)}
    return render(request, "volunteers/pairing_stop.html", context)


@volunteer_required
@require_safe
def certificate(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    """What they put to use in a pairing that is over, as a PDF."""
    own = PairingCertificate.objects.filter(pairing__volunteer=volunteer).select_related("pairing__programme__mission")
    found = get_object_or_404(own, pairing=pairing_id)
    found.pairing.volunteer = volunteer
    return answer_with_pairing_certificate(found)


@volunteer_required
@require_POST
def again(request: HttpRequest, volunteer: Volunteer, pairing_id: UUID) -> HttpResponse:
    """The button of a pairing that is over."""
    found = _of(volunteer, pairing_id)
    try:
        after_pairings.ask_to_start_again(found, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "L’équipe le sait et cherche avec qui. Merci\u00a0!")
    return redirect("space_pairing", found.pk)
