"""What asks the team to look at a pairing: opened by the clock and by what bénévoles log, taken, acted on, closed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import full_day, local_date
from volunteers.exceptions import Reason, Refused
from volunteers.models import Meeting, Pairing, PairingAlert
from volunteers.models.alert import BY_ITSELF, CLOSED_BY_REVIEW
from volunteers.pairing_states import lock_pairing, record

Kind, Done = PairingAlert.Kind, PairingAlert.Done
END_NEAR: Final = timedelta(days=14)
# So many days before the alert, the bénévole gets a friendly word.
GENTLE: Final = timedelta(days=7)
# What the pairing says by itself, at any moment; the other kinds are events.
STANDING: Final = (Kind.STOP, Kind.QUIET, Kind.REVIEW, Kind.END_NEAR)


def watch(now: datetime) -> None:
    """Opens the alerts that the dates of pairings ask for, closes those that they no longer do, writes the gentle word."""
    today = timezone.localdate(now)
    pairings = list(Pairing.objects.active().select_related("programme", "volunteer__user"))
    since = quiet_since(pairings)
    found: dict[UUID, set[str]] = defaultdict(set)
    for pairing_id, kind in PairingAlert.objects.open().filter(kind__in=STANDING).values_list("pairing_id", "kind"):
        found[pairing_id].add(kind)
    planned = set(Meeting.objects.planned().filter(starts_at__gt=now).values_list("pairing_id", flat=True))
    for pairing in pairings:
        if standing_kinds(pairing, since[pairing.pk], today=today) != found[pairing.pk]:
            _settle(pairing, now=now)
        if pairing.pk not in planned:
            _say_gently(pairing, since[pairing.pk], today=today)


def quiet_since(pairings: Collection[Pairing]) -> dict[UUID, date]:
    """For each, the day of the last meeting, or the start; or the day when somebody acted on the silence, where that is later."""
    days = {pairing.pk: [pairing.starts_on] for pairing in pairings}
    met = Meeting.objects.held().filter(pairing__in=pairings).order_by().values_list("pairing_id")
    for pairing_id, day in met.annotate(last=Max("day")):
        days[pairing_id].append(day)
    acted_on = PairingAlert.objects.filter(pairing__in=pairings, kind=Kind.QUIET, closed_at__isnull=False).exclude(done__in=BY_ITSELF)
    for pairing_id, at in acted_on.order_by().values_list("pairing_id").annotate(last=Max("closed_at")):
        days[pairing_id].append(local_date(at))
    return {pairing_id: max(known) for pairing_id, known in days.items()}


def standing_kinds(pairing: Pairing, since: date, *, today: date) -> set[str]:
    """The alerts that are due of a pairing by its dates. A review that is due takes over from the end that nears."""
    if not pairing.is_active:
        return set()
    kinds: set[str] = set()
    if pairing.stop_asked_at is not None:
        kinds.add(Kind.STOP)
    if today >= since + timedelta(days=pairing.programme.quiet_days):
        kinds.add(Kind.QUIET)
    if pairing.is_review_due(today):
        kinds.add(Kind.REVIEW)
    elif pairing.ends_on - END_NEAR <= today:
        kinds.add(Kind.END_NEAR)
    return kinds


def hear_of_meetings(pairing: Pairing, *, now: datetime) -> None:
    """After a change of the log: a silence that ended closes its alert, two difficult meetings in a row open one.

    The caller holds the pairing's lock.
    """
    settle_locked(pairing, now=now)
    last_two = list(Meeting.objects.held().filter(pairing=pairing)[:2])
    is_low = len(last_two) == 2 and all(meeting.is_low for meeting in last_two)
    known = PairingAlert.objects.filter(pairing=pairing, kind=Kind.LOW_MOOD)
    if is_low and pairing.is_active and not known.filter(opened_at__gte=last_two[0].written_at).exists():
        open_alert(pairing, Kind.LOW_MOOD, now=now)


def settle_locked(pairing: Pairing, *, now: datetime) -> None:
    """Opens and closes what the pairing's dates say. The caller holds the pairing's lock."""
    due = standing_kinds(pairing, quiet_since([pairing])[pairing.pk], today=timezone.localdate(now))
    for alert in PairingAlert.objects.open().filter(pairing=pairing, kind__in=STANDING).exclude(kind__in=due).select_for_update():
        _close(alert, Done.MEETING if alert.kind == Kind.QUIET else Done.PASSED, by=None, now=now)
    for kind in STANDING:
        if kind in due:
            open_alert(pairing, kind, now=now)


def open_alert(pairing: Pairing, kind: PairingAlert.Kind, *, now: datetime) -> PairingAlert:
    """The open alert of that kind, or a new one. The caller holds the pairing's lock."""
    alert, _ = PairingAlert.objects.get_or_create(pairing=pairing, kind=kind, closed_at=None, defaults={"opened_at": now})
    return alert


def taking_reasons(alert: PairingAlert, *, by: User) -> list[Reason]:
    """Why that person cannot take the alert."""
    if not alert.is_open:
        return [Reason("closed", "Cette alerte est déjà fermée.")]
    if alert.taken_by is not None and alert.taken_by != by:
        return [Reason("taken", f"{alert.taken_by.get_full_name() or 'Quelqu’un de l’équipe'} s’en occupe déjà.")]
    return []


def take(alert: PairingAlert, *, by: User, now: datetime) -> None:
    """Says who looks after it: the first who asks. Raises Refused."""
    with transaction.atomic():
        alert = lock_alert(alert)
        reasons = taking_reasons(alert, by=by)
        if reasons:
            raise Refused(reasons)
        if alert.taken_by is None:
            alert.taken_by, alert.taken_at = by, now
            alert.save(update_fields=["taken_by", "taken_at"])


def give_back(alert: PairingAlert, *, by: User) -> None:
    """Leaves it to a colleague. Raises Refused."""
    with transaction.atomic():
        alert = lock_alert(alert)
        reasons = taking_reasons(alert, by=by)
        if reasons:
            raise Refused(reasons)
        alert.taken_by, alert.taken_at = None, None
        alert.save(update_fields=["taken_by", "taken_at"])


def closing_reasons(alert: PairingAlert, *, by: User) -> list[Reason]:
    """Why that person cannot close the alert: who closes has taken it, and a decision is never replaced by a word."""
    reasons = taking_reasons(alert, by=by)
    if not reasons and alert.kind in CLOSED_BY_REVIEW:
        return [Reason("review", "C’est le bilan qui ferme cette alerte, par ce qu’il décide.")]
    if not reasons and alert.taken_by is None:
        return [Reason("free", "Prenez d’abord cette alerte.")]
    return reasons


def close(alert: PairingAlert, *, done: PairingAlert.Done, remark: str, by: User, now: datetime) -> None:
    """Closes it with what was done. The bénévole who had to stop goes on, then, and may ask again. Raises Refused."""
    with transaction.atomic():
        pairing = lock_pairing(alert.pairing) if alert.kind == Kind.STOP else None
        alert = lock_alert(alert)
        reasons = closing_reasons(alert, by=by)
        if reasons:
            raise Refused(reasons)
        alert.remark = remark
        _close(alert, done, by=by, now=now)
        if pairing is not None:
            pairing.stop_asked_at = None
            record(pairing, by=by, why="Le binôme continue")


def close_by_review(pairing: Pairing, *, by: User, now: datetime) -> None:
    """What the review has decided. The caller holds the pairing's lock."""
    for alert in PairingAlert.objects.open().filter(pairing=pairing, kind__in=CLOSED_BY_REVIEW).select_for_update():
        _close(alert, Done.REVIEWED, by=by, now=now)


def close_at_end(pairing: Pairing, *, by: User, now: datetime) -> None:
    """All but what somebody wrote because they did not feel at ease: the end answers it not. The caller holds the pairing's lock."""
    for alert in PairingAlert.objects.open().filter(pairing=pairing).exclude(kind=Kind.DISCOMFORT).select_for_update():
        _close(alert, Done.ENDED, by=by, now=now)


def lock_alert(alert: PairingAlert) -> PairingAlert:
    """Reads the alert again under lock. Raises Refused when it went with its pairing.

    Without the one who took it: PostgreSQL reads a row that waited for its lock anew, but not what was joined to it.
    """
    found = PairingAlert.objects.select_for_update().filter(pk=alert.pk).first()
    if found is None:
        raise Refused([Reason("gone", "Cette alerte n’existe plus\u00a0: son binôme est effacé.")])
    return found


def _settle(pairing: Pairing, *, now: datetime) -> None:
    with transaction.atomic():
        try:
            locked = lock_pairing(pairing)
        except Refused:
            # Erased since the clock looked.
            return
        settle_locked(locked, now=now)


def _close(alert: PairingAlert, done: PairingAlert.Done, *, by: User | None, now: datetime) -> None:
    alert.done, alert.closed_by, alert.closed_at = done, by, now
    alert.save(update_fields=["done", "remark", "closed_by", "closed_at"])


def _say_gently(pairing: Pairing, since: date, *, today: date) -> None:
    """One mail for each silence, whose key is the day it began."""
    alert_on = since + timedelta(days=pairing.programme.quiet_days)
    user = pairing.volunteer.user
    if not alert_on - GENTLE <= today < alert_on or not user.is_active or today <= since:
        return
    write_mail(
        "volunteers/pairing_quiet",
        to=user.email,
        subject="Comment va votre binôme\u00a0?",
        context={
            "first_name": user.first_name,
            "since": full_day(since),
            "log_url": settings.SITE_URL + reverse("space_meeting_new", args=[pairing.pk]),
        },
        key=f"volunteers/quiet/{pairing.volunteer_id}/{pairing.pk}/{since}",
    )
