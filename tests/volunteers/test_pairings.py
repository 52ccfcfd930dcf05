"""Who can be paired with whom, for how long, and what is written."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.dates import add_months
from tests.conftest import RunTasks
from tests.volunteers.factories import (
    MissionFactory,
    PairingCharterFactory,
    PairingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    VolunteerFactory,
    ready_pairing,
    signed_pairing,
)
from tests.volunteers.words import plain
from volunteers.exceptions import Refused
from volunteers.models import Pairing, Participant, Programme, Volunteer
from volunteers.pairings import dates_of, pair, refusal_reasons, start, start_reasons

NOW = timezone.now()
TODAY = timezone.localdate(NOW)

pytestmark = pytest.mark.django_db


def ready_for(programme: Programme, **traits: object) -> Volunteer:
    return VolunteerFactory(trained=True, missions=[programme.mission], **traits)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 4, date(2026, 5, 15)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 9, 25), 1, date(2026, 10, 25)),
    ],
)
def test_calendar_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_dates_come_from_the_programme() -> None:
    programme = ProgrammeFactory(slug="mentorat", duration_months=6, review_after_months=3)
    assert dates_of(programme, date(2026, 11, 30)) == (date(2027, 5, 30), date(2027, 2, 28))


def test_pair_is_agreed_with_its_end_and_its_review(coordinator: User, run_tasks: RunTasks) -> None:
    programme = ProgrammeFactory()
    volunteer, participant = ready_for(programme), ParticipantFactory(alias="Étoile")
    pairing = pair(programme, volunteer, participant, starts_on=date(2026, 11, 30), by=coordinator, now=NOW)
    assert (pairing.status, pairing.ends_on, pairing.review_on) == ("agreed", date(2027, 3, 30), date(2027, 1, 30))
    assert list(pairing.participants.all()) == [participant]
    assert pairing.history.get().history_user == coordinator
    written = OutgoingMail.objects.get()
    assert "Étoile" not in written.subject + written.text + written.html
    run_tasks()
    (message,) = mail.outbox
    assert plain(str(message.subject)) == "Votre binôme est accepté : une charte est à signer"
    assert message.to == [volunteer.user.email]
    assert f"/espace/binomes/{pairing.pk}/" in message.body


def test_start_counts_from_its_day(coordinator: User) -> None:
    pairing = start(signed_pairing(), starts_on=TODAY, by=coordinator, today=TODAY)
    assert (pairing.status, pairing.ends_on, pairing.review_on) == ("active", add_months(TODAY, 4), add_months(TODAY, 2))
    assert pairing.history.first().history_user == coordinator
    written = OutgoingMail.objects.get()
    assert written.subject == "Votre binôme commence"
    assert f"/espace/binomes/{pairing.pk}/premiere-rencontre/" in written.text
    assert pairing.names not in written.subject + written.text + written.html


def test_start_says_every_signature_that_lacks(coordinator: User) -> None:
    pairing = ready_pairing(agreed=True)
    assert [reason.code for reason in start_reasons(pairing, today=TODAY)] == ["charter"]
    PairingCharterFactory()
    expected = ["signature_volunteer", "signature_participant", "signature_association"]
    with pytest.raises(Refused) as refused:
        start(pairing, starts_on=TODAY, by=coordinator, today=TODAY)
    assert [reason.code for reason in refused.value.reasons] == expected


def test_nothing_is_formed_in_a_closed_programme(coordinator: User) -> None:
    programme = ProgrammeFactory(is_open=False)
    with pytest.raises(Refused) as refused:
        pair(programme, ready_for(programme), ParticipantFactory(), starts_on=TODAY, by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["programme"]


def test_pair_is_refused_while_another_is_proposed(coordinator: User) -> None:
    offered = PairingFactory(offered=True)
    programme = offered.programme
    with pytest.raises(Refused) as refused:
        pair(programme, ready_for(programme), offered.participants.get(), starts_on=TODAY, by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["taken"]


def test_volunteer_who_is_not_ready_is_refused() -> None:
    programme = ProgrammeFactory()
    reasons = refusal_reasons(programme, VolunteerFactory(missions=[programme.mission]), ParticipantFactory(), today=TODAY)
    assert [plain(str(reason)) for reason in reasons] == ["Bénévole : La formation « Connaissance du public » reste à suivre."]


def test_ready_for_another_mission_is_not_ready_for_this_one() -> None:
    reasons = refusal_reasons(
        ProgrammeFactory(), VolunteerFactory(trained=True, missions=[MissionFactory()]), ParticipantFactory(), today=TODAY
    )
    assert [reason.code for reason in reasons] == ["mission"]


def test_no_common_language_is_refused() -> None:
    programme = ProgrammeFactory()
    reasons = refusal_reasons(
        programme, ready_for(programme, languages=["fr", "en"]), ParticipantFactory(languages=["prs", "ps"]), today=TODAY
    )
    assert [reason.code for reason in reasons] == ["language"]


def test_one_common_language_is_enough() -> None:
    programme = ProgrammeFactory()
    assert (
        refusal_reasons(programme, ready_for(programme, languages=["fr", "en"]), ParticipantFactory(languages=["prs", "en"]), today=TODAY)
        == []
    )


def test_participant_already_paired_in_the_programme_is_refused() -> None:
    pairing = PairingFactory()
    reasons = refusal_reasons(pairing.programme, ready_for(pairing.programme), pairing.participants.get(), today=TODAY)
    assert [reason.code for reason in reasons] == ["taken"]


def test_participant_may_have_another_programme_with_somebody_else() -> None:
    pairing = PairingFactory()
    other = ProgrammeFactory(slug="linguistique", mission=MissionFactory(slug="linguistique"), duration_months=2)
    assert refusal_reasons(other, ready_for(other), pairing.participants.get(), today=TODAY) == []


def test_same_two_are_not_paired_twice_at_once() -> None:
    pairing = PairingFactory()
    other = ProgrammeFactory(slug="linguistique", mission=MissionFactory(slug="linguistique"), duration_months=2)
    pairing.volunteer.missions.add(other.mission)
    Volunteer.objects.update(pairings_most=2)
    reasons = refusal_reasons(other, pairing.volunteer, pairing.participants.get(), today=TODAY)
    assert [reason.code for reason in reasons] == ["together"]


def test_ended_pairing_leaves_both_free() -> None:
    pairing = PairingFactory(status=Pairing.Status.ENDED)
    pairing.volunteer.missions.add(pairing.programme.mission)
    assert refusal_reasons(pairing.programme, pairing.volunteer, pairing.participants.get(), today=TODAY) == []
    assert list(Participant.objects.free_for(pairing.programme)) == [pairing.participants.get()]


def test_every_reason_is_given_at_once() -> None:
    pairing = PairingFactory(volunteer=VolunteerFactory(missions=[], languages=[], user__verified=False))
    reasons = refusal_reasons(pairing.programme, pairing.volunteer, pairing.participants.get(), today=TODAY)
    assert [reason.code for reason in reasons] == ["email", "languages", "mission", "training", "room", "language", "taken", "together"]


def test_refusal_writes_nothing(coordinator: User) -> None:
    programme = ProgrammeFactory()
    with pytest.raises(Refused):
        pair(programme, VolunteerFactory(), ParticipantFactory(), starts_on=TODAY, by=coordinator, now=NOW)
    assert not Pairing.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_review_is_due_from_its_day() -> None:
    pairing = PairingFactory(starts_on=date(2026, 1, 15))
    assert not pairing.is_review_due(date(2026, 3, 14))
    assert pairing.is_review_due(date(2026, 3, 15))


def test_list_starts_with_what_waits_then_the_soonest_review() -> None:
    ended = PairingFactory(starts_on=date(2025, 1, 1), status=Pairing.Status.ENDED)
    later, sooner = PairingFactory(starts_on=date(2026, 5, 1)), PairingFactory(starts_on=date(2026, 2, 1))
    recent, old = PairingFactory(offered=True), PairingFactory(offered=True, offered_at=NOW - timedelta(days=5))
    assert list(Pairing.objects.first_to_do_first()) == [old, recent, sooner, later, ended]


def test_texts_that_history_keeps_name_nobody() -> None:
    pairing = PairingFactory()
    participant = pairing.participants.get()
    assert participant.alias not in f"{pairing} {participant}"
    assert str(pairing.programme) == "Accompagnement socioprofessionnel"
