"""Each role meets, on the pages and in the files it can reach, the fields that the table gives it and no other."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.factories import PairingFactory, VolunteerFactory
from tests.volunteers.participant_fields import SEEN_BY, Viewer, make_participant
from tests.volunteers.whole_person import say_who_they_are
from tests.volunteers.words import plain
from volunteers.models import Pairing, Participant
from volunteers.models.reading import FIELD_WORDS

pytestmark = pytest.mark.django_db

STATUSES = {Viewer.OWN_BEFORE: Pairing.Status.OFFERED, Viewer.OWN_AFTER: Pairing.Status.ENDED}
ROLES = {
    Viewer.COORDINATOR: "coordinator",
    Viewer.SUPERUSER: "superuser",
    Viewer.TREASURER: "treasurer",
    Viewer.COMMUNICATION: "communication",
}
LIST = "/coordination/participants/"


def whole_file(client: Client, participant: Participant) -> list[bytes]:
    """The pages of the file, each answer of a button among them. Not those with lists of choices, which hold every word there is."""
    url = f"{LIST}{participant.pk}/"
    answers = [
        client.get(url),
        client.post(f"{url}coordonnees/", {"show": "1"}),
        client.get(f"{url}lectures/"),
        client.get(f"{url}effacer/"),
    ]
    return [answer.content for answer in answers]


def everything(client: Client, participant: Participant, pairing: Pairing) -> list[bytes]:
    """All that somebody may try, whatever comes back."""
    url = f"{LIST}{participant.pk}/"
    tried = [
        *(
            LIST,
            f"{LIST}chercher/",
            f"{LIST}exporter/",
            f"{url}modifier/",
            "/espace/",
            "/espace/binomes/",
            f"/espace/binomes/{pairing.pk}/",
        ),
        *("/coordination/", "/coordination/binomes/", f"/coordination/binomes/{pairing.pk}/", "/espace/mes-donnees/telecharger/"),
    ]
    posted = [client.post(f"{LIST}exporter/", {"file_format": "csv"}), client.post(f"{LIST}chercher/", {"words": "Prénomfictif"})]
    return [*(client.get(address).content for address in tried), *(answer.content for answer in posted), *whole_file(client, participant)]


def seen_by(viewer: Viewer, signed_in: SignIn, participant: Participant) -> list[bytes]:
    status = STATUSES.get(viewer, Pairing.Status.ACTIVE)
    now, slots = timezone.now(), list(participant.free_slots.values_list("weekday", "half_day"))
    pairing = PairingFactory(participants=[participant], status=status, offered_at=now, offered_until=now, volunteer__slots=slots)
    if viewer == Viewer.ANONYMOUS:
        return everything(Client(), participant, pairing)
    if viewer in {Viewer.OWN_BEFORE, Viewer.OWN, Viewer.OWN_AFTER}:
        return everything(signed_in(pairing.volunteer.user), participant, pairing)
    if viewer == Viewer.OTHER:
        return everything(signed_in(VolunteerFactory(trained=True).user), participant, pairing)
    user: User = UserFactory(**{ROLES.get(viewer, "coordinator"): True})
    client = say_who_they_are(signed_in(user), user)
    if viewer == Viewer.EXPORT:
        return [client.post(f"{LIST}exporter/", {"file_format": "csv"}).getvalue()]
    if viewer in {Viewer.COORDINATOR, Viewer.SUPERUSER}:
        return whole_file(client, participant)
    return everything(client, participant, pairing)


@pytest.mark.parametrize("viewer", Viewer)
def test_viewer_sees_the_fields_of_the_table_and_no_other(viewer: Viewer, signed_in: SignIn) -> None:
    participant, words = make_participant()
    pages = plain(" ".join(page.decode(errors="replace") for page in seen_by(viewer, signed_in, participant)))
    found = {name for name, word in words.items() if word in pages}
    assert found == {name for name, viewers in SEEN_BY.items() if viewer in viewers}


def test_table_holds_every_field() -> None:
    _, words = make_participant()
    assert set(words) == set(SEEN_BY)
    told_otherwise = {"standing": "state", "shares": "first_name"}
    assert {told_otherwise.get(name, name) for name in FIELD_WORDS} <= set(SEEN_BY)
