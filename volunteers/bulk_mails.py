"""A mail to many: who receives it and who does not, fixed when it is sent, then written in batches, to each once."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from accounts.models import OutgoingMail, User
from accounts.outbox import write_mail
from home.settings import default_association
from volunteers import letters
from volunteers.exceptions import Reason, Refused
from volunteers.letters import Letter, html_for, text_for
from volunteers.models import BulkMail, BulkMailRecipient, Pause, Volunteer
from volunteers.models.volunteer import HERE
from volunteers.people import Criteria, find_people
from volunteers.profiles import MailChoice

# On the embedded database nobody else writes meanwhile: a batch is short.
BATCH: Final = 25
WHY_CALL: Final = "Vous recevez ce courriel parce que vous êtes bénévole à Polaris\u00a014 et avez choisi de recevoir les appels."
WHY_PERSONAL: Final = "Ce courriel concerne votre engagement à Polaris\u00a014\u00a0: il part quel que soit votre choix de courriels."


class LeftOut(models.TextChoices):
    """Why somebody who was found does not receive it, the first reason that holds."""

    LEFT = "left", "Parti·e, ou compte fermé"
    ADDRESS = "address", "Adresse pas encore confirmée"
    CHOICE = "choice", "A choisi de ne pas recevoir d’appels"
    PAUSE = "pause", "En pause aujourd’hui"


@dataclass(frozen=True)
class Recipients:
    """Who receives it, and how many do not, by reason."""

    ids: list[UUID]
    left_out: list[tuple[str, int]]


@dataclass(frozen=True)
class Progress:
    """How far a sending is, in mails: `lost` were not written to (gone or changed meanwhile), known at the end."""

    written: int
    count: int
    sent: int
    given_up: int
    lost: int | None


def find_recipients(asked: Criteria, *, is_personal: bool, now: datetime) -> Recipients:
    reason = _reason(is_personal=is_personal, day=timezone.localdate(now))
    rows = list(find_people(asked, now=now).annotate(reason=reason).values_list("pk", "reason"))
    counts = Counter(why for _, why in rows)
    return Recipients(
        ids=[pk for pk, why in rows if not why],
        left_out=[(str(why.label), counts[why.value]) for why in LeftOut if counts[why.value]],
    )


def _reason(*, is_personal: bool, day: date) -> Case:
    """Why somebody, who has their facts, is left out; empty for those who receive it."""
    always = [When(~HERE, then=Value(LeftOut.LEFT)), When(has_confirmed_email=False, then=Value(LeftOut.ADDRESS))]
    paused = Exists(Pause.objects.covering(day).filter(volunteer=OuterRef("pk")))
    calls = [When(~Q(mail_choice=MailChoice.ALL), then=Value(LeftOut.CHOICE)), When(paused, then=Value(LeftOut.PAUSE))]
    return Case(*always, *([] if is_personal else calls), default=Value(""), output_field=models.CharField(max_length=10))


def refusal_reasons(letter: Letter, *, count: int, seen: int | None) -> list[Reason]:
    """Why it is not sent. `seen` is the number of recipients that the preview showed."""
    reasons = letters.refusal_reasons(letter)
    if not count:
        reasons.append(Reason("nobody", "Personne, parmi ces critères, ne peut recevoir ce courriel."))
    elif count != seen:
        sentence = "Le nombre de destinataires a changé depuis l’aperçu. Rien n’est parti\u00a0: relisez, puis envoyez."
        reasons.append(Reason("changed", sentence))
    return reasons


def start(asked: Criteria, letter: Letter, *, page: UUID, seen: int | None, by: User, now: datetime) -> tuple[BulkMail, bool]:
    """Fixes the recipients and has the mails written. Raises Refused.

    `page` is the id of the page that it was written on: sent a second time from there, it is the first sending that comes back,
    and False with it.
    """
    fields = {"subject": letter.subject, "text": letter.text, "is_personal": letter.is_personal, "sent_at": now, "sent_by": by, "count": 0}
    with transaction.atomic():
        mail, is_new = BulkMail.objects.get_or_create(pk=page, defaults=fields)
        if not is_new:
            return mail, False
        ids = find_recipients(asked, is_personal=letter.is_personal, now=now).ids
        reasons = refusal_reasons(letter, count=len(ids), seen=seen)
        if reasons:
            raise Refused(reasons)
        # Under lock, so that nobody erases their account between the two lines.
        here = list(Volunteer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
        BulkMailRecipient.objects.bulk_create([BulkMailRecipient(mail=mail, volunteer_id=pk) for pk in here], batch_size=500)
        mail.count = len(here)
        mail.save(update_fields=["count"])
        write_bulk_mail.enqueue(str(mail.pk))
    return mail, True


@task
def write_bulk_mail(mail_id: str) -> None:
    """Writes the mails of a sending. May run twice, or beside itself."""
    while write_batch(UUID(mail_id), now=timezone.now()):
        pass


def write_waiting(now: datetime) -> None:
    """Goes on with the sendings that something interrupted."""
    for key in BulkMail.objects.filter(finished_at=None).order_by("sent_at").values_list("pk", flat=True):
        while write_batch(key, now=now):
            pass


def write_batch(mail_id: UUID, *, now: datetime) -> bool:
    """Writes to the next few; False when nobody is left, and then forgets the text.

    The mails and the list of those who wait for theirs change together, under lock; who left, asked for less or erased
    their account meanwhile is passed over. The key of each mail keeps it single.
    """
    with transaction.atomic():
        mail = BulkMail.objects.select_for_update().filter(pk=mail_id, finished_at=None).first()
        if mail is None:
            return False
        waiting = dict(mail.recipients.values_list("pk", "volunteer_id")[:BATCH])
        today = timezone.localdate(now)
        people = Volunteer.objects.with_facts(today).filter(pk__in=waiting.values()).select_related("user").order_by("pk")
        for volunteer in people.annotate(reason=_reason(is_personal=mail.is_personal, day=today)).select_for_update(of=("self",)):
            if not volunteer.reason:
                _write(mail, volunteer)
                mail.written += 1
        mail.recipients.filter(pk__in=waiting).delete()
        if len(waiting) < BATCH:
            mail.finished_at, mail.text = now, ""
        mail.save(update_fields=["written", "finished_at", "text"])
    return mail.finished_at is None


def _write(mail: BulkMail, volunteer: Volunteer) -> None:
    first_name = volunteer.user.first_name
    words = {"text": text_for(mail.text, first_name), "html": html_for(mail.text, first_name)}
    answers_to = mail.sent_by.email if mail.sent_by else default_association().email
    write_mail(
        "volunteers/bulk_mail",
        to=volunteer.user.email,
        subject=mail.subject,
        context=words | frame(mail.sent_by, is_personal=mail.is_personal),
        key=f"{_key(mail)}{volunteer.pk}",
        headers={"Reply-To": answers_to} if answers_to else {},
    )


def frame(by: User | None, *, is_personal: bool) -> dict[str, str]:
    """What stands below the words of every such mail: who signs, why they receive it, and where one chooses less."""
    return {
        "signature": f"{by.first_name}, pour l’équipe de Polaris\u00a014" if by and by.first_name else "L’équipe de Polaris\u00a014",
        "why": WHY_PERSONAL if is_personal else WHY_CALL,
        "mails_url": settings.SITE_URL + reverse("space_mails"),
    }


def _key(mail: BulkMail) -> str:
    return f"volunteers/bulk/{mail.pk}/"


def progress(mail: BulkMail) -> Progress:
    states = Counter(OutgoingMail.objects.filter(key__startswith=_key(mail)).values_list("state", flat=True))
    return Progress(
        written=mail.written,
        count=mail.count,
        sent=states[OutgoingMail.State.SENT],
        given_up=states[OutgoingMail.State.GIVEN_UP],
        lost=mail.count - mail.written if mail.finished_at else None,
    )
