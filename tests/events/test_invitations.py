"""The texts that employees copy to invite participants."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.invitations import say_in_english, write_invitation
from events.models import Activity
from home.dates import NBSP
from tests.events.factories import ActivityFactory, PartnerFactory, VenueFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
STARTS_AT = datetime(2026, 5, 16, 14, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def outing(**fields: Any) -> Activity:
    details = {
        "title": "Visite du musée",
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + timedelta(hours=2, minutes=30),
        "venue": VenueFactory(name="Musée secret", address="1, rue Secrète", area="Paris 18e"),
        "meeting_point": "Porte secrète",
        "partner": PartnerFactory(name="Atelier secret"),
        "to_bring": "Une gourde",
        "cost_cents": 1250,
        "payer": "association",
        "day_phone": "01 99 00 14 14",
    }
    activity: Activity = ActivityFactory(**{**details, **fields})
    return activity


def test_texts_say_what_to_know_and_neither_place_nor_price() -> None:
    invitation = write_invitation(outing(), now=NOW)
    assert invitation is not None
    assert invitation.french.replace(NBSP, " ").splitlines() == [
        "Visite du musée",
        "Samedi 16 mai 2026, de 14 h à 16 h 30",
        "Paris 18e",
        "",
        "C’est gratuit.",
        "À apporter : Une gourde",
        "Le lieu de rendez-vous est communiqué la veille.",
        "Pour venir, répondez à ce message.",
    ]
    assert invitation.english.splitlines() == [
        "Visite du musée",
        "Saturday 16 May 2026, from 14:00 to 16:30",
        "Paris 18e",
        "",
        "It is free.",
        "What to bring \u2013 Une gourde",
        "We tell you where to meet the day before.",
        "To come, answer this message.",
    ]


def test_what_is_not_known_leaves_no_line() -> None:
    invitation = write_invitation(outing(venue=None, to_bring=""), now=NOW)
    assert invitation is not None
    assert (len(invitation.french.splitlines()), len(invitation.english.splitlines())) == (6, 6)


def test_english_end_on_another_day_names_it_and_clocks_are_those_of_paris() -> None:
    night = datetime(2026, 10, 24, 22, 0, tzinfo=PARIS)
    said = say_in_english(night, datetime(2026, 10, 25, 6, 5, tzinfo=PARIS))
    assert said == "Saturday 24 October 2026, from 22:00 to 06:05, Sunday 25 October"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "accepted", "published_at": None},
        {"status": "cancelled", "cancellation_reason": "Musée fermé"},
        {"kind": "forum"},
        {"starts_at": NOW},
    ],
)
def test_nobody_is_invited_to_what_is_not_announced_to_come(fields: dict[str, Any]) -> None:
    assert write_invitation(outing(**fields), now=NOW) is None


def test_page_of_the_activity_has_both_texts_to_copy(coordinator: User, signed_in: Callable[[User], Client]) -> None:
    content = signed_in(coordinator).get(reverse("coordination_activity", args=[outing().pk])).content.decode()
    assert content.count("<textarea") == 2
    assert '<textarea aria-labelledby="invitation-en" rows="9" lang="en" readonly>Visite du musée\nSaturday 16 May 2026' in content
