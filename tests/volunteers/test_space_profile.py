"""`/espace/profil/`: what a bénévole says of themselves."""

import re
from typing import Any

import pytest

from tests.conftest import SignIn
from tests.volunteers.factories import MissionFactory
from volunteers.models import Topic, Volunteer

pytestmark = pytest.mark.django_db

URL = "/espace/profil/"


def answers(**changes: Any) -> dict[str, Any]:
    filled = {
        "first_name": "Élodie",
        "last_name": "Fictif",
        "phone": "06 12 34 56 78",
        "languages-0-code": "fr",
        "pairings_most": 1,
        "languages-0-level": "native",
        "languages-1-code": "en",
        "languages-1-level": "talk",
        "free_slots": ["1-evening", "5-morning"],
        "area": "75011",
        "availability_note": "Deux mardis par mois",
        "missions": [MissionFactory().pk],
    }
    return {name: value for name, value in {**filled, **changes}.items() if value is not None}


def test_form_shows_what_is_known(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    new_volunteer.free_slots.all().delete()
    page = signed_in(new_volunteer.user).get(URL).content.decode()
    assert f'value="{new_volunteer.user.first_name}"' in page
    assert page.count("checked") == 1, "one mission"
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["fr", "talk", "talk", "talk", "talk"]
    assert new_volunteer.user.email in page


def test_profile_is_saved(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    response = signed_in(new_volunteer.user).post(URL, answers(), follow=True)
    assert "Votre profil est enregistré." in response.content.decode()
    new_volunteer.refresh_from_db()
    new_volunteer.user.refresh_from_db()
    assert new_volunteer.user.get_full_name() == "Élodie Fictif"
    assert sorted(new_volunteer.languages.values_list("code", "level")) == [("en", "talk"), ("fr", "native")]
    assert list(new_volunteer.free_slots.values_list("weekday", "half_day")) == [(1, "evening"), (5, "morning")]
    assert (new_volunteer.area, new_volunteer.availability_note) == ("75011", "Deux mardis par mois")


def test_what_was_saved_is_shown_again_and_can_be_taken_back(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    client = signed_in(new_volunteer.user)
    skill = Topic.objects.create(slug="couture", kind=Topic.Kind.SKILL, label="Couture")
    hidden = Topic.objects.create(slug="reliure", kind=Topic.Kind.SKILL, label="Reliure", is_offered=False)
    new_volunteer.topics.add(hidden)
    client.post(URL, answers(skills=[skill.pk]))
    # What the list offers no more stays.
    assert set(new_volunteer.topics.all()) == {skill, hidden}
    page = client.get(URL).content.decode()
    assert [f'value="{value}"' in page for value in ("Deux mardis par mois", "06 12 34 56 78")] == [True, True]
    assert len(re.findall(r"<input[^>]*checked", page)) == 1 + 2 + 1, "one mission, two moments, one skill"
    client.post(URL, answers(free_slots=None, area="", availability_note=""))
    new_volunteer.refresh_from_db()
    assert (new_volunteer.area, new_volunteer.availability_note, new_volunteer.free_slots.count()) == ("", "", 0)
    assert list(new_volunteer.topics.all()) == [hidden]


def test_extra_fields_change_nothing(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    email = new_volunteer.user.email
    signed_in(new_volunteer.user).post(URL, answers(email="autre@demo.test", kind="employee", is_staff="on", user="1"))
    new_volunteer.refresh_from_db()
    new_volunteer.user.refresh_from_db()
    assert (new_volunteer.kind, new_volunteer.user.email, new_volunteer.user.is_staff) == (Volunteer.Kind.VOLUNTEER, email, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_name": ""}, "Indiquez votre prénom."),
        ({"last_name": "<b>"}, "Les signes &lt; et &gt; ne sont pas acceptés ici."),
        ({"last_name": "a@b"}, "Un nom ne contient ni adresse ni lien."),
        ({"phone": "appelez-moi"}, "Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."),
        ({"phone": "06 12 3"}, "Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."),
        ({"phone": "+33 6 12 34 56 78 90 12 34"}, "Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."),
        ({"phone": "0" * 40}, "Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."),
        ({"languages-0-code": "", "languages-1-code": ""}, "Choisissez au moins une langue."),
        ({"languages-0-code": "xx"}, "Choisissez chaque langue et son niveau dans les listes."),
        ({"availability_note": "x" * 201}, "Écrivez-le plus court\u00a0: 200 signes au plus."),
    ],
)
def test_wrong_input_is_said_and_the_rest_kept(signed_in: SignIn, new_volunteer: Volunteer, changes: dict[str, Any], sentence: str) -> None:
    page = signed_in(new_volunteer.user).post(URL, answers(**changes)).content.decode()
    assert page.count(sentence) == 2, "beside the field and in the summary"
    assert 'value="Élodie"' in page or "first_name" in changes
    new_volunteer.user.refresh_from_db()
    assert new_volunteer.user.first_name != "Élodie"


def test_phone_is_optional(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    assert signed_in(new_volunteer.user).post(URL, answers(phone="")).status_code == 302


def test_closed_mission_stays_with_those_who_had_it(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    closed = MissionFactory(slug="fermee", title="Mission fermée", is_open=False)
    client = signed_in(new_volunteer.user)
    assert "Mission fermée" not in client.get(URL).content.decode()
    new_volunteer.missions.add(closed)
    assert "Mission fermée" in client.get(URL).content.decode()
    client.post(URL, answers(missions=[closed.pk]))
    assert list(new_volunteer.missions.all()) == [closed]


def test_typed_text_is_escaped(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    page = signed_in(new_volunteer.user).post(URL, answers(first_name='"><script>alert(1)</script>')).content.decode()
    assert "<script>alert" not in page
