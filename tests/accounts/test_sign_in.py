"""Signing in and out: by password or mailed code, to one's own start page, and truly out."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.mailbox import last_code, last_mail
from tests.conftest import SignIn
from tests.volunteers.factories import MissionFactory
from volunteers.models import Volunteer

LOGIN = "/compte/login/"


def sign_in_by_password(client: Client, user: User, next_url: str = "") -> str:
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": next_url})
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])
    return response["Location"]


def sign_in_by_code(client: Client, user: User) -> str:
    client.post("/compte/login/code/", {"email": user.email})
    response = client.post("/compte/login/code/confirm/", {"code": last_code(), "action": "verify"})
    assert response.status_code == 302
    return response["Location"]


def is_signed_in(client: Client) -> bool:
    return client.get("/compte/email/").status_code == 200


def test_password_opens_the_space_of_a_volunteer(client: Client, ready_volunteer: Volunteer) -> None:
    assert sign_in_by_password(client, ready_volunteer.user) == reverse("space_home")
    assert is_signed_in(client)


def test_email_is_recognised_in_capitals(client: Client, ready_volunteer: Volunteer) -> None:
    client.post(LOGIN, {"login": ready_volunteer.user.email.upper(), "password": PASSWORD})
    assert is_signed_in(client)


def test_mailed_code_opens_the_space_too(client: Client, ready_volunteer: Volunteer) -> None:
    assert sign_in_by_code(client, ready_volunteer.user) == reverse("space_home")
    assert is_signed_in(client)


def test_code_is_typed_as_one_likes(client: Client, ready_volunteer: Volunteer) -> None:
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    client.post("/compte/login/code/confirm/", {"code": last_code().replace("-", " ").lower()})
    assert is_signed_in(client)


def test_wrong_code_is_refused_beside_its_field(client: Client, ready_volunteer: Volunteer) -> None:
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    response = client.post("/compte/login/code/confirm/", {"code": "BBBB-BBBB"})
    assert response.context["form"].errors == {"code": ["Ce code est incorrect. Vérifiez-le, ou demandez-en un autre."]}
    assert not is_signed_in(client)


def test_fifth_wrong_code_ends_the_attempt(client: Client, ready_volunteer: Volunteer) -> None:
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    code = last_code()
    for _ in range(5):
        client.post("/compte/login/code/confirm/", {"code": "BBBB-BBBB"})
    client.post("/compte/login/code/confirm/", {"code": code})
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("person", "start"),
    [("coordinator", "coordination_home"), ("treasurer", "coordination_home"), ("communication_officer", "wagtailadmin_home")],
)
def test_team_lands_on_its_own_start_page(client: Client, request: pytest.FixtureRequest, person: str, start: str) -> None:
    user = request.getfixturevalue(person)
    client.force_login(user)
    assert client.get(LOGIN)["Location"] == reverse(start)


def test_superuser_lands_on_the_coordination(client: Client, superuser: User) -> None:
    client.force_login(superuser)
    assert client.get(LOGIN)["Location"] == reverse("coordination_home")


def test_next_is_followed_on_the_site(client: Client, ready_volunteer: Volunteer) -> None:
    assert sign_in_by_password(client, ready_volunteer.user, "/agenda/?mois=3") == "/agenda/?mois=3"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "///example.org",
        "http:///example.org",
        "javascript:alert(1)",
        "https:example.org",
        "\thttps://example.org",
        # Another name of the host is another site to a browser.
        "http://127.0.0.1/",
    ],
)
def test_next_never_leaves_the_site(client: Client, ready_volunteer: Volunteer, elsewhere: str) -> None:
    assert sign_in_by_password(client, ready_volunteer.user, elsewhere) == reverse("space_home")
    assert client.post("/compte/logout/", {"next": elsewhere})["Location"] == "/"


def test_session_is_rotated_at_sign_in(client: Client, ready_volunteer: Volunteer) -> None:
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/compte/login/code/confirm/", {"code": last_code()})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_signed_in(client)
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server(client: Client, ready_volunteer: Volunteer) -> None:
    sign_in_by_password(client, ready_volunteer.user)
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    # Without this, an empty session would prove nothing.
    assert is_signed_in(thief)
    client.post("/compte/logout/")
    assert not is_signed_in(thief)
    assert not Session.objects.filter(session_key=stolen).exists()


def test_reading_the_sign_out_page_signs_nobody_out(client: Client, ready_volunteer: Volunteer) -> None:
    sign_in_by_password(client, ready_volunteer.user)
    assert client.get("/compte/logout/").status_code == 200
    assert is_signed_in(client)


def test_deactivated_person_is_out_at_the_next_request(client: Client, ready_volunteer: Volunteer) -> None:
    sign_in_by_password(client, ready_volunteer.user)
    assert is_signed_in(client)
    User.objects.filter(pk=ready_volunteer.user.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_deactivated_person_cannot_sign_in(client: Client, ready_volunteer: Volunteer) -> None:
    User.objects.filter(pk=ready_volunteer.user.pk).update(is_active=False)
    assert sign_in_by_password(client, ready_volunteer.user) == reverse("account_inactive")
    assert client.get("/compte/inactive/").status_code == 200
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    assert last_mail().subject == "Votre compte est fermé"
    assert "Elle a un compte, qui est fermé." in last_mail().text
    assert not is_signed_in(client)


def test_person_sees_and_ends_their_other_sessions(client: Client, ready_volunteer: Volunteer) -> None:
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36")
    sign_in_by_password(other, ready_volunteer.user)
    sign_in_by_password(client, ready_volunteer.user)
    page = client.get("/compte/sessions/").content.decode()
    assert "Chrome sur Android" in page
    client.post("/compte/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert UserSession.objects.count() == 1


def test_changing_the_password_ends_the_other_sessions(client: Client, ready_volunteer: Volunteer) -> None:
    other = Client()
    sign_in_by_password(other, ready_volunteer.user)
    sign_in_by_password(client, ready_volunteer.user)
    new = "une-autre-étoile-15"
    client.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert last_mail().subject == "Votre mot de passe a changé"


def test_two_different_passwords_are_refused(client: Client, ready_volunteer: Volunteer) -> None:
    sign_in_by_password(client, ready_volunteer.user)
    data = {"oldpassword": PASSWORD, "password1": "une-autre-étoile-15", "password2": "une-autre-étoile-16"}
    response = client.post("/compte/password/change/", data)
    assert response.context["form"].errors == {"password2": ["Les deux mots de passe ne sont pas les mêmes."]}


def test_forgotten_password_is_replaced_with_a_mailed_code(client: Client, ready_volunteer: Volunteer) -> None:
    new = "une-autre-étoile-15"
    assert client.post("/compte/password/reset/", {"email": ready_volunteer.user.email})["Location"] == "/compte/password/reset/confirm/"
    client.post("/compte/password/reset/confirm/", {"code": last_code()})
    response = client.post("/compte/password/reset/complete/", {"password1": new, "password2": new})
    assert response["Location"] == "/compte/password/reset/done/"
    assert client.post(LOGIN, {"login": ready_volunteer.user.email, "password": new}).status_code == 302
    assert is_signed_in(client)


def test_code_of_a_reset_is_needed_before_the_new_password(client: Client, ready_volunteer: Volunteer) -> None:
    client.post("/compte/password/reset/", {"email": ready_volunteer.user.email})
    client.post("/compte/password/reset/complete/", {"password1": "une-autre-étoile-15", "password2": "une-autre-étoile-15"})
    ready_volunteer.user.refresh_from_db()
    assert ready_volunteer.user.check_password(PASSWORD)


def test_person_without_password_may_choose_one(client: Client, db: None) -> None:
    user = UserFactory(password=None)
    user.set_unusable_password()
    user.save()
    sign_in_by_code(client, user)
    assert client.get("/compte/password/change/")["Location"] == "/compte/password/set/"
    assert client.get("/compte/password/set/").status_code == 200
    client.post("/compte/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert last_mail().subject == "Votre compte a maintenant un mot de passe"


def test_new_address_counts_once_its_code_is_typed(client: Client, ready_volunteer: Volunteer) -> None:
    user = ready_volunteer.user
    old = user.email
    sign_in_by_password(client, user)
    client.post("/compte/email/", {"email": "nouvelle-adresse@demo.test", "action_add": ""})
    user.refresh_from_db()
    assert user.email == old
    assert last_mail().recipient == "nouvelle-adresse@demo.test"
    client.post("/compte/confirm-email/", {"code": last_code()})
    user.refresh_from_db()
    assert user.email == "nouvelle-adresse@demo.test"
    assert (last_mail().recipient, last_mail().subject) == (old, "Votre adresse e-mail a changé")


def test_changing_the_address_asks_for_the_password_again_after_a_while(client: Client, ready_volunteer: Volunteer) -> None:
    sign_in_by_password(client, ready_volunteer.user)
    session = client.session
    records = session["account_authentication_methods"]
    records[-1]["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    session["account_authentication_methods"] = records
    session.save()
    response = client.post("/compte/email/", {"email": "nouvelle-adresse@demo.test", "action_add": ""})
    assert response["Location"].startswith("/compte/reauthenticate/")
    assert client.get(response["Location"]).status_code == 200
    client.post(response["Location"], {"password": PASSWORD, "next": "/compte/email/"})
    assert last_mail().recipient == "nouvelle-adresse@demo.test"


def test_superuser_of_a_new_installation_confirms_their_address_first(client: Client, db: None) -> None:
    """`createsuperuser` knows no mailed code: the first sign-in sends one."""
    user = User.objects.create_superuser("Premiere@demo.test", PASSWORD)
    assert User.objects.get_by_natural_key("PREMIERE@demo.test") == user
    assert (user.email, user.get_short_name()) == ("premiere@demo.test", "")
    assert sign_in_by_password(client, user) == "/compte/confirm-email/"
    assert client.get("/compte/confirm-email/").status_code == 200
    assert client.post("/compte/confirm-email/", {"code": last_code()}).status_code == 302
    assert client.get("/coordination/")["Location"] == "/compte/2fa/"


def test_sign_up_is_the_volunteers_form(client: Client, db: None) -> None:
    assert client.get("/compte/signup/")["Location"] == reverse("volunteer_sign_up")


def test_what_is_not_offered_does_not_exist(client: Client, db: None) -> None:
    for path in ("phone/change/", "3rdparty/", "password/reset/key/1-set-password/", "signup/passkey/", "2fa/trust/"):
        assert client.get(f"/compte/{path}").status_code == 404


def test_admin_has_no_door_of_its_own(client: Client, communication_officer: User, signed_in: SignIn) -> None:
    assert client.get("/admin/")["Location"] == "/compte/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == "/compte/login/?next=/admin/pages/"
    assert client.get("/admin/password_reset/")["Location"] == "/compte/password/reset/"
    # A guess posted to the old door is not looked at.
    response = client.post("/admin/login/", {"username": communication_officer.email, "password": PASSWORD})
    assert response["Location"] == "/compte/login/"
    assert not is_signed_in(client)

    officer = signed_in(communication_officer)
    officer.post("/admin/logout/")
    assert not is_signed_in(officer)


@pytest.mark.parametrize("page", ["/compte/login/code/confirm/", "/compte/confirm-email/"])
def test_somebody_with_a_wrong_address_may_start_again(page: str, db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    if page.startswith("/compte/login"):
        send(browser, "/compte/login/code/", {"email": UserFactory().email})
    else:
        mission = str(MissionFactory(required_trainings=[]).pk)
        steps: list[dict[str, object]] = [
            {"first_name": "Noé", "last_name": "Fictif", "email": "faute@demo.test", "age_band": "26-40"},
            {"missions": [mission], "languages-0-code": "fr", "languages-0-level": "native", "area": "75011"},
            {"accepts_privacy": "on"},
        ]
        address = "/benevoles/inscription/"
        for answers in steps:
            address = send(browser, address, answers)
    html = browser.get(page).content.decode()
    forms = re.findall(r'<form method="post".*?</form>', html, re.DOTALL)
    assert forms
    assert all("csrfmiddlewaretoken" in form for form in forms)
    send(browser, "/compte/logout/", {"next": LOGIN})
    assert browser.get("/benevoles/inscription/").status_code == 200


def test_code_may_be_sent_again_at_once(client: Client, ready_volunteer: Volunteer) -> None:
    EmailAddress.objects.filter(user=ready_volunteer.user).update(verified=False)
    sign_in_by_password(client, ready_volunteer.user)
    first = last_code()
    assert client.post("/compte/confirm-email/", {"action": "resend"}).status_code == 302
    assert last_code() != first
    client.post("/compte/confirm-email/", {"action": "verify", "code": last_code()})
    assert is_signed_in(client)


def send(browser: Client, address: str, answers: dict[str, object]) -> str:
    """Gives where the answer leads."""
    browser.get("/compte/login/")
    response = browser.post(address, answers | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value})
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])
