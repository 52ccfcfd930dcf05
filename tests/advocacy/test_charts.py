"""Charts on their page and as files: what is drawn, what is told, what is downloaded, what is refused."""

import json
import re
from decimal import Decimal
from importlib import import_module
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
import typst
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from advocacy.blocks.chart_samples import CHART_SAMPLES
from advocacy.blocks.charts import ChartBlock, chart_of, what_it_counts, write_chart_csv
from advocacy.charts.drawings import draw
from advocacy.charts.scales import Stretch, axis_steps, shares, slice_path, spread, stretches
from advocacy.charts.standalone import draw_svg
from advocacy.models import ActivityReportPage, ReportIndexPage, Version
from home.models import HomePage
from tests.advocacy.reports import Body, add_report, add_report_index, chart

BLOCK: Final = ChartBlock()
D: Final = Decimal
KINDS: Final = [sample["kind"] for sample in CHART_SAMPLES]


def value_of(body: Body) -> Any:
    return BLOCK.to_python(body[1])


def sample_of(kind: str) -> Any:
    return BLOCK.to_python(next(sample for sample in CHART_SAMPLES if sample["kind"] == kind))


@pytest.fixture
def index_page(home_page: HomePage) -> ReportIndexPage:
    return add_report_index(home_page)


@pytest.fixture
def report(index_page: ReportIndexPage) -> ActivityReportPage:
    page = add_report(index_page, chart(("Culturelle", "66"), ("Sportive", "0"), ("Autre", None)))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def block_id_of(page: ActivityReportPage) -> str:
    (placed,) = page.body_blocks()
    return str(placed.child.id)


def test_shares_keep_one_scale_from_chart_to_chart_and_gaps_stay_gaps() -> None:
    assert shares([D(17), None, D(0)], D(100)) == [0.17, None, 0.0]
    assert shares([D(130), D(65)], D(100)) == [1.0, 0.5]
    assert shares([D(0), None], D(0)) == [0.0, None]
    assert shares([], D(0)) == []


def test_parts_of_a_whole_follow_one_another() -> None:
    assert stretches([D(1), None, D(0), D(3)], D(4)) == [Stretch(0, 0.0, 0.25), Stretch(3, 0.25, 0.75)]
    assert stretches([D(0)], D(0)) == []


def test_a_slice_that_is_the_whole_is_a_disc() -> None:
    assert slice_path(Stretch(0, 0.0, 1.0), 96).count("A") == 2
    assert slice_path(Stretch(0, 0.0, 0.25), 96) == "M0,0L0.00,-96.00A96,96,0,0,1,96.00,0.00Z"


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([D(9), D(3)], [0, 3, 6, 9]),
        ([D("156964.07")], [0, 50_000, 100_000, 150_000, 200_000]),
        ([D(-2), D(8)], [-3, 0, 3, 6, 9]),
        ([D("0.4")], [D("0.0"), D("0.1"), D("0.2"), D("0.3"), D("0.4")]),
        ([None, D(0)], [0, 1]),
    ],
)
def test_axis_has_round_steps_and_a_zero(values: list[Decimal | None], steps: list[Any]) -> None:
    assert axis_steps(values) == steps


def test_names_at_the_ends_of_lines_never_overlap() -> None:
    assert spread([0.5, 0.5, 0.2], 0.1, 1.0) == [0.5, 0.6, 0.2]
    assert spread([0.98, 0.99], 0.1, 1.0) == pytest.approx([0.9, 1.0])


@pytest.mark.parametrize("kind", KINDS)
def test_sample_of_each_kind_is_accepted_and_drawn_by_words_and_shapes(kind: str) -> None:
    value = sample_of(kind)
    assert BLOCK.clean(value)["kind"] == kind
    html = BLOCK.render(value)
    assert f'role="img" aria-label="{value["description"]}"' in html
    assert "style=" not in html
    assert "<svg" in html
    table = chart_of(value).table
    assert html.count('<th scope="row">') == len(table.rows)
    # Each value is a word of the table, a gap too.
    assert len(re.findall(r'<td class="number">([^<]+)</td>', html)) == len(table.rows) * len(table.columns)


def test_a_true_zero_is_a_bar_and_a_gap_says_so() -> None:
    zero, gap = draw(chart_of(value_of(chart(("Zéro", "0"), ("Inconnu", None))))).bars
    assert (zero.width, zero.text, zero.is_gap) == ("0.00%", "0\u202f%", False)
    assert (gap.text, gap.is_gap) == ("non communiqué", True)


def test_a_gap_breaks_the_line() -> None:
    value = value_of(chart(kind="line", unit="count", table="Année | A\n2021 | 1\n2022 | 2\n2023 |\n2024 | 3"))
    (series,) = draw(chart_of(value)).series
    assert (len(series.segments), len(series.points)) == (1, 3)


def test_shares_that_do_not_make_a_whole_leave_the_pie_open() -> None:
    value = value_of(chart(("Paris", "29"), ("Yvelines", "10"), kind="pie", several_answers=False))
    slices = draw(chart_of(value)).slices
    assert [slice_.text for slice_ in slices] == ["29\u202f%", "10\u202f%"]
    assert "0,1," not in "".join(slice_.path for slice_ in slices).replace("0,0,1,", "")


def test_labels_of_an_axis_that_would_touch_are_left_out_evenly() -> None:
    rows = "\n".join(f"janvier {year} | {year}" for year in range(2000, 2012))
    marks = draw(chart_of(value_of(chart(kind="line", unit="count", table=f"Mois | A\n{rows}")))).ticks
    assert [mark.text for mark in marks] == ["janvier 2003", "janvier 2007", "janvier 2011"]
    assert [mark.shown for mark in marks] == ["", "wide", ""]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"table": "Visée;Part\nCulturelle;beaucoup"}, "table", "Ligne 2\u00a0: «\u00a0beaucoup\u00a0» n’est pas un nombre"),
        ({"kind": "stacked"}, "table", "de 2 à 6 colonnes"),
        ({"kind": "pie"}, "kind", "les parts ne font pas un tout"),
        ({"description": ""}, "description", "Champ requis."),
        ({"source": ""}, "source", "Champ requis."),
    ],
)
def test_what_would_mislead_is_refused_beside_its_field(changes: dict[str, Any], field: str, sentence: str) -> None:
    value = value_of(chart(("Culturelle", "66"), ("Sportive", "13"), **changes))
    with pytest.raises(ValidationError) as refusal:
        BLOCK.clean(value)
    assert sentence in refusal.value.block_errors[field].messages[0]  # type: ignore[attr-defined]


def test_a_draft_keeps_a_table_that_is_half_written() -> None:
    value = value_of(chart(table="Visée;Part\nCulturelle;à demander"))
    assert BLOCK.clean_deferred(value)["table"] == "Visée;Part\nCulturelle;à demander"
    assert "chart__row" not in BLOCK.render(value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "En\u202f% des 38 activités. Ces parts se recoupent\u00a0: leur total n’est pas 100\u202f%."),
        ({"unit": "count", "denominator": ""}, "Ces nombres se recoupent\u00a0: ils ne s’additionnent pas."),
        ({"unit": "count", "denominator": "38 activités", "several_answers": False}, "38 activités."),
    ],
)
def test_values_that_overlap_are_said_to_without_a_total(changes: dict[str, Any], said: str) -> None:
    value = value_of(chart(("A", "60"), ("B", "50"), **changes))
    assert what_it_counts(value) == said
    html = BLOCK.render(value)
    assert f'<p class="chart__note">{said}</p>' in html
    assert "110" not in html


def test_what_is_typed_is_escaped_on_the_page_and_in_the_file() -> None:
    value = value_of(chart(("<script>alert(1)</script>", "1"), ("\x01&", "2"), title="<b>", description='">'))
    assert "<script>" not in BLOCK.render(value)
    drawing = draw_svg(chart_of(value))
    words = [element.text for element in ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert "<script>alert(1)</script>" in "".join(word or "" for word in words).replace(" ", "")
    assert "\x01" not in drawing


@pytest.mark.parametrize("kind", KINDS)
def test_file_of_each_kind_is_the_same_each_time_and_typst_draws_it(kind: str, tmp_path: Any) -> None:
    drawing = draw_svg(chart_of(sample_of(kind)))
    assert drawing == draw_svg(chart_of(sample_of(kind)))
    assert "class=" not in drawing
    assert "var(" not in drawing
    (tmp_path / "chart.svg").write_text(drawing, encoding="utf-8")
    (tmp_path / "main.typ").write_text('#set document(title: "x")\n#set text(lang: "fr")\n#image("chart.svg", alt: "x")', encoding="utf-8")
    pdf, warnings = typst.compile_with_warnings(tmp_path / "main.typ", pdf_standards=["ua-1"], ignore_system_fonts=True)
    assert pdf.startswith(b"%PDF")
    assert warnings == []


def test_numbers_are_downloaded_from_the_page(report: ActivityReportPage, client: Client) -> None:
    address = f"/rapports-activite/2024/graphiques/{block_id_of(report)}.csv"
    assert f'href="{address}"' in client.get("/rapports-activite/2024/").content.decode()
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="polaris-14-visees.csv"'
    assert response.content.decode() == (
        "\ufeffVisée;Part (% des 38 activités);Source\r\nCulturelle;66;rapport 2024\r\nSportive;0;rapport 2024\r\nAutre;;rapport 2024\r\n"
    )


@pytest.mark.parametrize(
    ("unit", "denominator", "heading"),
    [
        ("percent", "", "Part (%)"),
        ("count", "38 activités de 2024", "Part (nombre\u00a0: 38 activités de 2024)"),
        ("euros", "", "Part (euros)"),
        ("months", "par personne", "Part (mois\u00a0: par personne)"),
    ],
)
def test_downloaded_columns_say_their_unit_and_of_what(unit: str, denominator: str, heading: str) -> None:
    value = value_of(chart(("A", "1"), unit=unit, denominator=denominator))
    assert write_chart_csv(value).decode("utf-8-sig").splitlines()[0] == f"Visée;{heading};Source"


def test_earlier_version_gives_its_own_numbers(report: ActivityReportPage, client: Client) -> None:
    block_id = block_id_of(report)
    parts = list(report.parts.raw_data)
    parts[0]["value"]["body"][0]["value"]["table"] = "Visée | Part\nCulturelle | 67"
    report.parts = json.dumps(parts)
    report.correction = "La part est de 67\u202f%."
    report.save_revision().publish()
    old = f"/rapports-activite/2024/versions/1/graphiques/{block_id}.csv"
    assert f'href="{old}"' in client.get("/rapports-activite/2024/versions/1/").content.decode()
    assert "Culturelle;66" in client.get(old).content.decode()
    assert "Culturelle;67" in client.get(f"/rapports-activite/2024/graphiques/{block_id}.csv").content.decode()


def test_numbers_of_what_is_no_chart_or_no_longer_public_are_missing(report: ActivityReportPage, client: Client) -> None:
    address = f"/rapports-activite/2024/graphiques/{block_id_of(report)}.csv"
    assert client.get("/rapports-activite/2024/graphiques/00000000-0000-4000-8000-000000000000.csv").status_code == 404
    report.unpublish()
    assert client.get(address).status_code == 404


OLD_ROWS: Final = [
    {"type": "item", "id": "1", "value": {"label": "Culturelle | autre", "value": "66.50"}},
    {"type": "item", "id": "2", "value": {"label": "Sportive", "value": "0"}},
    {"label": "Inconnue", "value": None},
]


def test_charts_of_rows_become_charts_of_a_table_in_all_that_was_kept(report: ActivityReportPage) -> None:
    block_id = block_id_of(report)
    parts = list(report.parts.raw_data)
    value = parts[0]["value"]["body"][0]["value"]
    del value["table"], value["kind"]
    value["rows"] = OLD_ROWS
    ActivityReportPage.objects.filter(pk=report.pk).update(parts=json.dumps(parts))
    kept = [Revision.objects.for_instance(report).get(), Version.objects.get(page_id=report.pk)]
    for row in kept:
        row.content["parts"] = json.dumps(parts)
        row.save()
    rewrite = import_module("advocacy.migrations.0004_chart_tables").rewrite
    for _ in range(2):
        rewrite(apps, connection.schema_editor())
    page = ActivityReportPage.objects.get(pk=report.pk)
    assert block_id_of(page) == block_id
    for row in kept:
        row.refresh_from_db()
    stored = [json.loads(row.content["parts"])[0]["value"]["body"][0]["value"] for row in kept]
    for found in [next(page.body_blocks()).child.value, *map(BLOCK.to_python, stored)]:
        assert BLOCK.clean(found)["kind"] == "bar"
        assert [(row.label, *row.values) for row in chart_of(found).table.rows] == [
            ("Culturelle | autre", D("66.5")),
            ("Sportive", D(0)),
            ("Inconnue", None),
        ]


def test_preview_shows_a_chart_of_each_kind(client: Client, signed_in: Any, superuser: Any) -> None:
    block = ActivityReportPage._meta.get_field("parts").stream_block.child_blocks["part"].child_blocks["body"].child_blocks["chart"]
    text = signed_in(superuser).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).content.decode()
    assert re.findall(r"chart__drawing--(\w+)", text) == KINDS
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
