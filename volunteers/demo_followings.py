"""How the demo's pairings go: their meetings, what is asked of the team, a renewal, what each says of them. All invented."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from accounts.models import User
from home.dates import add_months, midnight
from volunteers import alerts, meetings, pairing_certificates
from volunteers.demo import make_id
from volunteers.engagements import promise
from volunteers.evaluation_questions import QUESTIONS
from volunteers.evaluations import moment_at
from volunteers.meetings import Log
from volunteers.models import Discomfort, Engagement, Evaluation, Meeting, Outcome, Pairing, PairingAlert, PairingReview
from volunteers.pairing_states import record

NOTES: Final = ("Relire la lettre ensemble mardi.", "Apporter le plan du musée.", "")
WORDS: Final = "Je ne sais pas quoi répondre quand on me demande de l’aide pour un logement. J’ai besoin d’en parler."
# Of every so many pairings, one went quiet, one is difficult, one has been renewed.
QUIET, LOW, RENEWED = 5, 7, 6
PLACES: Final = (Meeting.Place.CAFE, Meeting.Place.LIBRARY, Meeting.Place.PARK, Meeting.Place.OFFICE, Meeting.Place.REMOTE)


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there."""
    coordinator = User.objects.filter(email="coordination@demo.test").first()
    active = Pairing.objects.active().select_related("programme", "volunteer").order_by("starts_on", "pk")
    for number, pairing in enumerate(active):
        build_meetings(pairing, number, now=now)
        build_evaluations(pairing, number, now=now)
        if number % RENEWED == 0 and pairing.starts_on < timezone.localdate(now) - timedelta(days=45):
            build_renewal(pairing, by=coordinator, now=now)
    for number, pairing in enumerate(Pairing.objects.filter(status=Pairing.Status.ENDED).order_by("starts_on", "pk")):
        build_outcome(pairing, number, by=coordinator, now=now)
        build_meetings(pairing, number, now=now)
        build_after(pairing, number, now=now)
    alerts.watch(now)
    build_discomfort(active.last(), now=now)
    take_one(coordinator, now=now)


def build_meetings(pairing: Pairing, number: int, *, now: datetime) -> None:
    """About one a week from the start to the end, or today; none for the last month where it went quiet."""
    random, until = Random(number), pairing.ended_on or timezone.localdate(now)  # noqa: S311 the demo is the same each time
    last = until - timedelta(days=30 if number % QUIET == 1 else 1)
    day, index = pairing.starts_on + timedelta(days=3), 0
    while day <= last:
        is_low = number % LOW == 2 and day > last - timedelta(days=16)
        own = 2 if is_low else random.choice([None, 3, 4, 4, 5])
        log = Log(day, random.choice([60, 60, 90, 120]), random.choice(PLACES), own, random.choice([None, 3, 4, 5]), NOTES[index % 3])
        build_meeting(pairing, log, index, now=now)
        day, index = day + timedelta(days=random.choice([6, 7, 8])), index + 1
    alerts.hear_of_meetings(pairing, now=now)


def build_meeting(pairing: Pairing, log: Log, index: int, *, now: datetime) -> None:
    key = make_id("meeting", f"{pairing.pk}/{index}")
    if Meeting.objects.filter(pk=key).exists():
        return
    starts_at, ends_at = meetings.span_of(log, now=now)
    engagement = promise(pairing.volunteer, kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=ends_at)
    meeting = Meeting(
        pk=key,
        pairing=pairing,
        engagement=engagement,
        day=log.day,
        minutes=log.minutes,
        place=log.place,
        own_mood=log.own_mood,
        their_mood=log.their_mood,
        written_at=ends_at,
    )
    meeting.seal(log.note)
    meeting.save(force_insert=True)


def build_evaluations(pairing: Pairing, number: int, *, now: datetime) -> None:
    """The bénévole has answered for every second pairing; the rest is to be collected."""
    known = moment_at(pairing, timezone.localdate(now))
    if known is None or number % 2:
        return
    moment, on = known
    random = Random(number)  # noqa: S311 the demo is the same each time
    Evaluation.objects.get_or_create(
        pairing=pairing,
        moment=moment,
        voice=Evaluation.Voice.VOLUNTEER,
        defaults={
            "pk": make_id("evaluation", f"{pairing.pk}/{moment}"),
            "answers": {question.key: random.choice([0, 2, 3, 3, 4]) for question in QUESTIONS},
            "answered_at": min(now, now - timedelta(days=max(0, (timezone.localdate(now) - on).days - 2))),
        },
    )


def build_renewal(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """Reviewed three weeks ago, and renewed for two months more."""
    today = timezone.localdate(now)
    until = add_months(today, 2)
    _, is_new = PairingReview.objects.get_or_create(
        pk=make_id("review", pairing.pk),
        defaults={
            "pairing": pairing,
            "held_at": now - timedelta(days=21),
            "held_by": by,
            "meetings_count": 5,
            "minutes": 420,
            "pace": PairingReview.Pace.WEEKLY,
            "suits_volunteer": 4,
            "suits_participant": 4,
            "goes_forward": 3,
            "conclusion": PairingReview.Conclusion.RENEW,
            "until": until,
            "review_on": until,
        },
    )
    if is_new:
        pairing.ends_on, pairing.review_on = until, until
        pairing.save(update_fields=["ends_on", "review_on"])


def build_outcome(pairing: Pairing, number: int, *, by: User | None, now: datetime) -> None:
    participant = pairing.participants.first()
    if number % 2 or participant is None:
        return
    kinds = (Outcome.Kind.TRAINING, Outcome.Kind.JOB, Outcome.Kind.VOLUNTEERING)
    on: date = pairing.starts_on + timedelta(days=50)
    Outcome.objects.get_or_create(
        pk=make_id("outcome", pairing.pk),
        defaults={
            "pairing": pairing,
            "participant": participant,
            "kind": kinds[number % len(kinds)],
            "on": on,
            "noted_at": now,
            "noted_by": by,
        },
    )


def build_after(pairing: Pairing, number: int, *, now: datetime) -> None:
    """A certificate where there was enough; after the first, the bénévole is ready to start again."""
    ended_at = midnight(pairing.ended_on or pairing.ends_on) + timedelta(hours=18)
    if pairing_certificates.is_earned(pairing):
        pairing_certificates.give(pairing, now=ended_at)
    if number == 0 and pairing.again_asked_at is None:
        pairing.again_asked_at = min(now, ended_at + timedelta(days=2))
        pairing._history_date = pairing.again_asked_at  # type: ignore[attr-defined]  # read by simple-history
        record(pairing, by=pairing.volunteer.user, why="Prêt·e à recommencer")


def build_discomfort(pairing: Pairing | None, *, now: datetime) -> None:
    """One bénévole asked for help yesterday."""
    key = make_id("discomfort", "first")
    if pairing is None or Discomfort.objects.filter(pk=key).exists():
        return
    alert = alerts.open_alert(pairing, PairingAlert.Kind.DISCOMFORT, now=now - timedelta(days=1))
    discomfort = Discomfort(pk=key, alert=alert, written_at=now - timedelta(days=1))
    discomfort.seal(WORDS)
    discomfort.save(force_insert=True)


def take_one(coordinator: User | None, *, now: datetime) -> None:
    """Somebody looks after one alert already, once."""
    open_ones = PairingAlert.objects.open()
    if not open_ones.filter(taken_by=coordinator).exists():
        alert = open_ones.filter(kind=PairingAlert.Kind.QUIET).oldest_first().first()
        if alert is not None and coordinator is not None:
            alerts.take(alert, by=coordinator, now=now)
