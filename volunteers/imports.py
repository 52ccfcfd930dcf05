"""Today's bénévoles come in from a list: a dry run that writes none of them, then one decision, carried out once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox import Letter, write_mails
from home.dates import full_day
from volunteers.certificates import random_code
from volunteers.exceptions import Reason, Refused
from volunteers.import_lines import COLUMNS, Person, Titles, read_line
from volunteers.models import (
    Attendance,
    Booking,
    Certificate,
    Mission,
    Training,
    TrainingSession,
    Volunteer,
    VolunteerImport,
    VolunteerLanguage,
)
from volunteers.models.volunteer import folded
from volunteers.retention import UNFINISHED_KEPT
from volunteers.spreadsheets import Sheet
from volunteers.waiting_imports import BATCH, GONE, ExaminedLine, Outcome, Report, forget_undecided, lock_waiting, read_rows

# The one everybody follows first, « Connaissance du public ».
FIRST_TRAINING: Final = "connaissance-du-public"
# A list says the day alone.
USUAL_HOUR: Final = time(10)
EXAMPLE: Final = {
    "first_name": "Camille",
    "last_name": "Exemple",
    "email": "camille@exemple.test",
    "phone": "06 00 00 00 00",
    "languages": "français : maternelle, anglais : courant",
    "area": "Paris 14e",
    "signed_up_on": "31/12/2023",
}


@dataclass
class CheckedLine(ExaminedLine):
    person: Person | None = None
    session: TrainingSession | None = None
    """That in which the person was trained; not saved yet, where the site did not know it."""


def rows_of(sheet: Sheet) -> dict[str, Any]:
    """What a waiting import keeps of the list. Raises UnreadableSheetError."""
    return read_rows(sheet, COLUMNS)


def begin(rows: Mapping[str, Any], *, by: User, now: datetime) -> VolunteerImport:
    """Keeps the lines until the decision; nothing else is written."""
    return VolunteerImport.objects.create(rows=rows, uploaded_by=by, uploaded_at=now)


def examine(rows: Mapping[str, Any], *, now: datetime) -> Report[CheckedLine]:
    """What importing the lines now would do. The query count grows with batches of lines, not with lines."""
    titles, sessions = Titles(Mission.objects.all()), HeldSessions(now)
    known = _known_addresses(cells.get("email", "").lower() for _, cells in rows["lines"])
    seen: dict[str, int] = {}
    lines = [_check(number, cells, titles, sessions, known, seen, now=now) for number, cells in rows["lines"]]
    return Report(lines, rows["unknown"])


def _check(
    number: int,
    cells: Mapping[str, str],
    titles: Titles,
    sessions: "HeldSessions",
    known: set[str],
    seen: dict[str, int],
    *,
    now: datetime,
) -> CheckedLine:
    email = cells.get("email", "").lower()
    if email in known:
        return CheckedLine(number, cells, Outcome.KNOWN, remark="Cette adresse a déjà un compte : rien ne change.")
    if email in seen:
        return CheckedLine(number, cells, Outcome.KNOWN, remark=f"Cette adresse est déjà à la ligne {seen[email]} : rien de plus.")
    if email == EXAMPLE["email"]:
        return CheckedLine(number, cells, Outcome.WRONG, errors={"email": ["C’est la ligne inventée du modèle : retirez-la."]})
    reading = read_line(cells, titles, today=timezone.localdate(now))
    if reading.person is None:
        return CheckedLine(number, cells, Outcome.WRONG, errors=reading.errors)
    seen[email] = number
    session = sessions.on(reading.person.trained_on) if reading.person.trained_on else None
    remark = ""
    if reading.person.trained_on and session is None:
        remark = "Aucune session de « Connaissance du public » n’est finie ce jour-là : la formation n’est pas notée."
    elif session and session.pk not in sessions.known:
        remark = "La session de ce jour n’est pas sur le site : elle y sera notée, avec les personnes qui l’ont suivie."
    return CheckedLine(number, cells, Outcome.NEW, person=reading.person, remark=remark, session=session)


class HeldSessions:
    """The sessions of the first training that are over, by their day; one is made for a day on which the site knows none."""

    def __init__(self, now: datetime) -> None:
        self.today = timezone.localdate(now)
        self.training = Training.objects.filter(slug=FIRST_TRAINING).first()
        held = TrainingSession.objects.filter(training=self.training, ends_at__lte=now, cancelled_at=None)
        # Of two on one day, the earlier.
        self._by_day = {timezone.localdate(session.starts_at): session for session in held.order_by("-starts_at", "-pk")}
        self.known = {session.pk for session in self._by_day.values()}

    def on(self, day: date) -> TrainingSession | None:
        """That of the day, not saved when it is new; None while there is no such training, or the day is not over."""
        if day not in self._by_day:
            if self.training is None or day >= self.today:
                return None
            starts_at = timezone.make_aware(datetime.combine(day, USUAL_HOUR))
            ends_at = starts_at + timedelta(minutes=self.training.duration_minutes)
            self._by_day[day] = TrainingSession(training=self.training, starts_at=starts_at, ends_at=ends_at)
        return self._by_day[day]


def _known_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in lower case, that are somebody's."""
    known: set[str] = set()
    wanted = sorted({address for address in addresses if address})
    for start in range(0, len(wanted), BATCH):
        for people in (User.objects.all(), EmailAddress.objects.all()):
            found = people.annotate(lower_email=Lower("email")).filter(lower_email__in=wanted[start : start + BATCH])
            known.update(found.values_list("lower_email", flat=True))
    return known


def carry_out(upload_id: UUID, *, by: User, now: datetime) -> int:
    """Imports those of the lines that can be, after the same checks again; returns how many people came in. Raises Refused.

    A second call, however near, finds nothing: the waiting import goes with the first.
    """
    try:
        with transaction.atomic():
            upload = lock_waiting(VolunteerImport, upload_id)
            if upload is None:
                raise Refused([GONE])
            report = examine(upload.rows, now=now)
            if not report.new:
                raise Refused([Reason("nothing", "Aucune personne n’est à importer : rien n’a changé.")])
            upload.delete()
            _write_people(report.new, by=by, now=now)
            return len(report.new)
    except IntegrityError as error:
        # Somebody signed up with one of the addresses in this very instant.
        raise Refused([Reason("changed", "Une de ces personnes vient de s’inscrire. Relisez le rapport, puis importez.")]) from error


def forget_waiting(now: datetime) -> None:
    """Deletes the imports that nobody decided within a day."""
    forget_undecided(VolunteerImport, now=now)


def _write_people(lines: Sequence[CheckedLine], *, by: User, now: datetime) -> None:
    pairs = [(line, _volunteer(line.person, now=now)) for line in lines if line.person]
    people = [volunteer for _, volunteer in pairs]
    User.objects.bulk_create([volunteer.user for volunteer in people], batch_size=BATCH)
    # Not verified: the person confirms the address in signing in with a mailed code.
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=volunteer.user, email=volunteer.user.email, primary=True, verified=False) for volunteer in people],
        batch_size=BATCH,
    )
    Volunteer.objects.bulk_create(people, batch_size=BATCH)
    spoken = ((who, *spoken) for who, person in _said(pairs) for spoken in person.languages.items())
    VolunteerLanguage.objects.bulk_create(
        [VolunteerLanguage(volunteer=who, code=code, level=level) for who, code, level in spoken], batch_size=BATCH
    )
    wished = Volunteer.missions.through
    wished.objects.bulk_create(
        [wished(volunteer_id=who.pk, mission_id=mission) for who, person in _said(pairs) for mission in person.missions],
        batch_size=BATCH,
    )
    _write_attendances(pairs, by=by, now=now)
    letters = [_letter(line, volunteer, now=now) for line, volunteer in pairs]
    write_mails("volunteers/imported", letters, subject="Votre bénévolat se suit maintenant en ligne")


def _said(pairs: Iterable[tuple[CheckedLine, Volunteer]]) -> Iterator[tuple[Volunteer, Person]]:
    return ((volunteer, line.person) for line, volunteer in pairs if line.person)


def _volunteer(person: Person, *, now: datetime) -> Volunteer:
    """Not saved. The account dates from today, however old the sign-up: what is not confirmed is kept from today on."""
    user = User(email=person.email, first_name=person.first_name, last_name=person.last_name, password=make_password(None), date_joined=now)
    return Volunteer(
        user=user,
        signed_up_at=_start(person.signed_up_on, now=now),
        phone=person.phone,
        area=person.area,
        folded_name=folded(user.get_full_name()),
    )


def _start(day: date | None, *, now: datetime) -> datetime:
    return now if day is None or day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time()))


def _write_attendances(pairs: Sequence[tuple[CheckedLine, Volunteer]], *, by: User, now: datetime) -> None:
    """As the sheet of the session would, but for the mails: whoever came long ago is not thanked today.

    A session that is over has no places left to count.
    """
    for session in {line.session.pk: line.session for line, _ in pairs if line.session and line.session._state.adding}.values():
        session.capacity = max(sum(line.session == session for line, _ in pairs), session.capacity)
        session.save()
    bookings = [
        Booking(
            session=line.session,
            volunteer=volunteer,
            booked_at=now,
            attendance=Attendance.PRESENT,
            attendance_marked_at=now,
            attendance_marked_by=by,
        )
        for line, volunteer in pairs
        if line.session
    ]
    Booking.objects.bulk_create(bookings, batch_size=BATCH)
    Certificate.objects.bulk_create(
        [Certificate(booking=booking, code=random_code(), issued_at=now) for booking in bookings], batch_size=BATCH
    )


def _letter(line: CheckedLine, volunteer: Volunteer, *, now: datetime) -> Letter:
    return Letter(
        to=volunteer.user.email,
        key=f"volunteers/imported/{volunteer.pk}",
        context={
            "first_name": volunteer.user.first_name,
            "sign_in_url": settings.SITE_URL + reverse("account_request_login_code"),
            # Whoever was trained here is kept, signed in or not.
            "day": "" if line.session else full_day(now + UNFINISHED_KEPT),
        },
    )
