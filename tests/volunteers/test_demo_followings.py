"""The demo's pairings as they go: something of each kind, and nothing twice."""

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from volunteers import demo, demo_details, demo_followings, demo_matching, demo_pairings, demo_participants
from volunteers.models import Discomfort, Engagement, Evaluation, Meeting, Outcome, Pairing, PairingAlert, PairingReview, Round

pytestmark = pytest.mark.django_db

TABLES = (Discomfort, Engagement, Evaluation, Meeting, Outcome, PairingAlert, PairingReview)


def test_followings_have_something_of_each_kind_and_nothing_twice() -> None:
    UserFactory(coordinator=True, email="coordination@demo.test")
    now = timezone.now()
    demo.build(now)
    demo_pairings.build(now)
    demo_followings.build(now)
    counts = [model._default_manager.count() for model in TABLES]
    assert all(counts)
    kinds = set(PairingAlert.objects.open().values_list("kind", flat=True))
    assert kinds == {"stop", "quiet", "low-mood", "discomfort", "review", "end-near"}
    assert PairingAlert.objects.open().exclude(taken_by=None).count() == 1
    demo_followings.build(now)
    assert [model._default_manager.count() for model in TABLES] == counts


def test_followings_of_an_empty_site_are_none() -> None:
    demo_followings.build(timezone.now())
    assert not Pairing.objects.exists()
    assert not Discomfort.objects.exists()


def test_round_waits_to_be_read_over_with_pairs_and_somebody_who_waits_still() -> None:
    UserFactory(coordinator=True, email="coordination@demo.test")
    now = timezone.now()
    for each in (demo, demo_pairings, demo_details, demo_participants, demo_matching, demo_matching):
        each.build(now)
    made = Round.objects.get()
    assert made.state == "ready"
    assert made.suggestions.count() >= 3
    assert made.waits.exists()
