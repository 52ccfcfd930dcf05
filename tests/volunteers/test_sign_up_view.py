"""`/benevoles/inscription/`: what it makes, what it refuses, and that it tells nobody who has an account."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks, SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory
from tests.volunteers.words import plain
from volunteers.forms.sign_up import SignUpForm
from volunteers.models import Mission, SignUpDraft, Volunteer

pytestmark = pytest.mark.django_db

URL = "/benevoles/inscription/"
CONFIRM = "/compte/confirm-email/"
STEPS = [
    {"first_name", "last_name", "email", "phone", "age_band"},
    {"missions", "languages-0-code", "languages-0-level", "free_slots", "area"},
    {"parent_agrees", "accepts_privacy", "accepts_picture", "gender", "motivation", "heard_through"},
]


@pytest.fixture
def mission() -> Mission:
    return MissionFactory()


def answers(mission: Mission, **changes: Any) -> dict[str, Any]:
    """What the three steps are sent, together: each reads its own."""
    filled = {
        "first_name": "Élodie",
        "last_name": "Fictif",
        "email": "elodie@demo.test",
        "age_band": "26-40",
        "missions": [mission.pk],
        "languages-0-code": "fr",
        "languages-0-level": "native",
        "free_slots": ["1-evening"],
        "area": "75011",
        "accepts_privacy": "on",
    }
    return {name: value for name, value in {**filled, **changes}.items() if value is not None}


def send(client: Client, mission: Mission, **changes: Any) -> Any:
    """Sends each step where the one before leads; gives the first answer that is no next step."""
    filled = answers(mission, **changes)
    address = URL
    for names in STEPS:
        response: Any = client.post(address, {name: value for name, value in filled.items() if name in names})
        if response.status_code != 302 or not response["Location"].startswith(URL):
            return response
        address = response["Location"]
    return response


def test_person_lands_in_their_space_with_the_code(client: Client, mission: Mission, run_tasks: RunTasks) -> None:
    response = send(client, mission)
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    volunteer = Volunteer.objects.get()
    assert (volunteer.user.get_full_name(), volunteer.user.email) == ("Élodie Fictif", "elodie@demo.test")
    assert list(volunteer.missions.all()) == [mission]
    assert set(volunteer.consents.values_list("kind", flat=True)) == {"privacy"}
    assert list(volunteer.languages.values_list("code", "level")) == [("fr", "native")]
    assert list(volunteer.free_slots.values_list("weekday", "half_day")) == [(1, "evening")]
    assert (volunteer.area, volunteer.age_band) == ("75011", "26-40")
    assert not SignUpDraft.objects.exists()
    assert not volunteer.user.has_usable_password()
    assert not EmailAddress.objects.get().verified
    run_tasks()
    (message,) = mail.outbox
    assert "Élodie" not in message.subject
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", str(message.body), re.MULTILINE)
    assert code is not None
    response = client.post(CONFIRM, {"code": code.group(1), "action": "verify"})
    assert (response.status_code, response["Location"]) == (302, "/espace/")
    assert EmailAddress.objects.get().verified
    assert client.get("/espace/").status_code == 200


def test_wrong_code_is_said_beside_its_field(client: Client, mission: Mission) -> None:
    send(client, mission)
    response = client.post(CONFIRM, {"code": "AAAAAA", "action": "verify"})
    assert response.status_code == 200
    assert "Ce code est incorrect" in response.content.decode()
    assert not EmailAddress.objects.get().verified


def answer_to(email: str, mission: Mission) -> tuple[int, str, str, str]:
    """Status, address, and the page that follows, without what is random in it."""
    client = Client()
    response = send(client, mission, email=email)
    page = client.get(response["Location"])
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page.content.decode())
    return response.status_code, response["Location"], str(sorted(response.cookies)), body.replace(email, "…")


def test_known_address_gets_the_same_answer_and_the_mail_tells(mission: Mission, run_tasks: RunTasks) -> None:
    UserFactory(email="connue@demo.test")
    assert answer_to("connue@demo.test", mission) == answer_to("nouveau@demo.test", mission)
    assert User.objects.count() == 2
    assert not Volunteer.objects.filter(user__email="connue@demo.test").exists()
    run_tasks()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {"connue@demo.test": "Vous avez déjà un compte", "nouveau@demo.test": "Votre code de confirmation"}


def test_known_address_in_other_letters_is_known(mission: Mission) -> None:
    UserFactory(email="connue@demo.test")
    answer_to("Connue@Demo.test", mission)
    assert User.objects.count() == 1


def test_known_address_takes_about_the_same_time(mission: Mission, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email="connue@demo.test")

    def seconds(email: str) -> float:
        client = Client()
        started = time.perf_counter()
        send(client, mission, email=email)
        return time.perf_counter() - started

    seconds("chauffe@demo.test")
    known, new = [], []
    for number in range(7):
        known.append(seconds("connue@demo.test"))
        new.append(seconds(f"nouveau-{number}@demo.test"))
    # The fastest of each: other work on the machine slows some.
    assert abs(min(known) - min(new)) < 0.05


def test_extra_fields_change_nothing(client: Client, mission: Mission) -> None:
    other = UserFactory()
    extra = {
        "role": "coordination",
        "groups": "1",
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "kind": "employee",
        "user": str(other.pk),
        "id": str(other.pk),
        "password1": "étoile-polaire-14",
        "signed_up_at": "2020-01-01",
        "verified": "on",
    }
    send(client, mission, **extra)
    volunteer = Volunteer.objects.get()
    user = volunteer.user
    assert (user.is_staff, user.is_superuser, user.is_active, user.roles) == (False, False, True, frozenset())
    assert volunteer.kind == Volunteer.Kind.VOLUNTEER
    assert volunteer.signed_up_at.year > 2020
    assert user != other
    assert not user.has_usable_password()
    assert not EmailAddress.objects.get(user=user).verified


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_name": ""}, "Indiquez votre prénom."),
        ({"last_name": ""}, "Indiquez votre nom."),
        ({"email": ""}, "Indiquez votre adresse e-mail."),
        ({"email": "elodie@"}, "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr."),
        ({"missions": None}, "Choisissez au moins une mission ; vous pourrez en changer."),
        ({"age_band": None}, "Indiquez votre âge."),
        ({"languages-0-code": None}, "Choisissez au moins une langue."),
        ({"languages-0-code": "xx"}, "Choisissez chaque langue et son niveau dans les listes."),
        ({"area": None}, "Indiquez où vous habitez."),
        ({"age_band": "16-17"}, "Avant 18 ans, il nous faut l’accord d’un parent."),
        ({"accepts_privacy": None}, "Sans votre accord, nous ne pouvons pas garder votre inscription."),
        ({"first_name": "Gagnez http://piege.test"}, "Un nom ne contient ni adresse ni lien."),
        ({"last_name": "x" * 81}, "Ce nom est trop long : 80 signes au plus."),
    ],
)
def test_wrong_input_is_said_in_french_and_everything_typed_is_kept(
    client: Client, mission: Mission, changes: dict[str, Any], sentence: str
) -> None:
    response = send(client, mission, **changes)
    assert response.status_code == 200
    page = plain(response.content.decode())
    assert page.count(sentence) == 2, "beside the field and in the summary"
    if set(changes) & {"first_name", "last_name", "email"}:
        typed = {"first_name": "Élodie", "last_name": "Fictif", "email": "elodie@demo.test", **changes}
        assert [name for name, value in typed.items() if value and f'value="{value}"' not in page] == []
    assert not User.objects.exists()


def test_closed_mission_cannot_be_chosen(client: Client) -> None:
    MissionFactory()
    closed = MissionFactory(slug="fermee", is_open=False)
    assert send(client, closed).status_code == 200
    assert not Volunteer.objects.exists()


def test_two_sign_ups_at_the_same_instant_give_the_answer_of_a_known_address(
    client: Client, mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_the_race(*args: object) -> User:
        raise IntegrityError("accounts_user_email_unique")

    monkeypatch.setattr(SignUpForm, "save", lose_the_race)
    response = send(client, mission)
    assert (response.status_code, response["Location"]) == (302, CONFIRM)


def test_form_is_never_stored_by_caches(client: Client) -> None:
    assert "no-store" in client.get(URL)["Cache-Control"]
    assert "no-store" in client.post(URL, {})["Cache-Control"]


def test_form_sets_the_csrf_cookie_alone(client: Client) -> None:
    assert list(client.get(URL).cookies) == ["csrftoken"]


def test_too_many_tries_are_stopped(client: Client) -> None:
    statuses = [client.post(URL, {"email": f"personne-{number}@demo.test"}).status_code for number in range(25)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_account_sign_up_leads_here(client: Client) -> None:
    assert reverse("account_signup") == "/compte/signup/"
    for response in (client.get("/compte/signup/"), client.post("/compte/signup/", {"email": "elodie@demo.test"})):
        assert (response.status_code, response["Location"]) == (302, URL)
    assert not User.objects.exists()


def test_signed_in_person_goes_to_their_space(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    response = signed_in(new_volunteer.user).get(URL)
    assert (response.status_code, response["Location"]) == (302, "/espace/")


def test_form_asks_as_many_queries_however_many_missions(client: Client) -> None:
    MissionFactory()
    client.get(URL)
    one = count_queries(client, URL)
    for number in range(29):
        MissionFactory(slug=f"mission-{number}")
    assert count_queries(client, URL) == one
