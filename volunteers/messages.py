"""A bénévole writes to who follows them: a mail, of which the site keeps nothing once it has left."""

from uuid import uuid5

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import OutgoingMail
from accounts.outbox import write_mail
from volunteers.contacts import Contact, contact_of
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Volunteer
from volunteers.own_mails import WRITTEN_BY_THEM


def refusal_reasons(contact: Contact) -> list[Reason]:
    """Why nothing can be written to the contact."""
    return (
        []
        if contact.email
        else [Reason("no_address", "L’association n’a pas encore d’adresse e-mail\u00a0: rien ne peut lui être écrit d’ici.")]
    )


def write_to_contact(volunteer: Volunteer, text: str, *, form_id: str) -> Contact:
    """Writes the mail to whom they may write to, who answers to their address; returns whom. Raises Refused.

    The same words sent twice with the same form (`form_id`) are one mail.
    """
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        contact = contact_of(volunteer)
        if reasons := refusal_reasons(contact):
            raise Refused(reasons)
        user = volunteer.user
        write_mail(
            "volunteers/message",
            to=contact.email,
            subject="Un·e bénévole vous écrit",
            context={
                "contact_first_name": contact.first_name,
                "name": user.get_full_name() or user.email,
                "text": text,
                "file_url": settings.SITE_URL + reverse("coordination_volunteer", args=[volunteer.pk]),
            },
            key=_key(volunteer, text, form_id),
            headers={"Reply-To": user.email},
        )
    return contact


def was_written(volunteer: Volunteer, text: str, *, form_id: str) -> bool:
    return OutgoingMail.objects.filter(key=_key(volunteer, text, form_id)).exists()


def _key(volunteer: Volunteer, text: str, form_id: str) -> str:
    """It names the bénévole, so that their erasure takes back what has not left."""
    return f"{WRITTEN_BY_THEM}{volunteer.pk}/{uuid5(volunteer.pk, f'{form_id} {text}')}"
