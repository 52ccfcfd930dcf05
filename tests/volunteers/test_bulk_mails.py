"""Writing to many: who receives it, what they read, once each, whatever happens meanwhile."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, User
from site_polaris.jobs import list_jobs
from tests.conftest import RunTasks, SignIn
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.office_factories import BulkMailFactory, MailTemplateFactory
from tests.volunteers.words import plain
from volunteers import bulk_mails, erasure
from volunteers.models import BulkMail, BulkMailRecipient, Pause, Volunteer
from volunteers.profiles import LeavingReason, MailChoice

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
LIST = "/coordination/benevoles/"
URL = "/coordination/benevoles/ecrire/"
WORDS = {"subject": "La réunion de rentrée", "text": "Bonjour {prenom},\r\n\r\nÀ jeudi."}


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def make_everybody() -> list[Volunteer]:
    """Three whom calls reach, and one for each reason that they do not reach, the last two with several."""
    people: list[Volunteer] = VolunteerFactory.create_batch(3, user__first_name="Élodie")
    for choice in (MailChoice.MINE, MailChoice.WEEKLY):
        VolunteerFactory(mail_choice=choice)
    Pause.objects.create(volunteer=VolunteerFactory(), since=TODAY, until=TODAY)
    Pause.objects.create(volunteer=VolunteerFactory(mail_choice=MailChoice.MINE), since=TODAY)
    Pause.objects.create(volunteer=people[0], since=TODAY - timedelta(days=3), until=TODAY - timedelta(days=1))
    EmailAddress.objects.filter(user=VolunteerFactory().user).update(verified=False)
    VolunteerFactory(left_on=TODAY, left_reason=LeavingReason.MOVED)
    return people


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


def preview(client: Client, **data: str) -> str:
    response = client.post(URL, {**WORDS, "preview": "1", **data})
    assert response.status_code == 200
    return plain(response.content.decode())


def send(client: Client, page: str, **data: str) -> HttpResponse:
    sent: Any = client.post(URL, {**WORDS, "send": "1", "page_id": hidden(page, "page_id"), "seen": hidden(page, "seen"), **data})
    return sent


def recipients() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("recipient", flat=True))


def test_list_leads_here_with_its_filters(client: Client) -> None:
    VolunteerFactory(user__first_name="Élodie", trained=True)
    VolunteerFactory(user__first_name="Bruno")
    assert f'href="{URL}?stage=ready"' in client.get(f"{LIST}?stage=ready").content.decode()
    page = plain(client.get(f"{URL}?stage=ready").content.decode())
    assert ("1 personne trouvée" in page, '<input type="hidden" name="stage" value="ready">' in page) == (True, True)
    by_name = client.get(f"{LIST}?q=elodie").content.decode()
    assert (f"{URL}?" in by_name, f'action="{URL}"' in by_name) == (False, True)
    opened = plain(client.post(URL, {"q": "elodie"}).content.decode())
    assert ("1 personne trouvée" in opened, "Écrivez l’objet" in opened) == (True, False)


def test_preview_says_who_receives_it_and_who_does_not(client: Client) -> None:
    make_everybody()
    page = preview(client)
    assert "Envoyer à 3 personnes" in page
    assert re.findall(r"<li>([^<]* : \d)</li>", page) == [
        "Adresse pas encore confirmée : 1",
        "A choisi de ne pas recevoir d’appels : 3",
        "En pause aujourd’hui : 1",
    ]
    assert (BulkMail.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_those_who_left_are_counted_when_the_list_shows_them(client: Client) -> None:
    make_everybody()
    page = preview(client, left=LeavingReason.MOVED)
    assert "Personne ne le recevrait" in page
    assert re.findall(r"<li>([^<]* : \d)</li>", page) == ["Parti·e, ou compte fermé : 1"]
    assert "Envoyer à" not in page


def test_personal_mail_reaches_whatever_the_choice(client: Client) -> None:
    make_everybody()
    page = preview(client, is_personal="on")
    assert "Envoyer à 7 personnes" in page
    assert re.findall(r"<li>([^<]* : \d)</li>", page) == ["Adresse pas encore confirmée : 1"]
    assert "quel que soit votre choix de courriels" in page


def test_preview_shows_a_first_name_that_is_nobodys(client: Client) -> None:
    VolunteerFactory(user__first_name="Quetzal")
    page = preview(client)
    assert ("<p>Bonjour Alix,</p><p>À jeudi.</p>" in page, "Quetzal" in page) == (True, False)


def test_preview_escapes_what_is_typed(client: Client) -> None:
    VolunteerFactory()
    page = preview(client, subject="<script>alert(1)</script>", text="<script>alert(2)</script> https://example.org/")
    assert "<script>alert" not in page
    assert '<p>&lt;script&gt;alert(2)&lt;/script&gt; <a href="https://example.org/">https://example.org/</a></p>' in page


def test_mail_is_what_the_preview_showed(client: Client, coordinator: User, run_tasks: RunTasks) -> None:
    volunteer = VolunteerFactory(user__first_name="<Élodie>")
    response = send(client, preview(client))
    sending = BulkMail.objects.get()
    assert response["Location"] == f"/coordination/envois/{sending.pk}/"
    written = OutgoingMail.objects
    assert written.count() == 0
    run_tasks()
    assert written.get().key == f"volunteers/bulk/{sending.pk}/{volunteer.pk}"
    [message] = mail.outbox
    assert (message.to, message.subject) == ([volunteer.user.email], "La réunion de rentrée")
    assert message.extra_headers["Reply-To"] == coordinator.email
    assert plain(str(message.body)).startswith(
        f"Bonjour <Élodie>,\n\nÀ jeudi.\n\n{coordinator.first_name}, pour l’équipe de Polaris 14\n\n--\nVous recevez ce courriel parce que"
    )
    assert "/espace/courriels/" in str(message.body)
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert ("<p>Bonjour &lt;Élodie&gt;,</p><p>À jeudi.</p>" in html, "/espace/courriels/" in html) == (True, True)


def test_only_those_announced_are_written_to(client: Client, run_tasks: RunTasks) -> None:
    people = make_everybody()
    send(client, preview(client))
    run_tasks()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.user.email for person in people)


def test_nothing_is_kept_once_all_is_written(client: Client, run_tasks: RunTasks) -> None:
    make_everybody()
    send(client, preview(client))
    sending = BulkMail.objects.get()
    assert (BulkMailRecipient.objects.count(), sending.text) == (3, "Bonjour {prenom},\n\nÀ jeudi.")
    run_tasks()
    sending.refresh_from_db()
    assert (BulkMailRecipient.objects.count(), sending.text, sending.written, sending.count) == (0, "", 3, 3)
    assert sending.finished_at is not None


def test_task_holds_an_id_and_nothing_else(client: Client) -> None:
    VolunteerFactory()
    send(client, preview(client))
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(BulkMail.objects.get().pk)], "kwargs": {}}


def test_second_button_sends_nothing_more(client: Client, run_tasks: RunTasks) -> None:
    VolunteerFactory()
    page = preview(client)
    first = send(client, page)
    VolunteerFactory()
    second = send(client, page, text="Autre chose.")
    assert second["Location"] == first["Location"]
    assert "déjà parti" in client.get(second["Location"]).content.decode()
    run_tasks()
    assert (BulkMail.objects.count(), len(mail.outbox)) == (1, 1)


def test_two_previews_of_one_page_send_once(client: Client) -> None:
    VolunteerFactory()
    page_id = hidden(client.get(URL).content.decode(), "page_id")
    first, second = preview(client, page_id=page_id), preview(client, page_id=page_id)
    send(client, first)
    send(client, second)
    assert BulkMail.objects.count() == 1
    # Written again from the same page, it warns, and is another mail.
    third = preview(client, page_id=page_id)
    assert "en ferait partir un second" in third
    send(client, third)
    assert BulkMail.objects.count() == 2


def test_number_that_changed_since_the_preview_is_shown_again(client: Client) -> None:
    VolunteerFactory()
    page = preview(client)
    VolunteerFactory()
    again = plain(send(client, page).content.decode())
    assert ("a changé depuis l’aperçu" in again, "Envoyer à 2 personnes" in again, BulkMail.objects.count()) == (True, True, 0)
    assert send(client, again).status_code == 302


@pytest.mark.parametrize("seen", ["", "zero", "-1", "²"])
def test_sending_without_a_preview_is_refused(client: Client, seen: str) -> None:
    VolunteerFactory()
    response = client.post(URL, {**WORDS, "send": "1", "page_id": str(uuid.uuid4()), "seen": seen})
    assert (response.status_code, BulkMail.objects.count()) == (200, 0)


def test_nobody_to_write_to_is_refused(client: Client) -> None:
    response = client.post(URL, {**WORDS, "send": "1", "page_id": "x", "seen": "0"})
    assert "ne peut recevoir ce courriel" in response.content.decode()
    assert BulkMail.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"subject": ""}, "Écrivez l’objet."),
        ({"text": " "}, "Écrivez le texte."),
        ({"subject": "Pour {prenom}"}, "L’objet est le même pour tout le monde"),
        ({"text": "Bonjour {nom},"}, "Seul {prenom} est remplacé. À corriger : {nom}."),
        ({"subject": "a" * 121}, "Écrivez-le plus court : 120 signes au plus."),
        ({"text": "a" * 5001}, "Écrivez-le plus court : 5000 signes au plus."),
    ],
)
@pytest.mark.parametrize("step", ["preview", "send"])
def test_words_are_refused_beside_their_field(client: Client, data: dict[str, str], sentence: str, step: str) -> None:
    VolunteerFactory()
    page = plain(client.post(URL, {**WORDS, "seen": "1", step: "1", **data}).content.decode())
    assert (sentence in page, "Envoyer à" in page, BulkMail.objects.count()) == (True, False, 0)


def test_longest_text_is_counted_as_the_page_counts_it(client: Client) -> None:
    VolunteerFactory()
    assert "Envoyer à" in preview(client, text="a" * 4998 + "\r\nb")


def test_subject_is_one_line(client: Client) -> None:
    VolunteerFactory()
    page = preview(client, subject="La réunion\r\nBcc: x@demo.test")
    assert "<dd>La réunion Bcc: x@demo.test</dd>" in page


def test_words_come_back_to_be_changed(client: Client) -> None:
    page = client.post(URL, {**WORDS, "edit": "1", "is_personal": "on"}).content.decode()
    assert 'value="La réunion de rentrée"' in page
    assert re.search(r'<input[^>]*name="is_personal"[^>]*checked', page)


def test_preview_keeps_the_choice_not_to_be_personal(client: Client) -> None:
    VolunteerFactory(mail_choice=MailChoice.MINE)
    VolunteerFactory()
    page = preview(client)
    kept = re.search(r'<input type="hidden" name="is_personal" value="([^"]*)"', page)
    send(client, page, **({"is_personal": kept.group(1)} if kept else {}))
    assert BulkMail.objects.get().count == 1


def test_template_fills_the_words(client: Client) -> None:
    template = MailTemplateFactory(subject="Il manque une date", text="Bonjour {prenom}, à vous.")
    page = client.post(URL, {"fill": "1", "template": str(template.pk), "stage": "ready"}).content.decode()
    assert ('value="Il manque une date"' in page, "Bonjour {prenom}, à vous." in page) == (True, True)
    assert 'name="stage" value="ready"' in page
    assert "Choisissez un modèle." in client.post(URL, {"fill": "1"}).content.decode()
    assert "n’existe plus" in client.post(URL, {"fill": "1", "template": str(uuid.uuid4())}).content.decode()


def start(count: int) -> BulkMail:
    """A sending to so many, of which nothing is written yet."""
    sending: BulkMail = BulkMailFactory(count=count)
    people = VolunteerFactory.create_batch(count)
    BulkMailRecipient.objects.bulk_create(BulkMailRecipient(mail=sending, volunteer=person) for person in people)
    return sending


def test_batches_reach_everybody_once(client: Client) -> None:
    sending = start(bulk_mails.BATCH + 5)
    assert bulk_mails.write_batch(sending.pk, now=NOW)
    page = plain(client.get(f"/coordination/envois/{sending.pk}/").content.decode())
    assert ("25 sur 30 écrits" in page, "Actualiser" in page) == (True, True)
    assert not bulk_mails.write_batch(sending.pk, now=NOW)
    assert not bulk_mails.write_batch(sending.pk, now=NOW)
    assert (OutgoingMail.objects.count(), len(set(recipients()))) == (30, 30)
    page = plain(client.get(f"/coordination/envois/{sending.pk}/").content.decode())
    assert ("30 sur 30 écrits" in page, "L’envoi est fini" in page) == (True, True)


def test_sending_that_crashed_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_mails, "BATCH", 2)
    sending = start(5)
    assert bulk_mails.write_batch(sending.pk, now=NOW)
    # The second batch dies half-way, on somebody's words; the whole batch is undone.
    trap = BulkMailRecipient.objects.all()[1].volunteer
    with connection.execute_wrapper(failing_on(trap.user.email)), pytest.raises(RuntimeError):
        bulk_mails.write_batch(sending.pk, now=NOW)
    assert (OutgoingMail.objects.count(), BulkMailRecipient.objects.count()) == (2, 3)
    bulk_mails.write_waiting(NOW)
    sending.refresh_from_db()
    assert (OutgoingMail.objects.count(), sending.written, sending.finished_at) == (5, 5, NOW)
    bulk_mails.write_waiting(NOW)
    assert OutgoingMail.objects.count() == 5
    assert dict(list_jobs(stand_in=False, calls_out=False))["volunteers.bulk_mails.write_waiting"] == 60


def failing_on(word: str) -> Any:
    """A database that dies when it writes the mail of somebody."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO") and "accounts_outgoingmail" in sql and word in str(params):
            raise RuntimeError
        return run(sql, params, many, context)

    return execute


def test_who_erases_their_account_meanwhile_leaves_nothing(run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(bulk_mails, "BATCH", 1)
    sending = start(3)
    written, waiting, last = (row.volunteer for row in BulkMailRecipient.objects.order_by("pk"))
    bulk_mails.write_batch(sending.pk, now=NOW)
    for person in (written, waiting):
        erasure.erase(person, now=NOW)
    bulk_mails.write_waiting(NOW)
    keys = list(OutgoingMail.objects.exclude(key=None).values_list("key", flat=True))
    assert keys == [f"volunteers/bulk/{sending.pk}/{last.pk}"]
    run_tasks()
    assert [message.to for message in mail.outbox if message.subject == sending.subject] == [[last.user.email]]
    page = plain(client.get(f"/coordination/envois/{sending.pk}/").content.decode())
    assert ("2 sur 3 écrits" in page, "1 personne ne l’a pas reçu" in page) == (True, True)


def test_who_leaves_or_asks_for_less_meanwhile_is_passed_over() -> None:
    start(3)
    gone, quiet, last = (row.volunteer for row in BulkMailRecipient.objects.order_by("pk"))
    Volunteer.objects.filter(pk=gone.pk).update(left_on=TODAY)
    Volunteer.objects.filter(pk=quiet.pk).update(mail_choice=MailChoice.MINE)
    bulk_mails.write_waiting(NOW)
    assert recipients() == [last.user.email]
    assert BulkMailRecipient.objects.count() == 0


def test_answers_go_to_the_association_when_the_sender_is_gone() -> None:
    start(1)
    bulk_mails.write_waiting(NOW)
    written = OutgoingMail.objects.get()
    assert written.headers == {}
    assert "L’équipe de Polaris" in written.text


def test_page_of_a_sending_names_nobody_who_receives(client: Client) -> None:
    sending = start(2)
    page = client.get(f"/coordination/envois/{sending.pk}/").content.decode()
    people = [row.volunteer for row in BulkMailRecipient.objects.all()]
    assert [word for person in people for word in (person.user.email, person.user.last_name, str(person.pk)) if word in page] == []
    assert client.get(f"/coordination/envois/{uuid.uuid4()}/").status_code == 404


def test_last_sendings_are_listed(client: Client) -> None:
    sending = BulkMailFactory(subject="Une sortie de plus")
    page = client.get(URL).content.decode()
    assert f'<a href="/coordination/envois/{sending.pk}/">Une sortie de plus</a>' in page


def test_preview_asks_as_many_queries_however_many_people(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            preview(client)
        return len(queries)

    VolunteerFactory()
    count()
    one = count()
    VolunteerFactory.create_batch(29, trained=True)
    assert count() == one
