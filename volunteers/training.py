"""Places in training sessions: taking one, giving it back, and who came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.dates import full_day
from home.places import Venue
from volunteers import calendars, engagements, onboarding
from volunteers.attendance_mails import follow_up
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import end_waits, hold_free_places
from volunteers.models import Booking, Engagement, EngagementSettings, Training, TrainingSession, Volunteer, Waiting
from volunteers.session_mails import write_about


@dataclass(frozen=True)
class Record:
    """What the rules of booking need to know of a bénévole, read once for all the sessions of a page."""

    bookings: list[Booking]
    promised: list[Engagement]
    travel: timedelta
    waits: Sequence[Waiting] = ()
    has_left: bool = False

    def booking_in(self, session: TrainingSession) -> Booking | None:
        return next((booking for booking in self.bookings if booking.session_id == session.pk), None)

    def wait_for(self, session: TrainingSession) -> Waiting | None:
        return next((wait for wait in self.waits if wait.session_id == session.pk), None)

    def holds_place(self, session: TrainingSession, *, now: datetime) -> bool:
        """Whether a place is held for them, which no other can take."""
        wait = self.wait_for(session)
        return wait is not None and wait.offered_until is not None and wait.offered_until > now


@dataclass(frozen=True)
class Offer:
    """A session to come as one bénévole sees it: free to book when there is no reason against it."""

    session: TrainingSession
    booking: Booking | None
    wait: Waiting | None
    reasons: list[Reason]

    @property
    def is_done_with(self) -> bool:
        """The bénévole has had this training: there is nothing to choose."""
        return any(reason.code == "trained" for reason in self.reasons)

    @property
    def may_wait(self) -> bool:
        """The one thing against it is that it is full."""
        return self.wait is None and [reason.code for reason in self.reasons] == ["full"]


def read_record(volunteer: Volunteer, *, now: datetime) -> Record:
    bookings = Booking.objects.active().filter(volunteer=volunteer).select_related("session__training")
    waits = Waiting.objects.open().filter(volunteer=volunteer)
    # What has just ended leaves no time to come from it.
    travel = EngagementSettings.load().travel
    promised = engagements.promised_time(volunteer, after=now - travel)
    return Record(list(bookings), promised, travel, list(waits), has_left=volunteer.left_on is not None)


def offers_to(volunteer: Volunteer, *, now: datetime) -> list[Offer]:
    """The sessions to come, earliest first, each with why it cannot be booked, if so. The query count does not grow with them."""
    record = read_record(volunteer, now=now)
    sessions = TrainingSession.objects.upcoming(now).with_seat_counts().select_related("training", "venue")
    return [
        Offer(session, record.booking_in(session), record.wait_for(session), refusal_reasons(session, record, now=now))
        for session in sessions
    ]


def refusal_reasons(session: TrainingSession, record: Record, *, now: datetime) -> list[Reason]:
    """Why the bénévole of the record cannot book the session, which carries its seat counts. All reasons at once."""
    if record.booking_in(session) and not session.cancelled_at:
        return [Reason("booked", "Vous avez déjà une place dans cette session.")]
    reasons = []
    if record.has_left:
        reasons.append(Reason("left", "Ce compte est fermé."))
    if session.cancelled_at:
        reasons.append(Reason("cancelled", "Cette session est annulée."))
    if session.starts_at <= now:
        reasons.append(Reason("begun", "Cette session a déjà commencé."))
    if session.is_closed(now):
        reasons.append(Reason("closed", "Les inscriptions à cette session sont closes."))
    if session.places_left <= 0 and not record.holds_place(session, now=now):
        reasons.append(Reason("full", "Cette session est complète."))
    return reasons + _reasons_of_person(session, record, now=now)


def _reasons_of_person(session: TrainingSession, record: Record, *, now: datetime) -> list[Reason]:
    same = [booking for booking in record.bookings if booking.session.training_id == session.training_id]
    if any(booking.is_attended and booking.is_valid(timezone.localdate(session.starts_at)) for booking in same):
        return [Reason("trained", "Vous avez déjà suivi cette formation.")]
    reasons = []
    held = next((booking for booking in same if booking.is_to_come(now)), None)
    if held:
        reasons.append(
            Reason(
                "other_place", f"Vous avez déjà une place le {full_day(held.session.starts_at)} : rendez-la d’abord pour changer de date."
            )
        )
    others = [promised for promised in record.promised if held is None or promised.pk != held.engagement_id]
    return reasons + engagements.clash_reasons(others, session.starts_at, session.ends_at, travel=record.travel)


def book(session: TrainingSession, volunteer: Volunteer, *, now: datetime) -> Booking:
    """Takes one place for the bénévole, promises their time and writes the confirmation. Raises Refused."""
    with transaction.atomic():
        session = lock_session(session)
        volunteer = engagements.lock_person(volunteer)
        reasons = refusal_reasons(session, read_record(volunteer, now=now), now=now)
        if reasons:
            raise Refused(reasons)
        engagement = engagements.promise(volunteer, kind=Engagement.Kind.TRAINING, starts_at=session.starts_at, ends_at=session.ends_at)
        booking = Booking.objects.create(session=session, volunteer=volunteer, engagement=engagement, booked_at=now)
        end_waits(volunteer, session.training, now=now)
        write_about(
            booking.session,
            volunteer,
            "volunteers/booking_confirmed",
            subject="Votre place en formation est réservée",
            give_back_url=give_back_url(booking),
            calendar=calendars.file_of(booking, now=now),
        )
    return booking


def change_date(session: TrainingSession, held: Booking, *, now: datetime) -> Booking:
    """Gives back the place that is held and takes one in the session of the same training, or does neither. Raises Refused."""
    with transaction.atomic():
        # In one order, for two people may swap.
        for key in sorted([session.pk, held.session_id]):
            TrainingSession.objects.select_for_update().get(pk=key)
        give_back(held, now=now)
        return book(session, held.volunteer, now=now)


def give_back_reasons(booking: Booking, *, now: datetime) -> list[Reason]:
    """Why a bénévole can no longer give the place back alone. All reasons at once."""
    reasons = free_reasons(booking, now=now)
    if booking.session.is_closed(now):
        since = full_day(booking.session.deadline)
        reasons.append(Reason("closed", f"Depuis le {since}, une place se rend en le demandant à l’équipe."))
    return reasons


def free_reasons(booking: Booking, *, now: datetime) -> list[Reason]:
    """Why nobody can free the place any more, the team included. All reasons at once."""
    reasons = []
    if booking.cancelled_at:
        reasons.append(Reason("given_back", "Cette place a déjà été rendue."))
    if booking.attendance:
        reasons.append(Reason("marked", "Votre présence à cette session a déjà été notée."))
    elif booking.session.starts_at <= now:
        reasons.append(Reason("begun", "Cette session a déjà commencé."))
    return reasons


def give_back(booking: Booking, *, now: datetime, by_team: bool = False) -> Booking:
    """Frees the place and the bénévole's time; the booking stays, with the instant it was given back. Raises Refused.

    The team may free it after the deadline too, when it is asked to.
    """
    with transaction.atomic():
        lock_session(booking.session)
        volunteer = engagements.lock_person(booking.volunteer)
        booking = Booking.objects.select_related("session__training", "session__venue", "engagement").get(pk=booking.pk)
        reasons = free_reasons(booking, now=now) if by_team else give_back_reasons(booking, now=now)
        if reasons:
            raise Refused(reasons)
        free_place(booking, now=now)
        write_about(
            booking.session,
            volunteer,
            "volunteers/booking_given_back",
            subject="Votre place en formation est rendue",
            by_team=by_team,
            give_back_url=give_back_url(booking),
            calendar=calendars.file_of(booking, now=now),
        )
        hold_free_places(lock_session(booking.session), now=now)
    return booking


def free_place(booking: Booking, *, now: datetime) -> None:
    """Frees the place and the time it took, and tells nobody. The caller holds the person's lock, and offers the place to who waits."""
    released, booking.engagement = booking.engagement, None
    booking.cancelled_at = now
    booking.save(update_fields=["cancelled_at", "engagement"])
    engagements.release(released)


@dataclass(frozen=True)
class Conditions:
    """What a session asks and offers beside its time, its place and its size. `notice` is how long before the start it closes."""

    notice: timedelta | None = None
    minimum: int = 1
    trainers: str = ""
    video_url: str = ""

    def write_on(self, session: TrainingSession) -> None:
        """On a session whose start is known; the caller saves it."""
        session.closes_at = session.starts_at - self.notice if self.notice else None
        session.minimum, session.trainers, session.video_url = self.minimum, self.trainers, self.video_url


USUAL: Final = Conditions()


def plan_session(
    training: Training, *, starts_at: datetime, duration_minutes: int, capacity: int, venue: Venue | None, conditions: Conditions = USUAL
) -> TrainingSession:
    """Opens a session to booking. The duration is time that passes: a night when clocks change does not alter it."""
    starts_at = starts_at.astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=duration_minutes)
    session = TrainingSession(training=training, starts_at=starts_at, ends_at=ends_at, capacity=capacity, venue=venue)
    conditions.write_on(session)
    session.save()
    return session


def attendance_reasons(session: TrainingSession, *, now: datetime) -> list[Reason]:
    """Why nobody can say yet who came."""
    reasons = []
    if session.cancelled_at:
        reasons.append(Reason("cancelled", "Cette session est annulée."))
    if session.starts_at > now:
        reasons.append(Reason("not_begun", "La feuille de présence s’ouvre au début de la session."))
    return reasons


def record_attendance(session: TrainingSession, marks: Mapping[UUID, str], *, by: User, now: datetime) -> int:
    """Writes who came, by booking id; those become ready at once who lacked nothing else, and are told.

    A mark may be corrected later by another; an id of another session is left aside. Returns how many marks changed.
    Raises Refused.
    """
    with transaction.atomic():
        session = lock_session(session)
        reasons = attendance_reasons(session, now=now)
        if reasons:
            raise Refused(reasons)
        bookings = list(session.bookings.active().select_related("volunteer__user"))
        people = [booking.volunteer_id for booking in bookings]
        today = timezone.localdate(now)
        before = onboarding.ready_ids(people, today=today)
        changed = [booking for booking in bookings if marks.get(booking.pk, booking.attendance) != booking.attendance]
        for booking in changed:
            booking.attendance = marks[booking.pk]
            booking.attendance_marked_at, booking.attendance_marked_by = now, by
            booking.save(update_fields=["attendance", "attendance_marked_at", "attendance_marked_by"])
        ready = {volunteer.pk for volunteer in onboarding.newly_ready(people, before=before, today=today)}
        told = follow_up(changed, session, newly_ready=ready, now=now)
        onboarding.tell_newly_ready(people, before=before | told, today=today)
    return len(changed)


def lock_session(session: TrainingSession) -> TrainingSession:
    """Locks the row, then reads it with its seat counts: PostgreSQL locks no row of a grouped query."""
    TrainingSession.objects.select_for_update().get(pk=session.pk)
    return TrainingSession.objects.with_seat_counts().select_related("training", "venue").get(pk=session.pk)


def lock_sessions_of(volunteer: Volunteer, *, now: datetime) -> list[TrainingSession]:
    """The sessions to come in which the bénévole has a place or waits for one: locked before the person, in one order."""
    mine = TrainingSession.objects.upcoming(now)
    booked = mine.filter(bookings__volunteer=volunteer, bookings__cancelled_at=None).values_list("pk", flat=True)
    awaited = mine.filter(waiting__volunteer=volunteer, waiting__ended_at=None).values_list("pk", flat=True)
    return list(TrainingSession.objects.select_for_update().filter(pk__in={*booked, *awaited}).order_by("pk"))


def give_back_url(booking: Booking) -> str:
    """The page with the one button that gives the place back."""
    return settings.SITE_URL + reverse("space_training_give_back", args=[booking.pk])
