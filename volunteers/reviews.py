"""The review of a pairing decides: its conclusion is carried out with it, so that nothing ends by being forgotten."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import add_months, full_day
from volunteers import alerts, pairing_ends
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pairing, PairingReview, Programme
from volunteers.pairing_states import lock_pairing, record
from volunteers.rhythm import rhythm_of

Conclusion, Pace = PairingReview.Conclusion, PairingReview.Pace
# Days from one meeting to the next, on average, for each pace.
SLOWEST_DAYS: Final = {Pace.WEEKLY: 10, Pace.FORTNIGHTLY: 20, Pace.MONTHLY: 40}
LONGEST_RENEWAL_MONTHS: Final = 12
# Those that a conclusion of its own gives.
NOT_TYPED: Final = (Pairing.EndReason.PARTNER, Pairing.EndReason.PROGRAMME)


@dataclass(frozen=True)
class Log:
    """How the pairing went, in the few figures that a review keeps."""

    meetings_count: int
    minutes: int
    pace: str
    own_mood: int | None
    their_mood: int | None


@dataclass(frozen=True)
class Decision:
    """What the coordinator heard from both (1 to 4), and what follows from it; `log` as they put it right, or as it stands."""

    suits_volunteer: int
    suits_participant: int
    goes_forward: int
    conclusion: str
    until: date | None = None
    review_on: date | None = None
    programme: Programme | None = None
    end_reason: str = ""
    log: Log | None = None


def log_of(pairing: Pairing, *, now: datetime) -> Log:
    """What the meetings noted so far say. The pace is counted from the start."""
    rhythm = rhythm_of(pairing, now=now)
    own_mood, their_mood = rhythm.last_moods
    days = max((timezone.localdate(now) - pairing.starts_on).days, 1)
    pace = next((pace for pace, most in SLOWEST_DAYS.items() if days <= most * rhythm.count), Pace.RARE) if rhythm.count else ""
    return Log(rhythm.count, rhythm.minutes, pace, own_mood, their_mood)


def reviewing_reasons(pairing: Pairing) -> list[Reason]:
    """Why there is nothing to review."""
    return [] if pairing.is_active else [Reason("over", "Ce binôme n’est plus en cours.")]


def decision_reasons(pairing: Pairing, decision: Decision, *, today: date) -> list[Reason]:
    """Why this conclusion cannot be carried out. All reasons at once."""
    if decision.conclusion == Conclusion.CONTINUE and pairing.ends_on <= today:
        return [Reason("late", "La fin prévue est passée\u00a0: renouvelez le binôme, ou terminez-le.")]
    if decision.conclusion == Conclusion.RENEW:
        return _renewal_reasons(pairing, decision, today=today)
    if decision.conclusion == Conclusion.PROGRAMME and (decision.programme is None or decision.programme == pairing.programme):
        return [Reason("programme", "Choisissez un autre programme.")]
    if decision.conclusion == Conclusion.END and (not decision.end_reason or decision.end_reason in NOT_TYPED):
        return [Reason("reason", "Choisissez la raison de la fin.")]
    return []


def _renewal_reasons(pairing: Pairing, decision: Decision, *, today: date) -> list[Reason]:
    if decision.until is None or decision.review_on is None:
        return [Reason("dates", "Donnez la nouvelle fin et le prochain bilan.")]
    reasons = []
    if decision.until <= max(today, pairing.ends_on):
        reasons.append(Reason("until", f"Un renouvellement va au-delà de la fin prévue, le {full_day(pairing.ends_on)}, et d’aujourd’hui."))
    if decision.until > add_months(today, LONGEST_RENEWAL_MONTHS):
        reasons.append(Reason("far", "Un renouvellement dure un an au plus."))
    if not today < decision.review_on <= decision.until:
        reasons.append(Reason("review", "Le prochain bilan vient après aujourd’hui, et au plus tard à la fin."))
    return reasons


def decided(pairing: Pairing, key: UUID | None) -> PairingReview | None:
    """What the page of that key has done, if it has."""
    return PairingReview.objects.filter(pk=key, pairing=pairing).first() if key else None


def decide(pairing: Pairing, decision: Decision, *, key: UUID, by: User, now: datetime) -> PairingReview:
    """Keeps the review and does what it concludes, in one transaction; the bénévole is told by mail.

    The same page, sent again, does nothing more. Raises Refused.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        review = decided(pairing, key)
        if review is not None:
            return review
        reasons = reviewing_reasons(pairing) or decision_reasons(pairing, decision, today=today)
        if reasons:
            raise Refused(reasons)
        review = _keep(pairing, decision, key=key, by=by, now=now)
        alerts.close_by_review(pairing, by=by, now=now)
        if review.conclusion in (Conclusion.CONTINUE, Conclusion.RENEW):
            _prolong(pairing, review, by=by, now=now)
        else:
            _stop(pairing, review, by=by, now=now)
    return review


def _keep(pairing: Pairing, decision: Decision, *, key: UUID, by: User, now: datetime) -> PairingReview:
    """With no more than its conclusion asks for."""
    conclusion = decision.conclusion
    ends = {Conclusion.PARTNER: Pairing.EndReason.PARTNER, Conclusion.PROGRAMME: Pairing.EndReason.PROGRAMME}
    return PairingReview.objects.create(
        pk=key,
        pairing=pairing,
        held_at=now,
        held_by=by,
        **asdict(decision.log or log_of(pairing, now=now)),
        suits_volunteer=decision.suits_volunteer,
        suits_participant=decision.suits_participant,
        goes_forward=decision.goes_forward,
        conclusion=conclusion,
        until=decision.until if conclusion == Conclusion.RENEW else None,
        review_on=decision.review_on if conclusion == Conclusion.RENEW else None,
        programme=decision.programme if conclusion == Conclusion.PROGRAMME else None,
        end_reason=decision.end_reason if conclusion == Conclusion.END else ends.get(Conclusion(conclusion), ""),
    )


def _prolong(pairing: Pairing, review: PairingReview, *, by: User, now: datetime) -> None:
    """Until its planned end, which is then reviewed, or until another."""
    pairing.ends_on = review.until or pairing.ends_on
    pairing.review_on = review.review_on or pairing.ends_on
    record(pairing, by=by, why="Bilan")
    alerts.settle_locked(pairing, now=now)
    _tell(pairing, review)


def _stop(pairing: Pairing, review: PairingReview, *, by: User, now: datetime) -> None:
    """Ends it; who goes on with somebody else keeps their place in line, who changes programme waits for it from today."""
    today, reason = timezone.localdate(now), Pairing.EndReason(review.end_reason)
    waits = reason in pairing_ends.TO_GO_ON
    pairing_ends.end(pairing, reason=reason, on=today, waits=waits, by=by, now=now, what_follows=words_of(review, pairing))
    if review.programme is not None:
        for participant in pairing.participants.all():
            participant.wishes.get_or_create(programme=review.programme, defaults={"since": today})


def words_of(review: PairingReview, pairing: Pairing) -> str:
    """What was decided, as the bénévole reads it: never why."""
    until, next_review = full_day(pairing.ends_on), full_day(pairing.review_on)
    return {
        Conclusion.CONTINUE: f"Votre binôme continue jusqu’au {until}.",
        Conclusion.RENEW: f"Votre binôme est renouvelé jusqu’au {until}. Prochain bilan\u00a0: {next_review}.",
        Conclusion.PARTNER: "Votre binôme se termine\u00a0: une autre personne bénévole prendra la suite.",
        Conclusion.PROGRAMME: "Votre binôme se termine\u00a0: la suite se fait dans un autre programme.",
        Conclusion.END: "Votre binôme se termine.",
    }[Conclusion(review.conclusion)]


def _tell(pairing: Pairing, review: PairingReview) -> None:
    """Of a pairing that goes on; the thanks of one that ends say what follows."""
    user = pairing.volunteer.user
    write_mail(
        "volunteers/pairing_reviewed",
        to=user.email,
        subject="Le bilan de votre binôme",
        context={
            "first_name": user.first_name,
            "words": words_of(review, pairing),
            "pairing_url": settings.SITE_URL + reverse("space_pairing", args=[pairing.pk]),
        },
        key=f"volunteers/review/{pairing.volunteer_id}/{review.pk}",
    )
