"""A supported person's first name, phone and e-mail are nowhere but in the encrypted column, whatever was done with the file."""

import json
from dataclasses import asdict

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.conftest import RunTasks, SignIn
from tests.volunteers.factories import PairingFactory, ParticipantFactory, ProgrammeFactory
from tests.volunteers.test_erasure import own_files as own_files
from tests.volunteers.test_erasure import tables_naming
from tests.volunteers.whole_person import say_who_they_are
from volunteers.models import Contact, Participant

pytestmark = pytest.mark.django_db

LIST = "/coordination/participants/"
CONTACT = Contact(first_name="Quetzalprénom", phone="06 39 98 47 11", email="quetzal-adresse@demo.test")
WORDS = ("quetzalpr", CONTACT.phone, "0639984711", "quetzal-adresse")


def use_everything(office: Client, space: Client, participant: Participant) -> None:
    """All pages, answers and files of a file that somebody can reach, refusals among them."""
    url, contact = f"{LIST}{participant.pk}/", asdict(CONTACT)
    shares = {"shares_first_name": "on", "shares_phone": "on", "shares_email": "on"}
    assert office.post(f"{url}coordonnees/", contact | shares | {"phone": "abc"}).status_code == 200
    assert office.post(f"{url}coordonnees/", contact | shares).status_code == 302
    assert CONTACT.phone in office.post(f"{url}coordonnees/", {"show": "1"}).content.decode()
    for words in (CONTACT.first_name, CONTACT.phone, CONTACT.email):
        assert participant.alias in office.post(f"{LIST}chercher/", {"words": words}).content.decode()
    assert office.post(f"{url}modifier/", {"alias": "Lune", "languages-0-code": "fr", "languages-0-level": "talk"}).status_code == 200
    for file_format in ("csv", "xlsx"):
        assert office.post(f"{LIST}exporter/", {"file_format": file_format}).status_code == 200
    for page in ("", "modifier/", "coordonnees/", "lectures/", "effacer/"):
        assert office.get(f"{url}{page}").status_code == 200
    for address in (LIST, f"{LIST}chercher/", f"{LIST}exporter/", "/coordination/", "/coordination/binomes/", "/recherche/?q=polaris"):
        assert office.get(address).status_code in {200, 404}
    pairing = PairingFactory(participants=[participant], volunteer__user=User.objects.get(email="benevole@demo.test"))
    assert CONTACT.first_name in space.get(f"/espace/binomes/{pairing.pk}/").content.decode()
    assert space.get("/espace/mes-donnees/telecharger/").status_code == 200


def test_contact_is_nowhere_but_sealed(
    signed_in: SignIn, coordinator: User, run_tasks: RunTasks, own_files: None, caplog: pytest.LogCaptureFixture
) -> None:
    ProgrammeFactory()
    participant = ParticipantFactory(alias="Étoile")
    volunteer = User.objects.create_user(email="benevole@demo.test", first_name="Camille", last_name="Exemple")
    with caplog.at_level("DEBUG"):
        use_everything(say_who_they_are(signed_in(coordinator), coordinator), signed_in(volunteer), participant)
        run_tasks()
    assert Participant.objects.get().read_contact() == CONTACT
    assert tables_naming(*WORDS) == []
    sessions = " ".join(json.dumps(session.get_decoded()) for session in Session.objects.all()).casefold()
    mails = " ".join(f"{message.subject} {message.body}" for message in mail.outbox).casefold()
    logs = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends").casefold()
    assert [word for word in WORDS for place in (sessions, mails, logs) if word in place] == []


def test_control_that_seals_nothing_is_found(own_files: None) -> None:
    """The same search, where the contact was written as it is."""
    ParticipantFactory(alias="Étoile")
    assert tables_naming(*WORDS) == []
    Participant.objects.update(sealed=json.dumps(asdict(CONTACT), ensure_ascii=False))
    assert [tables_naming(word) for word in WORDS] == [
        ["volunteers_participant"],
        ["volunteers_participant"],
        [],
        ["volunteers_participant"],
    ]
