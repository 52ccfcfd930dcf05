"""The officer asks, the coordination reads and answers; nothing is public before, and what was read is what is published."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowPage
from wagtail.test.utils.form_data import rich_text, streamfield

from accounts.models import OutgoingMail, User
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from home.proofreading import AnswerRefusedError, approve, send_back, waiting_texts
from home.proofreading_workflow import set_up_proofreading
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.home.test_editor import form_of

LIST = "/coordination/relectures/"


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    set_up_proofreading(apps)
    grant_to_communication(apps)
    page = StandardPage(title="L’association", slug="association", introduction="Avant.", body=[("heading", "Qui nous sommes")])
    home_page.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def officer(page: StandardPage, communication_officer: User, signed_in: SignIn) -> Client:
    return signed_in(communication_officer)


@pytest.fixture
def reader(coordinator: User, signed_in: SignIn) -> Client:
    """A coordinator."""
    return signed_in(coordinator)


def submit(officer: Client, page: StandardPage, introduction: str = "Après.") -> TaskState:
    """The officer asks for a proofreading, by the button of the form."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = officer.post(edit, form_of(page, introduction=introduction, **{"action-submit": "action-submit"}))
    assert response.status_code == 302
    [state] = waiting_texts()
    return state


def address_of(state: TaskState) -> str:
    return reverse("coordination_proofreading", args=[state.pk])


def answer(reader: Client, state: TaskState, button: str, comment: str = "") -> str:
    revision = state.workflow_state.content_object.latest_revision_id
    return reader.post(address_of(state), {"revision": revision, "comment": comment, button: ""}, follow=True).content.decode()


def public_text(page: StandardPage) -> str:
    return Client().get(page.url).content.decode()


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("created_at").values_list("recipient", "subject"))


def test_coordinator_reads_and_publishes(
    officer: Client, reader: Client, page: StandardPage, coordinator: User, communication_officer: User
) -> None:
    state = submit(officer, page)
    assert mails() == [(coordinator.email, "Un texte du site attend votre relecture")]
    assert "Après." not in public_text(page)

    assert "L’association" in reader.get(LIST).content.decode()
    shown = reader.get(address_of(state)).content.decode()
    assert "Ce qui change" in shown
    assert '<span class="addition">Après.</span>' in shown
    assert communication_officer.get_full_name() in shown
    text = reader.get(reverse("coordination_proofreading_text", args=[state.pk]))
    assert "Après." in text.content.decode()
    assert "no-store" in text["Cache-Control"]

    assert "est en ligne" in answer(reader, state, "approve", "Parfait.")
    assert "Après." in public_text(page)
    assert waiting_texts() == []
    assert mails()[1:] == [(communication_officer.email, "Votre texte est approuvé")]


def test_coordinator_sees_what_changes_alone(officer: Client, reader: Client, page: StandardPage) -> None:
    """The editor gives marks to each paragraph that it opens: those are no change."""
    page.body = [("paragraph", "<p>Une société accueillante.</p>")]
    page.save_revision().publish()
    body = streamfield([("paragraph", rich_text("<p>Une société accueillante.</p>"))])
    body["0"]["id"] = page.body[0].id
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    officer.post(edit, form_of(page, introduction="Après.", body=body, **{"action-submit": "action-submit"}))
    [state] = waiting_texts()
    shown = reader.get(address_of(state)).content.decode()
    assert '<span class="addition">Après.</span>' in shown
    assert "<dt>Contenu</dt>" not in shown


def test_coordinator_sends_back_with_a_word(officer: Client, reader: Client, page: StandardPage, communication_officer: User) -> None:
    state = submit(officer, page)
    assert "Dites ce qu’il faut reprendre." in answer(reader, state, "send_back")
    assert "est renvoyé" in answer(reader, state, "send_back", "Le chiffre n’est <plus> bon.")
    assert "Après." not in public_text(page)
    mail = OutgoingMail.objects.get(recipient=communication_officer.email)
    assert "Le chiffre n’est <plus> bon." in mail.text
    assert "Le chiffre n’est &lt;plus&gt; bon." in mail.html

    # Corrected, the text is asked for again.
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.refresh_from_db()
    officer.post(edit, form_of(page, introduction="Corrigé.", **{"action-restart-workflow": "action-restart-workflow"}))
    [again] = waiting_texts()
    assert "est en ligne" in answer(reader, again, "approve")
    assert "Corrigé." in public_text(page)


def test_officer_may_still_publish_directly(officer: Client, page: StandardPage) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    officer.post(edit, form_of(page, introduction="Après.", **{"action-publish": "action-publish"}))
    assert "Après." in public_text(page)
    assert waiting_texts() == []
    assert mails() == []


def test_text_is_not_changed_while_it_is_read(officer: Client, page: StandardPage) -> None:
    submit(officer, page)
    officer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, introduction="En douce."))
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().introduction == "Après."


def test_first_answer_decides(officer: Client, reader: Client, page: StandardPage, coordinator: User) -> None:
    state = submit(officer, page)
    send_back(state.pk, by=coordinator, comment="Pas encore.")
    with pytest.raises(AnswerRefusedError):
        approve(state.pk, revision_id=page.latest_revision_id, by=coordinator, comment="")
    assert "déjà terminée" in answer(reader, state, "approve")
    assert "Après." not in public_text(page)


def test_text_that_changed_since_is_not_published_unread(officer: Client, page: StandardPage, coordinator: User) -> None:
    state = submit(officer, page)
    read = state.workflow_state.content_object.latest_revision_id
    page.refresh_from_db()
    page.introduction = "Autre chose."
    page.save_revision()
    with pytest.raises(AnswerRefusedError, match="a changé"):
        approve(state.pk, revision_id=read, by=coordinator, comment="")
    assert "Autre chose." not in public_text(page)


def test_unfinished_text_is_not_published(officer: Client, page: StandardPage, coordinator: User) -> None:
    state = submit(officer, page)
    page.refresh_from_db()
    page.introduction = "Soit xx % des personnes."
    unfinished = page.save_revision()
    with pytest.raises(AnswerRefusedError, match="pas prêt à paraître"):
        approve(state.pk, revision_id=unfinished.pk, by=coordinator, comment="")
    assert "xx %" not in public_text(page)


def test_approved_text_waits_for_its_hour(officer: Client, reader: Client, page: StandardPage, communication_officer: User) -> None:
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.introduction = "Après."
    page.save_revision(user=communication_officer)
    state = page.get_workflow().start(page, communication_officer).current_task_state
    assert "Il paraîtra le" in reader.get(address_of(state)).content.decode()
    assert "paraîtra à l’heure prévue" in answer(reader, state, "approve")
    assert "Après." not in public_text(page)


def test_deleted_page_is_no_longer_read(officer: Client, reader: Client, page: StandardPage) -> None:
    state = submit(officer, page)
    page.delete()
    assert reader.get(address_of(state)).status_code == 404
    assert "Aucun texte n’attend" in reader.get(LIST).content.decode()


def test_addresses_are_not_guessed(officer: Client, reader: Client, page: StandardPage) -> None:
    state = submit(officer, page)
    assert reader.get(f"{LIST}{state.pk}/").status_code == 404


def test_list_asks_no_more_for_thirty_texts(
    home_page: HomePage, reader: Client, communication_officer: User, django_assert_max_num_queries: object
) -> None:
    set_up_proofreading(apps)
    for number in range(30):
        page = StandardPage(title=f"Texte {number}", slug=f"texte-{number}", live=False)
        home_page.add_child(instance=page)
        page.save_revision(user=communication_officer)
        page.get_workflow().start(page, communication_officer)
    reader.get(LIST)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert reader.get(LIST).content.decode().count("Texte ") == 30


def test_one_workflow_for_every_page_and_only_once(page: StandardPage) -> None:
    set_up_proofreading(apps)
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Relecture"]
    assert list(WorkflowPage.objects.values_list("workflow__name", "page__depth")) == [("Relecture", 1)]
    task = GroupApprovalTask.objects.get()
    assert list(task.groups.all()) == [Group.objects.get(name="coordination")]


def test_superusers_get_no_mail_of_their_own(officer: Client, page: StandardPage, superuser: User) -> None:
    UserFactory(coordinator=True, is_active=False)
    submit(officer, page)
    assert mails() == []
