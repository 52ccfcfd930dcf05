"""The charter of pairings: its versions, its three signatures, its copy."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.factories import PairingCharterFactory, PairingSignatureFactory, ParticipantFactory, ready_pairing
from tests.volunteers.words import plain
from volunteers import pairing_charters as charters
from volunteers.exceptions import Refused
from volunteers.models import PairingCharter, PairingSignature

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def test_versions_are_numbered_apart_for_all_and_for_a_programme() -> None:
    programme = ready_pairing(agreed=True).programme
    made = [charters.publish("Un", programme=scope, now=NOW) for scope in (None, programme, None)]
    assert [(charter.programme, charter.number) for charter in made] == [(None, 1), (programme, 1), (None, 2)]


def test_programmes_own_charter_comes_before_that_of_all() -> None:
    pairing = ready_pairing(agreed=True)
    assert charters.charter_of(pairing) is None
    general = charters.publish("Pour tous", programme=None, now=NOW)
    assert charters.charter_of(pairing) == general
    own = charters.publish("À nous", programme=pairing.programme, now=NOW)
    assert charters.charter_of(pairing) == own


def test_pairing_keeps_the_version_of_its_first_signature() -> None:
    pairing = ready_pairing(agreed=True)
    first = PairingCharterFactory()
    PairingSignatureFactory(pairing=pairing, charter=first)
    charters.publish("Autrement", programme=None, now=NOW)
    assert charters.charter_of(pairing) == first


def test_volunteer_signs_by_name_once() -> None:
    pairing, charter = ready_pairing(agreed=True), PairingCharterFactory()
    name = pairing.volunteer.user.get_full_name()
    with pytest.raises(Refused) as refused:
        charters.sign(pairing, charter, "Quelqu’un d’autre", now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["name"]
    for typed in (name.upper(), name):
        charters.sign(pairing, charter, typed, now=NOW)
    kept = PairingSignature.objects.get()
    assert (kept.who, kept.typed_name, kept.signed_on) == ("volunteer", name.upper(), TODAY)


def test_version_that_was_read_is_the_one_signed() -> None:
    pairing, old = ready_pairing(agreed=True), PairingCharterFactory()
    charters.publish("Autrement", programme=None, now=NOW)
    with pytest.raises(Refused) as refused:
        charters.sign(pairing, old, pairing.volunteer.user.get_full_name(), now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["old"]


@pytest.mark.parametrize("trait", ["offered", "accepted"])
def test_nothing_is_signed_before_everybody_has_accepted(coordinator: User, trait: str) -> None:
    PairingCharterFactory()
    with pytest.raises(Refused) as refused:
        charters.note(ready_pairing(**{trait: True}), "association", on=TODAY, by=coordinator, today=TODAY)
    assert [reason.code for reason in refused.value.reasons] == ["state"]


@pytest.mark.parametrize(("days", "code"), [(1, "to_come"), (-1, "before")])
def test_paper_is_signed_between_the_agreement_and_today(coordinator: User, days: int, code: str) -> None:
    PairingCharterFactory()
    with pytest.raises(Refused) as refused:
        charters.note(ready_pairing(agreed=True), "association", on=TODAY + timedelta(days=days), by=coordinator, today=TODAY)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_each_of_two_people_signs(coordinator: User) -> None:
    people = ParticipantFactory.create_batch(2)
    pairing = ready_pairing(agreed=True, participants=people)
    PairingCharterFactory()
    keys = [side.key for side in charters.signatories(pairing)]
    assert keys == ["volunteer", *(f"participant-{person.pk}" for person in pairing.participants.all()), "association"]
    for lacking in range(4, 0, -1):
        assert len(charters.missing_reasons(pairing)) == lacking
        charters.note(pairing, keys[4 - lacking], on=TODAY, by=coordinator, today=TODAY)
    assert charters.missing_reasons(pairing) == []
    with pytest.raises(Refused):
        charters.note(pairing, "participant-1", on=TODAY, by=coordinator, today=TODAY)


def test_copy_names_alias_and_code_and_is_always_the_same(coordinator: User) -> None:
    person = ParticipantFactory(alias="Étoile")
    pairing = ready_pairing(agreed=True, participants=[person])
    with pytest.raises(Refused):
        charters.print_copy(pairing, for_team=True)
    charter = PairingCharterFactory()
    charters.sign(pairing, charter, pairing.volunteer.user.get_full_name(), now=NOW)
    charters.note(pairing, f"participant-{person.pk}", on=TODAY, by=coordinator, today=TODAY)
    charters.note(pairing, "association", on=TODAY, by=coordinator, today=TODAY)
    copy = charters.print_copy(pairing, for_team=True)
    assert copy == charters.print_copy(pairing, for_team=True)
    text = read(copy)
    for words in ("À trois", "Jamais au domicile.", f"Étoile ({person.code})", pairing.volunteer.user.get_full_name(), "L’association"):
        assert words in text
    assert person.code not in read(charters.print_copy(pairing, for_team=False))


def read(printed: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages))


def test_blank_has_the_words_a_line_for_each_side_and_names_nobody(signed_in: SignIn, coordinator: User) -> None:
    people = [ParticipantFactory(alias=alias) for alias in ("Étoile", "Lune")]
    pairing = ready_pairing(agreed=True, participants=people)
    url, office = f"/coordination/binomes/{pairing.pk}/charte/vierge/", signed_in(coordinator)
    assert office.get(url).status_code == 404
    PairingCharterFactory()
    assert url in office.get(f"/coordination/binomes/{pairing.pk}/").content.decode()
    text = read(office.get(url).content)
    assert "Jamais au domicile." in text
    assert (text.count("Signature :"), text.count("La personne accompagnée")) == (4, 2)
    for name in ("Étoile", people[0].code, pairing.volunteer.user.last_name):
        assert name not in text


def test_published_words_stay() -> None:
    first = charters.publish("Un", programme=None, now=NOW)
    charters.publish("Deux", programme=None, now=NOW)
    assert PairingCharter.objects.get(pk=first.pk).text == "Un"
