"""The communication officer in the content admin: edits, previews, publishes, and meets nobody's personal data."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from home.models import HomePage, Partner, StandardPage, Venue
from home.permissions import grant_to_communication

SignIn = Callable[[User], Client]


@pytest.fixture
def officer(communication_officer: User, signed_in: SignIn) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    page = StandardPage(title="L’association", slug="association", introduction="Avant.", body=[("heading", "Qui nous sommes")])
    home_page.add_child(instance=page)
    page.save_revision().publish()
    return page


def form_of(page: StandardPage, **changes: object) -> dict[str, str]:
    fields: dict[str, object] = {
        "title": page.title,
        "slug": page.slug,
        "eyebrow": "",
        "introduction": page.introduction,
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "body": streamfield([("heading", "Ce que nous voulons"), ("paragraph", rich_text("<p>Une société <b>accueillante</b>.</p>"))]),
    }
    data: dict[str, str] = nested_form_data(fields | changes)
    return data


def test_officer_edits_and_publishes_a_page(officer: Client, page: StandardPage, client: Client) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = officer.get(edit)
    assert response.status_code == 200
    assert "Intertitre" in response.content.decode()

    draft = officer.post(edit, form_of(page, introduction="Un brouillon."))
    assert draft.status_code == 302
    assert "Un brouillon." not in client.get("/association/").content.decode()

    published = officer.post(edit, form_of(page, introduction="Après.", **{"action-publish": "action-publish"}))
    assert published.status_code == 302
    shown = client.get("/association/").content.decode()
    assert "Après." in shown
    assert ">Ce que nous voulons</h2>" in shown
    assert "Une société <b>accueillante</b>." in shown


def test_officer_previews_what_is_not_published(officer: Client, page: StandardPage, client: Client) -> None:
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert officer.post(preview, form_of(page, introduction="Un aperçu.")).json()["is_valid"]
    shown = officer.get(preview)
    assert "Un aperçu." in shown.content.decode()
    assert '<meta name="robots" content="noindex">' in shown.content.decode()
    assert "Un aperçu." not in client.get("/association/").content.decode()


@pytest.mark.parametrize(
    "route", ["wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index", "wagtailadmin_workflows:index"]
)
def test_officer_sees_no_list_of_people(officer: Client, page: StandardPage, route: str) -> None:
    response = officer.get(reverse(route))
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


def test_admin_speaks_french_and_names_nobody(officer: Client, page: StandardPage, ready_volunteer: object, coordinator: User) -> None:
    shown = officer.get(reverse("wagtailadmin_home")).content.decode()
    assert "Le site de Polaris 14" in shown
    for private in (coordinator.email, ready_volunteer.user.email, "Utilisateurs", "Groupes"):  # type: ignore[attr-defined]
        assert private not in shown


def test_snippets_hold_no_person() -> None:
    names = {model._meta.label for model in get_snippet_models()}
    assert names == {
        "advocacy.GlossaryTerm",
        "advocacy.Recommendation",
        "advocacy.Series",
        "advocacy.Subject",
        "advocacy.Testimony",
        "advocacy.TheoryOfChange",
        "home.Consent",
        "home.Partner",
        "home.Venue",
    }


@pytest.mark.parametrize(("model", "status"), [(Partner, 200), (Venue, 302)])
def test_officer_edits_partners_but_no_meeting_place(
    officer: Client, page: StandardPage, model: type[Partner | Venue], status: int
) -> None:
    assert officer.get(reverse(model.snippet_viewset.get_url_name("list"))).status_code == status


@pytest.mark.parametrize("route", ["wagtailimages:index", "wagtaildocs:index", "wagtailredirects:index"])
def test_officer_has_pictures_documents_and_redirects(officer: Client, page: StandardPage, route: str) -> None:
    assert officer.get(reverse(route)).status_code == 200


def test_officer_edits_the_settings_of_the_association(officer: Client, page: StandardPage) -> None:
    response = officer.get(reverse("wagtailsettings:edit", args=["home", "associationsettings"]), follow=True)
    assert response.status_code == 200
    assert "adresse e-mail publique" in response.content.decode().lower()


@pytest.mark.parametrize("person", ["coordinator", "treasurer"])
def test_others_of_the_team_do_not_enter_the_admin(
    request: pytest.FixtureRequest, page: StandardPage, signed_in: SignIn, person: str
) -> None:
    grant_to_communication(apps)
    client = signed_in(request.getfixturevalue(person))
    for address in (reverse("wagtailadmin_home"), reverse("wagtailadmin_pages:edit", args=[page.pk])):
        assert client.get(address).status_code in (302, 403)


def count_rights() -> tuple[int, int, int]:
    """Of the group: on models, on pages, on collections."""
    group = Group.objects.get(name="communication")
    rights = (GroupPagePermission, GroupCollectionPermission)
    on_pages, on_collections = (model.objects.filter(group=group).count() for model in rights)
    return group.permissions.count(), on_pages, on_collections


def test_grant_adds_nothing_twice(db: None) -> None:
    grant_to_communication(apps)
    before = count_rights()
    grant_to_communication(apps)
    assert count_rights() == before
    assert before == (36, 6, 6)
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_grant_waits_for_a_tree(db: None) -> None:
    Page.objects.all().delete()
    grant_to_communication(apps)
    assert count_rights() == (36, 0, 6)


def test_officer_finds_a_partner_by_its_name(officer: Client, page: StandardPage, run_tasks: Callable[[], int]) -> None:
    Partner.objects.create(name="École Thot", theme="langue")
    Partner.objects.create(name="Caracol", theme="logement")
    run_tasks()
    html = officer.get(reverse(Partner.snippet_viewset.get_url_name("list_results")), {"q": "thot"}).content.decode()
    assert "École Thot" in html
    assert "Caracol" not in html
