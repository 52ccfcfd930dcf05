"""A new report from the last one: what it keeps, what it empties, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_footnotes.models import Footnote

from accounts.models import User
from advocacy.checks import Draft, find_blocking
from advocacy.demo import build_report
from advocacy.emptying import MARK, empty_stream, empty_value, mark
from advocacy.exceptions import ReportExistsError
from advocacy.models import ActivityReportPage, ReportIndexPage
from advocacy.new_report import start_next_report
from home.blocks import ParagraphBlock
from home.models import HomePage
from tests.advocacy.reports import account_lines, accounts, add_report, add_report_index, figure, figure_list


@pytest.fixture
def index_page(home_page: HomePage) -> ReportIndexPage:
    return add_report_index(home_page)


def chart_value(**changes: Any) -> dict[str, Any]:
    value = {
        "kind": "bar",
        "title": "Deux sur trois",
        "description": "Les deux tiers.",
        "table": "Visée | Part\nCulturelle | 66\nSportive | 13",
        "unit": "percent",
        "denominator": "des 38 activités",
        "several_answers": True,
        "note": "",
        "source": "rapport 2024",
    }
    return value | changes


def stored(page: ActivityReportPage) -> list[dict[str, Any]]:
    """The blocks of the first part, as stored."""
    blocks: list[dict[str, Any]] = next(iter(page.parts.raw_data))["value"]["body"]
    return blocks


def ids_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*([value["id"]] if value.get("id") else []), *(found for child in value.values() for found in ids_in(child))]
    return [found for child in value for found in ids_in(child)] if isinstance(value, list) else []


def test_structure_keys_and_ids_stay_and_values_go(index_page: ReportIndexPage, communication_officer: User) -> None:
    rows = (
        figure("personnes inscrites", "242", definition="Inscrites à une session."),
        figure("part", "3.5", unit="percent", denominator="des 242 personnes", is_about=True, year=2023),
    )
    last = add_report(index_page, figure_list(*rows, source="rapport 2024"), ("chart", chart_value()))
    last.refresh_from_db()
    draft = start_next_report(last, by=communication_officer)
    assert (draft.year, draft.slug, draft.title, draft.live) == (2025, "2025", "Rapport 2025", False)
    assert ids_in(list(draft.parts.raw_data)) == ids_in(list(last.parts.raw_data))
    figures, chart = (block["value"] for block in stored(draft))
    assert [item["value"]["key"] for item in figures["figures"]] == ["personnes-inscrites", "part"]
    assert [item["value"]["value"] for item in figures["figures"]] == [None, None]
    assert [item["value"]["unit"] for item in figures["figures"]] == ["count", "percent"]
    assert figures["figures"][0]["value"]["definition"] == "Inscrites à une session."
    assert figures["figures"][1]["value"]["denominator"] == f"{MARK} des 242 personnes"
    assert figures["figures"][1]["value"]["year"] is None
    assert figures["source"] == f"{MARK} rapport 2024"
    assert chart["table"] == "Visée | Part\nCulturelle | –\nSportive | –"
    assert (chart["title"], chart["description"]) == (f"{MARK} Deux sur trois", f"{MARK} Les deux tiers.")
    assert (chart["kind"], chart["unit"], chart["several_answers"]) == ("bar", "percent", True)
    # The last one stays as it was.
    last.refresh_from_db()
    assert stored(last)[1]["value"] == chart_value()


def test_accounts_keep_their_lines_and_lose_their_amounts(index_page: ReportIndexPage, communication_officer: User) -> None:
    last = add_report(index_page, accounts("100", "60", "40", income_lines=account_lines(("Dons", "100")), comment="<p>Un excédent.</p>"))
    value = stored(start_next_report(last, by=communication_officer))[0]["value"]
    assert [(line["value"]["label"], line["value"]["amount"]) for line in value["income_lines"]] == [("Dons", None)]
    assert (value["income"], value["expenses"], value["result"]) == (None, None, None)
    assert value["comment"] == f"<p>{MARK}</p><p>Un excédent.</p>"


def test_draft_cannot_be_published_before_each_text_is_read_again(home_page: HomePage, communication_officer: User) -> None:
    build_report(home_page)
    last = ActivityReportPage.objects.get()
    draft = start_next_report(last, by=communication_officer)
    findings = find_blocking(Draft.of_page(draft))
    assert {finding.code for finding in findings} >= {"placeholder"}
    # No paragraph, chart or list of figures of last year goes through unread.
    for part in list(draft.parts.raw_data):
        for block in part["value"]["body"]:
            if block["type"] in {"paragraph", "figures", "chart", "callout"}:
                assert MARK in str(block["value"]), block


def test_nothing_of_last_years_values_is_left(home_page: HomePage, communication_officer: User) -> None:
    build_report(home_page)
    draft = start_next_report(ActivityReportPage.objects.get(), by=communication_officer)
    values = [
        item["value"]["value"]
        for part in list(draft.parts.raw_data)
        for block in part["value"]["body"]
        if block["type"] == "figures"
        for item in block["value"]["figures"]
    ]
    assert len(values) > 50
    assert set(values) == {None}
    assert {child.value["value"] for child in draft.headline_figures} == {MARK}


def test_notes_follow_their_citations_and_are_read_again(index_page: ReportIndexPage, communication_officer: User) -> None:
    uuid = "11111111-1111-4111-8111-111111111111"
    last = add_report(index_page, ("paragraph", f'<p>Un mot<footnote id="{uuid}">[111111]</footnote>.</p>'))
    Footnote.objects.create(page=last, uuid=uuid, text="<p>Insee, 2024.</p>")
    draft = start_next_report(last, by=communication_officer)
    note = Footnote.objects.get(page=draft)
    assert (str(note.uuid), note.text) == (uuid, f"<p>{MARK}</p><p>Insee, 2024.</p>")
    assert stored(draft)[0]["value"] == f'<p>{MARK}</p><p>Un mot<footnote id="{uuid}">[111111]</footnote>.</p>'
    assert Footnote.objects.get(page=last).text == "<p>Insee, 2024.</p>"


def test_versions_and_what_was_corrected_stay_with_the_last(index_page: ReportIndexPage, communication_officer: User) -> None:
    last = add_report(index_page, figure_list(figure("Inscrites", "242")))
    last.correction = "Un chiffre corrigé."
    last.save_revision().publish()
    draft = start_next_report(last, by=communication_officer)
    assert draft.correction == ""
    assert draft.versions.count() == 0
    assert draft.get_latest_revision_as_object().slug == "2025"
    assert PageLogEntry.objects.filter(page=draft.pk, user=communication_officer, action="wagtail.copy").exists()


@pytest.mark.parametrize("is_live", [True, False])
def test_a_year_has_one_report(index_page: ReportIndexPage, communication_officer: User, *, is_live: bool) -> None:
    last = add_report(index_page)
    existing = add_report(index_page, year=2025)
    if not is_live:
        existing.unpublish()
    with pytest.raises(ReportExistsError, match="Le rapport de 2025 existe déjà") as refusal:
        start_next_report(last, by=communication_officer)
    assert refusal.value.page.pk == existing.pk


def test_an_address_that_is_taken_is_a_report_that_exists(index_page: ReportIndexPage, communication_officer: User) -> None:
    last = add_report(index_page)
    existing = add_report(index_page, year=2023, slug="2025")
    with pytest.raises(ReportExistsError) as refusal:
        start_next_report(last, by=communication_officer)
    assert refusal.value.page.pk == existing.pk


# What is emptied ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "marked"), [("Un texte", f"{MARK} Un texte"), ("242", MARK), ("7 %", MARK), ("", MARK)])
def test_mark(text: str, marked: str) -> None:
    assert mark(text) == marked


def test_mark_stays_within_the_longest_text() -> None:
    assert mark("Un texte", 20) == MARK


def test_what_is_not_there_stays_so() -> None:
    assert [empty_value(ParagraphBlock(), value) for value in (None, "")] == [None, ""]


def test_blocks_that_are_no_longer_offered_are_left_out(index_page: ReportIndexPage) -> None:
    page = add_report(index_page)
    stream_block = page.parts.stream_block.child_blocks["part"].child_blocks["body"]
    assert empty_stream(stream_block, [{"type": "gone", "value": "x", "id": "1"}]) == []


# The officer's screen -----------------------------------------------------------------------------


@pytest.fixture
def officer(communication_officer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(communication_officer)


def test_officer_starts_the_next_report(officer: Client, index_page: ReportIndexPage) -> None:
    last = add_report(index_page)
    address = reverse("start_report", args=[last.pk])
    assert address in officer.get(reverse("wagtailadmin_pages:edit", args=[last.pk])).content.decode()
    assert "Faire le brouillon de 2025" in officer.get(address).content.decode()
    response = officer.post(address)
    draft = ActivityReportPage.objects.get(year=2025)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert "Le brouillon du rapport de 2025 est prêt." in officer.get(response["Location"]).content.decode()


def test_officer_is_led_to_the_report_that_exists(officer: Client, index_page: ReportIndexPage) -> None:
    last = add_report(index_page)
    existing = add_report(index_page, year=2025)
    edit = reverse("wagtailadmin_pages:edit", args=[existing.pk])
    address = reverse("start_report", args=[last.pk])
    assert f'href="{edit}"' in officer.get(address).content.decode()
    response = officer.post(address)
    assert response["Location"] == edit
    assert "Le rapport de 2025 existe déjà." in officer.get(edit).content.decode()


def test_a_page_that_is_no_report_starts_none(officer: Client, index_page: ReportIndexPage) -> None:
    assert officer.get(reverse("start_report", args=[index_page.pk])).status_code == 404
