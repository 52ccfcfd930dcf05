"""What a report is made of: keys given to old figures, long lists as tables, accounts with their lines, the theory of change."""

import json
import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from advocacy.models import ActivityReportPage, ReportIndexPage, TheoryElement, TheoryOfChange
from home.models import HomePage
from tests.advocacy.reports import account_lines, accounts, add_report, add_report_index, figure, figure_list

figure_keys = import_module("advocacy.migrations.0005_figure_keys")


@pytest.fixture
def index_page(home_page: HomePage) -> ReportIndexPage:
    return add_report_index(home_page)


def read(client: Client) -> str:
    return client.get("/rapports-activite/2024/").content.decode()


def keys_in(parts: Any) -> list[str | None]:
    return [row.get("key") for row in figure_keys.figures_in(list(parts))]


def without_keys(parts: Any) -> list[dict[str, Any]]:
    """The stored parts as they were before figures had keys."""
    old: list[dict[str, Any]] = json.loads(json.dumps(list(parts)))
    for row in figure_keys.figures_in(old):
        row.pop("key", None)
    return old


def test_figures_kept_from_before_get_their_keys(index_page: ReportIndexPage) -> None:
    page = add_report(index_page, figure_list(figure("Inscrites", "242"), figure("Pays d’origine", "36"), figure("Inscrites", "12")))
    page.save_revision().publish()
    page.refresh_from_db()
    old = without_keys(page.parts.raw_data)
    ActivityReportPage.objects.filter(pk=page.pk).update(parts=json.dumps(old))
    revision, version = page.latest_revision, page.versions.get()
    for kept in (revision, version):
        kept.content["parts"] = json.dumps(old)
        kept.save()
    figure_keys.fill(apps, connection.schema_editor())
    expected = ["inscrites", "pays-d-origine", "inscrites-2"]
    page.refresh_from_db()
    assert keys_in(page.parts.raw_data) == expected
    for kept in (revision, version):
        kept.refresh_from_db()
        assert keys_in(json.loads(kept.content["parts"])) == expected


def test_figures_of_the_oldest_lists_are_found_too() -> None:
    parts = [{"type": "part", "value": {"body": [{"type": "figures", "value": {"figures": [{"label": "Inscrites", "value": "242"}]}}]}}]
    assert figure_keys.name_figures(parts)
    assert keys_in(parts) == ["inscrites"]
    assert not figure_keys.name_figures(parts)


def test_long_list_is_a_table_with_definitions(index_page: ReportIndexPage, client: Client) -> None:
    kind, value = figure_list(
        figure("Moins de 30 ans", "50", unit="percent", denominator="des 242 personnes", is_about=True, definition="À l’inscription."),
        figure("Jamais compté", None, source="enquête"),
    )
    add_report(index_page, (kind, value | {"display": "table"}))
    text = re.sub(r"[ \n]+", " ", read(client))
    assert re.findall(r'<td class="number" data-label="Valeur">([^<]*)</td>', text) == ["50\u202f% (environ)", "non communiqué"]
    assert "Des 242 personnes. À l’inscription." in text
    assert "Source\u00a0: enquête." in text
    assert "None" not in text


def test_accounts_show_their_lines_above_their_totals(index_page: ReportIndexPage, client: Client) -> None:
    income_lines = account_lines(("Subventions", "90"), ("Dons", "10"))
    add_report(index_page, accounts("100", "160", "-60", income_lines=income_lines))
    table = read(client)
    table = table[table.index('<div class="accounts">') :]
    table = table[: table.index("</table>")]
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', table) == [
        ("Subventions", "90,00\u202f€"),
        ("Dons", "10,00\u202f€"),
        ("Total des produits", "100,00\u202f€"),
        ("Charges", "160,00\u202f€"),
        ("Résultat", "\u221260,00\u202f€"),
    ]


def test_theory_of_change_is_a_list_of_lists(index_page: ReportIndexPage, client: Client) -> None:
    theory = TheoryOfChange(title="Notre théorie", source="un cabinet")
    elements = [
        TheoryElement(stage="impact", text="Une société mobilisée", sort_order=1),
        TheoryElement(stage="barrier", text="La langue", sort_order=2),
        TheoryElement(stage="barrier", text="L’isolement", sort_order=3),
    ]
    theory.elements.set(elements)
    theory.save()
    add_report(index_page, ("theory", {"theory": theory.pk}))
    text = read(client)
    text = text[text.index('<ol class="theory__stages"') :]
    text = text[: text.index("</ol>")]
    # In the order of the stages, whatever that of the elements; a stage that holds nothing is not shown.
    assert re.findall(r">([^<>]*[^<>\s][^<>]*)<", text) == ["Obstacles", "La langue", "L’isolement", "Impact", "Une société mobilisée"]
