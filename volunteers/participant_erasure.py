"""The file of a supported person goes two years after the last contact (trust.md 22), or when the team erases it."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from home.dates import add_months
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pairing, Participant
from volunteers.models.participant import ParticipantQuerySet
from volunteers.participants import lock_file
from volunteers.sealed_words import forget_words_about

MONTHS_KEPT: Final = 24
NOTICE: Final = timedelta(days=30)


def erased_on(participant: Participant) -> date:
    """The day when the file goes if nobody is in touch with the person before; read after `with_last_contact()`."""
    return add_months(participant.contact_on, MONTHS_KEPT)


def soon_erased(today: date) -> ParticipantQuerySet:
    """Those whose file goes within thirty days, the first to go first."""
    return Participant.objects.silent_since(add_months(today + NOTICE, -MONTHS_KEPT))


def refusal_reasons(participant: Participant) -> list[Reason]:
    """Why the file cannot be erased yet."""
    if Pairing.objects.standing().filter(participants=participant).exists():
        return [Reason("pairing", "Un binôme est en cours ou proposé\u00a0: terminez-le d’abord.")]
    return []


def erase(participant: Participant) -> None:
    """Deletes the file and all that hangs on it, the log of its readings too. Raises Refused.

    Pairings stay without the person: the hours of the bénévole are read from them.
    """
    with transaction.atomic():
        participant = lock_file(participant)
        if reasons := refusal_reasons(participant):
            raise Refused(reasons)
        forget_words_about(participant)
        participant.delete()


def erase_long_silent(now: datetime) -> None:
    """Erases the files of those with whom nobody has been in touch for two years, whose pairings are over."""
    for participant in Participant.objects.silent_since(add_months(timezone.localdate(now), -MONTHS_KEPT)):
        try:
            erase(participant)
        except Refused:
            # A pairing was proposed, or somebody erased it, at this very moment.
            continue
