"""The coordination's pages of matching: rankings, « pourquoi pas », rounds, weights."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.matching_words import profile_name
from volunteers.models import MatchingWeights, Pairing, Participant, Programme, Round, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def volunteer(programme: Programme) -> Volunteer:
    return VolunteerFactory(trained=True, missions=[programme.mission], user__first_name="Élodie", user__last_name="Fictif")


@pytest.fixture
def person(programme: Programme) -> Participant:
    return ParticipantFactory(alias="Étoile", wants=[programme])


def address_for(person: Participant) -> str:
    return f"/coordination/participants/{person.pk}/rapprochements/socioprofessionnel/"


def text_of(office: Client, url: str) -> str:
    return plain(office.get(url).content.decode())


def test_ranking_compares_without_names_and_says_why(office: Client, person: Participant, volunteer: Volunteer) -> None:
    page = text_of(office, address_for(person))
    assert profile_name(volunteer.pk) in page
    assert "parlent français tous les deux · dimanche soir libre" in page
    assert "Élodie" not in page


def test_why_not_names_every_reason(office: Client, person: Participant, programme: Programme) -> None:
    VolunteerFactory(
        trained=True, missions=[programme.mission], slots=[], languages=["en"], user__first_name="Zoé", user__last_name="Fictif"
    )
    page = text_of(office, f"{address_for(person)}?q=zoe")
    for words in (
        "aucune langue en commun : 1",
        "Zoé Fictif",
        "Les deux n’ont aucune langue en commun.",
        "le profil n’indique aucun créneau libre.",
    ):
        assert words in page
    assert "Aucun·e bénévole ne porte ce nom." in text_of(office, f"{address_for(person)}?q=inconnue")


def test_several_of_a_name_are_told_apart(office: Client, person: Participant, volunteer: Volunteer) -> None:
    other = VolunteerFactory(user__first_name="Élodie", user__last_name="Autre")
    assert f"qui={other.pk}" in text_of(office, f"{address_for(person)}?q=elodie")
    assert "Rien n’empêche de rapprocher Étoile et Élodie Fictif." in text_of(office, f"{address_for(person)}?q=elodie&qui={volunteer.pk}")


def test_bringing_near_from_either_side(office: Client, person: Participant, volunteer: Volunteer) -> None:
    response = office.post(address_for(person), {"volunteer": volunteer.pk})
    pairing = Pairing.objects.get()
    assert (response["Location"], pairing.status) == (f"/coordination/binomes/{pairing.pk}/", "suggested")
    url = f"/coordination/benevoles/{volunteer.pk}/rapprochements/socioprofessionnel/"
    Pairing.objects.update(status="accepted")
    page = plain(office.post(url, {"participants": [person.pk]}).content.decode())
    assert "Cette personne a déjà un binôme dans ce programme" in page
    pairing.delete()
    assert "Étoile" in text_of(office, url)
    office.post(url, {"participants": [person.pk]})
    assert list(Pairing.objects.get().participants.all()) == [person]


def test_round_from_start_to_publication(office: Client, person: Participant, volunteer: Volunteer) -> None:
    lonely = ParticipantFactory(alias="Zénith", languages=["ti"], wants=[volunteer.missions.get().programme])
    url = office.post("/coordination/binomes/tours/", {"programme": "socioprofessionnel"})["Location"]
    page = text_of(office, url)
    for words in ("Étoile", profile_name(volunteer.pk), "aucune langue en commun : 1", lonely.alias, "Publier le tour"):
        assert words in page
    assert "Élodie" not in page
    suggestion = Round.objects.get().suggestions.get()
    office.post(url, {f"mark-{suggestion.pk}": "locked", "action": "again"})
    suggestion = Round.objects.get().suggestions.get()
    assert suggestion.mark == "locked"
    office.post(url, {f"mark-{suggestion.pk}": "locked", "action": "publish"})
    assert "1 publié" in text_of(office, url)
    assert Pairing.objects.get().status == "suggested"
    assert "À proposer" in text_of(office, url)


def test_round_says_who_is_in_another_open_round(office: Client, person: Participant, volunteer: Volunteer) -> None:
    other = ProgrammeFactory(slug="autre", title="Autre programme", mission=MissionFactory(slug="autre"))
    volunteer.missions.add(other.mission)
    ParticipantFactory(wants=[other])
    url = office.post("/coordination/binomes/tours/", {"programme": "socioprofessionnel"})["Location"]
    assert "un autre tour ouvert" not in text_of(office, url)
    office.post("/coordination/binomes/tours/", {"programme": "autre"})
    page = text_of(office, url)
    assert "Des bénévoles sont aussi dans un autre tour ouvert" in page
    assert "aussi au tour Autre programme" in page


def test_round_under_way_shows_how_far_it_is(office: Client, programme: Programme) -> None:
    made = Round.objects.create(programme=programme, made_at="2026-11-29T10:00Z", progress=60)
    page = text_of(office, f"/coordination/binomes/tours/{made.pk}/")
    assert "60 %" in page
    assert "il reprend de lui-même dans les dix minutes" in page
    assert "Actualiser" in page


def test_pages_ask_as_many_queries_however_many_people(
    office: Client, programme: Programme, person: Participant, volunteer: Volunteer
) -> None:
    ParticipantFactory(wants=[programme], languages=["ti"])
    url = office.post("/coordination/binomes/tours/", {"programme": "socioprofessionnel"})["Location"]
    sans = "/coordination/programmes/socioprofessionnel/sans-proposition/"
    pages = [url, address_for(person), sans, f"/coordination/benevoles/{volunteer.pk}/rapprochements/socioprofessionnel/"]
    for page in pages:
        office.get(page)
    before = [count_queries(office, page) for page in pages]
    for _ in range(5):
        VolunteerFactory(trained=True, missions=[programme.mission])
        ParticipantFactory(wants=[programme])
        ParticipantFactory(wants=[programme], languages=["ti"])
    office.post(url, {"action": "again"})
    for page in pages:
        office.get(page)
    assert [count_queries(office, page) for page in pages] == before


def test_weights_are_previewed_then_saved(office: Client, programme: Programme, person: Participant, volunteer: Volunteer) -> None:
    url = "/coordination/programmes/socioprofessionnel/poids/"
    assert "Personne n’a encore changé les poids habituels." in text_of(office, url)
    names = ("slots", "level", "sector", "skills", "interests", "distance", "waiting", "earlier", "age")
    typed = dict.fromkeys(names, 3) | {"age_wanted": "different", "seen": "0"}
    assert "Le premier choix ne change pour personne, sur 1." in plain(office.post(url, typed | {"preview": "1"}).content.decode())
    assert not MatchingWeights.objects.exists()
    seen, fresh = office.post(url, typed | {"preview": "1"}).content.decode(), office.get(url).content.decode()
    gold = 'class="button button--gold" type="submit" name="'
    assert (f"{gold}save" in seen, f"{gold}preview" in seen, f"{gold}save" in fresh, f"{gold}preview" in fresh) == (
        True,
        False,
        False,
        True,
    )
    assert '<a href="/coordination/binomes/" aria-current="true"' in fresh
    assert "Indiquez un nombre entre 0 et 10." in office.post(url, typed | {"slots": 11, "save": "1"}).content.decode()
    assert office.post(url, typed | {"save": "1"})["Location"] == url
    assert MatchingWeights.objects.get().version == 1
    assert "créneaux libres en commun : 6 → 3" in text_of(office, url)
    assert "viennent d’être changés" in plain(office.post(url, typed | {"slots": 9, "save": "1"}).content.decode())
