"""The steps of a pairing, each a page that asks what it needs and one button: offer, answers, signatures, start, end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import offers, pairing_answers, pairing_certificates, pairing_charters, pairing_ends, pairings
from volunteers.exceptions import Reason, Refused
from volunteers.forms.pairings import (
    AnswerForm,
    EndForm,
    JoinForm,
    OfferForm,
    PlainForm,
    SignatureForm,
    StartForm,
    StepForm,
)
from volunteers.models import Pairing
from volunteers.pairing_states import state_reasons
from volunteers.views.files import answer_with_blank_charter, answer_with_pairing_charter

Status = Pairing.Status
Answers = dict[str, Any]


@dataclass(frozen=True)
class PairingStep:
    """A page of one step: its words, its form, why it cannot be now, what it does."""

    title: str
    introduction: str
    button: str
    done: str
    form: type[StepForm]
    reasons: Callable[[Pairing, datetime], list[Reason]]
    act: Callable[[Pairing, Answers, User, datetime], object]
    is_danger: bool = False
    # What speaks against, for the coordinator who decides.
    to_weigh: Callable[[Pairing], list[Reason]] = lambda pairing: []


def _offer_reasons(pairing: Pairing, now: datetime) -> list[Reason]:
    return state_reasons(pairing, Status.OFFERED) or offers.offer_reasons(pairing, today=timezone.localdate(now))


def _answer(pairing: Pairing, data: Answers, by: User, now: datetime) -> None:
    if data["answer"] == "yes":
        pairing_answers.agree(pairing, on=data["on"], by=by, now=now)
    else:
        pairing_answers.answer_no(pairing, reason=Pairing.DeclineReason(data["reason"]), by=by, now=now)


def _end(pairing: Pairing, data: Answers, by: User, now: datetime) -> None:
    pairing_ends.end(pairing, reason=Pairing.EndReason(data["reason"]), on=data["on"], waits=data["waits"], by=by, now=now)


def _start_reasons(pairing: Pairing, now: datetime) -> list[Reason]:
    return state_reasons(pairing, Status.ACTIVE) or pairings.start_reasons(pairing, today=timezone.localdate(now))


OFFER: Final = PairingStep(
    title="Proposer ce binôme",
    introduction="Le ou la bénévole reçoit un courriel et voit l’alias, les langues, le projet, les créneaux communs et le quartier. "
    "Rien d’autre, jusqu’à l’accord de tout le monde.",
    button="Envoyer la proposition",
    done="La proposition est partie.",
    form=OfferForm,
    reasons=_offer_reasons,
    act=lambda pairing, data, by, now: offers.offer(pairing, contact=data["contact"], by=by, now=now),
)
WITHDRAW: Final = PairingStep(
    title="Retirer cette proposition",
    introduction="Le binôme reste sans suite. Si le ou la bénévole en a été averti·e, un courriel lui dit qu’il ne se fera pas.",
    button="Retirer la proposition",
    done="La proposition est retirée.",
    form=PlainForm,
    reasons=lambda pairing, now: state_reasons(pairing, Status.DECLINED),
    act=lambda pairing, data, by, now: offers.withdraw(pairing, by=by),
    is_danger=True,
)
ANSWER: Final = PairingStep(
    title="Noter la réponse de la personne accompagnée",
    introduction="Vous le lui demandez de vive voix, avec quelqu’un qui parle sa langue s’il le faut.",
    button="Noter la réponse",
    done="La réponse est notée. Le ou la bénévole en est averti·e.",
    form=AnswerForm,
    reasons=lambda pairing, now: state_reasons(pairing, Status.AGREED),
    act=_answer,
)
JOIN: Final = PairingStep(
    title="Ajouter une seconde personne",
    introduction="Ce binôme accompagnera deux personnes, qui se rencontrent ensemble.",
    button="Ajouter cette personne",
    done="La seconde personne est ajoutée. Le ou la bénévole en est averti·e.",
    form=JoinForm,
    reasons=lambda pairing, now: pairing_answers.joining_reasons(pairing),
    act=lambda pairing, data, by, now: pairing_answers.join(pairing, data["participant"], by=by, today=timezone.localdate(now)),
)
SIGNATURE: Final = PairingStep(
    title="Noter une signature",
    introduction="Sur le papier que vous gardez. Le ou la bénévole peut aussi signer dans son espace.",
    button="Noter cette signature",
    done="La signature est notée.",
    form=SignatureForm,
    reasons=lambda pairing, now: pairing_charters.state_reasons(pairing),
    act=lambda pairing, data, by, now: pairing_charters.note(pairing, data["key"], on=data["on"], by=by, today=timezone.localdate(now)),
)
START: Final = PairingStep(
    title="Commencer le binôme",
    introduction="La fin et le bilan se comptent à partir de ce jour. Le ou la bénévole reçoit le guide de la première rencontre.",
    button="Commencer",
    done="Le binôme commence. Le ou la bénévole en est averti·e par courriel.",
    form=StartForm,
    reasons=_start_reasons,
    act=lambda pairing, data, by, now: pairings.start(pairing, starts_on=data["starts_on"], by=by, today=timezone.localdate(now)),
)
END: Final = PairingStep(
    title="Terminer ce binôme",
    introduction="Le ou la bénévole reçoit un remerciement, et peut de nouveau être proposé·e.",
    button="Terminer le binôme",
    done="Le binôme est terminé.",
    form=EndForm,
    reasons=lambda pairing, now: state_reasons(pairing, Status.ENDED),
    act=_end,
    is_danger=True,
)
CERTIFY: Final = PairingStep(
    title="Délivrer l’attestation de compétences",
    introduction="Le ou la bénévole la trouve dans la page de son binôme. Elle dit le programme, les dates, les rencontres notées et ce "
    "que la mission apprend, sans rien de la personne accompagnée.",
    button="Délivrer l’attestation",
    done="L’attestation est délivrée.",
    form=PlainForm,
    reasons=lambda pairing, now: pairing_certificates.certificate_reasons(pairing),
    act=lambda pairing, data, by, now: pairing_certificates.give(pairing, now=now, by=by),
    to_weigh=pairing_certificates.deciding_reasons,
)
UNCERTIFY: Final = PairingStep(
    title="Retirer l’attestation de compétences",
    introduction="Son code ne sera plus reconnu. Le ou la bénévole n’en est pas averti·e\u00a0: dites-le-lui.",
    button="Retirer l’attestation",
    done="L’attestation est retirée.",
    form=PlainForm,
    reasons=lambda pairing, now: pairing_certificates.withdrawing_reasons(pairing),
    act=lambda pairing, data, by, now: pairing_certificates.withdraw(pairing),
    is_danger=True,
)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, pairing_id: UUID, step: PairingStep) -> HttpResponse:
    """Why the step cannot be taken, or its form; then the page of the pairing."""
    found = get_object_or_404(
        Pairing.objects.select_related("programme__mission", "volunteer__user").prefetch_related("participants"), pk=pairing_id
    )
    now, by = timezone.now(), cast("User", request.user)
    form = step.form(request.POST if request.method == "POST" else None, pairing=found, by=by, today=timezone.localdate(now))
    refusals: list[Reason] = []
    if form.is_valid():
        try:
            # Which asks whether the step can be taken, and knows when it is taken a second time.
            step.act(found, form.cleaned_data, by, now)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, step.done)
            return redirect("coordination_pairing", found.pk)
    closed = step.reasons(found, now)
    context = {"pairing": found, "step": step, "form": form, "closed": closed, "reasons": closed or refusals}
    context["to_weigh"] = [] if closed else step.to_weigh(found)
    return render(request, "volunteers/coordination/pairing_step.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def charter_copy(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """The PDF of who has signed so far."""
    found = get_object_or_404(Pairing.objects.select_related("programme", "volunteer__user"), pk=pairing_id)
    try:
        return answer_with_pairing_charter(found, for_team=True)
    except Refused as refused:
        raise Http404 from refused


@role_required(Role.COORDINATOR)
@require_safe
def blank_charter(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """The PDF to print and sign by hand."""
    found = get_object_or_404(Pairing.objects.select_related("programme"), pk=pairing_id, status=Status.AGREED)
    try:
        return answer_with_blank_charter(found)
    except Refused as refused:
        raise Http404 from refused
