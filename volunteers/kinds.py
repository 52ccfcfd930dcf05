"""Whether somebody is a bénévole, an employee or in civic service: those two hold seats and are left out of the bénévoles' figures."""

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from volunteers.engagements import lock_person
from volunteers.models import Volunteer
from volunteers.notes import write_note

CHANGED: Final = "Statut changé\u00a0: {new} (au lieu de {old})."


def choose_kind(volunteer: Volunteer, kind: Volunteer.Kind, *, by: User, now: datetime) -> None:
    """Writes it with a note that says who changed it, as people have no history; the same again writes nothing.

    Raises Refused when the account was erased meanwhile.
    """
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        old = Volunteer.Kind(volunteer.kind)
        if kind == old:
            return
        volunteer.kind = kind
        volunteer.save(update_fields=["kind"])
        write_note(volunteer, CHANGED.format(new=kind.label.lower(), old=old.label.lower()), by=by, now=now)
