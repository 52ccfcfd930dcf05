"""Proposals at the same instant, with real threads on PostgreSQL; the controls show what happens without the locks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import OutgoingMail
from events import proposals
from events.models import Activity, Proposal
from tests.accounts.factories import UserFactory
from tests.events.factories import ProposalFactory
from tests.events.test_races import refusals, run_at_once
from tests.volunteers.factories import VolunteerFactory

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

TIMES = 6


def without_locks(monkeypatch: pytest.MonkeyPatch, name: str, together: Barrier) -> None:
    """Nobody locks, and everybody has asked `name` for the reasons before anybody writes."""
    asked = getattr(proposals, name)

    def ask_and_wait(*args: Any, **kwargs: Any) -> Any:
        reasons = asked(*args, **kwargs)
        together.wait(timeout=10)
        return reasons

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(proposals, name, ask_and_wait)


def same_form_many_times() -> list[Callable[[], object]]:
    volunteer, now = VolunteerFactory(trained=True), timezone.now()
    starts_at = now + timedelta(days=20)
    fields = {"title": "Promenade", "description": "Au canal.", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    return [partial(proposals.propose, fields, volunteer, now=now)] * TIMES


def test_form_posted_many_times_at_once_makes_one_proposal() -> None:
    assert len(set(run_at_once(same_form_many_times()))) == 1
    assert (Proposal.objects.count(), Activity.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_form_makes_many_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = same_form_many_times()
    # Each has looked for its like before any is saved.
    without_locks(monkeypatch, "draft", Barrier(TIMES))
    run_at_once(calls)
    assert Proposal.objects.count() == TIMES


def two_answers_and_a_withdrawal() -> list[Callable[[], object]]:
    proposal, now = ProposalFactory(), timezone.now()
    first, second = UserFactory(coordinator=True), UserFactory(coordinator=True)
    return [
        partial(proposals.decline, proposal, reason="Non.", by=first, now=now),
        partial(proposals.decline, proposal, reason="Pas en juin.", by=second, now=now),
        partial(proposals.withdraw, proposal, by=proposal.activity.proposed_by.user, now=now),
    ]


def test_one_of_many_answers_is_given() -> None:
    assert refusals(run_at_once(two_answers_and_a_withdrawal())) == [["answered"]] * 2
    # A decline is told to who proposed, a withdrawal to both coordinators; never more than one of them.
    assert len(set(OutgoingMail.objects.values_list("subject", flat=True))) == 1


def test_answer_and_acceptance_do_not_both_pass() -> None:
    proposal, now = ProposalFactory(), timezone.now()
    by = UserFactory(coordinator=True)
    results = run_at_once(
        [
            partial(proposals.accept, proposal, by=by, now=now),
            partial(proposals.withdraw, proposal, by=proposal.activity.proposed_by.user, now=now),
        ]
    )
    assert refusals(results) == [["answered"]]
    proposal.refresh_from_db()
    # An acceptance is told to who proposed, a withdrawal to the coordinator; never both.
    to = {"accepted": proposal.activity.proposed_by.user.email, "withdrawn": by.email}[proposal.outcome]
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == [to]


def test_answers_contradict_each_other_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = two_answers_and_a_withdrawal()
    without_locks(monkeypatch, "answer_reasons", Barrier(len(calls)))
    assert refusals(run_at_once(calls)) == []


def test_late_answers_are_told_once_by_two_workers() -> None:
    UserFactory(coordinator=True)
    monday = datetime(2026, 5, 18, 9, 0, tzinfo=timezone.get_default_timezone())
    ProposalFactory(activity__answer_by=monday.date())
    run_at_once([partial(proposals.remind_of_late_answers, monday)] * 2)
    assert OutgoingMail.objects.count() == 1
