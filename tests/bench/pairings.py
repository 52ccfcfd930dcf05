"""Participants and their pairings, for the other measures of this folder: at every stage, with meetings, reviews and alerts."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

if TYPE_CHECKING:
    from tests.bench.people import People

LANGUAGES: Final = ("fr", "ar", "prs", "ps", "ti", "so")
HALF_DAYS: Final = ("morning", "afternoon", "evening")
# Of a pairing that has begun.
MEETINGS: Final = 8
AT_ONCE: Final = 2000


class Pairs:
    """Two participants for each pairing, of whom one waits; the same each time."""

    def __init__(self, people: "People") -> None:
        from volunteers.models import Mission, Programme

        self.people, self.random = people, Random(14)  # noqa: S311 the same each time
        self.count = 0
        self.programmes = [
            Programme.objects.create(
                slug=f"programme-{number}",
                title=f"Programme {number}",
                mission=Mission.objects.get(slug=f"mission-{number}"),
                duration_months=4,
                review_after_months=2,
            )
            for number in range(3)
        ]
        self.first: Any = None
        self.first_waiting: Any = None
        self.looked_at: Any = None

    def fill(self, count: int) -> None:
        for _ in range(0, count, AT_ONCE):
            self._write(min(AT_ONCE, count))
            count -= AT_ONCE

    def _write(self, count: int) -> None:
        from django.utils import timezone

        from volunteers.models import (
            Contact,
            FileReading,
            Participant,
            ParticipantLanguage,
            ParticipantSlot,
            ProgrammeWish,
            Topic,
        )
        from volunteers.models.volunteer import folded

        today, random, topics = timezone.localdate(self.people.now), self.random, list(Topic.objects.all())
        persons = []
        for number in range(self.count, self.count + count):
            alias = f"Fictif {number}"
            person = Participant(alias=alias, folded_alias=folded(alias), area=random.choice(["75011", "75018", "93", ""]))
            person.code = f"{number:06d}"
            person.last_contact_on = today - timedelta(days=random.randint(1, 400))
            if number % 2:
                person.seal(Contact(first_name=f"Prénom{number}", phone="06 00 00 00 00", email=f"p{number}@demo.test"))
            persons.append(person)
        self.count += count
        Participant.objects.bulk_create(persons, batch_size=500)
        ParticipantLanguage.objects.bulk_create(
            ParticipantLanguage(participant=person, code=code) for person in persons for code in random.sample(LANGUAGES, 2)
        )
        ParticipantSlot.objects.bulk_create(
            ParticipantSlot(participant=person, weekday=slot // 3, half_day=HALF_DAYS[slot % 3])
            for person in persons
            for slot in random.sample(range(21), 3)
        )
        looked_for = Participant.topics.through
        looked_for.objects.bulk_create(
            looked_for(participant_id=person.pk, topic_id=topic.pk) for person in persons for topic in random.sample(topics, 2)
        )
        # One in five waits: an association with ten thousand files has not ten thousand people in line.
        waiting = persons[1::5]
        ProgrammeWish.objects.bulk_create(
            ProgrammeWish(participant=person, programme=random.choice(self.programmes), since=today - timedelta(days=random.randrange(200)))
            for person in waiting
        )
        FileReading.objects.bulk_create(
            FileReading(participant=person, at=self.people.now - timedelta(days=random.randrange(300)), kind="opened", fields=["alias"])
            for person in persons
            for _ in range(3)
        )
        self._write_pairings(persons[::2], today)
        if self.first is None:
            self.first, self.first_waiting = persons[0], waiting[0]

    def _write_pairings(self, persons: list[Any], today: date) -> None:
        from volunteers.models import Pairing, PairingAlert

        random, made = self.random, []
        for person in persons:
            status = random.choices(["active", "ended", "suggested", "offered", "accepted", "agreed", "declined"], [40, 40, 4, 4, 4, 4, 4])[
                0
            ]
            starts_on = today - timedelta(days=random.randint(130, 900) if status in ("ended", "declined") else random.randint(0, 110))
            at = self.people.now - timedelta(days=3)
            pairing = Pairing(
                pk=uuid4(),
                programme=random.choice(self.programmes),
                volunteer=random.choice(self.people.made),
                status=status,
                starts_on=starts_on,
                review_on=starts_on + timedelta(days=60),
                ends_on=starts_on + timedelta(days=120),
                requested_on=starts_on - timedelta(days=random.randint(1, 90)),
                suggested_at=at,
                offered_at=at,
                offered_until=at + timedelta(days=7),
                accepted_at=at if status in ("accepted", "agreed", "active", "ended") else None,
            )
            if status == "ended":
                pairing.ended_on = min(starts_on + timedelta(days=random.randint(60, 120)), today)
                pairing.end_reason = random.choice(["term", "goal", "moved", "silent"])
            if status == "declined":
                pairing.declined_by, pairing.decline_reason = "volunteer", "time"
            made.append((pairing, person))
        Pairing.objects.bulk_create([pairing for pairing, _ in made], batch_size=500)
        linked = Pairing.participants.through
        linked.objects.bulk_create(linked(pairing_id=pairing.pk, participant_id=person.pk) for pairing, person in made)
        begun = [(pairing, person) for pairing, person in made if pairing.has_begun]
        self._write_following(begun, today)
        PairingAlert.objects.bulk_create(
            PairingAlert(
                pairing=pairing,
                kind="quiet",
                opened_at=self.people.now - timedelta(days=random.randint(1, 30)),
                closed_at=self.people.now if place % 4 else None,
                done="nothing" if place % 4 else "",
            )
            for place, (pairing, _) in enumerate(begun)
            if place % 2
        )
        if self.looked_at is None:
            self.looked_at = next(pairing for pairing, _ in begun if pairing.is_active)

    def _write_following(self, begun: list[tuple[Any, Any]], today: date) -> None:
        from volunteers.evaluation_questions import KEYS
        from volunteers.models import Evaluation, Meeting, Outcome

        random, now = self.random, self.people.now
        Meeting.objects.bulk_create(
            (
                Meeting(
                    pk=uuid4(),
                    pairing=pairing,
                    day=pairing.starts_on + timedelta(days=7 * week),
                    minutes=90,
                    place="cafe",
                    own_mood=4,
                    written_at=now,
                )
                for pairing, _ in begun
                for week in range(MEETINGS)
                if pairing.starts_on + timedelta(days=7 * week) <= today
            ),
            batch_size=500,
        )
        Evaluation.objects.bulk_create(
            (
                Evaluation(
                    pk=uuid4(),
                    pairing=pairing,
                    moment="debut",
                    voice="volunteer",
                    answers={key: random.randint(1, 4) for key in sorted(KEYS)},
                    answered_at=now,
                )
                for pairing, _ in begun
                if random.random() < 0.7
            ),
            batch_size=500,
        )
        Outcome.objects.bulk_create(
            (
                Outcome(
                    pk=uuid4(), pairing=pairing, participant=person, kind="job", on=pairing.starts_on + timedelta(days=90), noted_at=now
                )
                for pairing, person in begun
                if not pairing.is_active and random.random() < 0.4
            ),
            batch_size=500,
        )
