"""The demo has a proposal to answer, one that waited too long, and one that was accepted with its first name."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events import demo, demo_proposals
from events.models import Activity, Proposal
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import VolunteerFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


def build() -> list[list[object]]:
    demo.build(NOW)
    demo_proposals.build(NOW)
    return [list(model.objects.order_by("pk").values()) for model in (Activity, Proposal)]


def test_two_wait_one_of_them_late_and_one_is_credited() -> None:
    standing = VolunteerFactory(user=UserFactory(email="benevole@demo.test", first_name="Alix"), trained=True)
    VolunteerFactory.create_batch(2, trained=True)
    build()
    assert (Proposal.objects.waiting().count(), Proposal.objects.late(NOW.date()).count()) == (2, 1)
    assert Proposal.objects.late(NOW.date()).exclude(activity__proposed_by=standing).count() == 1
    credited = Activity.objects.upcoming(NOW).get(credits_proposer=True)
    assert (credited.credited_to, credited.seats.count()) == ("Alix", 0)


def test_second_run_changes_nothing() -> None:
    assert build() == build()
