"""Enquiries of fictitious people, and what a browser sends of their forms."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import factory
import time_machine
from django.utils import timezone

from accounts.models import User
from home.enquiries.forms import new_token
from home.enquiries.models import Audience, Enquiry, EnquiryStep, Topic, Words, new_step

WORDS: Final = Words(
    name="Noé Fictif", email="noe@entreprise.demo.test", organisation="Ateliers Fictifs", phone="06 12 34 56 78", message="Bonjour à vous."
)


class EnquiryFactory(factory.django.DjangoModelFactory[Enquiry]):
    """New, from a company; `taken_by=…` takes it. `words` are what was written."""

    class Meta:
        model = Enquiry

    audience = Audience.COMPANIES
    topic = Topic.MENTORING
    state = factory.LazyAttribute(lambda made: Enquiry.State.TAKEN if made.taken_by else Enquiry.State.NEW)
    taken_by: User | None = None
    received_at = factory.LazyFunction(timezone.now)
    touched_at = factory.SelfAttribute("received_at")
    sent_key = factory.LazyFunction(uuid.uuid4)

    @classmethod
    def _create(cls, model_class: type[Enquiry], *args: Any, words: Words = WORDS, **fields: Any) -> Enquiry:
        enquiry = model_class(**fields)
        enquiry.seal(words)
        enquiry.save()
        new_step(enquiry, EnquiryStep.Kind.RECEIVED, at=enquiry.received_at)
        return enquiry


def token_of(seconds_ago: int) -> str:
    """The signed token of a form shown so long ago."""
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=seconds_ago), tick=False):
        return new_token()


def sent(**changes: str) -> dict[str, str]:
    """What the form of companies sends, filled a minute ago."""
    return {
        "form_token": token_of(60),
        "warned_of": "",
        "adresse_du_site": "",
        "topic": "mentoring",
        "organisation": "Ateliers Fictifs",
        "name": "Noé Fictif",
        "role": "",
        "email": "noe@entreprise.demo.test",
        "phone": "",
        "people": "",
        "period": "",
        "place": "",
        "message": "Plusieurs collègues aimeraient accompagner une personne.",
        **changes,
    }
