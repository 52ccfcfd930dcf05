"""Open data of a report: every figure, under a key that stays, as spreadsheets and programs read it."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from advocacy.blocks.charts import chart_of
from advocacy.charts.kinds import MONTHS
from advocacy.csv_files import write_csv
from advocacy.demo import build_report
from advocacy.figure_keys import fill_keys, key_from
from advocacy.models import ActivityReportPage, ReportIndexPage
from advocacy.open_data import figures_of
from home.models import HomePage
from tests.advocacy.reports import accounts, add_report, add_report_index, figure, figure_list

PUBLISHED: Final = json.loads((Path(__file__).parent / "data" / "figures-2024.json").read_text(encoding="utf-8"))
# Where each published figure is in the open data of the report: path in the file, key of the figure.
KEYS: Final = {
    "programme.registered": "personnes-inscrites",
    "programme.sessions": "sessions",
    "programme.people_per_session_about": "personnes-par-session",
    "programme.women_or_gender_minorities_pct": "femmes-ou-minorites-de-genre",
    "programme.under_26_pct": "moins-de-26-ans",
    "programme.under_30_about_pct": "moins-de-30-ans",
    "programme.over_50": "plus-de-50-ans",
    "programme.referred_by_dna_professionals_about_pct": "orientees-par-le-dna",
    "programme.countries": "pays-d-origine",
    "programme.guinea_pct": "guinee",
    "programme.cote_d_ivoire_pct": "cote-d-ivoire",
    "programme.afghanistan_pct": "afghanistan",
    "programme.sudan_pct": "soudan",
    "programme.outside_ile_de_france": "hors-ile-de-france",
    "programme.paris_pct": "paris",
    "programme.yvelines_pct": "yvelines",
    "programme.already_refugees_at_start": "deja-refugiees",
    "programme.in_asylum_procedure_pct": "en-procedure-d-asile",
    "programme.dublin_pct": "en-procedure-dublin",
    "programme.in_france_under_1_year_pct": "en-france-moins-d-un-an",
    "programme.in_france_under_6_months_pct": "en-france-moins-de-six-mois",
    "individual_support.supported": "personnes-accompagnees",
    "individual_support.since_2023": "accompagnees-depuis-2023",
    "individual_support.started_in_2024": "accompagnees-a-partir-de-2024",
    "individual_support.average_months_about": "duree-moyenne",
    "individual_support.bpi": "bpi",
    "individual_support.still_asylum_seekers": "encore-en-demande-d-asile",
    "individual_support.still_asylum_seekers_pct": "part-encore-en-demande-d-asile",
    "individual_support.refused": "deboutees",
    "individual_support.refused_pct": "part-deboutees",
    "individual_support.positive_exit_under_6_months_pct": "sorties-positives-six-mois",
    "individual_support.positive_exit_under_12_months_pct": "sorties-positives-douze-mois",
    "individual_support.training_entries": "entrees-en-formation",
    "individual_support.job_entries": "entrees-en-emploi",
    "individual_support.bpi_in_2024_pct_of_supported": "bpi-en-2024",
    "individual_support.bpi_before_2024_pct_of_supported": "bpi-avant-2024",
    "individual_support.bpi_under_6_months_at_year_end": "bpi-depuis-moins-de-six-mois",
    "language.individual_support": "accompagnements-linguistiques",
    "language.by_team": "accompagnements-linguistiques-equipe",
    "language.by_team_certified_delf": "certifiees-delf",
    "language.by_team_certified_pct": "part-certifiee-delf",
    "language.by_volunteers": "accompagnements-linguistiques-benevoles",
    "culture.activities": "activites-culturelles",
    "culture.june": "activites-en-juin",
    "culture.february": "activites-en-fevrier",
    "culture.aim_cultural_about_pct": "visee-culturelle",
    "culture.aim_language_and_work_pct": "visee-linguistique",
    "culture.aim_sport_pct": "visee-sportive",
    "culture.participants_per_activity_avg": "participants-par-activite",
    "culture.volunteer_facilitators": "benevoles-animateurs",
    "culture.activities_per_facilitator_avg": "activites-par-benevole",
    "culture.facilitators_per_activity": "benevoles-par-activite",
    **{
        f"communication.{place}.{name}": f"reseau-{place + 1}-{key}"
        for place in range(3)
        for name, key in (("new_followers", "abonnes"), ("page_visits", "visites"), ("change_pct", "evolution"))
    },
    "accounts_eur.expenses": "charges",
    "accounts_eur.income": "produits",
    "accounts_eur.result": "resultat",
    "mentoring.collectif_93_employees": "mentors-salaries",
    "mentoring.cjd_directors": "mentors-dirigeants",
    "mentoring.galileo_training_places": "places-de-formation",
}
# What is no number, said in the text of the page.
WORDS: Final = {
    "culture.first_month": ("February", "De février à décembre"),
    "culture.last_month": ("December", "De février à décembre"),
    **{f"communication.{place}.channel": ("réseau non précisé", "sans dire lequel est lequel") for place in range(3)},
}
ABOUT_THE_FILE: Final = ("source", "not_published", "known_slips_in_the_printed_report")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if children is None:
        yield path, value
        return
    for name, child in children:
        yield from leaves(child, f"{path}.{name}".lstrip("."))


@pytest.fixture
def demo_report(home_page: HomePage) -> ActivityReportPage:
    build_report(home_page)
    return ActivityReportPage.objects.get()


@pytest.fixture
def index_page(home_page: HomePage) -> ReportIndexPage:
    return add_report_index(home_page)


def test_every_published_figure_is_in_the_open_data(demo_report: ActivityReportPage) -> None:
    values = {figure.key: figure.value for figure in figures_of(demo_report)}
    published = {path: value for path, value in leaves(PUBLISHED) if path.split(".")[0] not in ABOUT_THE_FILE and path not in WORDS}
    assert {path: values.get(KEYS[path], "missing") for path in published} == {
        path: None if value is None else Decimal(value) for path, value in published.items()
    }
    # And no other: what is not published is not shown.
    assert set(values) == set(KEYS.values())


def test_what_is_no_number_is_said_on_the_page(demo_report: ActivityReportPage, client: Client) -> None:
    text = client.get("/rapports-activite/2024/").content.decode()
    published = dict(leaves(PUBLISHED))
    for path, (value, words) in WORDS.items():
        assert published[path] == value
        assert words in text


def test_approximate_figures_say_so(demo_report: ActivityReportPage) -> None:
    about = {figure.key for figure in figures_of(demo_report) if figure.is_about}
    assert about == {KEYS[path] for path, _ in leaves(PUBLISHED) if "about" in path}


def test_every_share_of_the_demo_says_of_what(demo_report: ActivityReportPage) -> None:
    assert [figure.key for figure in figures_of(demo_report) if figure.unit == "pourcentage" and not figure.denominator] == []


@pytest.mark.parametrize("slip", ["en blanc", "quatre à cinq activités", "113\u202f%", "séparément", "parts des 160 personnes"])
def test_the_five_slips_of_the_printed_report_are_told(demo_report: ActivityReportPage, client: Client, slip: str) -> None:
    assert len(PUBLISHED["known_slips_in_the_printed_report"]) == 5
    assert slip in client.get("/rapports-activite/2024/").content.decode()


def test_an_order_of_magnitude_is_said_to_be_the_report_s_own(demo_report: ActivityReportPage, client: Client) -> None:
    (per_session,) = (figure for figure in figures_of(demo_report) if figure.key == "personnes-par-session")
    assert per_session.definition == "Ordre de grandeur donné par le rapport."
    # 242 people in three sessions are not 70 each.
    assert "en font plutôt 80" in client.get("/rapports-activite/2024/").content.decode()


def test_every_figure_of_the_demo_names_its_source_alike(demo_report: ActivityReportPage) -> None:
    assert {figure.source for figure in figures_of(demo_report)} == {demo_report.title}


def test_a_month_that_is_not_published_is_a_gap(demo_report: ActivityReportPage) -> None:
    (months,) = (
        placed.child.value
        for placed in demo_report.body_blocks()
        if placed.child.block_type == "chart" and placed.child.value["kind"] == MONTHS
    )
    known = {row.label: row.values[0] for row in chart_of(months).table.rows if row.values[0] is not None}
    assert known == {"février": PUBLISHED["culture"]["february"], "juin": PUBLISHED["culture"]["june"]}
    assert "janvier" not in f"{months['title']} {months['description']}".lower()


def test_csv_opens_in_a_french_spreadsheet(index_page: ReportIndexPage, client: Client) -> None:
    rows = (
        figure("Inscrites", "242"),
        figure("Part", "3.5", unit="percent", denominator="des 242", is_about=True, key="part", definition="À l’entrée."),
        figure("Inconnu", None),
        figure("Aucun", "0", year=2023, source="enquête"),
    )
    add_report(index_page, figure_list(*rows), accounts("156964.07", "149171.57", "7792.50"))
    response = client.get("/rapports-activite/2024/donnees.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="polaris-14-chiffres-2024.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert table[0] == [
        "identifiant",
        "libellé",
        "valeur",
        "unité",
        "valeur approchée",
        "dénominateur",
        "année",
        "définition",
        "source",
        "partie",
        "adresse",
    ]
    assert [row[:9] for row in table[1:]] == [
        ["inscrites", "Inscrites", "242", "nombre", "non", "", "2024", "", "rapport"],
        ["part", "Part", "3,5", "pourcentage", "oui", "des 242", "2024", "À l’entrée.", "rapport"],
        ["inconnu", "Inconnu", "", "nombre", "non", "", "2024", "", "rapport"],
        ["aucun", "Aucun", "0", "nombre", "non", "", "2023", "", "enquête"],
        ["produits", "Produits", "156964,07", "euros", "non", "", "2024", "", "Rapport 2024"],
        ["charges", "Charges", "149171,57", "euros", "non", "", "2024", "", "Rapport 2024"],
        ["resultat", "Résultat", "7792,5", "euros", "non", "", "2024", "Produits moins charges.", "Rapport 2024"],
    ]
    assert {row[9] for row in table[1:]} == {"Partie"}


def test_address_of_a_figure_leads_to_its_place_in_the_page(index_page: ReportIndexPage, client: Client) -> None:
    add_report(index_page, figure_list(figure("Inscrites", "242")))
    address = client.get("/rapports-activite/2024/donnees.json").json()["figures"][0]["address"]
    page, _, anchor = address.partition("#")
    assert page.endswith("/rapports-activite/2024/")
    assert f'id="{anchor}"' in client.get("/rapports-activite/2024/").content.decode()


def test_json_says_what_each_field_means(index_page: ReportIndexPage, client: Client) -> None:
    add_report(index_page, figure_list(figure("Part", "3.5", key="part"), figure("Inconnu", None)))
    data = client.get("/rapports-activite/2024/donnees.json").json()
    assert (data["title"], data["year"]) == ("Rapport 2024", 2024)
    fields = [field["name"] for field in data["schema"]["fields"]]
    assert [list(row) for row in data["figures"]] == [fields, fields]
    assert [(row["key"], row["value"]) for row in data["figures"]] == [("part", 3.5), ("inconnu", None)]


@pytest.mark.parametrize("start", ["=1+1", "+33", "-2", "@nom", "\tx", "\rx"])
def test_no_cell_is_a_formula(start: str) -> None:
    written = write_csv(["texte", "nombre"], [[start, Decimal("-35")]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))[1] == [f"'{start}", "-35"]


@pytest.mark.parametrize("state", ["draft", "private"])
def test_open_data_is_for_what_is_published(index_page: ReportIndexPage, client: Client, state: str) -> None:
    page = add_report(index_page, figure_list(figure("Inscrites", "242")))
    if state == "draft":
        page.unpublish()
    else:
        page.view_restrictions.create(restriction_type="login")
    assert client.get("/rapports-activite/2024/donnees.csv").status_code == 404
    assert client.get("/rapports-activite/2024/donnees.json").status_code == 404


def test_page_leads_to_its_data(index_page: ReportIndexPage, client: Client) -> None:
    add_report(index_page, figure_list(figure("Inscrites", "242")))
    text = client.get("/rapports-activite/2024/").content.decode()
    assert 'href="/rapports-activite/2024/donnees.csv"' in text
    assert 'href="/rapports-activite/2024/donnees.json"' in text


# Keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"), [("Pays d’origine", "pays-d-origine"), ("participant·es", "participantes"), ("…", "chiffre"), ("x" * 200, "x" * 76)]
)
def test_key_is_made_from_the_label(label: str, key: str) -> None:
    assert key_from(label) == key


def test_each_figure_has_a_key_of_its_own() -> None:
    rows = [{"label": "Inscrites", "key": key} for key in ("", "inscrites", None, "autre", "autre")]
    fill_keys(rows)
    assert [row["key"] for row in rows] == ["inscrites-2", "inscrites", "inscrites-3", "autre", "autre-2"]


def test_a_figure_that_is_renamed_keeps_its_key(index_page: ReportIndexPage) -> None:
    page = add_report(index_page, figure_list(figure("Inscrites", "242")))
    page.parts[0].value["body"][0].value["figures"][0]["label"] = "Personnes inscrites"
    page.save_revision().publish()
    page.refresh_from_db()
    assert [(one.key, one.label) for one in figures_of(page)] == [("inscrites", "Personnes inscrites")]
