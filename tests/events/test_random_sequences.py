"""Whatever people do, in whatever order: never more than the seats, nobody in two places, the line respected, each change told once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import OutgoingMail
from events import duos, seat_waits
from events.activity_states import cancel
from events.first_times import experienced
from events.models import Activity, DuoRequest, Seat, SeatWait
from events.reminders import remind_of_outings
from events.seat_line import tend_lines
from events.seat_reasons import refusal_reasons
from events.sign_ups import leave_seat, take_seat
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.holds import hold_until
from volunteers.models import Engagement, Volunteer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
TRAVEL = timedelta(minutes=30)
PEOPLE, OUTINGS = 7, 2
# Minutes that pass before a step, most often none: a moment, past the shortest hold, past the longest.
PAUSES = (0, 0, 0, 0, 0, 5, 40, 60 * 49)
# Among what somebody can try: which kind, and for whom.
steps = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(PAUSES)), min_size=25, max_size=25)

Try = Callable[[], object]


class World:
    """A few outings that cross one another, people of whom two have led before, and what was told of what they did."""

    def __init__(self) -> None:
        mission, self.now, self.by = MissionFactory(), NOW, UserFactory(coordinator=True)
        self.people: list[Volunteer] = VolunteerFactory.create_batch(PEOPLE, trained=True)
        for volunteer in self.people:
            volunteer.missions.add(mission)
        for volunteer in self.people[:2]:
            SeatFactory(activity=ActivityFactory(held=True, starts_at=NOW - timedelta(days=30), mission=mission), volunteer=volunteer)
        start = NOW + timedelta(days=40)
        self.outings: list[Activity] = [
            ActivityFactory(starts_at=start + timedelta(hours=2 * number), mission=mission, facilitator_seats=2 + number % 2)
            for number in range(OUTINGS)
        ]
        # The first is full, and three people wait.
        for volunteer in self.people[1:3]:
            take_seat(self.outings[0], volunteer, now=NOW)
        for volunteer in self.people[3:6]:
            seat_waits.join(self.outings[0], volunteer, now=NOW)
        self.given_back = self.called_off = 0

    def step(self, kind: int, target: int, minutes: int) -> None:
        """One thing that somebody tries; the rules may refuse it. The clock of the worker runs whenever time has passed."""
        if minutes:
            lines, self.now = self.lines(), self.now + timedelta(minutes=minutes)
            tend_lines(self.now)
            check_offers(lines, self.now)
        lines = self.lines()
        kinds = [tries for tries in self.tries() if tries]
        tries = kinds[kind % len(kinds)]
        try:
            with transaction.atomic():
                tries[target % len(tries)]()
        except Refused:
            pass
        check_offers(lines, self.now)

    def lines(self) -> list[list[SeatWait]]:
        return [list(SeatWait.objects.in_line(self.now).filter(activity=activity)) for activity in self.outings]

    def tries(self) -> list[list[Try]]:
        """What can be tried now, kind by kind."""
        everybody = Volunteer.objects.filter(pk__in=[volunteer.pk for volunteer in self.people]).order_by("signed_up_at", "pk")
        pairs = [(activity, volunteer) for activity in self.outings for volunteer in everybody.exclude(seats__in=activity.seats.active())]
        full = [pair for pair in pairs if not Activity.objects.filter(pk=pair[0].pk).with_free_seat_for([pair[1]], self.now)]
        waits = list(SeatWait.objects.open().select_related("activity", "volunteer").order_by("since", "pk"))
        running = list(DuoRequest.objects.running().select_related("activity", "asker"))
        take: list[Try] = [partial(self.take, *pair) for pair in pairs]
        join: list[Try] = [partial(seat_waits.join, *pair, now=self.now) for pair in full]
        leave: list[Try] = [partial(self.leave, seat) for seat in Seat.objects.active().filter(activity__in=self.outings)]
        accept: list[Try] = [partial(self.accept, wait) for wait in waits if wait.offered_until]
        # One sequence in a few calls an outing off.
        rare: list[Try] = [partial(self.call_off, self.outings[1]), *[partial(remind_of_outings, self.now)] * 5]
        return [
            *(take, take, join, join, leave, leave, accept, accept, rare),
            [partial(seat_waits.leave, wait, now=self.now) for wait in waits],
            [partial(seat_waits.move_in_line, wait, to_place=1, reason="Tigrinya", by=self.by, now=self.now) for wait in waits],
            [partial(duos.ask, *pair, now=self.now) for pair in pairs],
            [partial(self.accept_both, duo, friend) for duo in running for friend in self.people],
            [partial(duos.withdraw, duo, now=self.now) for duo in running],
        ]

    def take(self, activity: Activity, volunteer: Volunteer) -> None:
        seated = set(activity.seats.active().values_list("volunteer", flat=True))
        take_seat(activity, volunteer, now=self.now)
        if len(seated) == activity.facilitator_seats - 1:
            assert experienced().filter(pk__in=[*seated, volunteer.pk]).exists()

    def leave(self, seat: Seat) -> None:
        leave_seat(seat, now=self.now, reason="Empêchement")
        self.given_back += 1

    def accept(self, wait: SeatWait) -> None:
        """What was offered can be accepted, unless its person has promised that time elsewhere since."""
        assert {reason.code for reason in refusal_reasons(wait.activity, wait.volunteer, now=self.now)} <= {"overlap", "travel"}
        take_seat(wait.activity, wait.volunteer, now=self.now)

    def accept_both(self, duo: DuoRequest, friend: Volunteer) -> None:
        before = duo.activity.seats.active().count()
        duos.accept(duo, friend, now=self.now)
        assert duo.activity.seats.active().count() == before + 2

    def call_off(self, activity: Activity) -> None:
        concerned = SeatWait.objects.open().filter(activity=activity).count()
        concerned += DuoRequest.objects.running().filter(activity=activity).count()
        cancel(activity, reason="Pluie", by=self.by, now=self.now)
        self.called_off += concerned


def check_seats() -> None:
    """Never more than the seats, taken or held; each seat's time is promised, and nobody is in two places."""
    for activity in Activity.objects.filter(status=Activity.Status.PUBLISHED).counting_free_for([], NOW):
        assert activity.free_count >= 0
        assert activity.staffed_at is not None or activity.seats_left > 0
        waiting = SeatWait.objects.open().filter(activity=activity).values_list("volunteer", flat=True)
        asking = DuoRequest.objects.running().filter(activity=activity).values_list("asker", flat=True)
        places = Counter([*activity.seats.active().values_list("volunteer", flat=True), *waiting, *asking])
        assert set(places.values()) <= {1}
    kept = list(Seat.objects.active().filter(activity__status=Activity.Status.PUBLISHED).select_related("activity"))
    held = Seat.objects.active().filter(activity__status=Activity.Status.HELD)
    assert {seat.engagement_id for seat in [*kept, *held]} == set(Engagement.objects.exclude(kind="training").values_list("pk", flat=True))
    for one, other in combinations(sorted(kept, key=lambda seat: seat.activity.starts_at), 2):
        assert one.volunteer_id != other.volunteer_id or one.activity.ends_at + TRAVEL <= other.activity.starts_at


def check_offers(lines: list[list[SeatWait]], now: datetime) -> None:
    """Whoever was just offered a seat was the first in their line who could have taken it at that moment."""
    for line in lines:
        still = set(SeatWait.objects.open().filter(pk__in=[wait.pk for wait in line]).values_list("pk", flat=True))
        new = set(SeatWait.objects.offered().filter(pk__in=still).values_list("pk", flat=True))
        if not new:
            continue
        with transaction.atomic():
            # As it was before the offers; then each is made again, in order, until none is left.
            SeatWait.objects.filter(pk__in=new).update(offered_until=None)
            left = len(new)
            for wait in (wait for wait in line if wait.pk in still and left):
                assert (wait.pk in new) == (not refusal_reasons(wait.activity, wait.volunteer, now=now))
                if wait.pk in new:
                    SeatWait.objects.filter(pk=wait.pk).update(offered_until=now + timedelta(minutes=1))
                    left -= 1
            transaction.set_rollback(True)


def check_nobody_forgotten(now: datetime) -> None:
    """After the clock's turn, none waits for a seat that they could take, unless the outing is too near for offers."""
    tend_lines(now)
    for activity in Activity.objects.filter(status=Activity.Status.PUBLISHED).with_free_seat_for([], now):
        for wait in SeatWait.objects.in_line(now).filter(activity=activity).select_related("volunteer"):
            assert refusal_reasons(activity, wait.volunteer, now=now) or hold_until(activity.starts_at, now=now) is None


def check_mails(world: World) -> None:
    """Each change is one mail for each of those concerned, and none is told what did not happen."""
    told = Counter(OutgoingMail.objects.values_list("subject", flat=True))
    waits, asked = SeatWait.objects.all(), DuoRequest.objects.all()
    expected: dict[str, Callable[[], int]] = {
        "Une place d’animation vient de se libérer": lambda: world.given_back,
        "Votre place d’animation est confirmée": Seat.objects.exclude(activity__status=Activity.Status.HELD).count,
        "Une place d’animation se libère pour vous": waits.exclude(offered_until=None).count,
        "La place qui vous était gardée ne l’est plus": waits.filter(ended_as=SeatWait.End.EXPIRED).count,
        "Les deux places qui vous étaient gardées ne le sont plus": asked.filter(ended_as=DuoRequest.End.EXPIRED).count,
        "Une sortie que vous attendiez est annulée": lambda: world.called_off,
    }
    assert {subject: told[subject] for subject in expected} == {subject: count() for subject, count in expected.items()}
    keys = list(OutgoingMail.objects.exclude(key=None).values_list("key", flat=True))
    assert len(keys) == len(set(keys))


@settings(max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_any_sequence_keeps_the_promises(steps: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        world = World()
        for step in steps:
            world.step(*step)
            check_seats()
        check_nobody_forgotten(world.now)
        check_mails(world)
        transaction.set_rollback(True)
