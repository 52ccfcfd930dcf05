"""The pages of a pairing's life: blind before everybody has accepted, one step at a time in the coordination."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import (
    MissionFactory,
    PairingCharterFactory,
    PairingFactory,
    PairingSignatureFactory,
    ParticipantFactory,
    ProgrammeFactory,
    ready_pairing,
    signed_pairing,
)
from tests.volunteers.words import plain
from volunteers.models import Exclusion, Pairing, PairingCharter, PairingSignature, Programme, Volunteer

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def own(pairing: Pairing) -> str:
    return f"/espace/binomes/{pairing.pk}/"


def team(pairing: Pairing) -> str:
    return f"/coordination/binomes/{pairing.pk}/"


def read(client: Client, url: str) -> str:
    return plain(client.get(url).content.decode())


@pytest.mark.parametrize("trait", ["offered", "accepted"])
def test_offer_is_blind(signed_in: SignIn, trait: str) -> None:
    person = ParticipantFactory(alias="Alba", project="Boulangerie", age_band="61+", gender="woman", arrangement="poussette", area="75014")
    pairing = ready_pairing(participants=[person], **{trait: True})
    page = read(signed_in(pairing.volunteer.user), own(pairing))
    for words in ("Alba", "Boulangerie", "Français (tient une conversation)", "Paris 14e", "4 mois"):
        assert words in page
    for words in ("61 ans", "Une femme", "poussette", person.code):
        assert words not in page


@pytest.mark.parametrize(("trait", "more"), [("offered", []), ("active", ["arrangement"])])
def test_what_the_volunteer_reads_of_the_person_is_written_down_once(signed_in: SignIn, trait: str, more: list[str]) -> None:
    pairing = ready_pairing(**({} if trait == "active" else {trait: True}))
    client = signed_in(pairing.volunteer.user)
    for _ in range(2):
        client.get(own(pairing))
    [reading] = pairing.participants.get().readings.all()
    assert (reading.kind, reading.by) == ("told", pairing.volunteer.user)
    assert reading.fields == ["alias", "languages", "area", "project", "free_slots", *more]


def test_suggestion_is_not_found_and_not_listed(signed_in: SignIn) -> None:
    pairing = ready_pairing(suggested=True, participants=[ParticipantFactory(alias="Alba")])
    client = signed_in(pairing.volunteer.user)
    assert client.get(own(pairing)).status_code == 404
    assert client.post(f"{own(pairing)}repondre/", {"accept": "1"}).status_code == 404
    assert "Alba" not in read(client, "/espace/binomes/")


def test_offers_come_first_in_the_list(signed_in: SignIn) -> None:
    pairing = ready_pairing(offered=True)
    PairingFactory(volunteer=pairing.volunteer, agreed=True)
    page = read(signed_in(pairing.volunteer.user), "/espace/binomes/")
    assert page.index("On vous propose") < page.index("En cours") < page.index("Accepté de part et d’autre.")
    assert "À vous de répondre" in page


def test_offer_is_said_on_the_start_page(signed_in: SignIn) -> None:
    pairing = ready_pairing(offered=True)
    assert f'href="{own(pairing)}">Voir la proposition' in read(signed_in(pairing.volunteer.user), "/espace/")


def test_offer_is_accepted_with_one_button(signed_in: SignIn) -> None:
    pairing = ready_pairing(offered=True)
    client = signed_in(pairing.volunteer.user)
    page = plain(client.post(f"{own(pairing)}repondre/", {"accept": "1"}, follow=True).content.decode())
    assert "Vous avez accepté ce binôme" in page
    pairing.refresh_from_db()
    assert pairing.status == "accepted"


def test_offer_is_declined_with_a_reason(signed_in: SignIn) -> None:
    pairing = ready_pairing(offered=True)
    client = signed_in(pairing.volunteer.user)
    assert "Choisissez une raison" in read_answer(client, pairing, decline="1")
    assert "Erreur" in read_answer(client, pairing, decline="1", reason="withdrawn")
    client.post(f"{own(pairing)}repondre/", {"decline": "1", "reason": "distance"})
    pairing.refresh_from_db()
    assert (pairing.status, pairing.decline_reason, Exclusion.objects.count()) == ("declined", "distance", 1)
    assert "Cette proposition n’est plus ouverte" in read(client, own(pairing))


def read_answer(client: Client, pairing: Pairing, **typed: str) -> str:
    return plain(client.post(f"{own(pairing)}repondre/", typed).content.decode())


def test_offer_that_ran_out_says_so_and_has_no_button(signed_in: SignIn) -> None:
    pairing = ready_pairing(offered=True, offered_at=timezone.now() - timedelta(days=8))
    page = read(signed_in(pairing.volunteer.user), own(pairing))
    assert "Le délai pour répondre est passé" in page
    assert 'name="accept"' not in page


def test_charter_is_read_then_signed_then_kept(signed_in: SignIn) -> None:
    pairing, charter = ready_pairing(agreed=True), PairingCharterFactory()
    client = signed_in(pairing.volunteer.user)
    assert "Lire et signer la charte" in read(client, own(pairing))
    assert "Jamais au domicile." in read(client, f"{own(pairing)}charte/")
    assert client.get(f"{own(pairing)}charte/copie/").status_code == 404
    wrong = client.post(f"{own(pairing)}charte/", {"charter": charter.pk, "typed_name": "Autre"})
    assert "comme dans votre profil" in plain(wrong.content.decode())
    name = pairing.volunteer.user.get_full_name()
    assert client.post(f"{own(pairing)}charte/", {"charter": charter.pk, "typed_name": name})["Location"] == own(pairing)
    assert client.get(f"{own(pairing)}charte/copie/").status_code == 404
    assert "La charte signée (PDF)" not in read(client, own(pairing))
    PairingSignatureFactory(pairing=pairing, charter=charter)
    PairingSignatureFactory(pairing=pairing, charter=charter, who="participant", participant=pairing.participants.get())
    assert "La charte signée (PDF)" in read(client, own(pairing))
    assert client.get(f"{own(pairing)}charte/copie/")["Content-Type"] == "application/pdf"
    assert client.post(f"{own(pairing)}charte/", {"charter": "x", "typed_name": name}).status_code == 404


@pytest.mark.parametrize("trait", ["offered", "accepted"])
def test_charter_and_guide_wait_for_everybody(signed_in: SignIn, trait: str) -> None:
    PairingCharterFactory()
    pairing = ready_pairing(**{trait: True})
    client = signed_in(pairing.volunteer.user)
    for page in ("charte/", "premiere-rencontre/"):
        assert client.get(f"{own(pairing)}{page}").status_code == 404


def test_guide_names_places_near_the_two_and_never_a_home(signed_in: SignIn) -> None:
    pairing = ready_pairing(participants=[ParticipantFactory(area="75019")])
    Volunteer.objects.filter(pk=pairing.volunteer_id).update(area="75014")
    page = read(signed_in(pairing.volunteer.user), f"{own(pairing)}premiere-rencontre/")
    assert "Jamais chez vous, jamais chez la personne." in page
    assert page.index("Paris 19e : le parc des Buttes-Chaumont") < page.index("Paris 14e : le parc Montsouris")


def test_stop_is_one_button(signed_in: SignIn, office: Client) -> None:
    pairing = ready_pairing(participants=[ParticipantFactory(alias="Alba")])
    client = signed_in(pairing.volunteer.user)
    page = client.post(f"{own(pairing)}arret/", follow=True).content.decode()
    assert "L’équipe en est avertie" in page
    assert "Il n’y a rien à envoyer" in read(client, f"{own(pairing)}arret/")
    assert "Alba" in read(office, "/coordination/binomes/alertes/")
    assert "Le ou la bénévole doit s’arrêter" in read(office, team(pairing))


def test_list_counts_by_state_and_says_since_when_it_waits(office: Client) -> None:
    PairingFactory(offered=True, offered_at=timezone.now() - timedelta(days=3))
    PairingFactory()
    page = read(office, "/coordination/binomes/")
    assert "Proposé : 1" in page
    assert "En cours : 1" in page
    assert 'href="?status=offered"' in page


STEPS: list[tuple[str, str, dict[str, Any], str]] = [
    ("retirer/", "offered", {}, "declined"),
    ("reponse/", "accepted", {"answer": "yes", "on": TODAY.isoformat()}, "agreed"),
    ("reponse/", "accepted", {"answer": "no", "on": TODAY.isoformat(), "reason": "time"}, "declined"),
    ("terminer/", "active", {"reason": "goal", "on": TODAY.isoformat()}, "ended"),
]


@pytest.mark.parametrize(("page", "trait", "typed", "state"), STEPS)
def test_step_is_taken(office: Client, page: str, trait: str, typed: dict[str, Any], state: str) -> None:
    pairing = ready_pairing(**({} if trait == "active" else {trait: True}))
    assert office.get(team(pairing) + page).status_code == 200
    assert office.post(team(pairing) + page, typed)["Location"] == team(pairing)
    pairing.refresh_from_db()
    assert pairing.status == state


@pytest.mark.parametrize(
    "page", ["proposer/", "retirer/", "reponse/", "seconde-personne/", "signature/", "commencer/", "terminer/", "suite/"]
)
def test_step_that_cannot_be_says_why_and_has_no_button(office: Client, page: str) -> None:
    pairing = ready_pairing(status="declined", declined_by="volunteer", decline_reason="time")
    for answer in (office.get(team(pairing) + page), office.post(team(pairing) + page)):
        shown = answer.content.decode()
        assert "Cela ne se peut pas pour l’instant" in shown
        assert "button--gold" not in shown.split("<main")[1]


def test_offer_is_sent_by_a_coordinator(office: Client, coordinator: User) -> None:
    pairing = ready_pairing(suggested=True)
    assert "Proposer au ou à la bénévole" in read(office, team(pairing))
    office.post(f"{team(pairing)}proposer/", {"contact": coordinator.pk})
    pairing.refresh_from_db()
    assert (pairing.status, pairing.contact) == ("offered", coordinator)


def test_no_needs_its_reason(office: Client) -> None:
    pairing = ready_pairing(accepted=True)
    page = office.post(f"{team(pairing)}reponse/", {"answer": "no", "on": TODAY.isoformat()}).content.decode()
    assert "Choisissez une raison" in page


def test_signatures_are_noted_one_by_one_then_it_starts(office: Client) -> None:
    pairing = ready_pairing(agreed=True)
    PairingCharterFactory()
    assert "Ce binôme ne peut pas encore commencer" in read(office, team(pairing))
    for key in ("volunteer", f"participant-{pairing.participants.get().pk}", "association"):
        office.post(f"{team(pairing)}signature/", {"key": key, "on": TODAY.isoformat()})
    assert PairingSignature.objects.filter(pairing=pairing).count() == 3
    assert "Commencer le binôme" in read(office, team(pairing))
    assert office.get(f"{team(pairing)}charte/")["Content-Type"] == "application/pdf"
    office.post(f"{team(pairing)}commencer/", {"starts_on": TODAY.isoformat()})
    pairing.refresh_from_db()
    assert (pairing.status, pairing.starts_on) == ("active", TODAY)


def test_copy_waits_for_a_signature(office: Client) -> None:
    assert office.get(f"{team(ready_pairing(agreed=True))}charte/").status_code == 404


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "Un binôme commence une fois le jour venu"), (-1, "le binôme ne commence pas avant.")],
)
def test_start_has_come_and_follows_the_agreement(office: Client, days: int, sentence: str) -> None:
    pairing = signed_pairing()
    day = TODAY + timedelta(days=days)
    assert sentence in plain(office.post(f"{team(pairing)}commencer/", {"starts_on": day.isoformat()}).content.decode())
    pairing.refresh_from_db()
    assert pairing.status == "agreed"


def test_second_person_is_offered_among_those_who_share_a_language(office: Client) -> None:
    pairing = ready_pairing(accepted=True, programme=ProgrammeFactory(participants_most=2))
    shared, foreign = ParticipantFactory(), ParticipantFactory(languages=["ps"])
    page = read(office, f"{team(pairing)}seconde-personne/")
    assert shared.alias in page
    assert foreign.alias not in page
    office.post(f"{team(pairing)}seconde-personne/", {"participant": shared.pk})
    assert pairing.participants.count() == 2


def test_page_asks_as_many_queries_however_long_the_history(office: Client, coordinator: User) -> None:
    pairing = ready_pairing()
    office.get(team(pairing))
    few = count_queries(office, team(pairing))
    for _ in range(20):
        pairing.save()
    assert count_queries(office, team(pairing)) == few


def test_programme_is_added_then_changed(office: Client) -> None:
    mission = MissionFactory(slug="mentorat", title="Mentorat")
    typed = {
        "title": "Mentorat en entreprise",
        "mission": mission.pk,
        "duration_months": 6,
        "review_after_months": 3,
        "participants_most": 1,
        "weekly_minutes": 0,
        "offer_days": 7,
        "quiet_days": 21,
        "is_open": "on",
    }
    office.post("/coordination/programmes/nouveau/", typed)
    found = Programme.objects.get()
    assert (found.slug, found.duration_months) == ("mentorat-en-entreprise", 6)
    url = f"/coordination/programmes/{found.slug}/"
    assert "Le bilan a lieu pendant l’accompagnement ou à son terme." in plain(
        office.post(url, typed | {"review_after_months": 9}).content.decode()
    )
    assert "Indiquez un nombre de 24 au plus." in plain(office.post(url, typed | {"duration_months": 999}).content.decode())
    office.post(url, typed | {"title": "Mentorat", "is_open": ""})
    found.refresh_from_db()
    assert (found.slug, found.title, found.is_open) == ("mentorat-en-entreprise", "Mentorat", False)
    assert "Fermé" in read(office, "/coordination/programmes/")
    assert "---------" not in read(office, url)


def test_charter_is_previewed_then_published_for_all_or_for_one(office: Client) -> None:
    ProgrammeFactory()
    url = "/coordination/binomes/charte/nouvelle/"
    assert "Telle qu’elle sera lue" in read_post(office, url, {"text": "Un mot."})
    assert not PairingCharter.objects.exists()
    office.post(url, {"text": "Un mot.", "publish": "1"})
    assert "une nouvelle version dit autre chose" in read_post(office, url, {"text": "Un mot.", "publish": "1"})
    office.post(f"{url}?programme=socioprofessionnel", {"text": "Le nôtre.", "publish": "1"})
    assert [(row.programme_id is None, row.number) for row in PairingCharter.objects.order_by("pk")] == [(True, 1), (False, 1)]
    page = read(office, "/coordination/binomes/charte/")
    assert "Tous les programmes, version 1" in page
    assert "Accompagnement socioprofessionnel, version 1" in page
    assert office.get(f"{url}?programme=inconnu").status_code == 404


def read_post(client: Client, url: str, typed: dict[str, Any]) -> str:
    return plain(client.post(url, typed).content.decode())


def test_profile_asks_how_many_pairings_and_with_whom(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    page = read(signed_in(ready_volunteer.user), "/espace/profil/")
    assert "Binômes à la fois, au plus" in page
    assert "Vous préférez accompagner" in page
