"""Activity reports: figures as published, charts with their table, accounts that add up."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from advocacy.blocks.quantities import MONTHS, FrenchDecimalBlock, format_quantity
from advocacy.checks import Draft, find_blocking
from advocacy.checks.accounts import result_error
from advocacy.demo import build_report
from advocacy.models import ActivityReportPage, ReportIndexPage
from home.demo_writing import items
from home.models import HomePage
from home.permissions import grant_to_communication
from tests.advocacy.reports import chart


@pytest.fixture
def index_page(home_page: HomePage) -> ReportIndexPage:
    page = ReportIndexPage(title="Rapports d’activité", slug="rapports-activite")
    home_page.add_child(instance=page)
    return page


def add_report(index_page: ReportIndexPage, *body: tuple[str, dict[str, Any]], slug: str = "2024") -> ActivityReportPage:
    blocks = [{"type": kind, "value": value} for kind, value in body]
    page = ActivityReportPage(
        title="Rapport", slug=slug, year=2024, parts=json.dumps([{"type": "part", "value": {"title": "Partie", "body": blocks}}])
    )
    index_page.add_child(instance=page)
    return page


def read(client: Client, address: str = "/rapports-activite/2024/") -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("7792.50", None),
        ("7792.51", "Le résultat doit être égal aux produits moins les charges, soit 7\u202f792,50\u202f€ et non 7\u202f792,51\u202f€."),
        (
            "-7792.50",
            "Le résultat doit être égal aux produits moins les charges, soit 7\u202f792,50\u202f€ et non \u22127\u202f792,50\u202f€.",
        ),
    ],
)
def test_accounts_add_up_to_the_cent(result: str, sentence: str | None) -> None:
    assert result_error(Decimal("149171.57"), Decimal("156964.07"), Decimal(result)) == sentence


def test_a_deficit_is_a_result() -> None:
    assert result_error(Decimal(100), Decimal(40), Decimal(-60)) is None


def test_figures_say_what_they_are_a_share_of(index_page: ReportIndexPage, client: Client) -> None:
    rows = [
        {"label": "déboutées", "value": "8", "unit": "percent", "is_about": False, "denominator": "des 160 personnes accompagnées"},
        {"label": "durée moyenne", "value": "7", "unit": MONTHS, "is_about": True, "denominator": ""},
        {"label": "jamais compté", "value": None, "unit": "count", "is_about": False, "denominator": ""},
        {"label": "vraiment aucun", "value": "0", "unit": "count", "is_about": False, "denominator": ""},
    ]
    add_report(index_page, ("figures", {"figures": items("figures", rows), "source": "rapport"}))
    text = read(client)
    assert re.findall(r'figures__value">([^<]+)<', text) == ["8\u202f%", "7\u00a0mois", "non communiqué", "0"]
    assert "des 160 personnes accompagnées" in text
    assert "durée moyenne (environ)" in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(Decimal("7792.5"), "euros", "7\u202f792,50\u202f€"), (Decimal("2082"), "count", "2\u202f082"), (None, "percent", "non communiqué")],
)
def test_format_quantity(value: Decimal | None, unit: str, text: str) -> None:
    assert format_quantity(value, unit) == text


@pytest.mark.parametrize(("typed", "value"), [("3,5", Decimal("3.5")), ("3.5", Decimal("3.5")), ("0", Decimal(0)), ("", None)])
def test_decimal_block_takes_french_numbers_and_keeps_a_zero(typed: str, value: Decimal | None) -> None:
    block = FrenchDecimalBlock(required=False)
    assert block.clean(block.value_from_datadict({"x": typed}, {}, "x")) == value


def test_thirty_charts_cost_no_more_queries_than_one(index_page: ReportIndexPage, client: Client) -> None:
    counts = []
    for number in (1, 30):
        add_report(index_page, *[chart(("A", "1"), ("B", "2"))] * number, slug=f"r-{number}")
        address = f"/rapports-activite/r-{number}/"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_published_report_holds_the_published_figures(home_page: HomePage, client: Client) -> None:
    build_report(home_page)
    text = read(client)
    for figure in (
        "242",
        "160",
        "38",
        "36",
        "149\u202f171,57\u202f€",
        "156\u202f964,07\u202f€",
        "7\u202f792,50\u202f€",
        "2\u202f082",
        "113\u202f%",
    ):
        assert figure in text
    assert "xx" not in re.sub(r"<[^>]+>", "", text).lower().split()
    # A percentage always says of what.
    assert len(
        re.findall(r"figures__value\">\d+\u202f%</span>\s*<span class=\"figures__label\">[^<]+<span class=\"figures__detail\">", text)
    ) == len(re.findall(r"figures__value\">\d+\u202f%<", text))


def test_report_of_the_demo_passes_its_own_checks(home_page: HomePage) -> None:
    build_report(home_page)
    assert find_blocking(Draft.of_page(ActivityReportPage.objects.get())) == []


# What the officer meets -------------------------------------------------------------------------------


@pytest.fixture
def officer(communication_officer: User, signed_in: Callable[[User], Client]) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def accounts_form(result: str, **changes: str) -> dict[str, str]:
    accounts = {
        "income_lines": streamfield([]),
        "income": "156964,07",
        "expense_lines": streamfield([]),
        "expenses": "149171,57",
        "result": result,
        "comment": rich_text(""),
    }
    fields = {
        "title": "Rapport d’activité 2024",
        "slug": "2024",
        "introduction": "",
        "year": "2024",
        "headline_figures": streamfield([]),
        "parts": streamfield([("part", {"title": "Les comptes", "body": streamfield([("accounts", accounts)])})]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
        "footnotes": inline_formset([]),
        "correction": "",
        "supplied_pdf": "",
    }
    data: dict[str, str] = nested_form_data(fields)
    return data | changes


def test_officer_publishes_accounts_that_add_up(officer: Client, index_page: ReportIndexPage, client: Client) -> None:
    page = add_report(index_page)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert officer.post(edit, accounts_form("7792,50", **{"action-publish": "1"})).status_code == 302
    assert "7\u202f792,50\u202f€" in read(client)


def test_officer_is_told_where_accounts_do_not_add_up_and_keeps_what_was_typed(officer: Client, index_page: ReportIndexPage) -> None:
    page = add_report(index_page)
    response = officer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), accounts_form("7792", **{"action-publish": "1"}))
    assert response.status_code == 200
    text = unescape(response.content.decode())
    sentence = "Le résultat doit être égal aux produits moins les charges, soit 7\u202f792,50\u202f€ et non 7\u202f792,00\u202f€."
    # Beside its field: the sentence is the error of `result`, in the first block of the first part.
    assert f'"result": {{"messages": [{json.dumps(sentence)}]}}' in text
    assert '"149171,57"' in text


def test_a_draft_may_have_accounts_that_do_not_add_up(officer: Client, index_page: ReportIndexPage) -> None:
    page = add_report(index_page)
    assert officer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), accounts_form("1")).status_code == 302
    page.refresh_from_db()
    assert page.has_unpublished_changes
