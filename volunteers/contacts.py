"""Whom of the team a bénévole writes to."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User, users_with_role
from accounts.roles import Role
from home.settings import default_association
from volunteers.engagements import lock_person
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Contact:
    """The name is empty when it is the association's address, which may be empty too."""

    first_name: str
    email: str


def coordinators() -> QuerySet[User]:
    """Those who may follow a bénévole, by name."""
    return users_with_role([Role.COORDINATOR]).order_by("first_name", "last_name", "pk")


def contact_of(volunteer: Volunteer) -> Contact:
    """Who follows the bénévole; the association, when nobody does, or whoever did is of the team no more."""
    person = coordinators().filter(pk=volunteer.contact_id).first() if volunteer.contact_id else None
    return Contact(person.first_name, person.email) if person else Contact("", default_association().email)


def choose_contact(volunteer: Volunteer, contact: User | None) -> None:
    """Nobody, when there is no contact. Raises Refused when the account was erased meanwhile."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        volunteer.contact = contact
        volunteer.save(update_fields=["contact"])
