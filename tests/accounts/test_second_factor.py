"""The team's second factor: mandatory everywhere, asked at every sign-in, encrypted at rest, with a way out."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from accounts.second_factor import has_second_factor, must_set_up_second_factor
from tests.accounts.factories import PASSWORD
from tests.accounts.mailbox import last_code, last_mail
from volunteers.models import Volunteer

TEAM = ["coordinator", "treasurer", "communication_officer", "superuser"]
SET_UP = "/compte/2fa/"


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    """A code must not grow old between being computed and being posted."""
    with time_machine.travel("2026-03-02T10:00:05Z", tick=False):
        yield


@pytest.fixture
def secret(coordinator: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    return secret


def give_password(client: Client, user: User) -> str:
    response = client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    return response["Location"]


@pytest.mark.parametrize("person", TEAM)
@pytest.mark.parametrize(
    "path", ["/coordination/", "/coordination/benevoles/", "/admin/", "/admin/pages/", "/espace/", "/documents/1/x.pdf", "/"]
)
def test_team_sets_up_a_second_factor_before_anything_else(request: pytest.FixtureRequest, client: Client, person: str, path: str) -> None:
    client.force_login(request.getfixturevalue(person))
    response = client.get(path)
    assert (response.status_code, response.get("Location")) == (302, SET_UP)
    assert client.post(path).get("Location") == SET_UP


@pytest.mark.parametrize("path", [SET_UP, "/compte/2fa/totp/activate/", "/compte/2fa/webauthn/add/", "/compte/logout/", "/sante/"])
def test_setting_up_and_signing_out_stay_open(client: Client, coordinator: User, path: str) -> None:
    give_password(client, coordinator)
    assert client.get(path).status_code == 200


def test_volunteer_is_not_asked_for_one(client: Client, ready_volunteer: Volunteer) -> None:
    client.force_login(ready_volunteer.user)
    assert client.get("/espace/").status_code == 200


def test_demo_waives_it(coordinator: User, settings: Settings) -> None:
    assert must_set_up_second_factor(coordinator)
    settings.MFA_WAIVED = True
    assert not must_set_up_second_factor(coordinator)


def test_recovery_codes_alone_are_no_second_factor(coordinator: User) -> None:
    RecoveryCodes.activate(coordinator)
    assert not has_second_factor(coordinator)


def test_application_is_set_up_then_opens_the_coordination(
    client: Client, coordinator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    give_password(client, coordinator)
    page = client.get("/compte/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/compte/2fa/totp/activate/", {"code": "000000"}).context["form"].errors == {"code": ["Ce code est incorrect."]}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/compte/2fa/totp/activate/", {"code": current_code(secret)})
    assert response["Location"] == "/compte/2fa/recovery-codes/"
    codes = client.get("/compte/2fa/recovery-codes/")
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert client.get("/coordination/").status_code == 200
    assert last_mail().subject == "La double authentification est activée"


def test_password_alone_no_longer_opens(client: Client, coordinator: User, secret: str) -> None:
    assert give_password(client, coordinator) == "/compte/2fa/authenticate/"
    assert client.get("/coordination/")["Location"].startswith("/compte/login/")
    response = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert response.context["form"].errors == {"code": ["Ce code est incorrect."]}
    client.post("/compte/2fa/authenticate/", {"code": current_code(secret)})
    assert client.get("/coordination/").status_code == 200


def test_mailed_code_alone_does_not_open_either(client: Client, coordinator: User, secret: str) -> None:
    client.post("/compte/login/code/", {"email": coordinator.email})
    response = client.post("/compte/login/code/confirm/", {"code": last_code()})
    assert response["Location"] == "/compte/2fa/authenticate/"
    assert client.get("/coordination/")["Location"].startswith("/compte/login/")


def test_reset_password_does_not_open_either(client: Client, coordinator: User, secret: str) -> None:
    client.post("/compte/password/reset/", {"email": coordinator.email})
    client.post("/compte/password/reset/confirm/", {"code": last_code()})
    client.post("/compte/password/reset/complete/", {"password1": "une-autre-étoile", "password2": "une-autre-étoile"})
    assert client.get("/coordination/")["Location"].startswith("/compte/login/")


def test_code_serves_once(coordinator: User, secret: str) -> None:
    code = current_code(secret)
    outcomes = []
    for _ in range(2):
        client = Client()
        give_password(client, coordinator)
        outcomes.append(client.post("/compte/2fa/authenticate/", {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_recovery_code_opens_once(coordinator: User, secret: str) -> None:
    code = RecoveryCodes.activate(coordinator).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        client = Client()
        give_password(client, coordinator)
        outcomes.append(client.post("/compte/2fa/authenticate/", {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_guessing_codes_is_limited(client: Client, coordinator: User, secret: str) -> None:
    give_password(client, coordinator)
    for _ in range(6):
        response = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert response.context["form"].errors == {"code": ["Trop d’essais. Demandez un nouveau code, ou attendez quelques minutes."]}


def test_secrets_are_encrypted_at_rest(coordinator: User, secret: str) -> None:
    codes = RecoveryCodes.activate(coordinator)
    stored = str([row.data for row in Authenticator.objects.all()])
    assert secret not in stored
    assert all(code not in stored for code in codes.get_unused_codes())
    # And still of use.
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(current_code(secret))


def test_removing_the_last_factor_leads_back_to_setting_one_up(client: Client, coordinator: User, secret: str) -> None:
    give_password(client, coordinator)
    client.post("/compte/2fa/authenticate/", {"code": current_code(secret)})
    client.post("/compte/2fa/totp/deactivate/")
    assert client.get("/coordination/")["Location"] == SET_UP


def test_lost_device_is_forgotten_by_a_command(client: Client, coordinator: User, secret: str) -> None:
    RecoveryCodes.activate(coordinator)
    give_password(client, coordinator)
    client.post("/compte/2fa/authenticate/", {"code": current_code(secret)})
    said = StringIO()
    call_command("reset_mfa", coordinator.email.upper(), stdout=said)
    assert said.getvalue().startswith("2 second factor(s) forgotten.")
    assert not has_second_factor(coordinator)
    # Whoever holds the lost device is out.
    assert client.get("/coordination/")["Location"].startswith("/compte/login/")
    give_password(client, coordinator)
    assert client.get("/coordination/")["Location"] == SET_UP


def test_command_says_when_nobody_has_that_address(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("reset_mfa", "inconnu@demo.test")


def test_key_of_another_person_cannot_be_named(client: Client, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    theirs = Authenticator.objects.create(user=stranger.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}})
    give_password(client, ready_volunteer.user)
    path = reverse("mfa_remove_webauthn", kwargs={"pk": theirs.pk})
    assert client.get(path).status_code == 404
    assert client.get(path.replace(f"{theirs.pk}:", f"{theirs.pk + 1}:")).status_code == 404
    assert client.get(f"/compte/2fa/webauthn/keys/{theirs.pk}/remove/").status_code == 404
    assert client.post(path).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
