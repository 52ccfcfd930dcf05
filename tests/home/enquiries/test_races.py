"""Two of the team at the same instant, with real threads on PostgreSQL, and the negative control without the lock."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from accounts.models import OutgoingMail
from home.enquiries import handling
from home.enquiries.handling import Action, act, reply
from home.enquiries.models import Audience, Enquiry, Topic
from home.enquiries.sending import send
from tests.accounts.factories import UserFactory
from tests.home.enquiries.factories import WORDS, EnquiryFactory
from volunteers.exceptions import Refused

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = 6


def run_at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Each call in a thread with its own connection, all released together; gives what each returned or raised as Refused."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def people_taking_one() -> tuple[Enquiry, list[Callable[[], object]]]:
    enquiry = EnquiryFactory()
    people = [UserFactory(coordinator=True) for _ in range(PEOPLE)]
    return enquiry, [partial(act, enquiry.pk, Action.TAKE, by=user, now=timezone.now()) for user in people]


def test_one_of_many_takes_it_and_the_others_are_told_who() -> None:
    enquiry, calls = people_taking_one()
    results = run_at_once(calls)
    enquiry.refresh_from_db()
    refusals = [str(result) for result in results if isinstance(result, Refused)]
    assert enquiry.taken_by is not None
    assert refusals == [f"{enquiry.taken_by.get_full_name()} a déjà pris cette demande."] * (PEOPLE - 1)
    assert enquiry.steps.filter(kind=Action.TAKE).count() == 1


def test_many_take_it_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: no row is locked, and everybody has asked for the reasons before anybody writes."""
    enquiry, calls = people_taking_one()
    asked, slow = handling.refusal_reasons, Barrier(PEOPLE)

    def ask_and_wait(*args: Any, **kwargs: Any) -> Any:
        reasons = asked(*args, **kwargs)
        slow.wait(timeout=10)
        return reasons

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(handling, "refusal_reasons", ask_and_wait)
    run_at_once(calls)
    assert enquiry.steps.filter(kind=Action.TAKE).count() == PEOPLE


def test_reply_posted_many_times_at_once_leaves_once() -> None:
    user = UserFactory(coordinator=True)
    enquiry = EnquiryFactory(taken_by=user)
    run_at_once([partial(reply, enquiry.pk, text="Oui.", steps_seen=1, by=user, now=timezone.now())] * PEOPLE)
    assert OutgoingMail.objects.count() == 1


def test_form_posted_many_times_at_once_is_one_enquiry() -> None:
    token = uuid.uuid4()
    call = partial(send, WORDS, audience=Audience.COMPANIES, topic=Topic.MENTORING, form_token=token, now=timezone.now())
    run_at_once([call] * PEOPLE)
    assert Enquiry.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient=WORDS.email).count() == 1
