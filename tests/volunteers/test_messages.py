"""`/espace/messages/`: what was written to a bénévole lately, and what they write to who follows them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from accounts.models import OutgoingMail, User
from accounts.outbox import put_in_outbox
from events import activity_states, changes, sign_ups
from home.dates import short_day
from home.models import AssociationSettings
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks, SignIn
from tests.events.factories import ActivityFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import (
    BookingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    TrainingFactory,
    TrainingSessionFactory,
    TypedHoursFactory,
    VolunteerFactory,
)
from tests.volunteers.words import plain
from volunteers import erasure, hours, lateness, leaving, messages, own_mails, pairings, reminders, training
from volunteers.exceptions import Refused
from volunteers.models import Mission, Volunteer
from volunteers.views.messages import MESSAGES_AN_HOUR

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YESTERDAY, DAY_BEFORE = (short_day(NOW - timedelta(days=days)) for days in (1, 2))
PAGE = "/espace/messages/"


@pytest.fixture(autouse=True)
def _no_limit_reached() -> None:
    cache.clear()


@pytest.fixture
def contact(ready_volunteer: Volunteer) -> User:
    """Who follows `ready_volunteer`."""
    person = UserFactory(coordinator=True, first_name="Nour", email="nour@demo.test")
    ready_volunteer.contact = person
    ready_volunteer.save()
    return person


def subjects(volunteer: Volunteer) -> list[str]:
    return [row.subject for row in own_mails.mails_to(volunteer, now=timezone.now())]


# What was written to them -------------------------------------------------------------------------


def test_mails_are_known_by_whom_they_are_for_once_they_have_left(
    coordinator: User, ready_volunteer: Volunteer, stranger: Volunteer, run_tasks: RunTasks
) -> None:
    soon = TrainingSessionFactory(training=TrainingFactory(slug="ecoute", title="Écoute"), starts_at=NOW + timedelta(days=6))
    training.book(soon, ready_volunteer, now=NOW)
    reminders.write_reminder(ready_volunteer.bookings.get(session=soon), days=7, now=NOW)
    outing = ActivityFactory(starts_at=NOW + timedelta(days=9))
    sign_ups.take_seat(outing, ready_volunteer, now=NOW)
    changes.change_activity(outing, {"ends_at": outing.ends_at + timedelta(hours=1)}, by=coordinator, now=NOW)
    activity_states.cancel(outing, reason="Pluie", by=coordinator, now=NOW)
    hours.answer(TypedHoursFactory(volunteer=ready_volunteer), accepted=False, by=coordinator, now=NOW)
    programme = ProgrammeFactory(mission=Mission.objects.get())
    pairings.pair(programme, ready_volunteer, ParticipantFactory(), starts_on=timezone.localdate(), by=coordinator, now=NOW)
    run_tasks()
    assert set(OutgoingMail.objects.values_list("state", "recipient")) == {("sent", "")}
    assert subjects(ready_volunteer) == [
        "Votre binôme est accepté\u00a0: une charte est à signer",
        "Des heures saisies n’ont pas été retenues",
        "Une sortie que vous deviez animer est annulée",
        "Une sortie que vous animez a changé",
        "Votre place d’animation est confirmée",
        "Votre formation est dans une semaine",
        "Votre place en formation est réservée",
    ]
    assert subjects(stranger) == []


def test_mails_of_their_way_here_are_listed_too(run_tasks: RunTasks) -> None:
    now = timezone.now()
    back, awaited = VolunteerFactory(left_on=now.date()), VolunteerFactory(write_back_on=now.date())
    late = VolunteerFactory(signed_up_at=now - timedelta(days=40), languages=[])
    leaving.come_back(back)
    lateness.write_back(now)
    lateness.remind_of_steps(now)
    run_tasks()
    assert [subjects(volunteer) for volunteer in (back, awaited, late)] == [
        ["Votre espace vous est rouvert"],
        ["Des nouvelles de votre inscription de bénévole"],
        ["Votre inscription de bénévole vous attend"],
    ]


def test_codes_and_passwords_are_never_listed(client: Client, ready_volunteer: Volunteer) -> None:
    email = ready_volunteer.user.email
    client.post("/compte/login/code/", {"email": email})
    put_in_outbox(to=email, subject="Votre mot de passe a changé", text="", html="")
    assert OutgoingMail.objects.filter(recipient=email).count() == 2
    assert subjects(ready_volunteer) == []


def test_list_goes_back_ninety_days_and_thirty_mails(ready_volunteer: Volunteer) -> None:
    for days in (91, 89, *range(1, 31)):
        put_in_outbox(to="", subject=f"Il y a {days} jours", text="", html="", key=f"volunteers/bulk/{days}/{ready_volunteer.pk}")
        OutgoingMail.objects.filter(subject=f"Il y a {days} jours").update(created_at=NOW - timedelta(days=days))
    assert subjects(ready_volunteer) == [f"Il y a {days} jours" for days in range(1, 31)]
    OutgoingMail.objects.filter(created_at__gt=NOW - timedelta(days=80)).delete()
    assert subjects(ready_volunteer) == ["Il y a 89 jours"]


@pytest.mark.parametrize(
    ("state", "words"), [("waiting", "part bientôt"), ("sent", YESTERDAY), ("given_up", f"{DAY_BEFORE}, n’a pas pu partir")]
)
def test_page_says_when_each_left_and_nothing_of_its_words(signed_in: SignIn, ready_volunteer: Volunteer, state: str, words: str) -> None:
    put_in_outbox(to="", subject="Un courriel", text="Ses mots.", html="", key=f"volunteers/ready/{ready_volunteer.pk}")
    OutgoingMail.objects.update(state=state, created_at=NOW - timedelta(days=2), sent_at=NOW - timedelta(days=1))
    html = signed_in(ready_volunteer.user).get(PAGE).content.decode()
    assert f"Un courriel <span>{words}</span>" in html
    assert "Ses mots." not in html


def test_page_asks_the_same_queries_however_many_mails(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)

    def fill(count: int) -> None:
        for number in range(count):
            BookingFactory(volunteer=ready_volunteer)
            TypedHoursFactory(volunteer=ready_volunteer, status="refused")
            put_in_outbox(to="", subject="Un courriel", text="", html="", key=f"volunteers/bulk/{count}-{number}/{ready_volunteer.pk}")

    fill(1)
    before = count_queries(client, PAGE)
    fill(10)
    assert count_queries(client, PAGE) == before


# What they write ----------------------------------------------------------------------------------


def test_message_reaches_who_follows_them_and_is_answered_to_them(
    signed_in: SignIn, ready_volunteer: Volunteer, contact: User, run_tasks: RunTasks
) -> None:
    client = signed_in(ready_volunteer.user)
    page = client.get(PAGE)
    assert "Écrire à Nour" in page.content.decode()
    sent = {"form_id": page.context["form"].initial["form_id"], "text": "Bonjour,\r\n<b>Je serai en retard</b> mardi."}
    answer = client.post(PAGE, sent, follow=True)
    assert "Votre message part à Nour." in plain(answer.content.decode())
    # The second of two clicks.
    client.post(PAGE, sent)
    run_tasks()
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert (message.to, message.subject) == ([contact.email], "Un·e bénévole vous écrit")
    assert message.extra_headers["Reply-To"] == ready_volunteer.user.email
    assert "Bonjour,\n<b>Je serai en retard</b> mardi." in message.body
    [(html, _)] = message.alternatives
    assert "<p>Bonjour,<br>&lt;b&gt;Je serai en retard&lt;/b&gt; mardi.</p>" in str(html)
    # Nothing stays of it but that it left, and not among what was written to them.
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.text, row.html, row.headers) == ("", "", "", {})
    assert subjects(ready_volunteer) == []


def test_other_words_in_the_same_form_are_another_message(signed_in: SignIn, ready_volunteer: Volunteer, contact: User) -> None:
    client = signed_in(ready_volunteer.user)
    for text in ("Un mot.", "Un autre mot.", "Un mot."):
        client.post(PAGE, {"form_id": "a", "text": text})
    client.post(PAGE, {"form_id": "b", "text": "Un mot."})
    assert OutgoingMail.objects.filter(recipient=contact.email).count() == 3


def test_association_is_written_to_where_nobody_follows_them(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    AssociationSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={"email": "bonjour@polaris.test"})
    assert "Écrire à l’équipe" in client.get(PAGE).content.decode()
    client.post(PAGE, {"text": "Bonjour."})
    assert [row.recipient for row in OutgoingMail.objects.all()] == ["bonjour@polaris.test"]


def test_no_address_means_no_form_and_nothing_lost(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    AssociationSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={"email": ""})
    client, said = signed_in(ready_volunteer.user), "L’association n’a pas encore d’adresse e-mail"
    html = client.get(PAGE).content.decode()
    assert (said in html, "<textarea" in html) == (True, False)
    client.post(PAGE, {"text": "Bonjour."})
    with pytest.raises(Refused, match=said):
        messages.write_to_contact(ready_volunteer, "Bonjour.", form_id="")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("text", "error"), [("  ", "Écrivez votre message, même en une phrase."), ("a" * 2001, "Écrivez-le plus court : 2 000 signes au plus.")]
)
def test_message_that_cannot_be_sent_says_why(signed_in: SignIn, ready_volunteer: Volunteer, contact: User, text: str, error: str) -> None:
    html = plain(signed_in(ready_volunteer.user).post(PAGE, {"text": text}).content.decode())
    assert (error in html, text.strip() in html, OutgoingMail.objects.count()) == (True, True, 0)


def test_end_of_line_counts_as_one_sign(signed_in: SignIn, ready_volunteer: Volunteer, contact: User) -> None:
    signed_in(ready_volunteer.user).post(PAGE, {"text": "a\r\n" * 999 + "aa"})
    assert OutgoingMail.objects.count() == 1


def test_message_that_may_lead_to_somebody_is_kept_and_sent_once_confirmed(
    signed_in: SignIn, ready_volunteer: Volunteer, contact: User
) -> None:
    client, text = signed_in(ready_volunteer.user), "Son numéro a changé : 06 12 34 56 78."
    form = client.post(PAGE, {"form_id": "a", "text": text}).context["form"]
    assert "un numéro de téléphone" in str(form.errors["text"])
    assert (form["text"].value(), form["form_id"].value(), OutgoingMail.objects.count()) == (text, "a", 0)
    client.post(PAGE, {"form_id": "a", "text": text, "warned_of": form.data["warned_of"], "confirms": "on"})
    assert OutgoingMail.objects.get().recipient == contact.email


def test_messages_are_limited_by_account_and_what_is_typed_stays(
    signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer, contact: User
) -> None:
    client = signed_in(ready_volunteer.user)
    statuses = [client.post(PAGE, {"form_id": "a", "text": f"Mot {number}."}).status_code for number in range(MESSAGES_AN_HOUR)]
    assert statuses == [302] * MESSAGES_AN_HOUR
    # A second click on the last one is no eleventh message.
    assert client.post(PAGE, {"form_id": "a", "text": f"Mot {MESSAGES_AN_HOUR - 1}."}).status_code == 302
    refused = client.post(PAGE, {"form_id": "a", "text": "Le onzième."})
    assert refused.status_code == 429
    assert "Vous avez envoyé dix messages en une heure : attendez" in plain(refused.content.decode())
    assert refused.context["form"]["text"].value() == "Le onzième."
    assert OutgoingMail.objects.count() == MESSAGES_AN_HOUR
    stranger.contact = contact
    stranger.save()
    assert signed_in(stranger.user).post(PAGE, {"text": "Le premier."}).status_code == 302


def test_erasure_takes_back_a_message_that_has_not_left(contact: User) -> None:
    volunteer = VolunteerFactory(contact=contact)
    messages.write_to_contact(volunteer, "Bonjour.", form_id="")
    erasure.erase(volunteer, now=timezone.now())
    assert [row.subject for row in OutgoingMail.objects.all()] == ["Votre compte est effacé"]
    with pytest.raises(Refused):
        messages.write_to_contact(volunteer, "Bonjour.", form_id="")
