"""A coordinator gives somebody a seat, or gives theirs back: by the same rules, and everybody concerned is told once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.models import Activity, Seat, SeatWait
from events.seat_reasons import refusal_reasons
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, DuoRequestFactory, SeatFactory, SeatWaitFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Engagement, Volunteer
from volunteers.own_mails import mails_to

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def outing(ready_volunteer: Volunteer) -> Activity:
    """In twenty days; whoever is ready for one is ready for it."""
    activity: Activity = ActivityFactory(starts_at=NOW + timedelta(days=20), mission=ready_volunteer.missions.get())
    return activity


def give_to(activity: Activity) -> str:
    return reverse("coordination_seat_give", args=[activity.pk])


def give_back(seat: Seat) -> str:
    return reverse("coordination_seat_give_back", args=[seat.pk])


def page_of(activity: Activity) -> str:
    return reverse("coordination_activity", args=[activity.pk])


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def subjects(person: Volunteer) -> list[str]:
    return [mail.subject for mail in mails_to(person, now=NOW)]


# Giving -------------------------------------------------------------------------------------------


def test_coordinator_gives_a_seat_and_the_two_are_told(
    client: Client, coordinator: User, outing: Activity, ready_volunteer: Volunteer
) -> None:
    partner = SeatFactory(activity=outing)
    assert f'href="{give_to(outing)}"' in text_of(client, page_of(outing))
    shown = client.get(give_to(outing)).context
    assert ready_volunteer in shown["form"].offered
    sent = {"volunteer": str(ready_volunteer.pk), "page_id": str(shown["page_key"]["page_id"].value())}
    for _ in range(2):
        assert client.post(give_to(outing), sent)["Location"] == page_of(outing)
    seat = outing.seats.active().get(volunteer=ready_volunteer)
    assert (outing.seats.count(), seat.history.get().history_user) == (2, coordinator)
    assert seat.engagement is not None
    content = text_of(client, page_of(outing))
    assert (content.count("La place est donnée."), give_to(outing) in content) == (1, False)
    assert subjects(ready_volunteer) == ["La coordination vous a donné une place d’animation"]
    assert subjects(partner.volunteer) == ["Quelqu’un anime votre sortie avec vous"]
    assert OutgoingMail.objects.count() == 2
    told = OutgoingMail.objects.get(recipient=partner.volunteer.user.email)
    assert (ready_volunteer.user.first_name in told.text, ready_volunteer.user.last_name in told.text) == (True, False)


def test_seat_is_refused_for_all_the_reasons_of_the_sign_up(client: Client, outing: Activity) -> None:
    busy = SeatFactory(activity__starts_at=outing.starts_at).volunteer
    Volunteer.objects.filter(pk=busy.pk).update(left_on=NOW.date())
    response = client.post(give_to(outing), {"volunteer": str(busy.pk)})
    reasons = refusal_reasons(outing, Volunteer.objects.get(pk=busy.pk), now=NOW)
    assert len(reasons) > 1
    assert response.context["reasons"] == reasons
    content = response.content.decode()
    assert all(str(reason) in content for reason in reasons)
    assert f'<option value="{busy.pk}" selected>' in content
    assert (outing.seats.count(), OutgoingMail.objects.count()) == (0, 0)


def test_seat_held_for_others_is_not_given(client: Client, outing: Activity, ready_volunteer: Volunteer) -> None:
    duo = DuoRequestFactory(activity=outing)
    response = client.post(give_to(outing), {"volunteer": str(ready_volunteer.pk)})
    assert [reason.code for reason in response.context["reasons"]] == ["held"]
    duo.delete()
    SeatFactory(activity=outing)
    SeatWaitFactory(activity=outing, volunteer=ready_volunteer, offered=True)
    assert client.post(give_to(outing), {"volunteer": str(ready_volunteer.pk)}).status_code == 302
    assert SeatWait.objects.get().ended_as == SeatWait.End.TAKEN


def test_nobody_chosen_gives_nothing(client: Client, outing: Activity) -> None:
    assert client.post(give_to(outing), {"volunteer": ""}).context["form"].errors == {"volunteer": ["Choisissez un·e bénévole."]}


def test_page_gone_back_to_gives_another_seat_to_somebody_else(client: Client, outing: Activity, ready_volunteer: Volunteer) -> None:
    other, key = VolunteerFactory(trained=True, missions=[outing.mission]), str(uuid4())
    SeatFactory(activity=ActivityFactory(held=True), volunteer=ready_volunteer)
    for person in (ready_volunteer, other):
        client.post(give_to(outing), {"volunteer": str(person.pk), "page_id": key})
    assert {seat.volunteer for seat in outing.seats.active()} == {ready_volunteer, other}


@pytest.mark.parametrize("trait", [{"cancelled": True}, {"over": True}, {"to_publish": True}])
def test_outing_without_a_seat_to_give_has_no_page_for_it(trait: dict[str, object], client: Client) -> None:
    activity = ActivityFactory(**trait)
    assert client.get(give_to(activity))["Location"] == page_of(activity)
    assert give_to(activity) not in text_of(client, page_of(activity))


# Giving back --------------------------------------------------------------------------------------


def test_coordinator_gives_back_a_seat_and_the_line_moves_up(
    client: Client, coordinator: User, outing: Activity, ready_volunteer: Volunteer
) -> None:
    seat, partner = SeatFactory(activity=outing, volunteer=ready_volunteer), SeatFactory(activity=outing)
    wait, colleague = SeatWaitFactory(activity=outing), UserFactory(coordinator=True)
    assert f'href="{give_back(seat)}"' in text_of(client, page_of(outing))
    assert "Rendre une place" in text_of(client, give_back(seat))
    for _ in range(2):
        assert client.post(give_back(seat), {"reason": "Grippe, dite au téléphone"})["Location"] == page_of(outing)
    seat.refresh_from_db()
    assert (seat.left_at, seat.engagement, seat.leaving_reason) == (NOW, None, "Grippe, dite au téléphone")
    assert seat.history.latest().history_user == coordinator
    wait.refresh_from_db()
    assert wait.is_held(NOW)
    content = text_of(client, page_of(outing))
    assert content.count("La place est rendue.") == 1
    assert f"par {coordinator.get_full_name()} : « Grippe, dite au téléphone »" in content
    assert subjects(ready_volunteer) == ["La coordination a rendu votre place d’animation"]
    assert subjects(partner.volunteer) == ["L’autre place de votre sortie est libre"]
    assert subjects(wait.volunteer) == ["Une place d’animation se libère pour vous"]
    # Who did it knows.
    mails = OutgoingMail.objects.all()
    assert [mail.recipient for mail in mails if mail.subject == "Une place d’animation vient de se libérer"] == [colleague.email]
    assert coordinator.get_full_name() in OutgoingMail.objects.get(recipient=colleague.email).text
    assert (mails.count(), any("Grippe" in mail.text + mail.html for mail in mails)) == (4, False)


def test_seat_is_never_given_back_without_a_reason(client: Client, outing: Activity) -> None:
    seat = SeatFactory(activity=outing)
    assert client.post(give_back(seat), {"reason": " "}).context["form"].errors == {
        "reason": ["Dites pourquoi\u00a0: les autres coordinateur·rices le liront."]
    }
    assert (outing.seats.active().count(), Engagement.objects.count(), OutgoingMail.objects.count()) == (1, 1, 0)


def test_seat_given_back_already_is_not_given_back_for_another_reason(client: Client, outing: Activity) -> None:
    seat = SeatFactory(activity=outing, left_at=NOW, engagement=None, leaving_reason="Grippe")
    assert client.get(give_back(seat))["Location"] == page_of(outing)
    content = client.post(give_back(seat), {"reason": "Autre chose"}, follow=True).content.decode()
    assert ("Cette place est déjà rendue." in content, "Autre chose" in content) == (True, False)


@pytest.mark.parametrize("trait", [{"cancelled": True}, {"over": True}, {"held": True}])
def test_seat_of_an_outing_that_is_over_or_cancelled_has_no_page_for_it(trait: dict[str, object], client: Client) -> None:
    seat = SeatFactory(activity=ActivityFactory(**trait))
    assert client.get(give_back(seat))["Location"] == page_of(seat.activity)
    assert give_back(seat) not in text_of(client, page_of(seat.activity))
