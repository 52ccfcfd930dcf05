"""Bénévoles asked by mail to lead an outing: who is written to, who takes the seat, who is thanked, what the pages say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OutgoingMail, User
from events import own_hours
from events.activity_states import cancel
from events.asking import accept, ask, decline
from events.changes import change_activity
from events.models import Activity, OutingSettings, Seat, SeatCall
from events.seat_calls import end_calls, forget_calls, settle_calls
from events.sign_ups import leave_seat, take_seat
from tests.events.factories import ActivityFactory, SeatCallFactory, SeatFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Engagement, Volunteer
from volunteers.profiles import MailChoice

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
SOON = timedelta(days=4)
ASKED = "Pouvez-vous animer une sortie\u00a0?"
THANKED = "Merci\u00a0: la sortie a trouvé quelqu’un"

SignIn = Callable[[User], Client]


def outing(*, seated: int = 1, **fields: object) -> Activity:
    activity = ActivityFactory(**{"starts_at": NOW + timedelta(days=4), **fields})
    SeatFactory.create_batch(seated, activity=activity)
    return activity


def people(count: int) -> list[Volunteer]:
    return VolunteerFactory.create_batch(count, trained=True)


def calls_of(activity: Activity, by: User, asked: list[Volunteer]) -> list[SeatCall]:
    called = ask(activity, [person.pk for person in asked], by=by, now=NOW)
    return sorted(called, key=lambda call: asked.index(call.volunteer))


def answers(activity: Activity) -> list[str]:
    return sorted(activity.seat_calls.values_list("answer", flat=True))


def told(subject: str) -> list[str]:
    return sorted(OutgoingMail.objects.filter(subject=subject).values_list("recipient", flat=True))


def emails(volunteers: list[Volunteer]) -> list[str]:
    return sorted(person.user.email for person in volunteers)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_those_chosen_are_asked_once_with_the_way_to_their_page(coordinator: User) -> None:
    activity, asked = outing(), people(3)
    called = calls_of(activity, coordinator, asked)
    assert told(ASKED) == emails(asked)
    assert {(call.asked_by, call.asked_at, call.answer) for call in called} == {(coordinator, NOW, "")}
    for call in called:
        mail = OutgoingMail.objects.get(recipient=call.volunteer.user.email)
        assert f"/espace/activites/demandes/{call.pk}/" in mail.text
        assert f"/espace/activites/demandes/{call.pk}/" in mail.html


def test_second_click_asks_nobody_again_and_the_next_are_asked(coordinator: User) -> None:
    activity, asked = outing(), people(3)
    calls_of(activity, coordinator, asked[:2])
    with pytest.raises(Refused) as refused:
        ask(activity, [person.pk for person in asked[:2]], by=coordinator, now=NOW)
    assert codes(refused) == ["nobody"]
    [third] = ask(activity, [person.pk for person in asked], by=coordinator, now=NOW)
    assert third.volunteer == asked[2]
    assert told(ASKED) == emails(asked)


def test_same_person_has_one_standing_call_for_an_outing() -> None:
    call = SeatCallFactory(answer=SeatCall.Answer.DECLINED)
    with pytest.raises(IntegrityError):
        SeatCallFactory(activity=call.activity, volunteer=call.volunteer)


def test_who_may_not_be_written_to_is_passed_over(coordinator: User) -> None:
    activity, (person, quiet, unready) = outing(), people(3)
    Volunteer.objects.filter(pk=quiet.pk).update(mail_choice=MailChoice.MINE)
    unready.missions.clear()
    called = ask(activity, [person.pk, quiet.pk, unready.pk, uuid4()], by=coordinator, now=NOW)
    assert [call.volunteer for call in called] == [person]


@pytest.mark.parametrize(("seated", "days"), [(2, 4), (1, -4)])
def test_nobody_is_asked_for_a_full_or_past_outing(seated: int, days: int, coordinator: User, ready_volunteer: Volunteer) -> None:
    activity = outing(seated=seated, starts_at=NOW + timedelta(days=days))
    with pytest.raises(Refused):
        ask(activity, [ready_volunteer.pk], by=coordinator, now=NOW)
    assert SeatCall.objects.count() == OutgoingMail.objects.count() == 0


def test_first_to_accept_takes_the_seat_and_the_silent_are_thanked_once(coordinator: User) -> None:
    activity, asked = outing(), people(4)
    no, yes, *silent = calls_of(activity, coordinator, asked)
    decline(no, now=NOW)
    seat = accept(yes, now=NOW, shares_phone=True)
    assert (seat.volunteer, seat.shares_phone) == (asked[1], True)
    assert answers(activity) == ["accepted", "declined", "filled", "filled"]
    assert told(THANKED) == emails(asked[2:])
    settle_calls(activity, now=NOW)
    with pytest.raises(Refused) as refused:
        accept(silent[0], now=NOW)
    assert codes(refused) == ["over"]
    assert len(told(THANKED)) == 2


def test_nobody_is_thanked_while_a_seat_is_free(coordinator: User) -> None:
    OutingSettings.objects.create(pk=1, first_timers_accompanied=False)
    activity, asked = outing(seated=0), people(3)
    first, second, _ = calls_of(activity, coordinator, asked)
    accept(first, now=NOW)
    assert answers(activity) == ["", "", "accepted"]
    accept(second, now=NOW)
    assert answers(activity) == ["accepted", "accepted", "filled"]
    assert told(THANKED) == emails(asked[2:])


def test_seat_taken_without_any_call_thanks_those_asked_too(coordinator: User, ready_volunteer: Volunteer) -> None:
    activity, asked = outing(), people(2)
    calls_of(activity, coordinator, asked)
    take_seat(activity, ready_volunteer, now=NOW)
    assert answers(activity) == ["filled", "filled"]
    assert told(THANKED) == emails(asked)


def test_who_was_asked_and_comes_by_the_page_of_the_outing_has_accepted(coordinator: User) -> None:
    activity, (silent, declined) = outing(facilitator_seats=3), people(2)
    _, no = calls_of(activity, coordinator, [silent, declined])
    decline(no, now=NOW)
    take_seat(activity, silent, now=NOW)
    take_seat(activity, declined, now=NOW)
    assert answers(activity) == ["accepted", "accepted"]


def test_one_seat_fewer_thanks_those_asked(coordinator: User) -> None:
    activity, asked = outing(seated=2, facilitator_seats=3), people(2)
    calls_of(activity, coordinator, asked)
    change_activity(activity, {"facilitator_seats": 2}, by=coordinator, now=NOW)
    assert answers(activity) == ["filled", "filled"]
    assert told(THANKED) == emails(asked)


def test_all_the_rules_of_the_sign_up_hold_for_who_accepts(coordinator: User) -> None:
    activity, asked = outing(), people(1)
    [call] = calls_of(activity, coordinator, asked)
    Engagement.objects.create(
        volunteer=asked[0], kind=Engagement.Kind.MEETING, starts_at=activity.starts_at, ends_at=activity.ends_at + timedelta(hours=1)
    )
    asked[0].missions.clear()
    with pytest.raises(Refused) as refused:
        accept(call, now=NOW)
    assert codes(refused) == ["mission", "overlap"]
    call.refresh_from_db()
    assert (call.is_silent, activity.seats.count()) == (True, 1)


def test_who_declined_may_change_their_mind(coordinator: User) -> None:
    activity, asked = outing(), people(1)
    [call] = calls_of(activity, coordinator, asked)
    decline(call, now=NOW)
    decline(call, now=NOW + timedelta(hours=1))
    call.refresh_from_db()
    assert (call.answer, call.answered_at) == (SeatCall.Answer.DECLINED, NOW)
    accept(call, now=NOW)
    assert answers(activity) == ["accepted"]


def test_declining_gives_no_seat_back(coordinator: User) -> None:
    activity, asked = outing(), people(1)
    [call] = calls_of(activity, coordinator, asked)
    accept(call, now=NOW)
    with pytest.raises(Refused) as refused:
        decline(call, now=NOW)
    assert codes(refused) == ["seated"]
    assert answers(activity) == ["accepted"]


def test_those_thanked_may_be_asked_again_when_a_seat_is_free_again(coordinator: User) -> None:
    activity, asked = outing(), people(2)
    yes, _ = calls_of(activity, coordinator, asked)
    leave_seat(accept(yes, now=NOW), now=NOW)
    with pytest.raises(Refused):
        accept(yes, now=NOW)
    again = ask(activity, [person.pk for person in asked], by=coordinator, now=NOW)
    assert [call.volunteer for call in again] == asked[1:]
    assert len(told(ASKED)) == 3
    accept(again[0], now=NOW)
    assert answers(activity) == ["accepted", "accepted", "filled"]


def test_nobody_is_asked_more_than_twice_in_seven_days(coordinator: User, ready_volunteer: Volunteer) -> None:
    for week in (1, 2):
        ask(outing(starts_at=NOW + timedelta(weeks=week)), [ready_volunteer.pk], by=coordinator, now=NOW)
    third = outing(starts_at=NOW + timedelta(weeks=3))
    with pytest.raises(Refused):
        ask(third, [ready_volunteer.pk], by=coordinator, now=NOW + timedelta(days=7) - timedelta(seconds=1))
    assert len(ask(third, [ready_volunteer.pk], by=coordinator, now=NOW + timedelta(days=7))) == 1


def test_call_ends_when_the_outing_starts_or_is_cancelled(coordinator: User) -> None:
    started, cancelled, to_come = (SeatCallFactory(activity=outing(seated=0)) for _ in range(3))
    Activity.objects.filter(pk=started.activity_id).update(starts_at=NOW)
    cancel(cancelled.activity, reason="Pluie", by=coordinator, now=NOW)
    declined = SeatCallFactory(activity=started.activity, answer=SeatCall.Answer.DECLINED)
    for call, code in ((started, "started"), (cancelled, "cancelled")):
        with pytest.raises(Refused) as refused:
            accept(call, now=NOW)
        assert codes(refused) == [code]
    end_calls(NOW)
    by_call = dict(SeatCall.objects.values_list("pk", "answer"))
    assert [by_call[call.pk] for call in (started, cancelled, to_come, declined)] == ["closed", "closed", "", "declined"]
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == [cancelled.volunteer.user.email]


def test_calls_are_forgotten_a_year_after_the_outing() -> None:
    call = SeatCallFactory(activity=outing(seated=0))
    forget_calls(call.activity.ends_at + timedelta(days=365))
    assert SeatCall.objects.count() == 1
    forget_calls(call.activity.ends_at + timedelta(days=365, seconds=1))
    assert SeatCall.objects.count() == 0


def test_calls_are_in_the_download_and_go_with_the_person() -> None:
    call = SeatCallFactory(activity__title="Sortie à court", answer=SeatCall.Answer.DECLINED)
    SeatCallFactory()
    [told_of] = own_hours.describe_seats(call.volunteer)["demandes d’animation reçues"]
    assert (told_of["activité"], told_of["réponse"]) == ("Sortie à court", "Pas cette fois")
    call.volunteer.user.delete()
    assert SeatCall.objects.filter(pk=call.pk).count() == 0


# Pages: a real clock.


def soon(*, seated: int = 1, **fields: object) -> Activity:
    return outing(seated=seated, starts_at=timezone.now() + timedelta(days=4), **fields)


def find_url(activity: Activity) -> str:
    return f"/coordination/activites/{activity.pk}/trouver/"


def call_url(call: SeatCall, step: str = "") -> str:
    return f"/espace/activites/demandes/{call.pk}/{step}"


def test_coordinator_asks_those_ticked_and_reads_who_answered(signed_in: SignIn, coordinator: User) -> None:
    client, activity, asked = signed_in(coordinator), soon(), people(2)
    content = client.get(find_url(activity)).content.decode()
    assert content.count(" checked") == 2
    response = client.post(find_url(activity), {"person": [*(str(person.pk) for person in asked), "personne"]}, follow=True)
    assert "2 personnes sont demandées par courriel." in response.content.decode()
    assert response.content.decode().count("Pas encore") == 2
    decline(SeatCall.objects.get(volunteer=asked[0]), now=timezone.now())
    assert "Pas cette fois" in client.get(find_url(activity)).content.decode()


def test_as_many_are_ticked_as_asked_for_and_twenty_five_shown(signed_in: SignIn, coordinator: User) -> None:
    client, activity = signed_in(coordinator), soon()
    people(27)
    for query, ticked in (("", 5), ("?count=8", 8), ("?count=beaucoup", 5), ("?count=900", 5)):
        content = client.get(find_url(activity) + query).content.decode()
        assert (content.count(" checked"), content.count('type="checkbox"')) == (ticked, 25)
    assert "Et 2 autres ensuite." in content


def test_coordinator_reads_why_not_of_somebody(signed_in: SignIn, coordinator: User) -> None:
    client, activity = signed_in(coordinator), soon()
    VolunteerFactory(user__first_name="Éloïse")
    VolunteerFactory(trained=True, user__first_name="Ondine")
    page = client.get(find_url(activity) + "?q=eloise").content.decode()
    assert "La formation «\u00a0Connaissance du public\u00a0» reste à suivre." in page
    assert "Peut animer cette sortie" in client.get(find_url(activity) + "?q=ondine").content.decode()
    assert "Personne ne porte ce nom." in client.get(find_url(activity) + "?q=zzz").content.decode()


def test_page_of_a_public_event_does_not_exist(signed_in: SignIn, coordinator: User) -> None:
    assert signed_in(coordinator).get(find_url(ActivityFactory(public=True))).status_code == 404


def test_page_asks_as_many_queries_for_sixty_people_as_for_three(signed_in: SignIn, coordinator: User) -> None:
    client, activity = signed_in(coordinator), soon()

    def count() -> int:
        client.get(find_url(activity))
        with CaptureQueriesContext(connection) as queries:
            client.get(find_url(activity))
        return len(queries)

    def arrive(number: int) -> None:
        for person in people(number):
            SeatCallFactory(activity=activity, volunteer=person, asked_by=coordinator, answer=SeatCall.Answer.FILLED)

    arrive(3)
    few = count()
    arrive(57)
    assert count() == few


@pytest.mark.parametrize(
    ("fields", "seated", "is_linked"),
    [({}, 1, True), ({}, 2, False), ({"to_publish": True}, 0, False), ({"cancelled": True}, 0, False), ({"public": True}, 0, False)],
)
def test_ways_to_the_page_are_where_somebody_is_missing(
    fields: dict[str, object], seated: int, *, is_linked: bool, signed_in: SignIn, coordinator: User
) -> None:
    client, activity = signed_in(coordinator), soon(seated=seated, **fields)
    month = f"{timezone.localtime(activity.starts_at):%Y-%m}"
    pages = [f"/coordination/activites/{activity.pk}/", f"/coordination/activites/calendrier/?mois={month}", "/coordination/activites/"]
    assert [find_url(activity) in client.get(page).content.decode() for page in pages] == [is_linked] * 3


def test_mail_of_a_seat_given_back_leads_to_the_page(coordinator: User) -> None:
    activity = outing()
    leave_seat(activity.seats.get(), now=NOW)
    assert find_url(activity) in OutgoingMail.objects.get(recipient=coordinator.email).text


def test_person_asked_says_yes(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client, call = signed_in(ready_volunteer.user), SeatCallFactory(activity=soon(), volunteer=ready_volunteer)
    assert "Oui, je prends la place" in client.get(call_url(call)).content.decode()
    assert Seat.objects.filter(volunteer=ready_volunteer).count() == 0
    response = client.post(call_url(call, "oui/"), follow=True)
    assert "Votre place est prise." in response.content.decode()
    assert "Vous animez cette sortie" in client.get(call_url(call)).content.decode()


def test_person_asked_says_no_in_one_click(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client, call = signed_in(ready_volunteer.user), SeatCallFactory(activity=soon(), volunteer=ready_volunteer)
    page = client.post(call_url(call, "non/"), follow=True).content.decode()
    assert "C’est noté, merci d’avoir répondu." in page
    assert ("Oui, je prends la place" in page, "Non, pas cette fois" in page) == (True, False)


def test_person_refused_now_reads_all_the_reasons(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client, call = signed_in(ready_volunteer.user), SeatCallFactory(activity=soon(), volunteer=ready_volunteer)
    ready_volunteer.missions.clear()
    page = client.post(call_url(call, "oui/"), follow=True).content.decode()
    # Said once in the messages, once beside the greyed button.
    assert page.count("ne fait pas partie de celles choisies dans le profil.") == 2
    assert "disabled" in page


@pytest.mark.parametrize(
    ("fields", "starts_in", "answer", "words"),
    [
        ({}, SOON, SeatCall.Answer.FILLED, "La sortie a trouvé quelqu’un"),
        ({}, SOON, SeatCall.Answer.CLOSED, "Cette demande est terminée"),
        ({"cancelled": True}, SOON, "", "Cette sortie est annulée"),
        ({}, timedelta(hours=-1), "", "Cette sortie a commencé ou est passée"),
    ],
)
def test_call_that_is_over_says_so_kindly(
    fields: dict[str, object], starts_in: timedelta, answer: str, words: str, signed_in: SignIn, ready_volunteer: Volunteer
) -> None:
    activity = ActivityFactory(starts_at=timezone.now() + starts_in, **fields)
    call = SeatCallFactory(activity=activity, volunteer=ready_volunteer, answer=answer)
    page = signed_in(ready_volunteer.user).get(call_url(call)).content.decode()
    assert (words in page, "Oui, je prends la place" in page) == (True, False)
