"""A pairing is offered, blind; accepted, declined or left to run out; and what each writes."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.volunteers.factories import PairingFactory, ParticipantFactory, VolunteerFactory, ready_pairing
from volunteers import leaving, offers
from volunteers.erasure import erase
from volunteers.exceptions import Refused
from volunteers.models import Exclusion, FreeSlot, Pairing, ParticipantSlot
from volunteers.pairing_answers import agree, answer_no, join
from volunteers.profiles import LeavingReason

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
Reason = Pairing.DeclineReason


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def subjects() -> list[tuple[str, str]]:
    return [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.order_by("created_at", "pk")]


def test_offer_waits_for_the_days_of_the_programme_and_says_nothing_of_the_person(coordinator: User) -> None:
    pairing = ready_pairing(suggested=True, participants=[ParticipantFactory(alias="Zénith", project="Boulangerie")])
    found = offers.offer(pairing, contact=coordinator, by=coordinator, now=NOW)
    until = timezone.localtime(found.offered_until)
    assert (found.status, found.contact, until.date(), until.time()) == ("offered", coordinator, TODAY + timedelta(days=7), time(20))
    written = OutgoingMail.objects.get()
    assert (written.recipient, written.subject) == (pairing.volunteer.user.email, "Un binôme vous est proposé")
    assert f"/espace/binomes/{pairing.pk}/" in written.text
    for word in ("Zénith", "Boulangerie"):
        assert word not in written.text + written.html + written.subject


def test_offer_asks_the_rules_again(coordinator: User) -> None:
    pairing = PairingFactory(suggested=True, volunteer=VolunteerFactory(missions=[]), participants=[ParticipantFactory(languages=["ps"])])
    with pytest.raises(Refused) as refused:
        offers.offer(pairing, contact=coordinator, by=coordinator, now=NOW)
    assert codes(refused) == ["mission", "training", "language"]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("trait", ["offered", "accepted", "agreed"])
def test_volunteer_is_offered_no_more_than_they_wish_at_once(coordinator: User, trait: str) -> None:
    pairing = ready_pairing(suggested=True)
    PairingFactory(volunteer=pairing.volunteer, **{trait: True})
    with pytest.raises(Refused) as refused:
        offers.offer(pairing, contact=coordinator, by=coordinator, now=NOW)
    assert codes(refused) == ["room"]
    pairing.volunteer.pairings_most = 2
    pairing.volunteer.save()
    assert offers.offer(pairing, contact=coordinator, by=coordinator, now=NOW).status == "offered"


def test_suggestion_takes_no_room(coordinator: User) -> None:
    pairing = ready_pairing(suggested=True)
    PairingFactory(volunteer=pairing.volunteer, suggested=True)
    assert offers.offer(pairing, contact=coordinator, by=coordinator, now=NOW).status == "offered"


def test_person_is_proposed_to_one_volunteer_at_a_time(coordinator: User) -> None:
    first = ready_pairing(offered=True)
    second = ready_pairing(suggested=True, programme=first.programme, participants=[first.participants.get()])
    with pytest.raises(Refused) as refused:
        offers.offer(second, contact=coordinator, by=coordinator, now=NOW)
    assert codes(refused) == ["taken"]


def test_blind_view_holds_what_is_needed_and_no_more() -> None:
    person = ParticipantFactory(
        alias="Alba", project="Boulangerie", area="75014", age_band="26-40", gender="woman", arrangement="avec un enfant"
    )
    pairing = ready_pairing(offered=True, participants=[person])
    for weekday in (1, 3):
        ParticipantSlot.objects.create(participant=person, weekday=weekday, half_day="evening")
    FreeSlot.objects.create(volunteer=pairing.volunteer, weekday=1, half_day="evening")
    common = ["Mardi soir", "Dimanche soir"]
    assert offers.blind_people(pairing) == [offers.BlindPerson("Alba", [("Français", "talk")], "Boulangerie", common, "Paris 14e")]


def test_acceptance_is_kept_and_told_to_the_contact(coordinator: User) -> None:
    pairing = ready_pairing(offered=True, contact=coordinator)
    found = offers.accept(pairing, now=NOW)
    assert (found.status, found.accepted_at) == ("accepted", NOW)
    assert found.history.latest().history_user == pairing.volunteer.user
    assert subjects() == [(coordinator.email, "Une proposition de binôme est acceptée")]


def test_acceptance_comes_in_time_or_not_at_all() -> None:
    pairing = ready_pairing(offered=True)
    assert pairing.offered_until is not None
    with pytest.raises(Refused) as refused:
        offers.accept(pairing, now=pairing.offered_until)
    assert codes(refused) == ["late"]
    assert offers.accept(pairing, now=pairing.offered_until - timedelta(microseconds=1)).status == "accepted"


def test_reason_that_concerns_the_person_is_not_told_to_the_volunteer() -> None:
    pairing = ready_pairing(offered=True)
    PairingFactory(programme=pairing.programme, participants=[pairing.participants.get()])
    reasons = offers.acceptance_reasons(pairing, now=NOW)
    assert [str(reason) for reason in reasons] == [offers.NO_LONGER_POSSIBLE]


@pytest.mark.parametrize("reason", [Reason.TIME, Reason.SLOTS, Reason.DISTANCE, Reason.PROJECT, Reason.KNOWN, Reason.UNSAID])
def test_refusal_keeps_the_two_apart_unless_it_passes(reason: Reason) -> None:
    pairing = ready_pairing(offered=True)
    found = offers.decline(pairing, reason=reason, now=NOW)
    assert (found.status, found.declined_by, found.decline_reason) == ("declined", "volunteer", reason)
    kept = Exclusion.objects.values_list("volunteer", "participant", "reason", "since")
    expected = [] if reason == Reason.TIME else [(pairing.volunteer_id, pairing.participants.get().pk, "declined", TODAY)]
    assert list(kept) == expected


def test_answer_comes_while_it_is_asked(coordinator: User) -> None:
    for act in (
        lambda: offers.decline(ready_pairing(accepted=True), reason=Reason.TIME, now=NOW),
        lambda: answer_no(ready_pairing(offered=True), reason=Reason.TIME, by=coordinator, now=NOW),
        lambda: answer_no(ready_pairing(agreed=True), reason=Reason.TIME, by=coordinator, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["state"]


def test_withdrawn_offer_is_told_and_withdrawn_suggestion_is_not(coordinator: User) -> None:
    suggested, offered = ready_pairing(suggested=True), ready_pairing(offered=True)
    assert offers.withdraw(suggested, by=coordinator).decline_reason == "withdrawn"
    assert offers.withdraw(offered, by=coordinator).declined_by == "team"
    assert subjects() == [(offered.volunteer.user.email, "Ce binôme ne se fera pas")]
    assert not Exclusion.objects.exists()


def test_offer_is_recalled_once_then_runs_out(coordinator: User) -> None:
    pairing = ready_pairing(offered=True, offered_at=NOW, contact=coordinator)
    email = pairing.volunteer.user.email
    offers.tend_offers(NOW + timedelta(days=5))
    assert subjects() == []
    for _ in range(2):
        offers.tend_offers(NOW + timedelta(days=6))
    assert subjects() == [(email, "Un binôme attend votre réponse")]
    for _ in range(2):
        offers.tend_offers(NOW + timedelta(days=7))
    pairing.refresh_from_db()
    assert (pairing.status, pairing.declined_by, pairing.decline_reason) == ("declined", "volunteer", "silent")
    assert sorted(subjects()[1:]) == sorted(
        [(email, "La proposition de binôme a pris fin"), (coordinator.email, "Une proposition de binôme est restée sans réponse")]
    )
    assert not Exclusion.objects.exists()


def test_person_accepts_and_the_volunteer_has_a_charter_to_sign(coordinator: User) -> None:
    pairing = ready_pairing(accepted=True)
    found = agree(pairing, on=TODAY, by=coordinator, now=NOW)
    assert (found.status, found.agreed_on) == ("agreed", TODAY)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [pairing.volunteer.user.email]


@pytest.mark.parametrize(("days", "code"), [(1, "to_come"), (-1, "before")])
def test_answer_is_noted_between_the_acceptance_and_today(coordinator: User, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        agree(ready_pairing(accepted=True), on=TODAY + timedelta(days=days), by=coordinator, now=NOW)
    assert codes(refused) == [code]


def test_person_declines_and_why_is_not_told(coordinator: User) -> None:
    pairing = ready_pairing(accepted=True)
    found = answer_no(pairing, reason=Reason.DISTANCE, by=coordinator, now=NOW)
    assert (found.declined_by, Exclusion.objects.get().volunteer) == ("participant", pairing.volunteer)
    written = OutgoingMail.objects.get()
    assert Reason.DISTANCE.label not in written.text
    assert written.subject == "Ce binôme ne se fera pas"


def test_second_person_joins_where_the_programme_is_for_two(coordinator: User) -> None:
    pairing, second = ready_pairing(accepted=True), ParticipantFactory()
    with pytest.raises(Refused) as refused:
        join(pairing, second, by=coordinator, today=TODAY)
    assert codes(refused) == ["most"]
    pairing.programme.participants_most = 2
    pairing.programme.save()
    join(pairing, second, by=coordinator, today=TODAY)
    assert second in pairing.participants.all()
    assert pairing.history.latest().history_change_reason == "Seconde personne ajoutée"
    with pytest.raises(Refused) as refused:
        join(pairing, ParticipantFactory(), by=coordinator, today=TODAY)
    assert codes(refused) == ["most"]


@pytest.mark.parametrize("trait", ["suggested", "offered", "accepted", "agreed"])
def test_whoever_leaves_is_in_no_pairing_to_come_and_the_contact_knows(coordinator: User, trait: str) -> None:
    pairing = ready_pairing(contact=coordinator, **{trait: True})
    leaving.leave(pairing.volunteer, reason=LeavingReason.MOVED, on=TODAY, now=NOW)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.declined_by, pairing.decline_reason) == ("declined", "team", "withdrawn")
    assert (coordinator.email, "Un binôme n’aura pas lieu") in subjects()


def test_erasure_tells_the_contact_of_what_had_not_begun(coordinator: User) -> None:
    pairing = ready_pairing(contact=coordinator, accepted=True)
    person = pairing.participants.get()
    erase(pairing.volunteer, now=NOW)
    assert not Pairing.objects.exists()
    assert not Pairing.history.exists()
    assert (coordinator.email, "Un binôme n’aura pas lieu") in subjects()
    person.refresh_from_db()
