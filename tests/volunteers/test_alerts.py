"""Alerts of pairings: opened by the clock and by the log, taken once, closed with what was done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks, SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MeetingFactory, PairingAlertFactory, PairingFactory
from volunteers import alerts, discomforts, meetings, pairing_ends, sealed_words
from volunteers.exceptions import Refused
from volunteers.meetings import Log
from volunteers.models import Discomfort, Meeting, Pairing, PairingAlert, Volunteer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
Kind = PairingAlert.Kind
LIST = "/coordination/binomes/alertes/"


def open_kinds(pairing: Pairing) -> set[str]:
    return set(pairing.alerts.filter(closed_at=None).values_list("kind", flat=True))


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def log(pairing: Pairing, own: int | None = None, their: int | None = None, *, days_ago: int = 0) -> Meeting:
    log = Log(TODAY - days_ago * DAY, 60, Meeting.Place.CAFE, own, their)
    return meetings.log(pairing, log, key=uuid4(), now=NOW)


def test_silence_has_a_gentle_word_then_an_alert_then_closes_by_itself() -> None:
    pairing = PairingFactory(starts_on=TODAY - 13 * DAY)
    alerts.watch(NOW)
    assert OutgoingMail.objects.count() == 0
    for _ in range(2):
        alerts.watch(NOW + DAY)
    gentle = OutgoingMail.objects.get()
    assert (gentle.recipient, gentle.subject) == (pairing.volunteer.user.email, "Comment va votre binôme\u00a0?")
    assert open_kinds(pairing) == set()
    for _ in range(2):
        alerts.watch(NOW + 8 * DAY)
    assert open_kinds(pairing) == {"quiet"}
    meetings.log(pairing, Log(TODAY + 8 * DAY, 60, Meeting.Place.CAFE), key=uuid4(), now=NOW + 8 * DAY)
    assert open_kinds(pairing) == set()
    assert pairing.alerts.get().done == PairingAlert.Done.MEETING
    assert OutgoingMail.objects.count() == 1


def test_old_meeting_breaks_no_silence() -> None:
    pairing = PairingFactory(starts_on=TODAY - 40 * DAY)
    alerts.watch(NOW)
    log(pairing, days_ago=30)
    assert open_kinds(pairing) == {"quiet"}


def test_silence_that_somebody_acted_on_begins_again(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - 30 * DAY)
    alerts.watch(NOW)
    alert = pairing.alerts.get()
    alerts.take(alert, by=coordinator, now=NOW)
    alerts.close(alert, done=PairingAlert.Done.BOTH, remark="", by=coordinator, now=NOW)
    alerts.watch(NOW + 20 * DAY)
    assert "quiet" not in open_kinds(pairing)
    alerts.watch(NOW + 21 * DAY)
    assert "quiet" in open_kinds(pairing)


def test_two_difficult_meetings_in_a_row_open_an_alert_once() -> None:
    pairing = PairingFactory(starts_on=TODAY - 10 * DAY)
    log(pairing, 2, 4, days_ago=3)
    log(pairing, 4, 4, days_ago=2)
    log(pairing, 4, 1, days_ago=1)
    assert open_kinds(pairing) == set()
    log(pairing, None, 2)
    log(pairing, 1, 1)
    assert open_kinds(pairing) == {"low-mood"}
    assert pairing.alerts.count() == 1


def test_end_nears_then_the_review_takes_over() -> None:
    pairing = PairingFactory(starts_on=TODAY, ends_on=TODAY + 30 * DAY, review_on=TODAY + 30 * DAY)
    MeetingFactory(pairing=pairing, day=TODAY + 15 * DAY)
    alerts.watch(NOW + 15 * DAY)
    assert open_kinds(pairing) == set()
    alerts.watch(NOW + 16 * DAY)
    assert open_kinds(pairing) == {"end-near"}
    alerts.watch(NOW + 30 * DAY)
    assert open_kinds(pairing) == {"review"}
    # Nothing ends by being forgotten.
    alerts.watch(NOW + 300 * DAY)
    pairing.refresh_from_db()
    assert (pairing.status, "review" in open_kinds(pairing)) == ("active", True)


def test_alert_is_taken_once_and_closed_by_who_took_it(coordinator: User) -> None:
    other = UserFactory(coordinator=True)
    alert = PairingAlertFactory()
    with pytest.raises(Refused) as refused:
        alerts.close(alert, done=PairingAlert.Done.NOTHING, remark="", by=coordinator, now=NOW)
    assert codes_of(refused) == ["free"]
    alerts.take(alert, by=coordinator, now=NOW)
    with pytest.raises(Refused) as refused:
        alerts.take(alert, by=other, now=NOW)
    assert codes_of(refused) == ["taken"]
    alerts.give_back(alert, by=coordinator)
    alerts.take(alert, by=other, now=NOW)
    alerts.close(alert, done=PairingAlert.Done.ARRANGED, remark="Le mardi.", by=other, now=NOW)
    alert.refresh_from_db()
    assert (alert.done, alert.remark, alert.closed_by) == ("arranged", "Le mardi.", other)
    with pytest.raises(Refused) as refused:
        alerts.take(alert, by=other, now=NOW)
    assert codes_of(refused) == ["closed"]


@pytest.mark.parametrize("kind", [Kind.REVIEW, Kind.END_NEAR])
def test_what_is_to_be_decided_is_not_closed_by_a_word(coordinator: User, kind: str) -> None:
    alert = PairingAlertFactory(kind=kind)
    alerts.take(alert, by=coordinator, now=NOW)
    with pytest.raises(Refused) as refused:
        alerts.close(alert, done=PairingAlert.Done.NOTHING, remark="", by=coordinator, now=NOW)
    assert codes_of(refused) == ["review"]


def test_end_closes_all_but_what_somebody_wrote(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - 60 * DAY)
    for kind in Kind:
        PairingAlertFactory(pairing=pairing, kind=kind)
    planned = meetings.plan(pairing, meetings.Plan(NOW + DAY, 60, Meeting.Place.CAFE), key=uuid4(), now=NOW)
    pairing_ends.end(pairing, reason=Pairing.EndReason.GOAL, on=TODAY, waits=False, by=coordinator, now=NOW)
    assert open_kinds(pairing) == {"discomfort"}
    planned.refresh_from_db()
    assert (planned.state, planned.engagement) == ("cancelled", None)
    with pytest.raises(Refused) as refused:
        pairing_ends.end(pairing, reason=Pairing.EndReason.TERM, on=TODAY, waits=False, by=coordinator, now=NOW)
    assert codes_of(refused) == ["state"]


def test_discomfort_reaches_coordinators_alone(
    signed_in: SignIn, ready_volunteer: Volunteer, coordinator: User, communication_officer: User, run_tasks: RunTasks
) -> None:
    pairing = PairingFactory(volunteer=ready_volunteer)
    key = uuid4()
    client = signed_in(ready_volunteer.user)
    for _ in range(2):
        client.post(f"/espace/binomes/{pairing.pk}/pas-a-l-aise/", {"key": key, "text": "Elle me demande de l’argent."})
    alert = pairing.alerts.get()
    assert (alert.kind, Discomfort.objects.count()) == ("discomfort", 1)
    assert "argent" not in Discomfort.objects.get().sealed
    run_tasks()
    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    assert "argent" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert "Elle me demande de l’argent." in signed_in(coordinator).get(f"{LIST}{alert.pk}/").content.decode()
    assert signed_in(communication_officer).get(f"{LIST}{alert.pk}/").status_code == 403
    sealed_words.forget_words(NOW + 367 * DAY)
    assert Discomfort.objects.get().words == ""


def test_nothing_is_told_of_a_pairing_that_has_not_begun() -> None:
    with pytest.raises(Refused) as refused:
        discomforts.tell(PairingFactory(status="agreed"), "Un mot.", key=uuid4(), now=NOW)
    assert codes_of(refused) == ["before"]


def test_day_of_the_coordinator_begins_with_alerts(signed_in: SignIn, coordinator: User) -> None:
    alert = PairingAlertFactory(opened_at=NOW - 9 * DAY)
    client = signed_in(coordinator)
    page = client.get("/coordination/").content.decode()
    assert f"{LIST}{alert.pk}/" in page
    assert "9 jours" in page
    assert page.index("Alertes des binômes") < page.index("Demandes à prendre")
    client.post(f"{LIST}{alert.pk}/", {"take": "1"})
    response = client.post(f"{LIST}{alert.pk}/", {"close": "1", "done": "both", "remark": ""})
    assert response.status_code == 302
    assert PairingAlert.objects.get().done == "both"


def test_who_is_not_at_ease_comes_first_then_what_nobody_has_taken(coordinator: User) -> None:
    taken = PairingAlertFactory(kind=Kind.QUIET, opened_at=NOW - 9 * DAY, taken_by=coordinator, taken_at=NOW - 8 * DAY)
    free = PairingAlertFactory(kind=Kind.END_NEAR, opened_at=NOW - 2 * DAY)
    uneasy = PairingAlertFactory(kind=Kind.DISCOMFORT, opened_at=NOW)
    assert list(PairingAlert.objects.open().most_pressing_first()) == [uneasy, free, taken]


def test_list_is_filtered(signed_in: SignIn, coordinator: User) -> None:
    old = PairingAlertFactory(opened_at=NOW - 9 * DAY, taken_by=coordinator, taken_at=NOW)
    new = PairingAlertFactory(kind=Kind.LOW_MOOD)
    client = signed_in(coordinator)
    shown = {"": {old, new}, "?kind=low-mood": {new}, "?whose=mine": {old}, "?whose=nobody": {new}, "?age=7": {old}}
    for query, expected in shown.items():
        page = client.get(LIST + query).content.decode()
        assert {alert for alert in (old, new) if f"{LIST}{alert.pk}/" in page} == expected


@pytest.mark.parametrize("url", ["/coordination/", LIST, "/coordination/binomes/evaluations/"])
def test_pages_ask_as_many_queries_however_many_alerts(signed_in: SignIn, coordinator: User, url: str) -> None:
    client = signed_in(coordinator)
    PairingAlertFactory(taken_by=coordinator)
    client.get(url)
    one = count_queries(client, url)
    PairingAlertFactory.create_batch(12, taken_by=coordinator)
    assert count_queries(client, url) == one


def test_page_says_who_looks_after_it_and_lets_it_go(signed_in: SignIn, coordinator: User) -> None:
    alert = PairingAlertFactory(kind=Kind.REVIEW)
    client, url = signed_in(coordinator), f"{LIST}{alert.pk}/"
    client.post(url, {"take": "1"})
    assert "C’est le bilan qui ferme cette alerte" in client.get(url).content.decode()
    other = signed_in(UserFactory(coordinator=True))
    assert "Déjà entre d’autres mains" in other.get(url).content.decode()
    assert "s’en occupe déjà." in other.post(url, {"take": "1"}, follow=True).content.decode()
    assert PairingAlert.objects.get().taken_by == coordinator
    client.post(url, {"give_back": "1"})
    assert PairingAlert.objects.get().taken_by is None


def test_closed_alert_says_what_was_done(signed_in: SignIn, coordinator: User) -> None:
    alert = PairingAlertFactory(closed_at=NOW, closed_by=coordinator, done="arranged", remark="Le mardi.")
    page = signed_in(coordinator).get(f"{LIST}{alert.pk}/").content.decode()
    assert "Lieu, horaire ou rythme changé\u00a0: Le mardi." in page
    assert "Je m’en occupe" not in page


def test_remark_that_may_lead_to_somebody_is_asked_once_more(signed_in: SignIn, coordinator: User) -> None:
    alert = PairingAlertFactory(taken_by=coordinator, taken_at=NOW)
    sent = {"close": "1", "done": "both", "remark": "Au 06 12 34 56 78"}
    page = signed_in(coordinator).post(f"{LIST}{alert.pk}/", sent).content.decode()
    assert "Ce texte semble contenir un numéro de téléphone" in page
    assert PairingAlert.objects.get().is_open
