"""Two answers to one offer at once, in real threads on PostgreSQL; with a control that shows the race without the locks."""

from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import PairingFactory, VolunteerFactory, ready_pairing
from tests.volunteers.test_races import all_at_once
from volunteers import offers, pairing_states
from volunteers.models import Pairing, Volunteer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 4


def test_offer_is_accepted_or_withdrawn_never_both_unheard() -> None:
    """An acceptance that comes first may still be withdrawn, by a coordinator who then reads that it was accepted."""
    by, now = UserFactory(coordinator=True), timezone.now()
    for _ in range(TIMES):
        pairing = ready_pairing(offered=True)
        all_at_once([partial(offers.accept, pairing, now=now), partial(offers.withdraw, pairing, by=by)])
        pairing.refresh_from_db()
        assert pairing.status == "declined"
        states = list(pairing.history.order_by("history_id").values_list("status", flat=True))
        assert states in (["offered", "declined"], ["offered", "accepted", "declined"])


def test_offer_that_runs_out_at_the_instant_of_its_acceptance_has_one_answer() -> None:
    for _ in range(TIMES):
        pairing = ready_pairing(offered=True)
        until = pairing.offered_until
        assert until is not None
        last = until - timedelta(microseconds=1)
        accepted = all_at_once([partial(offers.accept, pairing, now=last), partial(offers.tend_offers, until)]) == 2
        pairing.refresh_from_db()
        assert pairing.status == ("accepted" if accepted else "declined")
        assert pairing.history.count() == 2


def rush_to_accept() -> int:
    """How many times it was written that the offer is accepted."""
    pairing, now = ready_pairing(offered=True), timezone.now()
    assert all_at_once([partial(offers.accept, pairing, now=now)] * TIMES) == TIMES
    return pairing.history.filter(status="accepted").count()


def test_offer_is_accepted_once_however_fast_they_click() -> None:
    assert rush_to_accept() == 1


def rush_to_accept_two() -> int:
    first, now = ready_pairing(offered=True), timezone.now()
    second = PairingFactory(volunteer=first.volunteer, programme=first.programme, offered=True)
    return all_at_once([partial(offers.accept, pairing, now=now) for pairing in (first, second)])


def test_room_for_one_is_taken_by_one_of_two_offers() -> None:
    for _ in range(TIMES):
        assert rush_to_accept_two() == 1


def without_locks(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    """Rows are read as if nobody else wrote, and everybody has read before anybody writes."""
    barrier = Barrier(people)
    write = pairing_states._write

    def read(volunteer: Volunteer) -> Volunteer:
        return Volunteer.objects.select_related("user").get(pk=volunteer.pk)

    def write_when_all_have_read(pairing: Pairing, *args: object, **facts: object) -> None:
        barrier.wait(timeout=20)
        write(pairing, *args, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(pairing_states, "lock_person", read)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(pairing_states, "_write", write_when_all_have_read)


def test_without_the_locks_every_click_accepts(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch, TIMES)
    assert rush_to_accept() == TIMES


def test_without_the_locks_both_offers_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch, 2)
    assert rush_to_accept_two() == 2


def test_person_offered_twice_is_accepted_once() -> None:
    now = timezone.now()
    for _ in range(TIMES):
        first = ready_pairing(offered=True)
        person = first.participants.get()
        other = VolunteerFactory(trained=True, missions=[first.programme.mission])
        second = PairingFactory(volunteer=other, programme=first.programme, participants=[person], offered=True)
        assert all_at_once([partial(offers.accept, pairing, now=now) for pairing in (first, second)]) == 1
