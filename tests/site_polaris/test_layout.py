"""The frame of every page, the menus of the signed-in surfaces, and the page that shows the components."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from site_polaris.components_page import icon_names
from site_polaris.templatetags.layout import COORDINATION, SPACE, Entry, make_links
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Volunteer

TEMPLATES = settings.BASE_DIR / "templates"
SignIn = Callable[[User], Client]


def labels(client: Client, route: str) -> list[str]:
    html = client.get(reverse(route)).content.decode()
    navigation = re.search(r'<nav class="surface-nav".*?</nav>', html, re.DOTALL)
    assert navigation is not None
    return re.findall(r"<span>(.*?)</span>", navigation[0])


def test_every_surface_entry_leads_somewhere() -> None:
    assert [link.label for link in make_links(SPACE, "")] == [entry.label for entry in SPACE]
    assert [link.label for link in make_links(COORDINATION, "")] == [entry.label for entry in COORDINATION]


def test_entries_without_an_address_are_left_out() -> None:
    assert make_links((Entry("no_such_route", "Nulle part", "home"),), "/") == []


def test_start_page_is_current_on_its_own_address_alone() -> None:
    start, training, *_ = make_links(SPACE, reverse("space_home"))
    assert (start.current, training.current) == ("page", "")
    start, training, *_ = make_links(SPACE, reverse("space_training"))
    assert (start.current, training.current) == ("", "page")
    start, training, *_ = make_links(SPACE, reverse("space_training") + "une-session/")
    assert (start.current, training.current) == ("", "true")


def test_page_under_another_address_marks_the_entry_to_which_it_belongs() -> None:
    path = reverse("coordination_proposals")
    assert [link.label for link in make_links(COORDINATION, path) if link.current] == ["Activités"]


def test_bénévole_sees_the_five_entries(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    assert labels(signed_in(ready_volunteer.user), "space_home") == ["Accueil", "Formation", "Activités", "Binômes", "Profil"]


def test_coordinator_sees_all_but_gifts(coordinator: User, signed_in: SignIn) -> None:
    assert labels(signed_in(coordinator), "coordination_home") == [
        "Accueil",
        "Bénévoles",
        "Missions",
        "Formations",
        "Activités",
        "Participants",
        "Binômes",
        "Demandes",
    ]


def test_treasurer_sees_gifts_and_receipts_only(treasurer: User, signed_in: SignIn) -> None:
    assert labels(signed_in(treasurer), "coordination_home") == ["Accueil", "Dons", "Reçus fiscaux"]


def doors(client: Client, route: str) -> list[str]:
    html = client.get(reverse(route)).content.decode()
    links = re.search(r'<ul class="surface-header__links".*?</ul>', html, re.DOTALL)
    assert links is not None
    return re.findall(r"<a [^>]*>(.*?)</a>", links[0])


def test_each_person_is_led_to_the_other_surfaces_that_open_to_them(
    ready_volunteer: Volunteer, coordinator: User, treasurer: User, superuser: User, signed_in: SignIn
) -> None:
    assert doors(signed_in(ready_volunteer.user), "space_home") == ["Mon compte"]
    assert doors(signed_in(treasurer), "coordination_home") == ["Mon compte"]
    assert doors(signed_in(superuser), "coordination_home") == ["Contenus du site", "Mon compte"]
    VolunteerFactory(user=coordinator)
    assert doors(signed_in(coordinator), "coordination_home") == ["Espace bénévole", "Mon compte"]
    assert doors(signed_in(coordinator), "space_home") == ["Coordination", "Mon compte"]


def test_signing_out_is_a_post_with_its_token(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    html = signed_in(ready_volunteer.user).get(reverse("space_home")).content.decode()
    form = re.search(rf'<form method="post" action="{reverse("account_logout")}">.*?</form>', html, re.DOTALL)
    assert form is not None
    assert "csrfmiddlewaretoken" in form[0]


def test_title_of_a_refused_form_starts_with_the_word_error() -> None:
    source = Template('{% extends "base.html" %}{% block title %}Inscription{% endblock %}')

    class Refused:
        errors = True

    def title(**context: object) -> str:
        found = re.search(r"<title>(.*?)</title>", source.render(Context(context)))
        assert found is not None
        return found[1]

    assert title() == "Inscription – Polaris 14"
    assert title(form=Refused()) == "Erreur\u00a0: Inscription – Polaris 14"


def test_icons_asked_for_are_all_drawn() -> None:
    asked = set()
    for path in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'"components/icon\.html" with name="(\w+)"', path.read_text(encoding="utf-8")))
    asked |= {entry.icon for entry in (*SPACE, *COORDINATION)}
    assert asked - set(icon_names()) == set()


def test_small_icons_are_real_pictures() -> None:
    sizes = {}
    for name in ("favicon.ico", "apple-touch-icon.png"):
        found = finders.find(f"img/{name}")
        assert found is not None
        with Image.open(found) as image:
            sizes[name] = image.size
    assert sizes == {"favicon.ico": (32, 32), "apple-touch-icon.png": (180, 180)}


@pytest.mark.django_db
def test_components_page_shows_the_form_as_it_is_and_as_it_is_refused(client: Client) -> None:
    address = reverse("demo_components")
    assert "error-summary" not in client.get(address).content.decode()
    assert client.get(f"{address}?erreurs").content.decode().count('<div class="error-summary"') == 1


def test_what_is_settled_alone_is_two_taps_away(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    """From any page of the space: its first entry, then a link of the start page."""
    client = signed_in(ready_volunteer.user)
    html = client.get(reverse("space_home")).content.decode()
    menu = re.search(r'<nav class="account-menu" aria-label="Mon bénévolat">.*?</nav>', html, re.DOTALL)
    assert menu is not None
    found = re.findall(r'<a href="([^"]*)">(.*?)</a>', menu[0])
    names = ["Heures", "Disponibilités", "Charte", "Agenda", "Messages", "Courriels", "Mes données", "Appareils"]
    assert [label for _, label in found] == names
    assert [client.get(url).status_code for url, _ in found] == [200] * 8
    assert html.index(menu[0]) < html.index("<h2")
