"""After a pairing: the bénévole starts again, the person becomes a former one, and nothing ties a file to an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.dates import add_months, full_day
from tests.conftest import SignIn
from tests.volunteers.factories import MissionFactory, PairingFactory, ProgrammeFactory
from tests.volunteers.words import plain
from volunteers import after_pairings, alerts, pairing_ends, participants
from volunteers.exceptions import Refused
from volunteers.figures import unoccupied
from volunteers.models import FileReading, Pairing, PairingAlert, ProgrammeWish, Volunteer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def ended(**traits: Any) -> Pairing:
    traits = {"starts_on": TODAY - 90 * DAY, "ended_on": TODAY - 10 * DAY, "end_reason": "term", **traits}
    pairing: Pairing = PairingFactory(status="ended", **traits)
    return pairing


def test_contact_is_told_once_that_somebody_starts_again(signed_in: SignIn, ready_volunteer: Volunteer, coordinator: User) -> None:
    pairing = ended(volunteer=ready_volunteer, contact=coordinator)
    client, url = signed_in(ready_volunteer.user), f"/espace/binomes/{pairing.pk}/"
    assert "Je suis prêt·e à recommencer" in client.get(url).content.decode()
    client.post(f"{url}recommencer/")
    client.post(f"{url}recommencer/")
    assert [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.all()] == [
        (coordinator.email, "Un·e bénévole est prêt·e à recommencer")
    ]
    assert "Je suis prêt·e à recommencer" not in client.get(url).content.decode()
    assert [move.history_change_reason for move in pairing.history.all()[:1]] == ["Prêt·e à recommencer"]


def test_nobody_starts_again_before_the_end() -> None:
    with pytest.raises(Refused) as refused:
        after_pairings.ask_to_start_again(PairingFactory(), now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["state"]


def test_who_starts_again_comes_first_among_the_free(signed_in: SignIn, ready_volunteer: Volunteer, coordinator: User) -> None:
    other = ended(volunteer__trained=True, volunteer__signed_up_at=NOW - 900 * DAY).volunteer
    pairing = ended(volunteer=ready_volunteer)
    after_pairings.ask_to_start_again(pairing, now=NOW)
    assert list(unoccupied(Volunteer.objects.all(), now=NOW)) == [ready_volunteer, other]
    page = plain(signed_in(coordinator).get("/coordination/").content.decode())
    assert page.count("prêt·e à recommencer") == 1


def test_wish_to_start_again_ends_with_the_next_pairing(ready_volunteer: Volunteer) -> None:
    pairing = ended(volunteer=ready_volunteer)
    after_pairings.ask_to_start_again(pairing, now=NOW)
    assert list(Pairing.objects.to_start_again()) == [pairing]
    PairingFactory(volunteer=ready_volunteer, starts_on=TODAY)
    assert list(Pairing.objects.to_start_again()) == []


def test_page_after_a_conflict_is_plain(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    shown = client.get(f"/espace/binomes/{ended(volunteer=ready_volunteer).pk}/").content.decode()
    assert "Merci pour le temps" in shown
    shown = client.get(f"/espace/binomes/{ended(volunteer=ready_volunteer, end_reason='conflict').pk}/").content.decode()
    assert "Ce binôme est terminé" in shown
    assert "Merci" not in shown


def test_checklist_says_what_follows_for_the_person(signed_in: SignIn, coordinator: User) -> None:
    pairing = ended()
    waited_for = ProgrammeFactory(slug="autre-voie", title="Une autre voie", mission=MissionFactory())
    ProgrammeWish.objects.create(participant=pairing.participants.get(), programme=waited_for, since=TODAY)
    page = plain(signed_in(coordinator).get(f"/coordination/binomes/{pairing.pk}/").content.decode())
    assert pairing.ended_on is not None
    for words in (
        "Aucun bilan noté",
        "Une autre voie",
        full_day(add_months(pairing.ended_on, 3)),
        full_day(add_months(pairing.ended_on, 6)),
    ):
        assert plain(words) in page
    assert page.count("/benevoles/inscription/") == 2
    assert "attend encore un programme" in page


def test_one_button_makes_a_former_of_who_waits_for_nothing(signed_in: SignIn, coordinator: User) -> None:
    pairing = ended()
    person = pairing.participants.get()
    url = f"/coordination/binomes/{pairing.pk}/ancien/{person.pk}/"
    assert signed_in(coordinator).post(url)["Location"] == f"/coordination/binomes/{pairing.pk}/"
    person.refresh_from_db()
    assert (person.standing, person.last_contact_on) == ("former", TODAY)
    reading = FileReading.objects.get(kind="edited")
    assert (reading.participant, reading.by, reading.fields) == (person, coordinator, ["standing"])
    assert [reason.code for reason in participants.former_reasons(person)] == ["already"]


def test_who_waits_or_is_paired_is_no_former(signed_in: SignIn, coordinator: User) -> None:
    pairing = ended()
    person = pairing.participants.get()
    ProgrammeWish.objects.create(participant=person, programme=pairing.programme, since=TODAY)
    assert [reason.code for reason in participants.former_reasons(person)] == ["waits"]
    after = PairingFactory(participants=[person], suggested=True, programme=pairing.programme, follows=pairing)
    assert [reason.code for reason in participants.former_reasons(person)] == ["paired"]
    page = plain(signed_in(coordinator).get(f"/coordination/binomes/{pairing.pk}/").content.decode())
    assert f'La suite convenue</dt><dd><a href="/coordination/binomes/{after.pk}/">Un autre binôme</a>' in page
    assert [word for word in ("Aucun bilan noté", "Aucun programme", "attend encore un programme") if word in page] == []
    signed_in(coordinator).post(f"/coordination/binomes/{pairing.pk}/ancien/{person.pk}/")
    person.refresh_from_db()
    assert person.standing == "here"
    assert signed_in(coordinator).post(f"/coordination/binomes/{ended().pk}/ancien/{person.pk}/").status_code == 404


def stopping(coordinator: User) -> tuple[Pairing, PairingAlert]:
    pairing: Pairing = PairingFactory(contact=coordinator, starts_on=TODAY)
    pairing_ends.ask_to_stop(pairing, now=NOW)
    return pairing, PairingAlert.objects.get(kind="stop")


def test_alert_to_stop_opens_the_day_and_closes_with_the_end(signed_in: SignIn, coordinator: User) -> None:
    pairing, alert = stopping(coordinator)
    assert "Doit s’arrêter" in signed_in(coordinator).get("/coordination/").content.decode()
    alerts.watch(NOW)
    pairing_ends.end(pairing, reason=Pairing.EndReason.VOLUNTEER, on=TODAY, waits=True, by=coordinator, now=NOW)
    alert.refresh_from_db()
    assert (PairingAlert.objects.count(), alert.done, alert.closed_by) == (1, "ended", coordinator)


def test_alert_closed_by_the_team_says_that_the_pairing_goes_on(coordinator: User) -> None:
    pairing, alert = stopping(coordinator)
    alerts.take(alert, by=coordinator, now=NOW)
    alerts.close(alert, done=PairingAlert.Done.ARRANGED, remark="", by=coordinator, now=NOW)
    pairing.refresh_from_db()
    assert pairing.stop_asked_at is None
    alerts.watch(NOW)
    assert not PairingAlert.objects.open().exists()
    pairing_ends.ask_to_stop(pairing, now=NOW + DAY)
    assert PairingAlert.objects.open().get().kind == "stop"


def test_who_asked_before_there_were_alerts_gets_one() -> None:
    PairingFactory(stop_asked_at=NOW, starts_on=TODAY)
    alerts.watch(NOW)
    assert PairingAlert.objects.open().get().kind == "stop"
