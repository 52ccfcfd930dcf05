"""The demo's bénévoles: everybody at their stage, and nothing twice."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count
from django.utils import timezone

from accounts import demo as accounts
from accounts.models import User
from home.identifying_details import find_details
from volunteers import demo_details as details
from volunteers import demo_matching, demo_pairings
from volunteers import demo_participants as participants
from volunteers.demo import build
from volunteers.demo_words import ALIASES
from volunteers.models import (
    Booking,
    Certificate,
    Feedback,
    FreeSlot,
    Mission,
    Note,
    Pairing,
    Participant,
    ParticipantSlot,
    Programme,
    ProgrammeWish,
    Suggestion,
    Training,
    TrainingSession,
    Volunteer,
)
from volunteers.pairing_charters import missing_reasons
from volunteers.pairings import refusal_reasons
from volunteers.participant_erasure import soon_erased
from volunteers.participants import alias_reasons
from volunteers.rankings import rank_for

pytestmark = pytest.mark.django_db

# A day when clocks change, on which a session planned from it falls too.
NOW = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def now() -> datetime:
    now = timezone.now()
    build(now)
    demo_pairings.build(now)
    return now


@pytest.mark.usefixtures("now")
def test_every_stage_has_its_people() -> None:
    stages = Counter(volunteer.stage for volunteer in Volunteer.objects.with_facts(timezone.localdate()))
    assert stages == {"ready": 24, "charter": 1, "interview": 1, "booked": 5, "training": 4, "profile": 3, "email": 2}
    assert (Mission.objects.count(), Programme.objects.count(), TrainingSession.objects.count()) == (8, 3, 7)
    assert Participant.objects.count() == 60
    assert Counter(Pairing.objects.values_list("status", flat=True)) == {
        "suggested": 2,
        "offered": 2,
        "accepted": 2,
        "agreed": 2,
        "active": 10,
        "ended": 4,
        "declined": 3,
    }


@pytest.mark.usefixtures("now")
def test_standing_people() -> None:
    people = Volunteer.objects.with_facts(timezone.localdate()).select_related("user")
    ready, new = people.get(user__email="benevole@demo.test"), people.get(user__email="nouvelle@demo.test")
    assert (ready.stage, new.stage) == ("ready", "profile")
    assert ready.pairings.exists()
    assert check_password("polaris-demo", ready.user.password)


@pytest.mark.usefixtures("now")
def test_demo_keeps_the_rules_it_shows() -> None:
    assert not User.objects.exclude(email__endswith="@demo.test").exists()
    assert [participant.alias for participant in Participant.objects.all() if alias_reasons(participant.alias)] == []
    for session in TrainingSession.objects.with_seat_counts():
        assert session.places_left >= 0
    for pairing in Pairing.objects.prefetch_related("participants__languages", "volunteer__languages"):
        spoken = {language.code for language in pairing.volunteer.languages.all()}
        assert spoken & {language.code for person in pairing.participants.all() for language in person.languages.all()}
        assert Volunteer.objects.ready_for(pairing.programme.mission, timezone.localdate()).filter(pk=pairing.volunteer_id).exists()


def test_people_are_told_apart_and_nobody_is_brought_near_against_a_rule(now: datetime) -> None:
    """Whoever must stop has successors for each person."""
    accounts.build(now)
    for described in (details, participants, demo_matching):
        described.build(now)
    names = [user.get_full_name() for user in User.objects.all()]
    assert len(names) == len(set(names))
    today = timezone.localdate(now)
    standing = [
        (pairing.programme, pairing.volunteer, person, pairing)
        for pairing in Pairing.objects.standing()
        for person in pairing.participants.all()
    ]
    of_rounds = [(row.programme, row.volunteer, row.participant, None) for row in Suggestion.objects.all()]
    assert len(standing) > 18
    assert of_rounds
    for programme, volunteer, person, pairing in standing + of_rounds:
        assert refusal_reasons(programme, volunteer, person, today=today, besides=pairing) == [], (
            pairing,
            volunteer.user.email,
            person.alias,
        )
    stopping = Pairing.objects.exclude(stop_asked_at=None).get()
    for person in stopping.participants.all():
        assert rank_for(stopping.programme, person, today=today, besides=stopping).count > 1


def test_second_run_changes_nothing(now: datetime) -> None:
    def rows() -> list[int]:
        return [model.objects.count() for model in (User, Volunteer, Booking, Participant, Pairing, TrainingSession)]

    before = rows()
    Booking.objects.filter(attendance="").update(attendance="present")
    build(now)
    demo_pairings.build(now)
    assert rows() == before
    assert not Booking.objects.filter(attendance="").exists()


@pytest.mark.usefixtures("now")
def test_pairings_came_their_way_in_order_and_nothing_is_to_come() -> None:
    for pairing in Pairing.objects.all():
        moves = list(pairing.history.order_by("history_date").values_list("status", "history_date"))
        assert moves[0][0] == "suggested"
        assert moves[-1][0] == pairing.status
        assert moves[-1][1] <= timezone.now()
        assert missing_reasons(pairing) == [] or pairing.status not in ("active", "ended")
    assert Pairing.objects.active().filter(review_on__lte=timezone.localdate()).exists()
    assert Pairing.objects.active().exclude(stop_asked_at=None).exists()
    assert Pairing.objects.annotate(people=Count("participants")).filter(people=2).exists()


def test_demo_can_be_built_while_clocks_change() -> None:
    build(NOW)
    hours = {timezone.localtime(starts_at).strftime("%H:%M") for starts_at in TrainingSession.objects.values_list("starts_at", flat=True)}
    assert hours == {"10:00", "10:30", "18:30"}


def test_details_are_said_once_and_kept(now: datetime) -> None:
    details.build(now)

    def rows() -> list[int]:
        return [model.objects.count() for model in (FreeSlot, Note, Certificate, Feedback, Training)]

    first = rows()
    Volunteer.objects.filter(user__email="benevole@demo.test").update(area="93")
    details.build(now)
    assert rows() == first
    assert Volunteer.objects.get(user__email="benevole@demo.test").area == "93"
    assert Certificate.objects.count() == Booking.objects.attended().count()
    assert not Volunteer.objects.filter(area="").exclude(user__email="nouvelle@demo.test").exists()


def test_supported_persons_are_described_once_and_kept(now: datetime) -> None:
    participants.build(now)
    people = {person.alias: person for person in Participant.objects.with_state()}
    states = Counter(person.state for person in people.values())
    assert set(states) == set(Participant.State.values)
    assert min(states["waiting"], states["paired"]) > 15
    for number, alias in enumerate(ALIASES):
        contact = people[alias].read_contact()
        assert (contact.first_name, contact.phone[:8]) == (f"{alias} (prénom fictif)", "06 39 98")
        assert contact.email in {"", f"participant-{number + 1}@demo.test"}
        assert find_details(f"{people[alias].project} {people[alias].arrangement}") == []
    assert soon_erased(timezone.localdate(now)).count() == 2

    def rows() -> list[object]:
        said = Participant.objects.order_by("alias").values_list("alias", "project", "area", "standing", "sealed")
        return [*said, ParticipantSlot.objects.count(), ProgrammeWish.objects.count()]

    Participant.objects.filter(alias="Alba").update(project="Ce que la coordination a écrit.")
    before = rows()
    participants.build(now)
    assert rows() == before
