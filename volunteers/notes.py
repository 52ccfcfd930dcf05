"""What coordinators write for each other about a bénévole, who reads it if they ask for their data."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from volunteers.engagements import lock_person
from volunteers.models import Note, Volunteer


def write_note(volunteer: Volunteer, text: str, *, by: User, now: datetime) -> Note:
    """Raises Refused when the account was erased meanwhile."""
    with transaction.atomic():
        return Note.objects.create(volunteer=lock_person(volunteer), author=by, text=text, written_at=now)
