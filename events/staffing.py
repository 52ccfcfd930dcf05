"""« Trouver quelqu’un »: for an outing short of people, who could lead it, in the order in which to ask them, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from events.first_times import experienced, keeps_last_seat
from events.models import Activity, DuoRequest, OutingSettings, Seat, SeatCall, SeatWait
from events.seat_reasons import check_announced, check_free_seat, check_is_outing, check_to_come
from home.dates import local_date, midnight
from volunteers.areas_near import Nearness, area_code, nearness
from volunteers.exceptions import Reason
from volunteers.languages import Language
from volunteers.models import Engagement, EngagementSettings, FreeSlot, ParticipantLanguage, Pause, Volunteer, VolunteerLanguage
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.profiles import AREAS, HalfDay, Level, MailChoice, Weekday

# What each reason weighs. Time first: whoever lives next door and works then does not come.
POINTS_FREE: Final = 4
POINTS_NEAR: Final = {Nearness.SAME: 3, Nearness.ADJACENT: 2, Nearness.RING: 1, Nearness.FAR: 0}
POINTS_LANGUAGE: Final = 1
MOST_LANGUAGES: Final = 2
POINTS_LED: Final = -1
MOST_LED: Final = 3
# Those that supported persons speak most, French left aside.
USEFUL_LANGUAGES: Final = 5
# Nobody is asked for more other outings.
MOST_CALLS: Final = 2
CALLS_WITHIN: Final = timedelta(days=7)
# Before the start: from then on, a seat that is held for somebody keeps nobody from being asked.
ASKED_ANYWAY: Final = timedelta(hours=72)

STARTS: Final = {HalfDay.MORNING: time(0), HalfDay.AFTERNOON: time(12), HalfDay.EVENING: time(18)}
# A half-day that the outing only brushes counts for nothing.
COUNTS_FROM: Final = timedelta(hours=1)
NEAR_WORDS: Final = {Nearness.SAME: "vit sur place", Nearness.ADJACENT: "vit à côté", Nearness.RING: "vit assez près"}
IN_PAUSE: Final = "En pause."
NO_CALLS: Final = "A choisi de ne pas recevoir d’appels."
SEAT_HELD: Final = "Une place lui est déjà gardée."
ALREADY_ASKED: Final = "A déjà été demandé·e pour cette sortie."
ASKED_OFTEN: Final = f"A déjà été demandé·e pour {MOST_CALLS} autres sorties en {CALLS_WITHIN.days} jours."


class Slot(NamedTuple):
    weekday: int
    half_day: str

    @property
    def words(self) -> str:
        """« le samedi après-midi »."""
        return f"le {Weekday(self.weekday).label.lower()} {HalfDay(self.half_day).label.lower()}"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may take a seat: points, why in words, and what keeps us from writing to them (nothing, mostly)."""

    volunteer_id: UUID
    points: int
    reasons: tuple[str, ...]
    led_count: int
    held_back: str

    @property
    def can_be_asked(self) -> bool:
        return not self.held_back

    @property
    def words(self) -> str:
        return " · ".join(self.reasons)


def calling_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why nobody can be asked to lead the outing now; none when somebody can. As the sign-up asks it of whoever comes from outside.

    So near that a hold may cost the outing (`ASKED_ANYWAY`), people are asked although the seat is held: once it is not, the first
    who says yes takes it.
    """
    anybody, checks = Volunteer(), (check_is_outing, check_announced, check_to_come, check_free_seat)
    reasons = [reason for check in checks for reason in check(activity, anybody, now)]
    return [reason for reason in reasons if reason.code != "held" or activity.starts_at - now > ASKED_ANYWAY]


def giving_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why nobody can be given a seat now; none when somebody can. One that is held may still be theirs."""
    return [reason for reason in calling_reasons(activity, now=now) if reason.code != "held"]


def candidates(activity: Activity, *, now: datetime, among: Collection[UUID] | None = None) -> list[Candidate]:
    """Exactly those whom `sign_ups.refusal_reasons` lets through (of `among`, if given), whoever to ask first at the head.

    As many queries for five thousand bénévoles as for three. Those whom we may not write to come last.
    """
    if calling_reasons(activity, now=now):
        return []
    people = _who_may(activity, now=now)
    if among is not None:
        people = people.filter(pk__in=among)
    is_paused = Exists(Pause.objects.filter(_pause_covers(activity, now), volunteer=OuterRef("pk")))
    is_asked = Exists(activity.seat_calls.standing().filter(volunteer=OuterRef("pk")))
    is_offered = Exists(SeatWait.objects.offered().filter(activity=activity, volunteer=OuterRef("pk")))
    known = people.annotate(is_offered=is_offered, is_paused=is_paused, is_asked=is_asked).order_by()
    rows = known.values_list("pk", "area", "mail_choice", "is_offered", "is_paused", "is_asked")
    facts = _Facts.read(activity, now=now)
    found = [
        facts.judge(
            pk, area, _held_back(mail_choice, is_offered=is_offered, is_paused=is_paused, is_asked=is_asked, is_tired=pk in facts.tired)
        )
        for pk, area, mail_choice, is_offered, is_paused, is_asked in rows
    ]
    return sorted(found, key=lambda one: (bool(one.held_back), -one.points, one.led_count, one.volunteer_id))


def _who_may(activity: Activity, *, now: datetime) -> VolunteerQuerySet:
    """The checks of the sign-up that are about the person, asked of everybody at once."""
    travel = EngagementSettings.load().travel
    busy = Engagement.objects.overlapping(activity.starts_at - travel, activity.ends_at + travel).filter(volunteer=OuterRef("pk"))
    seated = Seat.objects.active().filter(activity=activity, volunteer=OuterRef("pk"))
    asking = DuoRequest.objects.running().filter(activity=activity, asker=OuterRef("pk"))
    ready = Volunteer.objects.ready_for(activity.mission, timezone.localdate(now))
    ready = ready.exclude(Exists(busy)).exclude(Exists(seated)).exclude(Exists(asking))
    return ready.filter(pk__in=experienced().values("pk")) if keeps_last_seat(activity) else ready


def _pause_covers(activity: Activity, now: datetime) -> Q:
    """A pause of today, when the mail would leave, or of the day of the outing."""
    days = (timezone.localdate(now), local_date(activity.starts_at))
    today, then = (Q(since__lte=day) & (Q(until=None) | Q(until__gte=day)) for day in days)
    return today | then


def _held_back(mail_choice: str, *, is_offered: bool, is_paused: bool, is_asked: bool, is_tired: bool) -> str:
    """Why somebody who may come is not written to, the first reason that holds; empty for those who are."""
    if is_offered:
        return SEAT_HELD
    if is_asked:
        return ALREADY_ASKED
    if mail_choice != MailChoice.ALL:
        return NO_CALLS
    if is_paused:
        return IN_PAUSE
    return ASKED_OFTEN if is_tired else ""


def slots_of(starts_at: datetime, ends_at: datetime) -> list[Slot]:
    """The half-days of the week, in Paris, in which the span spends an hour or more; the one in which it starts, if none."""
    slots = [Slot(day.weekday(), half) for day, half, spent in _half_days(starts_at, ends_at) if spent >= COUNTS_FROM]
    return slots or [Slot(day.weekday(), half) for day, half, _ in _half_days(starts_at, ends_at)][:1]


def _half_days(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[date, HalfDay, timedelta]]:
    """Those that the span touches, with the time spent in each."""
    day = local_date(starts_at)
    while midnight(day) < ends_at:
        begins = [timezone.make_aware(datetime.combine(day, hour)) for hour in STARTS.values()]
        for half, begin, end in zip(STARTS, begins, [*begins[1:], midnight(day + timedelta(days=1))], strict=True):
            spent = min(end, ends_at) - max(begin, starts_at)
            if spent > timedelta():
                yield day, half, spent
        day += timedelta(days=1)


@dataclass(frozen=True)
class _Facts:
    """What the ranking knows of everybody, each thing read by one query."""

    area: str
    slots: list[Slot]
    free: set[UUID]
    spoken: dict[UUID, list[str]]
    led: dict[UUID, int]
    led_lately_days: int
    tired: set[UUID]

    @classmethod
    def read(cls, activity: Activity, *, now: datetime) -> "_Facts":
        slots, venue = slots_of(activity.starts_at, activity.ends_at), activity.venue
        return cls(
            area=area_code(venue.area, venue.address) if venue else "",
            slots=slots,
            free=_free(slots),
            spoken=_spoken(),
            led=_led(now),
            led_lately_days=OutingSettings.load().led_lately_days,
            tired=_tired(activity, now),
        )

    def judge(self, volunteer_id: UUID, area: str, held_back: str) -> Candidate:
        points, reasons = 0, []
        if volunteer_id in self.free:
            points += POINTS_FREE
            reasons.append(f"libre {_together([slot.words for slot in self.slots])}")
        near = nearness(self.area, area)
        points += POINTS_NEAR[near]
        if near in NEAR_WORDS:
            reasons.append(f"{NEAR_WORDS[near]} ({dict(AREAS)[area]})")
        if spoken := self.spoken.get(volunteer_id):
            points += POINTS_LANGUAGE * min(len(spoken), MOST_LANGUAGES)
            reasons.append(f"parle {_together([Language(code).label.lower() for code in spoken])}")
        led = self.led.get(volunteer_id, 0)
        points += POINTS_LED * min(led, MOST_LED)
        reasons.append(led_words(led, days=self.led_lately_days))
        return Candidate(volunteer_id, points, tuple(reasons), led, held_back)


def led_words(count: int, *, days: int) -> str:
    """Of what `led_lately` counts, wherever somebody is put in an order by it."""
    s = "s" if count > 1 else ""
    return f"{count or 'aucune'} sortie{s} animée{s} ou promise{s} depuis {days} jours"


def _free(slots: list[Slot]) -> set[UUID]:
    """Who is usually free in all of them."""
    wanted = Q()
    for slot in slots:
        wanted |= Q(weekday=slot.weekday, half_day=slot.half_day)
    counted = FreeSlot.objects.filter(wanted).order_by().values("volunteer").annotate(count=Count("pk")).filter(count=len(slots))
    return set(counted.values_list("volunteer", flat=True))


def _spoken() -> dict[UUID, list[str]]:
    """Of the languages that supported persons speak most, those in which each bénévole holds a conversation, the most spoken first."""
    counted = ParticipantLanguage.objects.exclude(code=Language.FRENCH).order_by().values("code").annotate(count=Count("pk"))
    useful = list(counted.order_by("-count", "code").values_list("code", flat=True)[:USEFUL_LANGUAGES])
    spoken: dict[UUID, list[str]] = defaultdict(list)
    rows = VolunteerLanguage.objects.filter(code__in=useful).exclude(level=Level.SOME).values_list("volunteer", "code")
    for volunteer_id, code in sorted(rows, key=lambda row: useful.index(row[1])):
        spoken[volunteer_id].append(code)
    return spoken


def _led(now: datetime) -> dict[UUID, int]:
    """How many outings each has led lately or promised to lead."""
    return dict(Seat.objects.led_lately(now).order_by().values("volunteer").annotate(count=Count("pk")).values_list("volunteer", "count"))


def _tired(activity: Activity, now: datetime) -> set[UUID]:
    """Who has been asked for as many other outings as we ask anybody. Asked again for the same one counts once."""
    calls = SeatCall.objects.since(now - CALLS_WITHIN).exclude(activity=activity).order_by().values("volunteer")
    counted = calls.annotate(count=Count("activity", distinct=True))
    return set(counted.filter(count__gte=MOST_CALLS).values_list("volunteer", flat=True))


def _together(words: list[str]) -> str:
    """« arabe », « arabe et dari », « arabe, dari et pachto »."""
    return " et ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
