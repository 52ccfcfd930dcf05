"""Who a supported person is and how to reach them: sealed, read and searched by coordinators alone, each time written down."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.key_rotation import Rotated, rotate_rows
from accounts.keys import UnreadableSecretError, decrypt, encrypt
from accounts.models import User
from volunteers.models import Contact, FileReading, Participant
from volunteers.models.reading import CONTACT_WORDS
from volunteers.models.volunteer import folded
from volunteers.participant_readings import write_reading, write_readings
from volunteers.participants import lock_file, touch

SHARES: Final = ("shares_first_name", "shares_phone", "shares_email")
CONTACT_FIELDS: Final = tuple(CONTACT_WORDS)
# Fewer would find half of the numbers.
FEWEST_DIGITS: Final = 4


@dataclass(frozen=True)
class Found:
    """Those whom a search found, and how many contacts could not be read."""

    participants: list[Participant]
    unreadable: int


def show_contact(participant: Participant, *, by: User, now: datetime) -> Contact:
    """The contact, whose reading is written in the same transaction. Raises UnreadableSecretError, and then nothing was read."""
    with transaction.atomic():
        write_reading(FileReading.Kind.CONTACT, CONTACT_FIELDS, participant=participant, by=by, now=now)
        return participant.read_contact()


def save_contact(participant: Participant, contact: Contact, shares: dict[str, bool], *, by: User, now: datetime) -> list[str]:
    """Seals the contact and keeps what the person agrees to share (`SHARES`); returns the names of the fields that changed.

    A contact whose key is lost is written anew. Raises Refused.
    """
    with transaction.atomic():
        participant = lock_file(participant)
        changed = _changed(participant, contact)
        if any(getattr(participant, name) != agreed for name, agreed in shares.items()):
            changed.append("shares")
        if changed:
            participant.seal(contact)
            for name, agreed in shares.items():
                setattr(participant, name, agreed)
            participant.save(update_fields=["sealed", *shares])
            touch(participant, on=timezone.localdate(now))
            write_reading(FileReading.Kind.CONTACT_EDITED, changed, participant=participant, by=by, now=now)
    return changed


def _changed(participant: Participant, contact: Contact) -> list[str]:
    try:
        before = asdict(participant.read_contact())
    except UnreadableSecretError:
        return list(CONTACT_FIELDS)
    return [name for name, value in asdict(contact).items() if value != before[name]]


def search_contacts(words: str, *, by: User, now: datetime) -> Found:
    """Those whose first name or e-mail holds the words, or whose phone holds their digits; written down without the words,
    and on the file of each who was found.

    Every contact is opened in memory. Accents, capitals and the spacing of numbers are left aside.
    """
    wanted, digits = folded(words.strip()), digits_of(words)
    participants, unreadable = [], 0
    with transaction.atomic():
        write_reading(FileReading.Kind.SEARCHED, CONTACT_FIELDS, participant=None, by=by, now=now)
        for participant in Participant.objects.exclude(sealed="").with_state().iterator():
            try:
                contact = participant.read_contact()
            except UnreadableSecretError:
                unreadable += 1
                continue
            in_phone = len(digits) >= FEWEST_DIGITS and digits in digits_of(contact.phone)
            if in_phone or wanted in folded(contact.first_name) or wanted in folded(contact.email):
                participants.append(participant)
        write_readings([person.pk for person in participants], FileReading.Kind.SEARCHED, CONTACT_FIELDS, by=by, now=now)
    return Found(participants, unreadable)


def digits_of(phone: str) -> str:
    """The digits alone, as dialled within France: « +33 6 39… » and « 0033 (0)6 39… » begin with 06."""
    digits = re.sub(r"[^0-9+]", "", phone)
    return re.sub(r"\D", "", re.sub(r"^(?:\+|00)330?", "0", digits))


def encrypt_again() -> Rotated:
    """Encrypts every contact under the ring's first key (`ENCRYPTED_AGAIN`)."""
    return rotate_rows(Participant.objects.exclude(sealed=""), _encrypt_row_again)


def _encrypt_row_again(participant: Participant) -> None:
    participant.sealed = encrypt(decrypt(participant.sealed, field=participant.key_field), field=participant.key_field)
    participant.save(update_fields=["sealed"])
