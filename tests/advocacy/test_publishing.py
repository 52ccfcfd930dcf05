"""What the officer meets when publishing: refusals beside their field, warnings with the way to their place, drafts left alone."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from advocacy.checks import Draft, find_all, find_blocking
from advocacy.checks.links import check_links
from advocacy.demo import build as build_glossary
from advocacy.demo import build_publications
from advocacy.models import ActivityReportPage, AdvocacyDocumentPage, AwarenessPage, ReportIndexPage
from advocacy.readiness import checks_of
from home.contents import anchor_of
from home.demo import build as build_partners
from home.demo_writing import make_id
from home.media import Picture
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from tests.advocacy.drafts import TO_DO
from tests.home.conftest import photo as photo

BLOCK = make_id("publishing", "paragraph")
PART = make_id("publishing")
PLACE = f"#:w:contentpath=parts.{PART}.body.{BLOCK}"


@pytest.fixture
def report(home_page: HomePage) -> ActivityReportPage:
    """A report of one paragraph, not published yet."""
    index = ReportIndexPage(title="Rapports d’activité", slug="rapports-activite")
    home_page.add_child(instance=index)
    page = ActivityReportPage(title="Rapport", slug="2024", year=2024, parts=stored("<p>Un texte.</p>"), live=False)
    index.add_child(instance=page)
    return page


@pytest.fixture
def officer(communication_officer: User, signed_in: Callable[[User], Client]) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def stored(html: str) -> str:
    body = [{"type": "paragraph", "value": html, "id": BLOCK}]
    return json.dumps([{"type": "part", "value": {"title": "Les sorties", "body": body}, "id": PART}])


def typed(html: str, *more: tuple[str, Any], notes: tuple[dict[str, str], ...] = (), **changes: Any) -> dict[str, str]:
    """The report's form, with one paragraph and other blocks after it."""
    blocks = [("paragraph", rich_text(html, features=[])), *more]
    fields = {
        "title": "Rapport",
        "slug": "2024",
        "introduction": "",
        "year": "2024",
        "headline_figures": streamfield([]),
        "parts": streamfield([("part", {"title": "Les sorties", "body": streamfield(blocks)})]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
        "footnotes": inline_formset([{"text": rich_text(note["text"]), "uuid": note["uuid"]} for note in notes]),
        "correction": "",
        "supplied_pdf": "",
    }
    return nested_form_data(fields | changes)


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def saved(page: Page) -> Page:
    """The page as its latest draft has it."""
    page.refresh_from_db()
    latest: Page = page.get_latest_revision_as_object()
    return latest


PUBLISH = {"action-publish": "1"}


def test_a_gap_stops_publishing_beside_its_field_and_nothing_typed_is_lost(officer: Client, report: ActivityReportPage) -> None:
    response = officer.post(edit_address(report), typed("<p>Dans l’année, xx\u202f% des sorties.</p>") | PUBLISH)
    assert response.status_code == 200
    text = text_of(response)
    sentence = json.dumps("Il reste à compléter\u00a0: «\u00a0xx %\u00a0».")
    assert f'"body": {{"blockErrors": {{"0": {{"messages": [{sentence}]}}}}}}' in text
    assert "À corriger pour publier" in text
    assert "D’après ce que vous venez d’écrire." in text
    assert "des sorties." in text
    report.refresh_from_db()
    assert not report.live


def test_a_draft_is_never_stopped(officer: Client, report: ActivityReportPage) -> None:
    accounts = {"income": "1", "expenses": "1", "result": "9", "comment": rich_text("")}
    lists = {"income_lines": streamfield([]), "expense_lines": streamfield([])}
    data = typed(f"<p>{TO_DO} xx %</p>", ("accounts", accounts | lists), notes=({"uuid": make_id("note"), "text": "<p>à compléter</p>"},))
    assert officer.post(edit_address(report), data).status_code == 302
    assert [finding.code for finding in find_all(Draft.of_page(saved(report))) if finding.blocks] == [
        "placeholder",
        "accounts",
        "placeholder",
    ]


def test_autosave_is_never_stopped(officer: Client, report: ActivityReportPage) -> None:
    response = officer.post(edit_address(report), typed(f"<p>{TO_DO} xx %</p>"), headers={"Accept": "application/json"})
    assert response.json()["success"] is True
    # Nor when the gap was there before, nor on a page that readers already see.
    report.save_revision().publish()
    response = officer.post(edit_address(report), typed("<p>Encore xx %</p>"), headers={"Accept": "application/json"})
    assert response.json()["success"] is True
    assert "xx" in str(saved(report).parts[0].value["body"][0].value)


def test_a_gap_in_a_note_stops_publishing_beside_the_note(officer: Client, report: ActivityReportPage) -> None:
    data = typed("<p>Un texte.</p>", notes=({"uuid": make_id("note"), "text": "<p>Source : à compléter</p>"},))
    response = officer.post(edit_address(report), data | PUBLISH)
    assert response.context["form"].formsets["footnotes"].errors == [{"text": ["Il reste à compléter\u00a0: «\u00a0à compléter\u00a0»."]}]
    assert 'href="#inline_child_footnotes-0-panel"' in text_of(response)


def test_a_gap_in_a_plain_field_stops_publishing_beside_it(officer: Client, report: ActivityReportPage) -> None:
    response = officer.post(edit_address(report), typed("<p>Un texte.</p>", introduction="Lorem ipsum") | PUBLISH)
    assert response.context["form"].errors == {"introduction": ["Il reste à compléter\u00a0: «\u00a0Lorem ipsum\u00a0»."]}


def test_warnings_are_told_before_and_after_publishing_with_the_way_to_their_place(officer: Client, report: ActivityReportPage) -> None:
    report.parts = stored("<p>Selon le CASF.</p>")
    report.save_revision()
    text = text_of(officer.get(edit_address(report)))
    assert "«\u00a0CASF\u00a0» n’est pas dans le glossaire" in text
    assert re.search(rf'href="{PLACE}">Les sorties › Paragraphe<', text)
    assert "À corriger pour publier" not in text
    response = officer.post(edit_address(report), typed("<p>Selon le CASF.</p>") | PUBLISH, follow=True)
    report.refresh_from_db()
    assert report.live
    text = text_of(response)
    assert "À regarder encore" in text
    assert f'href="{edit_address(report)}#:w:contentpath=parts.' in text


def test_the_list_is_that_of_the_saved_draft(officer: Client, report: ActivityReportPage) -> None:
    assert "Rien à signaler." in text_of(officer.get(edit_address(report)))
    report.parts = stored("<p>Soit xx\u202f%.</p>")
    report.save_revision()
    text = text_of(officer.get(edit_address(report)))
    assert re.search(rf'Il reste à compléter.* <a class="readiness__link" href="{PLACE}"', text)


CHART = {
    "kind": "bar",
    "title": "Visées des activités",
    "description": "Deux activités sur trois sont culturelles.",
    "table": "Visée ; Part\nCulturelle ; 66\nSportive ; 13",
    "unit": "percent",
    "denominator": "des 38 activités",
    "note": "",
    "source": "",
}


def listed(response: Any) -> list[tuple[str, str, str]]:
    """The list at the head of the form: sentence, address, name of the place."""
    found = re.findall(r'<li>([^<]*) <a class="readiness__link" href="([^"]*)">([^<]*)</a>', text_of(response))
    return [(sentence.replace("\u00a0", " ").replace("\u202f", " "), address, place) for sentence, address, place in found]


def test_an_empty_field_hides_nothing_of_what_else_was_found(officer: Client, report: ActivityReportPage) -> None:
    accounts = {"income": "3", "expenses": "1", "result": "9", "comment": rich_text("")}
    lists = {"income_lines": streamfield([]), "expense_lines": streamfield([])}
    data = typed("<p>Selon le CASF, xx\u202f% des sorties.</p>", ("chart", CHART), ("accounts", accounts | lists), title="")
    response = officer.post(edit_address(report), data | PUBLISH)
    assert response.status_code == 200
    body = "#:w:contentpath=parts.0.body"
    assert listed(response) == [
        ("Il reste à compléter : « xx % ».", f"{body}.0", "Les sorties › Paragraphe"),
        ("À remplir : Source.", f"{body}.1.source", "Les sorties › Visées des activités"),
        (
            "Le résultat doit être égal aux produits moins les charges, soit 2,00 € et non 9,00 €.",
            f"{body}.2.result",
            "Les sorties › Comptes",
        ),
        ("À remplir : Titre.", "#:w:contentpath=title", "Titre"),
        (
            "« CASF » n’est pas dans le glossaire : ajoutez-l’y, ou écrivez-le en toutes lettres la première fois.",
            f"{body}.0",
            "Les sorties › Paragraphe",
        ),
        (
            "Les parts font 79 % : ajoutez ce qui manque, ou dites dans la note de lecture ce qui n’est pas montré.",
            f"{body}.1.table",
            "Les sorties › Visées des activités",
        ),
    ]
    # Wagtail's own words stand beside the fields, once.
    errors = response.context["form"].errors.as_data()
    assert {name: len(found) for name, found in errors.items()} == {"title": 1, "parts": 1}
    assert errors["parts"][0].as_json_data()["blockErrors"].keys() == {0}
    assert "À remplir" not in json.dumps(errors["parts"][0].as_json_data(), ensure_ascii=False)


def test_a_number_that_cannot_be_read_hides_nothing_either(officer: Client, report: ActivityReportPage) -> None:
    accounts = {"income": "trois", "expenses": "1", "result": "9", "comment": rich_text("")}
    lists = {"income_lines": streamfield([]), "expense_lines": streamfield([])}
    response = officer.post(edit_address(report), typed("<p>Soit xx\u202f%.</p>", ("accounts", accounts | lists)) | PUBLISH)
    assert [(sentence.split(" :")[0], address.split(".body.")[1]) for sentence, address, _ in listed(response)] == [
        ("Il reste à compléter", "0"),
        ("Total des produits (en euros)", "1.income"),
    ]


def test_a_gap_and_an_empty_note_are_told_together(officer: Client, report: ActivityReportPage) -> None:
    notes = ({"uuid": make_id("note"), "text": ""}, {"uuid": make_id("other"), "text": "<p>Source : à compléter</p>"})
    response = officer.post(edit_address(report), typed("<p>Un texte.</p>", notes=notes) | PUBLISH)
    assert [told for told in listed(response) if "appelée" not in told[0]] == [
        ("Il reste à compléter : « à compléter ».", "#inline_child_footnotes-1-panel", "Notes › Note 2"),
        ("À remplir : Texte de la note.", "#inline_child_footnotes-0-panel", "Notes › Note 1"),
    ]


def test_a_saved_draft_says_what_is_still_empty(officer: Client, report: ActivityReportPage) -> None:
    empty = {"type": "part", "value": {"title": "", "body": []}, "id": make_id("empty")}
    report.parts = json.dumps([*json.loads(stored("<p>Un texte.</p>")), empty])
    report.save_revision()
    response = officer.get(edit_address(report))
    place = f"#:w:contentpath=parts.{make_id('empty')}"
    assert listed(response)[0] == ("À remplir : Titre de la partie.", f"{place}.title", "Partie")
    assert {address for _, address, _ in listed(response)} <= {f"{place}.title", f"{place}.body"}
    assert "Rien à signaler" not in text_of(response)
    # Nor does it go out from the list of pages.
    address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={report.pk}&next=/admin/pages/"
    assert "Rien n’a été publié" in text_of(officer.post(address, {}, follow=True))


def test_a_cosigning_organisation_without_a_name_is_told(db: None) -> None:
    cosigners = json.dumps([{"type": "organisation", "value": {"name": "", "address": ""}, "id": make_id("organisation")}])
    document = AdvocacyDocumentPage(title="Plaidoyer", slug="2024", cosigners=cosigners)
    assert [(finding.contentpath, finding.sentence) for finding in find_blocking(Draft.of_page(document))] == [
        (f"cosigners.{make_id('organisation')}.name", "À remplir\u00a0: Nom."),
        ("edition_on", "À remplir\u00a0: Date de l’édition."),
        ("authors", "À remplir\u00a0: Auteurs et autrices."),
    ]


def test_a_picture_without_words_is_told_once(home_page: HomePage, photo: Any) -> None:
    picture = Picture.objects.create(title="x", file=photo())
    value = {"picture": {"image": picture.pk, "alt_text": "", "decorative": False}, "caption": ""}
    body = json.dumps([{"type": "figure", "value": value, "id": make_id("figure")}])
    page = StandardPage(title="Page", slug="page", body=body)
    assert [finding.code for finding in find_all(Draft.of_page(page), checks_of(page))] == ["picture"]


def test_publishing_from_the_list_of_pages_asks_the_same(officer: Client, report: ActivityReportPage) -> None:
    report.parts = stored("<p>Soit xx\u202f%.</p>")
    report.save_revision()
    address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={report.pk}&next=/admin/pages/"
    response = officer.post(address, {}, follow=True)
    assert "Rien n’a été publié" in text_of(response)
    report.refresh_from_db()
    assert not report.live
    report.parts = stored("<p>Soit 12\u202f% des sorties.</p>")
    report.save_revision()
    officer.post(address, {})
    report.refresh_from_db()
    assert report.live


def test_other_pages_are_checked_for_what_is_left_to_fill_in(officer: Client, home_page: HomePage) -> None:
    page = StandardPage(title="Professionnels", slug="professionnels", live=False)
    home_page.add_child(instance=page)
    fields = {
        "title": "Professionnels",
        "slug": "professionnels",
        "eyebrow": "",
        "introduction": "",
        "body": streamfield([("paragraph", rich_text(f"<p>{TO_DO}</p>"))]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    response = officer.post(edit_address(page), nested_form_data(fields) | PUBLISH)
    assert response.status_code == 200
    assert f"Il reste à compléter\u00a0: «\u00a0{TO_DO}\u00a0»." in text_of(response)


def test_the_form_of_a_long_report_can_be_sent(officer: Client, report: ActivityReportPage) -> None:
    blocks = [("paragraph", rich_text("<p>Un texte.</p>", features=[]))] * 300
    data = typed("<p>Un texte.</p>", *blocks)
    assert len(data) > 1000
    assert officer.post(edit_address(report), data | PUBLISH).status_code == 302


def test_demo_leaves_nothing_to_correct_and_no_warning_without_a_reason(home_page: HomePage) -> None:
    now = timezone.now()
    build_partners(now)
    build_glossary(now)
    build_publications(home_page, now=now)
    pages = [*AdvocacyDocumentPage.objects.all(), *ActivityReportPage.objects.all(), *AwarenessPage.objects.all()]
    found = [
        finding.sentence.split("\u00a0:")[0]
        for page in pages
        for finding in find_all(Draft.of_page(page), checks_of(page))
        # The pages of the association are not built here.
        if finding.code != "link"
    ]
    assert found == []


@pytest.mark.parametrize(
    ("address", "is_answered"),
    [
        ("/", True),
        ("/rapports-activite/", True),
        ("/rapports-activite", True),
        ("/rapports-activite/?page=2", True),
        ("/recherche/?q=asile", True),
        ("/rapports-activite/2024/", False),
        ("/nulle-part/", False),
        ("/coordination/nulle-part/", False),
    ],
)
def test_links_to_addresses_that_answer_nothing_are_told(report: ActivityReportPage, address: str, *, is_answered: bool) -> None:
    report.parts = stored(f'<p>Lisez <a href="{address}">le texte</a>.</p>')
    assert [finding.code for finding in check_links(Draft.of_page(report))] == ([] if is_answered else ["link"])


def test_links_to_pages_and_passages_that_are_gone_are_told(home_page: HomePage, report: ActivityReportPage) -> None:
    draft = StandardPage(title="Brouillon", slug="brouillon", live=False)
    home_page.add_child(instance=draft)
    links = {
        f'linktype="page" id="{home_page.pk}"': 0,
        f'linktype="page" id="{report.pk}"': 0,
        f'linktype="page" id="{draft.pk}"': 1,
        'linktype="page" id="99999"': 1,
        'linktype="document" id="99999"': 1,
        f'href="#{anchor_of(BLOCK)}"': 0,
        'href="#s-00000000"': 1,
        'href="#r-3"': 1,
        'href="https://exemple.fr/"': 0,
    }
    for attributes, count in links.items():
        report.parts = stored(f"<p>Lisez <a {attributes}>le texte</a>.</p>")
        assert len(list(check_links(Draft.of_page(report)))) == count, attributes


def test_content_checks_of_the_preview_are_ours_and_in_french(officer: Client, report: ActivityReportPage) -> None:
    text = text_of(officer.get(edit_address(report)))
    found = re.search(r'id="checker-axe-configuration" type="application/json">(.*?)</script>', text)
    assert found is not None
    configuration = json.loads(found[1])
    assert set(configuration["options"]["runOnly"]) == configuration["messages"].keys() >= {"image-alt", "heading-order"}
    assert configuration["messages"]["link-name"]["error_name"] == "Un lien n’a pas de texte"
