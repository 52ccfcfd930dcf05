"""A sign-up in three steps: what is typed is kept until it is finished, mailed as a link to resume, or forgotten."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox import write_mail
from volunteers import onboarding
from volunteers.models import FreeSlot, Mission, SignUpDraft, Topic, Volunteer, VolunteerLanguage, WelcomeSettings

LINK_AFTER: Final = timedelta(hours=1)
DRAFT_KEPT: Final = timedelta(days=30)
SIGNER: Final = Signer(salt="volunteers.sign_up", sep=".")


@dataclass(frozen=True)
class Answers:
    """What somebody says of themselves at sign-up; languages are levels by code, free slots are (weekday, half-day)."""

    missions: Iterable[Mission]
    languages: Mapping[str, str]
    free_slots: Collection[tuple[int, str]]
    topics: Iterable[Topic]
    phone: str
    age_band: str
    area: str
    gender: str
    motivation: str
    heard_through: str
    agreed: Collection[str]


def token_of(draft: SignUpDraft) -> str:
    """The part of an address that opens the draft."""
    return SIGNER.sign(str(draft.pk))


def draft_id(token: str) -> UUID | None:
    """The id that a token holds; None when we did not sign it."""
    try:
        return UUID(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def register(user: User, answers: Answers, *, now: datetime) -> Volunteer:
    """Makes a bénévole of somebody who just signed up, with all they said."""
    with transaction.atomic():
        volunteer = onboarding.register(user, missions=answers.missions, agreed=answers.agreed, now=now)
        for name in ("phone", "age_band", "area", "gender", "motivation", "heard_through"):
            setattr(volunteer, name, getattr(answers, name))
        welcome = WelcomeSettings.load()
        volunteer.write_back_on = welcome.closed_until if welcome.is_closed(timezone.localdate(now)) else None
        volunteer.save()
        volunteer.topics.set(answers.topics)
        VolunteerLanguage.objects.bulk_create(
            VolunteerLanguage(volunteer=volunteer, code=code, level=level) for code, level in answers.languages.items()
        )
        FreeSlot.objects.bulk_create(
            FreeSlot(volunteer=volunteer, weekday=weekday, half_day=half_day) for weekday, half_day in answers.free_slots
        )
    return volunteer


def send_resume_links(now: datetime) -> None:
    """Writes once to those who left a sign-up unfinished an hour ago. Whoever has an account by now needs no link."""
    known = User.objects.values("email")
    left = SignUpDraft.objects.filter(link_sent_at=None, changed_at__lte=now - LINK_AFTER)
    for draft in left.exclude(email__in=known).order_by("-changed_at"):
        with transaction.atomic():
            if not SignUpDraft.objects.filter(pk=draft.pk, link_sent_at=None).update(link_sent_at=now):
                continue
            # One stranger who types another's address again and again must not fill their mailbox.
            if SignUpDraft.objects.filter(email=draft.email, link_sent_at__isnull=False).exclude(pk=draft.pk).exists():
                continue
            write_mail(
                "volunteers/resume_sign_up",
                to=draft.email,
                subject="Votre inscription vous attend",
                context={"resume_url": settings.SITE_URL + reverse("volunteer_sign_up_step", args=[token_of(draft), 2])},
                key=f"volunteers/resume/{draft.pk}",
            )


def forget_drafts(now: datetime) -> None:
    """Deletes what was typed in sign-ups begun thirty days ago."""
    SignUpDraft.objects.filter(begun_at__lt=now - DRAFT_KEPT).delete()
