"""Mails about a pairing. None of them says anything of the person supported: their links lead to pages that do, behind a sign-in."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.outbox import write_mail
from volunteers.contacts import Contact, contact_of, coordinators
from volunteers.models import Pairing


def contact_for(pairing: Pairing) -> Contact:
    """Whom the two turn to: the contact of the pairing while they are of the team, or who follows the bénévole."""
    person = coordinators().filter(pk=pairing.contact_id).first() if pairing.contact_id else None
    return Contact(person.first_name, person.email) if person else contact_of(pairing.volunteer)


def tell_volunteer(pairing: Pairing, template: str, *, subject: str, **context: Any) -> None:
    """Writes to the bénévole, within the caller's transaction, once of each template for a pairing."""
    volunteer = pairing.volunteer
    write_mail(
        f"volunteers/{template}",
        to=volunteer.user.email,
        subject=subject,
        context={
            "first_name": volunteer.user.first_name,
            "programme": pairing.programme.title,
            "pairing_url": settings.SITE_URL + reverse("space_pairing", args=[pairing.pk]),
            "contact": contact_for(pairing).first_name,
            **context,
        },
        key=f"volunteers/{template}/{volunteer.pk}/{pairing.pk}",
    )


def tell_contact(pairing: Pairing, what: str, *, subject: str, news: str) -> None:
    """Writes the news to the contact, within the caller's transaction, once of each `what`; nobody, where nobody has an address."""
    contact = contact_for(pairing)
    if contact.email:
        write_mail(
            "volunteers/pairing_news",
            to=contact.email,
            subject=subject,
            context={
                "first_name": contact.first_name,
                "news": news,
                "programme": pairing.programme.title,
                "pairing_url": settings.SITE_URL + reverse("coordination_pairing", args=[pairing.pk]),
            },
            key=f"volunteers/pairing-news/{pairing.pk}/{what}",
        )
