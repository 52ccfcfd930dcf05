"""What is told to whom, where one word too many would be wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from events.activity_states import publication_reasons
from events.line_mails import tell_of_change
from events.sign_ups import take_seat
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, DuoRequestFactory, OutingReportFactory, SeatWaitFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db


def told() -> str:
    return plain(OutgoingMail.objects.get().text)


def test_who_asked_for_two_seats_is_told_of_their_request_and_of_no_list() -> None:
    activity = ActivityFactory()
    duo = DuoRequestFactory(activity=activity)
    tell_of_change(activity, duo.asker, ["Titre : « Canal »."])
    assert ("vous avez demandé deux places" in told(), "quittez la liste" in told()) == (True, False)


def test_who_waits_is_told_of_the_list() -> None:
    wait = SeatWaitFactory()
    tell_of_change(wait.activity, wait.volunteer, ["Titre : « Canal »."])
    assert ("vous attendez une place" in told(), "quittez la liste" in told()) == (True, True)


def test_confirmation_says_that_the_other_name_is_there_already() -> None:
    activity = ActivityFactory()
    take_seat(activity, VolunteerFactory(trained=True, missions=[activity.mission]), now=timezone.now())
    assert "Vous y lisez déjà avec qui vous animez." in told()


def test_published_activity_is_already_so() -> None:
    activity = ActivityFactory()
    reasons = publication_reasons(activity, now=activity.starts_at - timedelta(days=1))
    assert [str(reason) for reason in reasons] == ["Cette activité est déjà publiée."]


def test_nothing_is_not_in_the_plural(signed_in: SignIn, coordinator: User) -> None:
    OutingReportFactory(activity__starts_at=timezone.now().replace(year=2024, month=3, day=9))
    page = plain(signed_in(coordinator).get("/coordination/activites/chiffres/?annee=2024").text)
    assert ("0 sorties" in page, "0 sortie" in page) == (False, True)
