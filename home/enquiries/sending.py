"""An enquiry arrives: it is kept once, the people on duty are told, and its sender gets a word."""

import json
import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.limits import allow
from accounts.outbox import write_mail
from home.enquiries.duty import people_to_tell
from home.enquiries.models import Audience, Enquiry, EnquiryStep, Topic, Words, new_step
from home.settings import default_association

# Acknowledgements to one address in a day: the form is no way to fill a stranger's mailbox.
ACKNOWLEDGEMENTS_A_DAY: Final = 3
DAY_SECONDS: Final = 86_400


def send(words: Words, *, audience: Audience, topic: Topic, form_token: uuid.UUID, now: datetime) -> Enquiry:
    """Keeps the enquiry and writes the mails. The same form sent twice with the same words is one enquiry.

    Other words sent with the same form, as after going back in the browser, are another enquiry: nothing is lost.
    """
    sent_key = uuid.uuid5(form_token, json.dumps([topic, asdict(words)]))
    enquiry = Enquiry(audience=audience, topic=topic, received_at=now, touched_at=now)
    enquiry.seal(words)
    with transaction.atomic():
        fields = {name: getattr(enquiry, name) for name in ("id", "audience", "topic", "received_at", "touched_at", "sealed")}
        enquiry, is_new = Enquiry.objects.get_or_create(sent_key=sent_key, defaults=fields)
        if is_new:
            new_step(enquiry, EnquiryStep.Kind.RECEIVED, at=now)
            _tell_team(enquiry)
            _acknowledge(enquiry)
    return enquiry


def _tell_team(enquiry: Enquiry) -> None:
    context = {
        "topic": enquiry.get_topic_display(),
        "enquiry_url": settings.SITE_URL + reverse("coordination_enquiry", args=[enquiry.pk]),
    }
    for user in people_to_tell(Topic(enquiry.topic)):
        write_mail("home/enquiry_arrived", to=user.email, subject="Une demande est arrivée", context=context)


def _acknowledge(enquiry: Enquiry) -> None:
    """Nothing that was typed is in it: whoever gives somebody else's address has them read our words alone."""
    email = enquiry.words.email
    if allow(f"enquiry-acknowledged:{email.lower()}", limit=ACKNOWLEDGEMENTS_A_DAY, seconds=DAY_SECONDS):
        context = {"topic": enquiry.get_topic_display(), "days": default_association().answer_days}
        write_mail("home/enquiry_received", to=email, subject="Votre demande est arrivée", context=context)
