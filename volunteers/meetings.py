"""The meetings of a pairing: logged in ten seconds, planned, corrected for a week, called off."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from home.dates import midnight, short_day
from volunteers import alerts
from volunteers.engagements import clash_reasons, move, promise, promised_time, release
from volunteers.exceptions import Reason, Refused
from volunteers.models import Engagement, EngagementSettings, Meeting, Pairing
from volunteers.pairing_states import lock_pairing
from volunteers.participants import touch

CORRECTED_WITHIN: Final = timedelta(days=7)
PLANNED_WITHIN: Final = timedelta(days=120)


@dataclass(frozen=True)
class Log:
    """A meeting that took place: on which day (in Paris), for how many minutes, where, and how it was, where it is said."""

    day: date
    minutes: int
    place: str
    own_mood: int | None = None
    their_mood: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """A meeting to come."""

    starts_at: datetime
    minutes: int
    place: str

    @property
    def ends_at(self) -> datetime:
        """So many minutes later, whatever the clocks do."""
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)


def logging_reasons(pairing: Pairing, *, today: date) -> list[Reason]:
    """Why no meeting of this pairing can be logged any more: it has not begun, or ended more than a week ago."""
    if pairing.is_active:
        return []
    is_fresh = pairing.status == Pairing.Status.ENDED and pairing.ended_on is not None and today <= pairing.ended_on + CORRECTED_WITHIN
    return [] if is_fresh else [Reason("over", "Ce binôme n’est pas en cours.")]


def day_reasons(pairing: Pairing, day: date, *, today: date) -> list[Reason]:
    """Why no meeting took place on that day."""
    if day > today:
        return [Reason("future", "Ce jour n’est pas encore venu\u00a0: prévoyez plutôt cette rencontre.")]
    if day < pairing.starts_on:
        return [Reason("before", f"Ce binôme a commencé le {short_day(pairing.starts_on)}.")]
    if pairing.ended_on is not None and day > pairing.ended_on:
        return [Reason("after", f"Ce binôme s’est terminé le {short_day(pairing.ended_on)}.")]
    return []


def log(pairing: Pairing, log: Log, *, key: UUID, now: datetime) -> Meeting:
    """Writes down a meeting that took place; its time counts as hours. The same page, sent again, writes nothing. Raises Refused."""
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        if (written := _written_already(pairing, key)) is not None:
            return written
        _refuse(pairing, log.day, now=now)
        starts_at, ends_at = span_of(log, now=now)
        engagement = promise(pairing.volunteer, kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=ends_at)
        meeting = Meeting(pk=key, pairing=pairing, engagement=engagement, written_at=now)
        _write(meeting, log)
        alerts.hear_of_meetings(pairing, now=now)
    return meeting


def plan(pairing: Pairing, plan: Plan, *, key: UUID, now: datetime) -> Meeting:
    """Promises the time of a meeting to come. The same page, sent again, promises nothing more. Raises Refused."""
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        if (written := _written_already(pairing, key)) is not None:
            return written
        reasons = planning_reasons(pairing, plan, now=now)
        if reasons:
            raise Refused(reasons)
        engagement = promise(pairing.volunteer, kind=Engagement.Kind.MEETING, starts_at=plan.starts_at, ends_at=plan.ends_at)
        return Meeting.objects.create(
            pk=key,
            pairing=pairing,
            engagement=engagement,
            state=Meeting.State.PLANNED,
            day=timezone.localdate(plan.starts_at),
            starts_at=plan.starts_at,
            minutes=plan.minutes,
            place=plan.place,
            written_at=now,
        )


def planning_reasons(pairing: Pairing, plan: Plan, *, now: datetime) -> list[Reason]:
    """Why that meeting cannot be planned. All reasons at once."""
    reasons = [] if pairing.is_active else [Reason("over", "Ce binôme n’est pas en cours.")]
    if plan.starts_at <= now:
        reasons.append(Reason("past", "Ce moment est passé\u00a0: notez plutôt la rencontre."))
    elif plan.starts_at > now + PLANNED_WITHIN:
        reasons.append(Reason("far", "Une rencontre se prévoit quatre mois à l’avance au plus."))
    promised, travel = promised_time(pairing.volunteer, after=now), EngagementSettings.load().travel
    return reasons + clash_reasons(promised, plan.starts_at, plan.ends_at, travel=travel)


def correcting_reasons(meeting: Meeting, *, now: datetime) -> list[Reason]:
    """Why the bénévole can no longer say otherwise, or say that a planned meeting was held."""
    if meeting.state == Meeting.State.CANCELLED:
        return [Reason("cancelled", "Cette rencontre est annulée.")]
    if meeting.is_planned:
        is_to_come = meeting.starts_at is not None and meeting.starts_at > now
        return [Reason("future", "Cette rencontre n’a pas encore eu lieu.")] if is_to_come else []
    if now > meeting.written_at + CORRECTED_WITHIN:
        return [Reason("late", "Une rencontre se corrige pendant sept jours. Écrivez à l’équipe si quelque chose est faux.")]
    return []


def correct(meeting: Meeting, log: Log, *, now: datetime) -> None:
    """Says of a meeting what it was; one that was planned is held. Raises Refused."""
    with transaction.atomic():
        meeting = _lock(meeting)
        reasons = correcting_reasons(meeting, now=now)
        if reasons:
            raise Refused(reasons)
        _refuse(meeting.pairing, log.day, now=now)
        starts_at, ends_at = span_of(log, now=now)
        if meeting.is_planned:
            meeting.written_at = now
        if meeting.engagement is None:
            meeting.engagement = promise(meeting.pairing.volunteer, kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=ends_at)
        else:
            move(meeting.engagement, starts_at, ends_at)
        _write(meeting, log)
        alerts.hear_of_meetings(meeting.pairing, now=now)


def call_off(meeting: Meeting, *, now: datetime) -> None:
    """Cancels a planned meeting, whose time comes free; deletes one that was logged by mistake. Raises Refused."""
    with transaction.atomic():
        meeting = _lock(meeting)
        if meeting.is_planned:
            _cancel(meeting)
            return
        reasons = correcting_reasons(meeting, now=now)
        if reasons:
            raise Refused(reasons)
        engagement = meeting.engagement
        meeting.delete()
        release(engagement)
        alerts.hear_of_meetings(meeting.pairing, now=now)


def call_off_planned(pairing: Pairing, *, now: datetime) -> None:
    """Cancels what was to come. The caller holds the pairing's lock."""
    for meeting in Meeting.objects.planned().filter(pairing=pairing, starts_at__gt=now).select_related("engagement"):
        _cancel(meeting)


def span_of(log: Log, *, now: datetime) -> tuple[datetime, datetime]:
    """The time that a meeting took, whose hour nobody is asked: from noon in Paris, or just before now where that is not over."""
    noon = timezone.make_aware(datetime.combine(log.day, time(12))).astimezone(UTC)
    length = timedelta(minutes=log.minutes)
    starts_at = max(midnight(log.day).astimezone(UTC), min(noon, now.astimezone(UTC) - length))
    return starts_at, starts_at + length


def _refuse(pairing: Pairing, day: date, *, now: datetime) -> None:
    today = timezone.localdate(now)
    reasons = logging_reasons(pairing, today=today) + day_reasons(pairing, day, today=today)
    if reasons:
        raise Refused(reasons)


def _written_already(pairing: Pairing, key: UUID) -> Meeting | None:
    written = Meeting.objects.filter(pk=key).first()
    if written is not None and written.pairing_id != pairing.pk:
        raise Refused([Reason("page", "Cette page a déjà servi\u00a0: rouvrez-la depuis votre binôme.")])
    return written


def _lock(meeting: Meeting) -> Meeting:
    """The pairing with everybody in it, and the meeting as it stands. Raises Refused."""
    pairing = lock_pairing(meeting.pairing)
    found = Meeting.objects.select_related("engagement").filter(pk=meeting.pk, pairing=pairing).first()
    if found is None:
        raise Refused([Reason("gone", "Cette rencontre est déjà retirée.")])
    found.pairing = pairing
    return found


def _write(meeting: Meeting, log: Log) -> None:
    meeting.state = Meeting.State.HELD
    meeting.day, meeting.minutes, meeting.place = log.day, log.minutes, log.place
    meeting.own_mood, meeting.their_mood = log.own_mood, log.their_mood
    meeting.seal(log.note)
    meeting.save()
    for participant in meeting.pairing.participants.all():
        touch(participant, on=log.day)


def _cancel(meeting: Meeting) -> None:
    engagement = meeting.engagement
    meeting.state, meeting.engagement = Meeting.State.CANCELLED, None
    meeting.save(update_fields=["state", "engagement"])
    release(engagement)
