"""The day after an outing: how many came, how it went, what it cost, and what the coordinators must hear of at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.key_rotation import Rotated, rotate_rows
from accounts.keys import UnreadableSecretError, decrypt, encrypt
from accounts.models import User, users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from events.activity_states import hold, holding_reasons
from events.models import Activity, DuoRequest, LineMove, OutingReport, ReportCorrection, Seat, SeatWait
from volunteers.exceptions import Reason, Refused

CORRECTED_WITHIN: Final = timedelta(days=7)
WORDS_KEPT: Final = timedelta(days=365)


@dataclass(frozen=True)
class Answers:
    """How many came (a count, no names), how it went from 1 to 5, what was spent; what happened, if anything did."""

    participants: int
    rating: int
    expense_cents: int = 0
    incident: str = ""


def reporting_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why no report can be written, by those who led it or by a coordinator; none when it can: once over, and once only."""
    if activity.status == Activity.Status.HELD:
        return [Reason("given", "Le bilan de cette sortie est déjà fait\u00a0: merci.")]
    return holding_reasons(activity, now=now)


def write_report(activity: Activity, answers: Answers, *, by: User, now: datetime) -> OutingReport:
    """Keeps the report, by which the activity is held with that many participants, and tells coordinators of an incident.

    The mail says that there is one, never what. The same answers of the same person again write nothing more. Raises Refused.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        given = OutingReport.objects.filter(activity=activity, written_by=by).first()
        if given and answers == Answers(activity.participants_count or 0, given.rating, given.expense_cents, readable_incident(given)):
            return given
        if reasons := reporting_reasons(activity, now=now):
            raise Refused(reasons)
        hold(activity, participants=answers.participants, by=by, now=now)
        report = OutingReport(activity=activity, rating=answers.rating, expense_cents=answers.expense_cents, written_at=now, written_by=by)
        report.seal(answers.incident)
        report.save()
        if report.has_incident:
            _alert(report)
    return report


def correcting_reasons(report: OutingReport, *, by: User, now: datetime) -> list[Reason]:
    """Why this person cannot correct the report; none for a coordinator, nor for a week for who wrote it."""
    if by.has_role(Role.COORDINATOR):
        return []
    if report.written_by_id != by.pk:
        return [Reason("not_theirs", "Un bilan est corrigé par la personne qui l’a écrit, ou par la coordination.")]
    if now > report.written_at + CORRECTED_WITHIN:
        return [Reason("late", "Un bilan se corrige pendant sept jours. Écrivez à la coordination si quelque chose est faux.")]
    return []


def correct_report(report: OutingReport, *, participants: int, expense_cents: int, by: User, now: datetime) -> None:
    """Puts right how many came and what was spent, and keeps both; the same again writes nothing. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=report.activity_id)
        report = OutingReport.objects.get(pk=report.pk)
        if reasons := correcting_reasons(report, by=by, now=now):
            raise Refused(reasons)
        before = (activity.participants_count or 0, report.expense_cents)
        if before == (participants, expense_cents):
            return
        ReportCorrection.objects.create(
            report=report,
            participants_before=before[0],
            participants_after=participants,
            expense_cents_before=before[1],
            expense_cents_after=expense_cents,
            corrected_at=now,
            corrected_by=by,
        )
        report.expense_cents = expense_cents
        report.save(update_fields=["expense_cents"])
        if activity.participants_count != participants:
            _count_again(activity, participants, by=by)


def count_correcting_reasons(activity: Activity) -> list[Reason]:
    """Why there is no count to correct but in a report; none for an activity held without one (imported)."""
    if activity.status != Activity.Status.HELD:
        return [Reason("not_held", "Cette activité n’est pas tenue\u00a0: il n’y a pas de nombre à corriger.")]
    if OutingReport.objects.filter(activity=activity).exists():
        return [Reason("reported", "Cette activité a un bilan\u00a0: c’est lui qui se corrige.")]
    return []


def correct_count(activity: Activity, *, participants: int, by: User, now: datetime) -> None:
    """Puts right how many came to an activity held without a report, and keeps both; the same again writes nothing. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        if reasons := count_correcting_reasons(activity):
            raise Refused(reasons)
        before = activity.participants_count or 0
        if before == participants:
            return
        ReportCorrection.objects.create(
            activity=activity,
            participants_before=before,
            participants_after=participants,
            expense_cents_before=0,
            expense_cents_after=0,
            corrected_at=now,
            corrected_by=by,
        )
        _count_again(activity, participants, by=by)


def _count_again(activity: Activity, participants: int, *, by: User) -> None:
    activity.participants_count = participants
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()


def _alert(report: OutingReport) -> None:
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            "events/incident",
            to=user.email,
            subject="Un incident est signalé dans un bilan de sortie",
            context={
                "first_name": user.first_name,
                "activity": report.activity,
                "activity_url": settings.SITE_URL + reverse("coordination_activity", args=[report.activity_id]),
            },
            key=f"events/incident/{report.pk}/{user.pk}",
        )


def readable_incident(report: OutingReport | None) -> str:
    """For the screen: nothing, too, when the key is lost. The rest of the page stays readable."""
    try:
        return report.incident if report else ""
    except UnreadableSecretError:
        return ""


def forget_words(now: datetime) -> None:
    """Deletes, a year on, what incidents were and why people gave their seats back, were moved in a line or lost their hold.

    That they happened stays.
    """
    OutingReport.objects.filter(written_at__lt=now - WORDS_KEPT).exclude(sealed="").update(sealed="")
    Seat.objects.filter(left_at__lt=now - WORDS_KEPT).exclude(leaving_reason="").update(leaving_reason="")
    LineMove.objects.filter(moved_at__lt=now - WORDS_KEPT).exclude(reason="").update(reason="")
    SeatWait.objects.filter(ended_at__lt=now - WORDS_KEPT).exclude(ended_reason="").update(ended_reason="")
    DuoRequest.objects.filter(ended_at__lt=now - WORDS_KEPT).exclude(ended_reason="").update(ended_reason="")


def encrypt_again() -> Rotated:
    """Encrypts the words of every incident under the ring's first key (`ENCRYPTED_AGAIN`)."""
    return rotate_rows(OutingReport.objects.exclude(sealed=""), _encrypt_row_again)


def _encrypt_row_again(report: OutingReport) -> None:
    report.sealed = encrypt(decrypt(report.sealed, field=report.key_field), field=report.key_field)
    report.save(update_fields=["sealed"])
