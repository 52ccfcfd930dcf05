"""Who is told of an enquiry, and in which words."""

import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.enquiries.duty import duties, people_to_tell, set_duties
from home.enquiries.models import Audience, Enquiry, EnquiryDuty, Topic
from home.enquiries.sending import ACKNOWLEDGEMENTS_A_DAY, send
from tests.accounts.factories import UserFactory
from tests.home.enquiries.factories import WORDS

pytestmark = pytest.mark.django_db

MARKUP = replace(WORDS, name="<b>Noé</b>", message="<script>alert(1)</script> Visitez https://piege.test", organisation="Canari & Cie")


def write(topic: Topic = Topic.MENTORING, words: object = WORDS) -> Enquiry:
    return send(words, audience=Audience.COMPANIES, topic=topic, form_token=uuid.uuid4(), now=timezone.now())  # type: ignore[arg-type]


def told() -> list[str]:
    return sorted(OutgoingMail.objects.filter(subject="Une demande est arrivée").values_list("recipient", flat=True))


def test_people_on_duty_are_told_and_nobody_else(coordinator: User) -> None:
    on_duty = UserFactory(coordinator=True)
    set_duties({Topic.MENTORING: [on_duty]})
    write()
    assert told() == [on_duty.email]


def test_without_duty_every_coordinator_is_told(coordinator: User, communication_officer: User, treasurer: User) -> None:
    other = UserFactory(coordinator=True)
    write()
    assert told() == sorted([coordinator.email, other.email])


@pytest.mark.parametrize("topic", [Topic.PRESS, Topic.AWARENESS])
def test_communication_is_told_of_its_topics(coordinator: User, communication_officer: User, topic: Topic) -> None:
    assert people_to_tell(topic) == [communication_officer]


def test_coordination_is_told_where_there_is_no_communication(coordinator: User) -> None:
    assert people_to_tell(Topic.PRESS) == [coordinator]


@pytest.mark.parametrize("change", ["left", "without_role"])
def test_duty_of_somebody_who_left_falls_back(coordinator: User, change: str) -> None:
    gone = UserFactory(coordinator=True)
    set_duties({Topic.MENTORING: [gone]})
    if change == "left":
        User.objects.filter(pk=gone.pk).update(is_active=False)
    else:
        gone.groups.clear()
    assert people_to_tell(Topic.MENTORING) == [coordinator]
    assert duties()[Topic.MENTORING] == []


def test_duties_are_replaced(coordinator: User) -> None:
    other = UserFactory(coordinator=True)
    set_duties({Topic.MENTORING: [coordinator], Topic.PRESS: [other]})
    set_duties({Topic.MENTORING: [other]})
    assert set(EnquiryDuty.objects.values_list("topic", "user")) == {("mentoring", other.pk), ("press", other.pk)}


def test_mails_hold_nothing_of_what_was_written(coordinator: User) -> None:
    enquiry = write(words=MARKUP)
    mails = list(OutgoingMail.objects.all())
    assert sorted(mail.recipient for mail in mails) == sorted([coordinator.email, WORDS.email])
    for mail in mails:
        words = f"{mail.subject} {mail.text} {mail.html}"
        assert "Mentorat" in mail.text
        assert not [word for word in ("Noé", "alert(1)", "piege", "Canari", WORDS.email, "06 12") if word in words]
    [to_team] = [mail for mail in mails if mail.recipient == coordinator.email]
    assert f"/coordination/demandes/{enquiry.pk}/" in to_team.text


def test_one_address_gets_so_many_acknowledgements_a_day() -> None:
    for number in range(ACKNOWLEDGEMENTS_A_DAY + 2):
        write(words=replace(WORDS, email="Inconnue@Ailleurs.demo.test" if number % 2 else "inconnue@ailleurs.demo.test"))
    assert OutgoingMail.objects.filter(recipient__iexact="inconnue@ailleurs.demo.test").count() == ACKNOWLEDGEMENTS_A_DAY
    assert Enquiry.objects.count() == ACKNOWLEDGEMENTS_A_DAY + 2
