"""Missions: their public page, the coordinators' forms, and the interview that some ask for."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory, TrainingFactory, VolunteerFactory
from tests.volunteers.test_volunteering_page import page as page
from tests.volunteers.words import plain
from volunteers import onboarding
from volunteers.models import Mission, Volunteer, VolunteeringPage, WelcomeSettings
from volunteers.profiles import AgeBand
from volunteers.steps import steps_of

pytestmark = pytest.mark.django_db

URL = "/coordination/missions/"
FIELDS = {"title": "Cours de français", "summary": "Seconder un cours.", "time_asked": "deux heures par semaine", "position": "0"}


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def test_mission_has_its_page(client: Client, page: VolunteeringPage) -> None:
    mission = MissionFactory(place="à Paris", learnt="Parler simplement.", open_places=3, asks_interview=True)
    other = MissionFactory(slug="autre", title="Une autre mission")
    assert 'href="/benevoles/activites-culturelles/"' in client.get("/benevoles/").content.decode()
    html = client.get("/benevoles/activites-culturelles/").content.decode()
    text = plain(html)
    for words in (
        "Animer une sortie, à deux.",
        "Une demi-journée par mois",
        "À Paris",
        "Parler simplement.",
        "3 personnes recherchées",
        "Un entretien avec l’équipe",
        "« Connaissance du public »",
        other.title,
    ):
        assert words in text
    assert f'href="/benevoles/inscription/?mission={mission.slug}"' in html
    assert "<title>Activités culturelles, mission bénévole" in html
    assert 'rel="canonical" href="http://localhost:8000/benevoles/activites-culturelles/"' in html


def test_closed_mission_says_so_and_leads_to_the_others(client: Client, page: VolunteeringPage) -> None:
    MissionFactory(is_open=False)
    MissionFactory(slug="autre", title="Une autre mission")
    html = client.get("/benevoles/activites-culturelles/").content.decode()
    assert "Cette mission ne recherche personne en ce moment" in html
    assert "/benevoles/inscription/?mission=" not in html
    assert 'href="/benevoles/autre/"' in html


@pytest.mark.parametrize("address", ["/benevoles/inconnue/", "/benevoles/activites-culturelles/plus/"])
def test_other_addresses_are_missing(client: Client, page: VolunteeringPage, address: str) -> None:
    MissionFactory()
    assert client.get(address).status_code == 404


def test_missions_go_with_their_page(client: Client, page: VolunteeringPage) -> None:
    MissionFactory()
    page.unpublish()
    assert client.get("/benevoles/activites-culturelles/").status_code == 404


def test_open_missions_are_on_the_map(client: Client, page: VolunteeringPage) -> None:
    MissionFactory()
    MissionFactory(slug="fermee", is_open=False)
    content = client.get("/sitemap.xml").content.decode()
    assert "/benevoles/activites-culturelles/" in content
    assert "/benevoles/fermee/" not in content


def test_page_of_a_mission_asks_as_many_queries_for_twenty_others_as_for_one(client: Client, page: VolunteeringPage) -> None:
    MissionFactory()
    MissionFactory(slug="autre", title="Une autre")
    client.get("/benevoles/activites-culturelles/")
    one = count_queries(client, "/benevoles/activites-culturelles/")
    for number in range(19):
        MissionFactory(slug=f"autre-{number}", title=f"Une autre {number}")
    assert count_queries(client, "/benevoles/activites-culturelles/") == one
    assert one <= 12


def test_sign_up_begins_with_the_mission_that_was_read(client: Client) -> None:
    mission = MissionFactory()
    other = MissionFactory(slug="autre", title="Une autre")
    who = {"first_name": "Élodie", "last_name": "Fictif", "email": "elodie@demo.test", "age_band": "26-40"}
    html = client.post(f"/benevoles/inscription/?mission={mission.slug}", who, follow=True).content.decode()
    boxes = {line.split('value="')[1].split('"')[0]: "checked" in line for line in html.split("<input")[1:] if 'name="missions"' in line}
    assert boxes == {str(mission.pk): True, str(other.pk): False}


def test_coordinator_writes_a_mission_and_its_address_stays(office: Client) -> None:
    training = TrainingFactory()
    assert office.post(f"{URL}nouvelle/", {**FIELDS, "required_trainings": [training.pk], "is_open": "on"}).status_code == 302
    mission = Mission.objects.get()
    assert (mission.slug, mission.is_open, list(mission.required_trainings.all())) == ("cours-de-francais", True, [training])
    assert office.post(f"{URL}cours-de-francais/", {**FIELDS, "title": "Ateliers de français", "open_places": "4"}).status_code == 302
    mission.refresh_from_db()
    assert (mission.slug, mission.title, mission.open_places, mission.is_open) == ("cours-de-francais", "Ateliers de français", 4, False)
    listed = plain(office.get(URL).content.decode())
    assert "Ateliers de français" in listed
    assert "Fermée" in listed
    assert "Derniers changements" in office.get(f"{URL}cours-de-francais/").content.decode()


def test_addresses_of_the_site_are_not_taken(office: Client) -> None:
    for title in ("Inscription", "Nouvelle", "Nouvelle"):
        office.post(f"{URL}nouvelle/", {**FIELDS, "title": title})
    assert sorted(Mission.objects.values_list("slug", flat=True)) == ["inscription-2", "nouvelle-2", "nouvelle-3"]


def test_wrong_mission_keeps_what_was_typed(office: Client) -> None:
    response = office.post(f"{URL}nouvelle/", {**FIELDS, "title": "", "learnt": "x" * 601, "open_places": "beaucoup"})
    assert set(response.context["form"].errors) == {"title", "learnt", "open_places"}
    assert response.context["form"].errors["title"] == ["Donnez un titre."]
    assert "Seconder un cours." in response.content.decode()
    assert not Mission.objects.exists()


def test_list_asks_as_many_queries_for_thirty_as_for_one(office: Client) -> None:
    MissionFactory()
    one = count_queries(office, URL)
    for number in range(29):
        MissionFactory(slug=f"mission-{number}")
    assert count_queries(office, URL) == one


def test_mission_that_asks_for_an_interview_opens_once_it_is_held(office: Client) -> None:
    mission = MissionFactory(asks_interview=True)
    volunteer = VolunteerFactory(trained=True)
    facts = Volunteer.objects.with_facts(timezone.localdate()).get()
    assert (facts.stage, facts.is_ready) == ("interview", False)
    assert not Volunteer.objects.ready_for(mission, timezone.localdate()).exists()
    assert [reason.code for reason in onboarding.readiness_reasons(volunteer, mission, today=timezone.localdate())] == ["interview"]
    steps = {step.code: step.state for step in steps_of(volunteer, now=timezone.now())}
    assert (steps["interview"], steps["ready"]) == ("current", "upcoming")
    address = f"/coordination/benevoles/{volunteer.pk}/"
    assert office.post(address, {"interviewed_on": "2026-05-04"}).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.interviewed_on == date(2026, 5, 4)
    assert Volunteer.objects.ready_for(mission, timezone.localdate()).get() == volunteer
    assert onboarding.readiness_reasons(volunteer, mission, today=timezone.localdate()) == []
    assert OutgoingMail.objects.get().subject.startswith("Vous êtes prêt·e")
    assert "Tenu le lundi 4\u00a0mai 2026." in office.get(address).content.decode()


def test_interview_leaves_other_missions_as_they_are(db: None) -> None:
    MissionFactory()
    asking = MissionFactory(slug="avec-entretien", asks_interview=True)
    volunteer = VolunteerFactory(trained=True)
    volunteer.missions.add(asking)
    assert [mission.slug for mission in volunteer.open_missions(timezone.localdate())] == ["activites-culturelles"]
    assert Volunteer.objects.with_facts(timezone.localdate()).get().stage == "ready"
    assert not Volunteer.objects.ready_for(asking, timezone.localdate()).exists()


def test_start_page_of_the_coordination_says_who_waits_for_an_interview(office: Client) -> None:
    volunteer = VolunteerFactory(trained=True)
    nobody = "Personne\u00a0: la suite est entre les mains des bénévoles."
    assert nobody in office.get("/coordination/").content.decode()
    Mission.objects.update(asks_interview=True)
    page = office.get("/coordination/").content.decode()
    assert "Entretien à tenir" in page
    assert f"/coordination/benevoles/{volunteer.pk}/" in page
    onboarding.note_facts(volunteer, interviewed_on=date(2026, 5, 4), parent_agreed_on=None, today=timezone.localdate())
    assert nobody in office.get("/coordination/").content.decode()


def test_interview_is_noted_once_held_and_can_be_taken_back(office: Client) -> None:
    volunteer = VolunteerFactory(interviewed_on=date(2026, 5, 4))
    address = f"/coordination/benevoles/{volunteer.pk}/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = office.post(address, {"interviewed_on": tomorrow.isoformat()})
    assert refused.context["form"].errors["interviewed_on"] == ["Une date se note une fois venue."]
    assert office.post(address, {"interviewed_on": ""}).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.interviewed_on is None


def test_minor_waits_for_the_agreement_of_a_parent(office: Client) -> None:
    mission = MissionFactory()
    volunteer = VolunteerFactory(trained=True, age_band=AgeBand.MINOR)
    facts = Volunteer.objects.with_facts(timezone.localdate()).get()
    assert (facts.stage, facts.is_ready) == ("parent", False)
    assert not Volunteer.objects.ready_for(mission, timezone.localdate()).exists()
    assert [reason.code for reason in onboarding.readiness_reasons(volunteer, mission, today=timezone.localdate())] == ["parent"]
    steps = {step.code: step.state for step in steps_of(volunteer, now=timezone.now())}
    assert (steps["parent"], steps["ready"]) == ("current", "upcoming")
    address = f"/coordination/benevoles/{volunteer.pk}/"
    assert office.post(address, {"interviewed_on": "", "parent_agreed_on": "2026-05-04"}).status_code == 302
    assert Volunteer.objects.ready_for(mission, timezone.localdate()).get() == volunteer
    assert onboarding.readiness_reasons(volunteer, mission, today=timezone.localdate()) == []
    assert "Reçu le lundi 4\u00a0mai 2026." in office.get(address).content.decode()


def test_parent_is_not_asked_of_an_adult(office: Client) -> None:
    volunteer = VolunteerFactory(age_band=AgeBand.ADULT)
    address = f"/coordination/benevoles/{volunteer.pk}/"
    assert "parent_agreed_on" not in office.get(address).content.decode()
    office.post(address, {"interviewed_on": "", "parent_agreed_on": "2026-05-04"})
    volunteer.refresh_from_db()
    assert volunteer.parent_agreed_on is None


def test_pages_say_honestly_that_nobody_is_taken_now(client: Client, page: VolunteeringPage) -> None:
    mission = MissionFactory()
    closed_until = timezone.localdate() + timedelta(days=30)
    WelcomeSettings.objects.update_or_create(pk=1, defaults={"takes_people": False, "closed_until": closed_until})
    for address in ("/benevoles/", f"/benevoles/{mission.slug}/"):
        assert "Nous ne pouvons pas accueillir de nouvelles personnes" in client.get(address).content.decode(), address
