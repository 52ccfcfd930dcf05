"""A sign-up left on the way: resumed by a link, kept thirty days, and nothing kept of who is too young."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks
from tests.volunteers.factories import MissionFactory
from tests.volunteers.office_factories import SignUpDraftFactory
from tests.volunteers.test_sign_up_view import CONFIRM, URL, send
from volunteers.models import SignUpDraft, Volunteer
from volunteers.sign_ups import forget_drafts, send_resume_links, token_of

pytestmark = pytest.mark.django_db

WHO = {"first_name": "Élodie", "last_name": "Fictif", "email": "elodie@demo.test", "age_band": "26-40"}


def address_of(draft: SignUpDraft, step: int) -> str:
    return f"{URL}{token_of(draft)}/{step}/"


def test_link_leaves_once_after_an_hour_and_opens_the_second_step(client: Client, run_tasks: RunTasks) -> None:
    draft, now = SignUpDraftFactory(), timezone.now()
    send_resume_links(now + timedelta(minutes=55))
    assert not OutgoingMail.objects.exists()
    for hours in (2, 3):
        send_resume_links(now + timedelta(hours=hours))
    run_tasks()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["elodie@demo.test"], "Votre inscription vous attend")
    address = address_of(draft, 2)
    assert address in message.body
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert list(response.cookies) == ["csrftoken"]
    assert 'value="Élodie"' in client.get(address_of(draft, 1)).content.decode()


def test_several_drafts_of_an_address_make_one_mail_and_an_account_none() -> None:
    SignUpDraftFactory.create_batch(3)
    SignUpDraftFactory(email=UserFactory().email)
    send_resume_links(timezone.now() + timedelta(hours=2))
    assert OutgoingMail.objects.count() == 1


def test_drafts_are_forgotten_after_thirty_days() -> None:
    now = timezone.now()
    SignUpDraftFactory(begun_at=now - timedelta(days=31))
    kept = SignUpDraftFactory(begun_at=now - timedelta(days=29))
    forget_drafts(now)
    assert list(SignUpDraft.objects.all()) == [kept]


def test_address_that_we_did_not_sign_is_missing(client: Client) -> None:
    draft = SignUpDraftFactory()
    other = SignUpDraftFactory()
    signature = token_of(other).partition(".")[2]
    for address in (f"{URL}{draft.pk}/2/", f"{URL}{draft.pk}.{signature}/2/", address_of(draft, 4)):
        assert client.get(address).status_code == 404


def test_draft_that_is_gone_begins_again(client: Client) -> None:
    draft = SignUpDraftFactory()
    address = address_of(draft, 3)
    draft.delete()
    assert client.get(address)["Location"] == URL


def test_step_whose_answers_lack_comes_first(client: Client) -> None:
    draft = SignUpDraftFactory()
    assert client.get(address_of(draft, 3))["Location"] == address_of(draft, 2)


def test_back_keeps_even_what_is_not_complete(client: Client) -> None:
    MissionFactory()
    draft = SignUpDraftFactory()
    response = client.post(
        address_of(draft, 2), {"free_slots": ["0-morning"], "languages-0-code": "en", "languages-0-level": "some", "back": "1"}
    )
    assert response["Location"] == address_of(draft, 1)
    page = client.get(address_of(draft, 2)).content.decode()
    assert page.count(" checked") == 1
    assert '<option value="en" selected>' in page
    assert '<option value="some" selected>' in page


def test_mission_of_the_page_is_ticked_in_the_second_step(client: Client) -> None:
    mission = MissionFactory()
    MissionFactory(slug="autre")
    response = client.post(f"{URL}?mission={mission.slug}", WHO)
    assert client.get(response["Location"]).content.decode().count(" checked") == 1


def test_mission_closed_in_between_is_asked_again(client: Client) -> None:
    mission = MissionFactory()
    draft = SignUpDraftFactory()
    client.post(address_of(draft, 2), {"missions": [mission.pk], "languages-0-code": "fr", "languages-0-level": "native", "area": "75011"})
    mission.is_open = False
    mission.save()
    assert client.post(address_of(draft, 3), {"accepts_privacy": "on"})["Location"] == address_of(draft, 2)
    assert not Volunteer.objects.exists()


def test_nothing_is_kept_of_somebody_under_sixteen(client: Client) -> None:
    assert "Merci de vouloir aider" in client.post(URL, {**WHO, "age_band": "under"}).content.decode()
    draft = SignUpDraftFactory()
    client.post(address_of(draft, 1), {**WHO, "age_band": "under"})
    assert not SignUpDraft.objects.exists()


def test_sixteen_with_a_parent_who_agrees_signs_up(client: Client) -> None:
    response = send(client, MissionFactory(), age_band="16-17", parent_agrees="on", accepts_picture="on")
    assert response["Location"] == CONFIRM
    consents = Volunteer.objects.get().consents.values_list("kind", "version")
    assert set(consents) == {("parent", "2026-12"), ("privacy", "2026-12"), ("picture", "2026-12")}


def test_first_step_answers_alike_for_a_known_address(client: Client) -> None:
    UserFactory(email="connue@demo.test")
    for email in ("connue@demo.test", "nouvelle@demo.test"):
        response = client.post(URL, {**WHO, "email": email})
        assert response["Location"] == address_of(SignUpDraft.objects.get(email=email), 2)
