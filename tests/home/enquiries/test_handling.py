"""From new to closed: every legal move, every refusal, and the reply that leaves."""

from datetime import timedelta
from itertools import product

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from wagtail.models import Site

from accounts.models import OutgoingMail, User
from home.enquiries.handling import TRANSITIONS, Action, act, actions_for, delete, refusal_reasons, reply
from home.enquiries.models import Enquiry, EnquiryStep, Topic
from home.models import AssociationSettings
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks
from tests.home.enquiries.factories import WORDS, EnquiryFactory
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

NOW = timezone.now()
State = Enquiry.State


def codes(enquiry: Enquiry, action: Action, by: User) -> list[str]:
    return [reason.code for reason in refusal_reasons(enquiry, action, by=by)]


def test_every_action_leads_where_the_table_says_and_nowhere_else(coordinator: User) -> None:
    found = set()
    for action, state in product(TRANSITIONS, State):
        enquiry = EnquiryFactory(state=state, taken_by=None if state == State.NEW else coordinator)
        if action == Action.REPLY:
            continue
        try:
            found.add((action, state, act(enquiry.pk, action, by=coordinator, now=NOW).state))
        except Refused:
            enquiry.refresh_from_db()
            assert (enquiry.state, enquiry.steps.count()) == (state, 1)
    assert found == {
        (Action.TAKE, State.NEW, State.TAKEN),
        (Action.GIVE_BACK, State.TAKEN, State.NEW),
        (Action.ANSWER, State.TAKEN, State.ANSWERED),
        (Action.CLOSE, State.NEW, State.CLOSED),
        (Action.CLOSE, State.TAKEN, State.CLOSED),
        (Action.CLOSE, State.ANSWERED, State.CLOSED),
        (Action.REOPEN, State.ANSWERED, State.TAKEN),
        (Action.REOPEN, State.CLOSED, State.TAKEN),
    }


def test_step_says_who_when_and_what(coordinator: User) -> None:
    enquiry = act(EnquiryFactory(received_at=NOW - timedelta(days=2)).pk, Action.TAKE, by=coordinator, now=NOW)
    step = enquiry.steps.get(kind=Action.TAKE)
    assert (step.by, step.at, step.text) == (coordinator, NOW, "")
    assert (enquiry.taken_by, enquiry.touched_at) == (coordinator, NOW)


def test_who_comes_second_is_told_who_was_first(coordinator: User) -> None:
    first = UserFactory(coordinator=True, first_name="Aya", last_name="Fictif")
    enquiry = EnquiryFactory()
    act(enquiry.pk, Action.TAKE, by=first, now=NOW)
    with pytest.raises(Refused, match="Aya Fictif a déjà pris cette demande"):
        act(enquiry.pk, Action.TAKE, by=coordinator, now=NOW)
    with pytest.raises(Refused, match="Vous suivez déjà cette demande"):
        act(enquiry.pk, Action.TAKE, by=first, now=NOW)


def test_only_who_took_it_replies(coordinator: User) -> None:
    other = UserFactory(coordinator=True)
    taken = EnquiryFactory(taken_by=coordinator)
    assert codes(taken, Action.REPLY, other) == codes(taken, Action.ANSWER, other) == ["not_yours"]
    answered = EnquiryFactory(taken_by=coordinator, state=State.ANSWERED)
    assert codes(answered, Action.REPLY, other) == ["not_yours"]
    assert actions_for(answered, by=other) == [Action.CLOSE, Action.REOPEN]
    # Somebody away holds nothing up.
    assert codes(taken, Action.GIVE_BACK, other) == []


def test_enquiry_of_somebody_who_is_gone_is_given_back(coordinator: User) -> None:
    gone = UserFactory(coordinator=True)
    enquiry = EnquiryFactory(taken_by=gone)
    gone.delete()
    enquiry.refresh_from_db()
    assert codes(enquiry, Action.REPLY, coordinator) == ["not_yours"]
    assert act(enquiry.pk, Action.GIVE_BACK, by=coordinator, now=NOW).state == State.NEW


def test_reply_leaves_from_the_association_and_is_kept_encrypted(coordinator: User, run_tasks: RunTasks) -> None:
    AssociationSettings.objects.create(site=Site.objects.get(is_default_site=True), email="bonjour@association.demo.test")
    enquiry = EnquiryFactory(taken_by=coordinator)
    text = "Oui, avec plaisir.\n\nVoyez <b>ceci</b> & cela."
    assert reply(enquiry.pk, text=text, steps_seen=1, by=coordinator, now=NOW).state == State.ANSWERED
    step = enquiry.steps.get(kind=Action.REPLY)
    assert step.text == text
    assert "plaisir" not in step.sealed
    run_tasks()
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert (message.to, message.from_email, message.extra_headers["Reply-To"]) == (
        [WORDS.email],
        settings.DEFAULT_FROM_EMAIL,
        "bonjour@association.demo.test",
    )
    assert message.subject == "Réponse à votre demande"
    assert text in message.body
    assert "&lt;b&gt;ceci&lt;/b&gt; &amp; cela" in str(message.alternatives[0][0])
    assert "Auto-Submitted" not in message.extra_headers
    left = OutgoingMail.objects.get()
    assert (left.recipient, left.headers, left.text, left.html) == ("", {}, "", "")


def test_reply_goes_back_to_who_wrote_it_where_the_association_has_no_address(coordinator: User) -> None:
    reply(EnquiryFactory(taken_by=coordinator).pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    assert OutgoingMail.objects.get().headers == {"Reply-To": coordinator.email}


def test_reply_sent_twice_leaves_once(coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator)
    reply(enquiry.pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    with pytest.raises(Refused, match="a changé depuis"):
        reply(enquiry.pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    assert (OutgoingMail.objects.count(), enquiry.steps.count()) == (1, 2)
    reply(enquiry.pk, text="Et ceci.", steps_seen=2, by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("state", [State.NEW, State.CLOSED])
def test_nothing_is_replied_to_what_is_not_taken(coordinator: User, state: str) -> None:
    enquiry = EnquiryFactory(state=state, taken_by=None if state == State.NEW else coordinator)
    assert codes(enquiry, Action.REPLY, coordinator) == ["state"]
    with pytest.raises(Refused):
        reply(enquiry.pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 0


def test_deleted_enquiry_leaves_nothing(coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator)
    reply(enquiry.pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    delete(enquiry.pk)
    assert (Enquiry.objects.count(), EnquiryStep.objects.count()) == (0, 0)


def test_longest_wait_comes_first_and_what_is_done_last(coordinator: User) -> None:
    rows = [
        EnquiryFactory(
            topic=topic, state=state, taken_by=None if state == State.NEW else coordinator, received_at=NOW - timedelta(days=days)
        )
        for topic, state, days in (
            (Topic.PRESS, State.CLOSED, 9),
            (Topic.SKILLS, State.TAKEN, 8),
            (Topic.MENTORING, State.NEW, 1),
            (Topic.JOB_VISIT, State.NEW, 3),
            (Topic.QUESTION, State.ANSWERED, 30),
        )
    ]
    assert list(Enquiry.objects.longest_waiting_first()) == [rows[3], rows[2], rows[1], rows[4], rows[0]]
    assert list(Enquiry.objects.waiting().longest_waiting_first()) == [rows[3], rows[2]]
    assert set(Enquiry.objects.to_do()) == set(rows[1:4])
