"""What coordinators and sign-ups leave behind: mails to many, files, drafts."""

from uuid import UUID

import factory
from django.utils import timezone

from tests.accounts.factories import UserFactory
from volunteers.models import BulkMail, MailTemplate, SignUpDraft, VolunteerImport


class VolunteerImportFactory(factory.django.DjangoModelFactory[VolunteerImport]):
    """A list of one line, that waits for its decision."""

    class Meta:
        model = VolunteerImport

    rows = factory.LazyFunction(
        lambda: {"unknown": [], "lines": [[2, {"first_name": "Nadia", "last_name": "Fictif", "email": "nadia@demo.test"}]]}
    )
    uploaded_by = factory.SubFactory(UserFactory, coordinator=True)
    uploaded_at = factory.LazyFunction(timezone.now)


class SignUpDraftFactory(factory.django.DjangoModelFactory[SignUpDraft]):
    """Its first step is done."""

    class Meta:
        model = SignUpDraft

    email = "elodie@demo.test"
    answers = factory.LazyAttribute(
        lambda draft: {"1": {"first_name": ["Élodie"], "last_name": ["Fictif"], "email": [draft.email], "age_band": ["26-40"]}}
    )
    begun_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)


class MailTemplateFactory(factory.django.DjangoModelFactory[MailTemplate]):
    class Meta:
        model = MailTemplate

    title = factory.Sequence(lambda n: f"Modèle {n}")
    subject = "La réunion de rentrée"
    text = "Bonjour {prenom},\n\nÀ jeudi."


def of_a_mail_template(world: object) -> dict[str, UUID]:
    """What an address about some template needs."""
    return {"template_id": MailTemplateFactory().pk}


class BulkMailFactory(factory.django.DjangoModelFactory[BulkMail]):
    """Being written, to two; its recipients are not made."""

    class Meta:
        model = BulkMail

    subject = "La réunion de rentrée"
    text = "Bonjour {prenom},"
    sent_at = factory.LazyFunction(timezone.now)
    count = 2
