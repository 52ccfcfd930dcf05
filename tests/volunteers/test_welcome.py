"""What the coordination decides of the welcome: delays, whether people are taken, the short lists."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import VolunteerFactory
from volunteers import lateness
from volunteers.models import Topic, WelcomeSettings

pytestmark = pytest.mark.django_db

SETTINGS = "/coordination/reglages/"
LISTS = "/coordination/listes/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def errors(office: Client, address: str, **data: object) -> dict[str, list[str]]:
    answer = office.post(address, data)
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def test_settings_are_kept(office: Client) -> None:
    assert office.get(SETTINGS).context["form"]["team_late_after_days"].value() == 7
    data = {"team_late_after_days": "5", "remind_after_days": "12", "closed_until": "2030-01-31"}
    assert office.post(SETTINGS, data).status_code == 302
    kept = WelcomeSettings.load()
    assert (kept.team_late_after_days, kept.remind_after_days, kept.takes_people, str(kept.closed_until)) == (5, 12, False, "2030-01-31")
    office.post(SETTINGS, {**data, "takes_people": "on"})
    assert (WelcomeSettings.load().takes_people, WelcomeSettings.load().closed_until) == (True, None)


def test_closing_names_a_day(office: Client) -> None:
    assert errors(office, SETTINGS, team_late_after_days="0", remind_after_days="10") == {
        "team_late_after_days": ["Indiquez un nombre entre 1 et 60."],
        "closed_until": ["Dites quel jour vous écrirez aux personnes qui s’inscrivent d’ici là."],
    }
    assert list(errors(office, SETTINGS, team_late_after_days="7", remind_after_days="10", closed_until="demain")) == ["closed_until"]


def test_reopening_writes_to_those_who_were_told_to_wait(office: Client) -> None:
    volunteer = VolunteerFactory(write_back_on=timezone.localdate() + timedelta(days=90))
    data = {"team_late_after_days": "7", "remind_after_days": "10"}
    assert list(errors(office, SETTINGS, **data, closed_until="2020-01-01")) == ["closed_until"]
    office.post(SETTINGS, {**data, "takes_people": "on"})
    lateness.write_back(timezone.now())
    volunteer.refresh_from_db()
    assert volunteer.write_back_on is None
    assert "Nous accueillons de nouveau" in OutgoingMail.objects.get().text


def test_lists_are_added_to_and_corrected(office: Client) -> None:
    office.post(f"{LISTS}nouveau/", {"kind": "skill", "label": "Nouveau", "position": "0", "is_offered": "on"})
    topic = Topic.objects.get(label="Nouveau")
    assert topic.slug == "nouveau-2"
    volunteer = VolunteerFactory()
    volunteer.topics.add(topic)
    office.post(f"{LISTS}{topic.slug}/", {"kind": "skill", "label": "Aide aux devoirs", "position": "3"})
    topic.refresh_from_db()
    assert (topic.label, topic.slug, topic.is_offered) == ("Aide aux devoirs", "nouveau-2", False)
    assert list(volunteer.topics.all()) == [topic]
    assert "Plus proposé" in office.get(LISTS).content.decode()
    wrong = errors(office, f"{LISTS}nouveau/", kind="skill", label="aide aux DEVOIRS", position="x")
    assert wrong == {"label": ["Cette liste contient déjà cet intitulé."], "position": ["Indiquez un nombre, zéro par exemple."]}
