"""The charter: published in versions that never change, signed by name, signed again when a version asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.outbox import write_mail
from home.dates import full_day, local_date
from home.typesetting import typeset_whatever
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Charter, CharterSignature, Mission, Volunteer
from volunteers.models.volunteer import HERE, folded
from volunteers.onboarding import ready_ids, tell_newly_ready

TEMPLATE: Final = Path(__file__).parent / "paper" / "charter.typ"
# A worker that was stopped longer leaves it to the reminders.
TOLD_WITHIN: Final = timedelta(days=7)
BATCH: Final = 50
TITLE: Final = "# "
POINT: Final = "- "


@dataclass(frozen=True)
class Block:
    """A piece of the text: a title or a paragraph of one line, or the points of a list."""

    kind: str
    lines: tuple[str, ...]


def blocks_of(text: str) -> Iterator[Block]:
    """Reads what a coordinator types: empty lines between paragraphs, `# ` before a title, `- ` before a point."""
    points: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        words: list[str] = []
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            if not line.startswith(POINT) and points:
                yield Block("list", tuple(points))
                points = []
            if line.startswith((TITLE, POINT)) and words:
                yield Block("paragraph", (" ".join(words),))
                words = []
            if line.startswith(TITLE):
                yield Block("title", (line.removeprefix(TITLE).strip(),))
            elif line.startswith(POINT):
                points.append(line.removeprefix(POINT).strip())
            else:
                words.append(line)
        if points:
            yield Block("list", tuple(points))
            points = []
        if words:
            yield Block("paragraph", (" ".join(words),))


def publish(text: str, *, sign_before: date | None, now: datetime) -> Charter:
    """Makes the next version. Who signed an earlier one keeps their missions until `sign_before`; None asks at once."""
    with transaction.atomic():
        last = Charter.objects.select_for_update().order_by("-number").first()
        return Charter.objects.create(number=last.number + 1 if last else 1, text=text, sign_before=sign_before, published_at=now)


def signing_reasons(charter: Charter, volunteer: Volunteer, typed_name: str) -> list[Reason]:
    """Why that name does not sign that version. All reasons at once."""
    reasons = []
    if charter != Charter.objects.current():
        reasons.append(Reason("old", "La charte vient de changer\u00a0: relisez-la, puis signez."))
    return reasons + name_reasons(volunteer, typed_name)


def name_reasons(volunteer: Volunteer, typed_name: str) -> list[Reason]:
    """Why what was typed is not the signature of this bénévole."""
    name = volunteer.user.get_full_name()
    if not name:
        return [Reason("nameless", "Écrivez d’abord votre prénom et votre nom dans votre profil.")]
    if _words(typed_name) != _words(name):
        return [Reason("name", f"Écrivez votre prénom et votre nom comme dans votre profil\u00a0: «\u00a0{name}\u00a0».")]
    return []


def sign(charter: Charter, volunteer: Volunteer, typed_name: str, *, now: datetime) -> CharterSignature:
    """Keeps the signature, and tells the bénévole if it makes them ready. A second one changes nothing. Raises Refused."""
    today = timezone.localdate(now)
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        reasons = signing_reasons(charter, volunteer, typed_name)
        if reasons:
            raise Refused(reasons)
        before = ready_ids([volunteer.pk], today=today)
        signature, _ = CharterSignature.objects.get_or_create(
            volunteer=volunteer, charter=charter, defaults={"typed_name": " ".join(typed_name.split()), "signed_at": now}
        )
        tell_newly_ready([volunteer.pk], before=before, today=today)
    return signature


def _words(name: str) -> list[str]:
    """Of a name, whatever its capitals, accents and hyphens."""
    return folded(name).replace("-", " ").replace("’", "'").split()


def ask_for_new_signatures(now: datetime) -> None:
    """Writes, once for a version, to those who signed an earlier one and wish a mission that asks for it."""
    charter = Charter.objects.current()
    if charter is None or charter.published_at < now - TOLD_WITHIN:
        return
    signed = CharterSignature.objects.filter(volunteer=OuterRef("pk"))
    asking = Mission.objects.filter(volunteers=OuterRef("pk"), asks_charter=True)
    people = Volunteer.objects.filter(HERE, Exists(signed), ~Exists(signed.filter(charter=charter)), Exists(asking))
    for volunteer in people.select_related("user").iterator(chunk_size=BATCH):
        write_mail(
            "volunteers/charter_changed",
            to=volunteer.user.email,
            subject="La charte des bénévoles change",
            context={
                "first_name": volunteer.user.first_name,
                "sign_before": full_day(charter.sign_before) if charter.sign_before else "",
                "charter_url": settings.SITE_URL + reverse("space_charter"),
            },
            key=f"volunteers/charter/{charter.number}/{volunteer.pk}",
        )


def print_signature(signature: CharterSignature) -> bytes:
    """The version that was signed, and by whom, as a tagged PDF (PDF/UA-1). The same signature gives the same bytes."""
    signed_on = local_date(signature.signed_at)
    data = {
        "title": "Charte des bénévoles",
        "association": settings.WAGTAIL_SITE_NAME,
        "version": str(signature.charter.number),
        "published": full_day(signature.charter.published_at),
        "blocks": [{"kind": block.kind, "lines": block.lines} for block in blocks_of(signature.charter.text)],
        "name": signature.typed_name,
        "signed": full_day(signature.signed_at),
        "date": [signed_on.year, signed_on.month, signed_on.day],
    }
    return typeset_whatever(TEMPLATE, data, {}, at=signature.signed_at)
