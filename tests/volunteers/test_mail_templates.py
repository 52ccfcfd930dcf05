"""`/coordination/modeles/`: texts that the coordination sends again."""

import uuid

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.office_factories import MailTemplateFactory
from tests.volunteers.words import plain
from volunteers.models import MailTemplate

pytestmark = pytest.mark.django_db

URL = "/coordination/modeles/"
WORDS = {"title": "Réunion", "subject": "La réunion de rentrée", "text": "Bonjour {prenom},"}


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def test_template_is_added_changed_and_deleted(client: Client) -> None:
    assert "Aucun modèle pour l’instant." in client.get(URL).content.decode()
    assert client.post(f"{URL}nouveau/", WORDS)["Location"] == URL
    template = MailTemplate.objects.get()
    assert (template.title, template.subject, template.text) == ("Réunion", "La réunion de rentrée", "Bonjour {prenom},")
    page = f"{URL}{template.pk}/"
    assert f'<a href="{page}">Réunion</a>' in client.get(URL).content.decode()
    client.post(page, WORDS | {"title": "Rentrée"})
    assert [found.title for found in MailTemplate.objects.all()] == ["Rentrée"]
    assert "Supprimer pour toujours" in client.get(page).content.decode()
    assert client.post(f"{page}supprimer/")["Location"] == URL
    assert MailTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Donnez un nom au modèle."),
        ({"title": "Déjà là"}, "Un modèle porte déjà ce nom."),
        ({"subject": "{prenom}"}, "L’objet est le même pour tout le monde"),
        ({"text": "Bonjour {nom},"}, "Seul {prenom} est remplacé. À corriger : {nom}."),
        ({"text": ""}, "Écrivez le texte."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client: Client, change: dict[str, str], sentence: str) -> None:
    MailTemplateFactory(title="Déjà là")
    assert sentence in plain(client.post(f"{URL}nouveau/", WORDS | change).content.decode())
    assert MailTemplate.objects.count() == 1


@pytest.mark.parametrize("path", ["", "supprimer/"])
def test_unknown_template_is_missing(client: Client, path: str) -> None:
    assert client.post(f"{URL}{uuid.uuid4()}/{path}").status_code == 404
