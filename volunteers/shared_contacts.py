"""What a supported person agreed to tell their own bénévole, once everybody has accepted and until their pairing ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.keys import UnreadableSecretError
from volunteers.models import FileReading, Pairing, Participant, Volunteer
from volunteers.participant_readings import write_reading

# They settle their first meeting between them before it starts.
SHARED_IN: Final = (Pairing.Status.AGREED, Pairing.Status.ACTIVE)


@dataclass(frozen=True)
class SharedContact:
    """What is shared of one person; blank is not shared or not known. Unreadable: the key is lost."""

    participant: Participant
    first_name: str = ""
    phone: str = ""
    email: str = ""
    is_unreadable: bool = False


def shared_with(volunteer: Volunteer, pairing: Pairing, *, now: datetime) -> list[SharedContact]:
    """For the bénévole of the pairing, once everybody has accepted and until it ends; the reading is written down with it.

    Nothing for anybody else, nothing before or after, nothing of who shares nothing.
    """
    if pairing.status not in SHARED_IN or pairing.volunteer_id != volunteer.pk:
        return []
    return [shared for participant in pairing.participants.all() if (shared := _shared(participant, volunteer, now=now))]


def _shared(participant: Participant, volunteer: Volunteer, *, now: datetime) -> SharedContact | None:
    agreed = [name for name in ("first_name", "phone", "email") if getattr(participant, f"shares_{name}")]
    if not agreed or not participant.sealed:
        return None
    try:
        with transaction.atomic():
            contact = participant.read_contact()
            told = {name: value for name in agreed if (value := getattr(contact, name))}
            if not told:
                return None
            write_reading(FileReading.Kind.SHARED, told, participant=participant, by=volunteer.user, now=now)
    except UnreadableSecretError:
        return SharedContact(participant, is_unreadable=True)
    return SharedContact(participant, **told)
