"""The demo's bénévoles: everybody at their stage, and nothing twice."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.models import User
from volunteers.demo import build
from volunteers.models import Booking, Mission, Pairing, Participant, Programme, TrainingSession, Volunteer
from volunteers.participants import alias_reasons

pytestmark = pytest.mark.django_db

# A day when clocks change, on which a session planned from it falls too.
NOW = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def now() -> datetime:
    now = timezone.now()
    build(now)
    return now


@pytest.mark.usefixtures("now")
def test_every_stage_has_its_people() -> None:
    stages = Counter(volunteer.stage for volunteer in Volunteer.objects.with_facts())
    assert stages == {"ready": 26, "booked": 6, "training": 3, "profile": 3, "email": 2}
    assert (Mission.objects.count(), Programme.objects.count(), TrainingSession.objects.count()) == (8, 3, 6)
    assert (Participant.objects.count(), Pairing.objects.count(), Pairing.objects.active().count()) == (60, 25, 19)


@pytest.mark.usefixtures("now")
def test_standing_people() -> None:
    people = Volunteer.objects.with_facts().select_related("user")
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
        assert Volunteer.objects.ready_for(pairing.programme.mission).filter(pk=pairing.volunteer_id).exists()


def test_second_run_changes_nothing(now: datetime) -> None:
    def rows() -> list[int]:
        return [model.objects.count() for model in (User, Volunteer, Booking, Participant, Pairing, TrainingSession)]

    before = rows()
    Booking.objects.filter(attendance="").update(attendance="present")
    build(now)
    assert rows() == before
    assert not Booking.objects.filter(attendance="").exists()


def test_demo_can_be_built_while_clocks_change() -> None:
    build(NOW)
    hours = {timezone.localtime(starts_at).strftime("%H:%M") for starts_at in TrainingSession.objects.values_list("starts_at", flat=True)}
    assert hours == {"10:00", "10:30", "18:30"}
