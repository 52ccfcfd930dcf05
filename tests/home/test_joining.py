"""« Participer au programme » and its translations: what machines are told of each, the lists of languages, and the officer's form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import User
from advocacy.checks import Draft
from advocacy.checks.scripts import check_script
from advocacy.readiness import checks_of
from home.demo_joining import FRENCH_TEXT
from home.demo_translations import TRANSLATIONS
from home.joining import TAKEN, JoiningPage, TranslationPage
from home.languages import LANGUAGES, SCRIPTS
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from home.settings import AssociationSettings
from home.templatetags.languages import isolate_numbers

MOST_QUERIES = 12
SignIn = Callable[[User], Client]


@pytest.fixture
def joining(home_page: HomePage) -> JoiningPage:
    page = JoiningPage(title="Participer au programme", slug="rejoindre", introduction="Venez.")
    home_page.add_child(instance=page)
    return page


def add_translation(parent: Page, code: str, **fields: Any) -> TranslationPage:
    words = {"introduction": f"Introduction {code}", "skip_label": f"Skip {code}", "languages_label": f"Languages {code}"}
    page = TranslationPage(**{"title": f"Title {code}", "slug": code, "language": code, **words, **fields})
    parent.add_child(instance=page)
    return page


@pytest.fixture
def arabic(joining: JoiningPage) -> TranslationPage:
    return add_translation(joining, "ar", title="الانضمام")


@pytest.fixture
def officer(communication_officer: User, signed_in: SignIn) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def languages_shown(html: str) -> list[str]:
    """The `lang` of each entry of the visible list."""
    listed = html.partition('id="langues"')[2].partition("</nav>")[0]
    return re.findall(r'<a [^>]*\blang="([^"]+)"', listed)


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


@pytest.mark.parametrize(
    ("code", "tag", "direction", "locale"),
    [("ar", "ar", "rtl", "ar_AR"), ("prs", "fa-AF", "rtl", "fa_AF"), ("en", "en", "ltr", "en_GB"), ("ti", "ti", "ltr", "ti_ER")],
)
def test_document_has_the_language_and_the_direction_of_its_text(
    joining: JoiningPage, client: Client, code: str, tag: str, direction: str, locale: str
) -> None:
    add_translation(joining, code)
    html = read(client, f"/rejoindre/{code}/")
    assert f'<html lang="{tag}" dir="{direction}">' in html
    assert f"<title>Title {code} – Polaris 14</title>" in html
    assert f'<meta name="description" content="Introduction {code}">' in html
    assert f'<meta property="og:locale" content="{locale}">' in html
    assert f'<a class="skip-link" href="#contenu">Skip {code}</a>' in html
    # What stays in French says so, and keeps its direction.
    assert re.findall(r'<(header|footer) class="site-[^>]* lang="fr" dir="ltr">', html) == ["header", "footer"]
    content = html.partition("<main")[2].partition("</main>")[0]
    assert f'<div class="wrapper page" lang="{tag}" dir="{direction}">' in content
    assert "Fil d’Ariane" not in html


def test_french_page_stays_in_french(joining: JoiningPage, arabic: TranslationPage, client: Client) -> None:
    html = read(client, "/rejoindre/")
    assert '<html lang="fr">' in html
    assert '<meta property="og:locale" content="fr_FR">' in html
    assert '<header class="site-header section--night">' in html


def test_every_page_of_the_group_names_all_the_others(joining: JoiningPage, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://polaris.example"
    for code in ("en", "ar", "prs"):
        add_translation(joining, code)
    address = "https://polaris.example/rejoindre/"
    expected = {"fr": address, "x-default": address, "en": f"{address}en/", "ar": f"{address}ar/", "fa-AF": f"{address}prs/"}
    for path in ("/rejoindre/", "/rejoindre/en/", "/rejoindre/ar/", "/rejoindre/prs/"):
        html = read(client, path)
        assert alternates(html) == expected
        assert languages_shown(html) == ["fr", "en", "ar", "fa-AF"]
        assert f'<link rel="canonical" href="https://polaris.example{path}">' in html


def test_each_language_is_named_in_itself_and_the_current_one_is_marked(
    joining: JoiningPage, arabic: TranslationPage, client: Client
) -> None:
    french, translated = read(client, "/rejoindre/"), read(client, "/rejoindre/ar/")
    arabic_link = '<a class="filter" href="/rejoindre/ar/" hreflang="ar" lang="ar" dir="rtl"{}>العربية</a>'
    french_link = '<a class="filter" href="/rejoindre/" hreflang="fr" lang="fr" dir="ltr"{}>Français</a>'
    assert arabic_link.format("") in french
    assert french_link.format(' aria-current="page"') in french
    assert arabic_link.format(' aria-current="page"') in translated
    assert french_link.format("") in translated
    # For who shows the page to somebody.
    assert '<span class="small soft">arabe</span>' in french
    assert '<span class="small soft">' not in translated
    assert ">Languages ar</h2>" in translated


def test_unpublished_translation_leaves_every_list_at_once(joining: JoiningPage, arabic: TranslationPage, client: Client) -> None:
    english = add_translation(joining, "en")
    assert languages_shown(read(client, "/rejoindre/")) == ["fr", "ar", "en"]
    english.unpublish()
    for path in ("/rejoindre/", "/rejoindre/ar/"):
        html = read(client, path)
        assert languages_shown(html) == ["fr", "ar"]
        assert "en" not in alternates(html)


@pytest.mark.parametrize("way", ["moved", "private", "deleted"])
def test_translation_that_nobody_finds_there_leaves_every_list(
    joining: JoiningPage, arabic: TranslationPage, client: Client, home_page: HomePage, way: str
) -> None:
    english = add_translation(joining, "en")
    if way == "moved":
        english.move(home_page, pos="last-child")
    elif way == "private":
        PageViewRestriction.objects.create(page=english, restriction_type=PageViewRestriction.LOGIN)
    else:
        english.delete()
    assert languages_shown(read(client, "/rejoindre/ar/")) == ["fr", "ar"]
    assert "/rejoindre/en/" not in read(client, "/rejoindre/")


def test_french_page_that_is_not_published_is_not_offered(joining: JoiningPage, arabic: TranslationPage, client: Client) -> None:
    add_translation(joining, "en")
    joining.unpublish()
    html = read(client, "/rejoindre/ar/")
    assert languages_shown(html) == ["ar", "en"]
    assert "x-default" not in alternates(html)


def test_page_in_one_language_alone_shows_no_list(joining: JoiningPage, client: Client) -> None:
    html = read(client, "/rejoindre/")
    assert 'id="langues"' not in html
    assert alternates(html) == {}


def test_every_page_leads_to_the_languages_without_asking_the_database(home_page: HomePage, client: Client) -> None:
    home_page.add_child(instance=StandardPage(title="A", slug="a"))
    html = read(client, "/a/")
    link = '<a class="languages-link" href="/rejoindre/#langues">'
    assert html.partition("<main")[0].count(link) == 1
    assert html.partition("</main>")[2].count(link) == 1
    assert '<span lang="en">Other languages</span> / <bdi lang="ar" dir="rtl">لغات أخرى</bdi>' in html


def test_every_language_costs_no_more_queries_than_one(joining: JoiningPage, arabic: TranslationPage, client: Client) -> None:
    def count(address: str) -> int:
        cache.clear()
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
        return len(queries)

    before = [count("/rejoindre/"), count("/rejoindre/ar/")]
    for code in LANGUAGES:
        if code != "ar":
            add_translation(joining, code)
    assert [count("/rejoindre/"), count("/rejoindre/ar/")] == before
    assert max(before) <= MOST_QUERIES
    assert len(languages_shown(read(client, "/rejoindre/"))) == len(LANGUAGES) + 1


def test_contact_is_that_of_the_association_unless_another_is_given(
    home_page: HomePage, joining: JoiningPage, arabic: TranslationPage, client: Client
) -> None:
    AssociationSettings.objects.create(site=home_page.get_site(), email="contact@polaris.example", phone="01 23 45 67 89")
    own = {"title": "اكتبوا", "text": "", "email": "arabe@polaris.example", "phone": "+33 1 99"}
    arabic.body = [("contact", {"title": "اكتبوا", "text": "", "email": "", "phone": ""}), ("contact", own)]
    arabic.save()
    ways = re.findall(r'<a href="((?:mailto|tel):[^"]+)" dir="ltr">', read(client, "/rejoindre/ar/"))
    assert ways == ["mailto:contact@polaris.example", "tel:0123456789", "mailto:arabe@polaris.example", "tel:+33199"]


@pytest.mark.parametrize(
    ("html", "isolated"),
    [
        ("<p>اتصلوا 01 23 45 67 89 الآن</p>", ["01 23 45 67 89"]),
        ("<p>+33 1 23 45 67 89</p>", ["+33 1 23 45 67 89"]),
        ("<p>01.23.45.67.89</p>", ["01.23.45.67.89"]),
        ('<a href="tel:01 23">112</a>', []),
        ("<p>من 8 إلى 12 شخصًا، A1.1</p>", []),
        ("<p>&#39;12 34&#x27;</p>", ["12 34"]),
    ],
)
def test_numbers_in_groups_keep_their_order(html: str, isolated: list[str]) -> None:
    result = isolate_numbers(html)
    assert re.findall(r'<bdi dir="ltr">(.*?)</bdi>', result) == isolated
    assert re.sub(r"</?bdi[^>]*>", "", result) == html


def form_of(language: str, **changes: object) -> dict[str, str]:
    fields: dict[str, object] = {
        "title": "Join us",
        "language": language,
        "introduction": "Come.",
        "skip_label": "Skip to content",
        "languages_label": "Other languages",
        "seo_title": "",
        "search_description": "",
        "body": streamfield([("heading", "Who can join")]),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    data: dict[str, str] = nested_form_data(fields | changes)
    return data


def address_to_add(joining: JoiningPage) -> str:
    return reverse("wagtailadmin_pages:add", args=["home", "translationpage", joining.pk])


def test_officer_adds_a_language_whose_code_is_its_address(joining: JoiningPage, officer: Client, client: Client) -> None:
    response = officer.post(address_to_add(joining), form_of("en") | {"action-publish": "1"})
    assert response.status_code == 302
    assert '<html lang="en" dir="ltr">' in read(client, "/rejoindre/en/")
    assert languages_shown(read(client, "/rejoindre/")) == ["fr", "en"]


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_language_that_has_its_page_is_refused_to_a_second_one(
    joining: JoiningPage, arabic: TranslationPage, officer: Client, action: dict[str, str]
) -> None:
    answer = officer.post(address_to_add(joining), form_of("ar") | action)
    assert TAKEN in answer.content.decode()
    english = add_translation(joining, "en")
    answer = officer.post(reverse("wagtailadmin_pages:edit", args=[english.pk]), form_of("ar") | action)
    assert TAKEN in answer.content.decode()
    assert set(TranslationPage.objects.values_list("language", "slug")) == {("ar", "ar"), ("en", "en")}


def test_language_that_a_draft_takes_is_taken(joining: JoiningPage, officer: Client) -> None:
    english = add_translation(joining, "en")
    edited = officer.post(reverse("wagtailadmin_pages:edit", args=[english.pk]), form_of("es"))
    assert edited.status_code == 302
    assert TAKEN in officer.post(address_to_add(joining), form_of("es")).content.decode()


def test_database_refuses_a_language_twice(joining: JoiningPage, arabic: TranslationPage) -> None:
    english = add_translation(joining, "en")
    with pytest.raises(IntegrityError), transaction.atomic():
        TranslationPage.objects.filter(pk=english.pk).update(language="ar")


def test_language_is_asked_even_of_a_draft_and_its_words_when_it_is_published(joining: JoiningPage, officer: Client) -> None:
    assert officer.post(address_to_add(joining), form_of("")).status_code == 200
    bare = form_of("en", introduction="", skip_label="", languages_label="")
    assert officer.post(address_to_add(joining), bare | {"action-publish": "1"}).status_code == 200
    assert not TranslationPage.objects.exists()
    assert officer.post(address_to_add(joining), bare).status_code == 302
    assert not TranslationPage.objects.get().live


def test_copy_is_a_draft_until_its_language_is_chosen(
    joining: JoiningPage, arabic: TranslationPage, officer: Client, client: Client
) -> None:
    copying = reverse("wagtailadmin_pages:copy", args=[arabic.pk])
    shown = officer.get(copying).content.decode()
    assert "publish_copies" not in shown
    assert 'name="alias"' not in shown
    officer.post(copying, {"new_title": "نسخة", "new_slug": "ar-2", "new_parent_page": joining.pk, "publish_copies": "on"})
    copy = TranslationPage.objects.get(slug="ar-2")
    assert (copy.language, copy.live) == ("", False)
    assert languages_shown(read(client, "/rejoindre/ar/")) == ["fr", "ar"]
    assert officer.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
    preview = officer.get(reverse("wagtailadmin_pages:view_draft", args=[copy.pk])).content.decode()
    assert '<html lang="und" dir="ltr">' in preview
    assert officer.post(reverse("wagtailadmin_pages:edit", args=[copy.pk]), form_of("fa") | {"action-publish": "1"}).status_code == 302
    assert languages_shown(read(client, "/rejoindre/fa/")) == ["fr", "ar", "fa"]


def test_officer_sees_the_french_name_of_each_language(joining: JoiningPage, arabic: TranslationPage, officer: Client) -> None:
    shown = officer.get(reverse("wagtailadmin_explore", args=[joining.pk])).content.decode()
    assert "Arabe – الانضمام" in shown


def test_checks_of_french_words_are_not_run_on_other_languages(joining: JoiningPage) -> None:
    english = add_translation(joining, "en", title="Page", body=[("paragraph", '<p><a href="/don/">Info</a></p>')])
    found = {finding.code for check in checks_of(english) for finding in check(Draft.of_page(english))}
    assert found == set()
    read_as_french = {finding.code for check in checks_of(joining) for finding in check(Draft.of_page(english))}
    assert read_as_french == {"link_text"}


@pytest.mark.parametrize(
    ("code", "text", "is_told"),
    [
        ("ar", "Ce paragraphe est resté en français.", True),
        ("ar", "يمكنكم المجيء إلى Polaris 14", False),
        ("ar", "Polaris 14", False),
        ("uk", "Цей абзац українською", False),
        ("uk", "يمكنكم المجيء من تلقاء أنفسكم", True),
        ("en", "يمكنكم المجيء من تلقاء أنفسكم", True),
        ("en", "This one is in English.", False),
    ],
)
def test_text_in_another_script_is_told_to_the_officer(db: None, code: str, text: str, *, is_told: bool) -> None:
    page = TranslationPage(title="T", language=code, body=[("heading", text)])
    assert [(finding.code, finding.blocks) for finding in check_script(Draft.of_page(page))] == [("script", False)] * is_told


def test_languages_are_told_apart() -> None:
    languages = LANGUAGES.values()
    for attribute in ("tag", "own_name", "french_name"):
        assert len({getattr(language, attribute) for language in languages}) == len(languages)
    assert all(language.script in SCRIPTS and re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", language.locale) for language in languages)
    assert {language.code for language in languages if language.direction == "rtl"} == {"ar", "prs", "ckb", "ur", "ps", "fa"}


def test_demo_says_the_same_in_every_language() -> None:
    def plan(text: Any) -> list[Any]:
        parts = [text.who, text.offer, text.limits, text.privacy]
        return [len(text.steps), *((part.count("## "), part.count("\n        - "), part.count("**"), part.count("/)")) for part in parts)]

    assert {text.code: plan(text) for text in TRANSLATIONS} == {text.code: plan(FRENCH_TEXT) for text in TRANSLATIONS}
    for text in TRANSLATIONS:
        assert text.emergency[1].count("**112**") == text.emergency[1].count("**115**") == 1
