"""The checks of a publication: each slip is caught, and the sentence beside it, which is right, is left alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from advocacy.checks import Check, Draft, find_all
from advocacy.checks.accounts import check_accounts
from advocacy.checks.averages import check_averages
from advocacy.checks.objects import check_notes, check_pictures
from advocacy.checks.overlaps import check_overlaps
from advocacy.checks.placeholders import check_placeholders, find_placeholders
from advocacy.checks.shares import check_denominators, check_ratios, check_totals
from advocacy.checks.sources import check_percentages
from advocacy.checks.wording import check_acronyms, check_link_texts
from advocacy.models import ActivityReportPage, AdvocacyDocumentPage, GlossaryTerm
from home.demo_writing import items, make_id, rich
from home.media import Picture
from home.places import Partner, PartnerTheme
from tests.advocacy.conftest import parts_with
from tests.home.conftest import photo as photo

Block = tuple[str, Any]


def report(*blocks: Block, **fields: Any) -> ActivityReportPage:
    """A report of one part, not saved."""
    body = [{"type": kind, "value": value, "id": make_id("checks", place)} for place, (kind, value) in enumerate(blocks)]
    part = {"type": "part", "id": make_id("checks"), "value": {"title": "La culture", "body": body}}
    return ActivityReportPage(**{"title": "Rapport", "slug": "2024", "year": 2024, "parts": json.dumps([part]), **fields})


def paragraph(text: str) -> Block:
    return ("paragraph", rich(text))


def chart(table: str, **changes: Any) -> Block:
    value = {
        "kind": "bar",
        "title": "Visées des activités",
        "description": "Deux activités sur trois sont culturelles.",
        "table": table,
        "unit": "percent",
        "denominator": "des 38 activités",
        "several_answers": False,
        "note": "",
        "source": "rapport 2024",
    }
    return ("chart", value | changes)


def figures(*rows: tuple[str, str | None, str, str], source: str = "rapport 2024") -> Block:
    """Rows of label, value, unit, denominator."""
    values = [{"label": label, "value": value, "unit": unit, "denominator": of} for label, value, unit, of in rows]
    return ("figures", {"figures": items("checks/figures", values), "source": source})


def found_by(check: Callable[..., Any], page: Any) -> list[tuple[str, bool]]:
    return [(finding.code, finding.blocks) for finding in check(Draft.of_page(page))]


def sentences_of(check: Check, page: Any) -> list[str]:
    return [finding.sentence.replace("\u00a0", " ").replace("\u202f", " ") for finding in check(Draft.of_page(page))]


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dans les six mois, xx % des sorties, et xx % dans l’année.", ["xx %"]),
        ("Un total de xx personnes.", ["xx"]),
        ("XX % des personnes et XX bénévoles", ["XX %", "XX bénévoles"]),
        ("Environ x % du total, soit xx,x %.", ["x %", "xx,x %"]),
        ("XXXX", ["XXXX"]),
        ("TODO : demander à Awa", ["TODO"]),
        ("Lorem ipsum dolor sit amet", ["Lorem ipsum"]),
        ("À compléter", ["À compléter"]),
        ("Personnes logées : à compléter.", ["à compléter"]),
        ("Le nombre [à préciser] de personnes", ["à préciser"]),
        ("Soit ?? % et … %", ["?? %", "… %"]),
        ("Un montant de _____ euros", ["_____"]),
    ],
)
def test_what_was_left_to_fill_in_is_found(text: str, found: list[str]) -> None:
    assert find_placeholders(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Le dossier à compléter avant le 3 mars est en ligne.",
        "Une fiche (à compléter en ligne) est remise à chacun.",
        "Au XXe siècle, puis au chapitre XX de la loi.",
        "Louis XX règne depuis longtemps.",
        "Les activités sont nombreuses… 66 % ont une visée culturelle.",
        "Trois X et un axe x ; le taux est de 12 %.",
        "Todo es posible, dit-elle en espagnol.",
        "Il reste des étapes à préciser avec la préfecture.",
        "Pourquoi attendre ? Parce que la loi le dit […] depuis 2018.",
    ],
)
def test_ordinary_text_is_not_taken_for_a_gap(text: str) -> None:
    assert find_placeholders(text) == []


def test_gaps_are_found_wherever_readers_look(index_page: Any) -> None:
    page = report(
        ("quote", {"text": "TODO", "author": "", "source": ""}),
        figures(("xx", "12", "count", "")),
        ("table", {"table": {"caption": "lorem", "columns": [{"type": "number", "heading": "Total"}], "rows": [{"values": ["xx"]}]}}),
        introduction="À compléter",
    )
    places = [finding.contentpath for finding in check_placeholders(Draft.of_page(page))]
    body = f"parts.{make_id('checks')}.body"
    row = items("checks/figures", [0])[0]["id"]
    assert places == [
        "introduction",
        f"{body}.{make_id('checks', 0)}.text",
        f"{body}.{make_id('checks', 1)}.figures.{row}.label",
        f"{body}.{make_id('checks', 2)}.table",
        f"{body}.{make_id('checks', 2)}.table",
    ]


def accounts(income: str, expenses: str, result: str, *lines: str) -> Block:
    rows = items("checks/lines", [{"label": "Subvention", "amount": amount} for amount in lines])
    return (
        "accounts",
        {"income": income, "expenses": expenses, "result": result, "income_lines": rows, "expense_lines": [], "comment": ""},
    )


@pytest.mark.parametrize(
    ("block", "sentences"),
    [
        (accounts("156964.07", "149171.57", "7792.50"), []),
        (accounts("156964.07", "149171.57", "7792.50", "100000.00", "56964.07"), []),
        (
            accounts("156964.07", "149171.57", "7792.50", "100000.00", "56964.06"),
            ["Le total des produits est de 156 964,07 €, mais ses lignes font 156 964,06 €."],
        ),
        (
            accounts("156964.07", "149171.57", "7792.51"),
            ["Le résultat doit être égal aux produits moins les charges, soit 7 792,50 € et non 7 792,51 €."],
        ),
    ],
)
def test_accounts_add_up(block: Block, sentences: list[str]) -> None:
    assert sentences_of(check_accounts, report(block)) == sentences


@pytest.mark.parametrize(
    ("alt_text", "decorative", "found"),
    [
        ("Un atelier de couture", False, []),
        ("", True, []),
        ("", False, [("picture", True)]),
        ("IMG_2041.jpg", False, [("picture", False)]),
        ("photo 12", False, [("picture", False)]),
    ],
)
def test_pictures_say_what_they_show(alt_text: str, decorative: bool, found: list[Any], photo: Any) -> None:
    picture = Picture.objects.create(title="x", file=photo())
    value = {"picture": {"image": picture.pk, "alt_text": alt_text, "decorative": decorative}, "caption": ""}
    assert found_by(check_pictures, report(("figure", value))) == found


THREE_AIMS = "Visée ; Part\nCulturelle ; 66\nLangue et travail ; 34\nSportive ; 13"


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (chart(THREE_AIMS), 1),
        (chart(THREE_AIMS, several_answers=True), 0),
        (chart(THREE_AIMS, unit="count"), 0),
        (chart("Statut ; Part\nProtégées ; 56\nEn attente ; 36\nDéboutées ; 8"), 0),
        (chart("Statut ; Part\nA ; 33,3\nB ; 33,3\nC ; 33,3"), 0),
        (chart("Pays ; Part\nGuinée ; 17\nSoudan ; 6"), 1),
        (chart("Pays ; Part\nGuinée ; 17\nSoudan ; 6", note="Les 34 autres pays ne sont pas détaillés."), 0),
        (chart("Pays ; Part\nGuinée ; 17\nSoudan ; 6", title="Deux pays parmi les plus cités"), 0),
        (chart("Pôle ; Femmes ; Hommes\nLangue ; 40 ; 60\nTravail ; 55 ; 45", kind="stacked"), 0),
        (chart("Année ; Réussite\n2022 ; 60\n2023 ; 65", kind="line"), 0),
    ],
)
def test_shares_make_a_whole(block: Block, found: int) -> None:
    assert found_by(check_totals, report(block)) == [("shares", False)] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("De février à décembre, 38 activités ont eu lieu, soit 4 à 5 activités par mois.", 1),
        ("De février à décembre, 38 activités ont eu lieu, soit quatre à cinq activités culturelles par mois.", 1),
        ("De février à décembre, 38 activités ont eu lieu, soit trois à quatre activités par mois.", 0),
        ("En onze mois, 38 activités ont eu lieu. Environ 3,5 activités par mois, en moyenne.", 0),
        ("Neuf activités ont eu lieu en juin. Il y a 3 activités par mois.", 0),
        ("Le texte parlait de quatre à cinq activités par mois ; 38 activités en onze mois en font trois à quatre.", 0),
        ("Les 24 bénévoles ont animé 38 activités, à raison de 2 bénévoles par activité.", 0),
        ("Pour 20 personnes, 240 heures de cours ont été données, soit 9 heures par personne.", 1),
        ("Pour 20 personnes, 240 heures de cours ont été données, soit 12 heures par personne.", 0),
        ("Deux cours par semaine et 10 séances par mois sont prévus.", 0),
    ],
)
def test_averages_agree_with_their_numbers(text: str, found: int) -> None:
    assert found_by(check_averages, report(paragraph(text))) == [("average", False)] * found


def test_an_average_is_compared_with_the_figures_beside_it() -> None:
    rows = figures(("activités", "38", "count", ""), ("activités par mois", "4.5", "count", ""))
    assert sentences_of(check_averages, report(paragraph("De février à décembre, la culture."), rows)) == [
        "Moyenne à revoir. « 4,5 activités par mois » : 38 en 11 mois font 3,5."
    ]
    assert found_by(check_averages, report(rows)) == [("average", False)]
    rows = figures(("activités", "38", "count", ""), ("activités par bénévole, en moyenne", "3", "count", ""))
    assert found_by(check_averages, report(rows)) == []


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (paragraph("On compte 78 sorties positives (30 formations + 48 emplois)."), 1),
        (paragraph("30 entrées en formation et 48 en emploi, soit 78 sorties positives."), 1),
        (paragraph("30 entrées en formation et 48 en emploi."), 0),
        (paragraph("30 formations et 48 emplois, soit 78 ; une même personne peut compter deux fois."), 0),
        (paragraph("160 personnes accompagnées : 39 depuis 2023 et 121 à partir de 2024."), 0),
        (paragraph("Sur 160 personnes, 89 sont protégées, 58 attendent et 13 sont déboutées."), 0),
        (figures(("sorties positives", "78", "count", ""), ("en formation", "30", "count", ""), ("en emploi", "48", "count", "")), 1),
        (figures(("entrées en formation", "30", "count", ""), ("entrées en emploi", "48", "count", "")), 0),
        (figures(("personnes", "160", "count", ""), ("depuis 2023", "39", "count", ""), ("à partir de 2024", "121", "count", "")), 0),
    ],
)
def test_counts_that_overlap_are_not_added(block: Block, found: int) -> None:
    assert found_by(check_overlaps, report(block)) == [("overlap", False)] * found


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ([paragraph("160 personnes accompagnées. Parmi les 89 bénéficiaires, 39 % l’ont obtenue en 2024 et 16 % avant.")], 1),
        ([paragraph("160 personnes accompagnées. La protection : 39 % des 89 bénéficiaires en 2024, et 16 % avant.")], 1),
        ([paragraph("89 sont protégées : 39 % des 160 personnes accompagnées en 2024, et 16 % avant.")], 0),
        ([paragraph("160 personnes. Parmi les 89 bénéficiaires, 70 % en 2024 et 30 % avant.")], 0),
        (
            [
                figures(
                    ("personnes accompagnées", "160", "count", ""),
                    ("l’ont obtenue en 2024", "39", "percent", "des 89 bénéficiaires"),
                    ("l’avaient avant", "16", "percent", "des 89 bénéficiaires"),
                )
            ],
            1,
        ),
        ([paragraph("160 personnes accompagnées."), chart("Quand ; Part\n2024 ; 39\nAvant ; 16", denominator="des 89 bénéficiaires")], 1),
        ([figures(("à Paris", "29", "percent", "des 242 inscrites"), ("dans les Yvelines", "10", "percent", "des 242 inscrites"))], 0),
    ],
)
def test_shares_fit_what_they_are_said_to_be_of(blocks: list[Block], found: int) -> None:
    assert found_by(check_denominators, report(*blocks)) == [("denominator", False)] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sur 160 personnes, 58 demandaient encore l’asile, soit 36 %.", 0),
        ("Sur 160 personnes, 58 demandaient encore l’asile, soit 46 %.", 1),
        ("58 personnes demandaient encore l’asile, soit 46 % des suivis.", 0),
    ],
)
def test_a_share_is_that_of_its_two_numbers(text: str, found: int) -> None:
    assert found_by(check_ratios, report(paragraph(text))) == [("denominator", False)] * found


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (figures(("ont moins de 26 ans", "24", "percent", "")), ["denominator"]),
        (figures(("ont moins de 26 ans", "24", "percent", "des 242 personnes inscrites")), []),
        (figures(("ont moins de 26 ans", None, "percent", "")), []),
        (figures(("personnes inscrites", "242", "count", ""), source=""), ["source"]),
        (chart(THREE_AIMS, denominator=""), ["denominator"]),
        (chart(THREE_AIMS, denominator="", unit="count"), []),
        (
            ("key_figures", {"figures": items("k", [{"value": "24 %", "label": "de jeunes", "detail": ""}]), "source": ""}),
            ["source", "denominator"],
        ),
        (("key_figures", {"figures": items("k", [{"value": "24 %", "label": "des 242 inscrits", "detail": ""}]), "source": "r"}), []),
        (paragraph("La satisfaction est là : 92 %, nous dit-on."), ["denominator"]),
        (paragraph("Environ 90 % des personnes étaient en procédure, 8 % en Dublin."), []),
        (paragraph("Les pages ont été vues 35 % de moins qu’en 2023, avec une hausse de 65 %."), []),
        (paragraph("Parmi les personnes inscrites, un tiers de femmes et 24 % de jeunes."), []),
        (paragraph("Un engagement à 100 %."), []),
    ],
)
def test_percentages_say_of_what_and_numbers_from_where(block: Block, found: list[str]) -> None:
    assert [code for code, _ in found_by(check_percentages, report(block))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Près de 40 % des personnes attendent plus d’un an.</p>", ["source"]),
        ("<p>Selon l’Ofpra, 40 % des personnes attendent plus d’un an.</p>", []),
        ('<p>Près de 40 % des personnes attendent<footnote id="u1">[u1]</footnote>.</p>', []),
        ('<p>Près de 40 % des personnes <a href="https://exemple.fr/">attendent</a>.</p>', []),
    ],
)
def test_the_plaidoyer_gives_a_source_for_its_percentages(text: str, found: list[str]) -> None:
    document = AdvocacyDocumentPage(title="Plaidoyer", slug="2024", parts=parts_with(("Travailler", [("paragraph", text)])))
    assert [code for code, _ in found_by(check_percentages, document)] == found


def test_acronyms_are_in_the_glossary_or_written_out_once() -> None:
    GlossaryTerm.objects.create(term="Ofii", slug="ofii", definition="x")
    Partner.objects.create(name="CJD Paris", theme=PartnerTheme.WORK)
    page = report(
        paragraph(
            "L’OFII, le CJD, l’ONU et le chapitre XIV. La DIAIR et la DIAIR encore, l’ADA (allocation pour demandeur d’asile), l’ADA."
        ),
        paragraph("Une aide, le CASF, et l’Union (UDE). UDE encore. ATTENTION AUX MAJUSCULES. Des BPI."),
    )
    assert [sentence.split("»")[0] for sentence in sentences_of(check_acronyms, page)] == ["« DIAIR ", "« CASF ", "« BPI "]


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("cliquez ici", 1),
        ("Ici", 1),
        ("En savoir plus…", 1),
        ("https://exemple.fr/page", 1),
        ("lire le plaidoyer", 0),
        ("la page des partenaires", 0),
        ("Voir les missions", 0),
    ],
)
def test_links_say_where_they_lead(label: str, found: int) -> None:
    card = {"title": "Carte", "text": "", "link": {"label": label, "page": None, "address": "/don/"}}
    page = report(("paragraph", f'<p>Pour agir, <a href="/don/">{label}</a>.</p>'), ("cards", {"cards": items("cards", [card])}))
    assert found_by(check_link_texts, page) == [("link_text", False)] * found * 2


def test_notes_are_cited_and_citations_have_their_note() -> None:
    page = report(("paragraph", '<p>Un fait<footnote id="a1">[a1]</footnote>, un autre<footnote id="gone">[gone]</footnote>.</p>'))
    page.footnotes = [page.footnotes.model(uuid="a1", text="<p>Loi.</p>"), page.footnotes.model(uuid="b2", text="<p>Décret.</p>")]
    assert [(finding.contentpath.split(".")[0], finding.code) for finding in check_notes(Draft.of_page(page))] == [
        ("parts", "note"),
        ("footnotes", "note"),
    ]


def test_the_slips_of_the_printed_report_are_all_caught() -> None:
    """A draft written as the report printed for 2024 was, with the five slips that ../shared/figures-2024.json lists."""
    page = report(
        paragraph(
            """
            Au total, 160 personnes ont été accompagnées, dont 89 bénéficiaires d’une protection internationale (BPI) en fin d’année.
            Parmi les 89 BPI, 39 % ont obtenu leur protection en 2024 et 16 % avant 2024.

            Dans les six mois qui suivent le titre de séjour, xx % des personnes ont une sortie positive. Dans l’année, elles sont xx %.

            Pour les titres obtenus avant 2024, xx % sont en emploi, xx % en formation et xx % sans solution.

            L’année compte 78 sorties positives (30 formations + 48 emplois).
            """
        ),
        paragraph("De février à décembre, 38 activités culturelles ont été proposées, soit 4 à 5 activités par mois."),
        chart(THREE_AIMS),
    )
    findings = find_all(Draft.of_page(page))
    assert sorted((finding.code, finding.blocks) for finding in findings) == [
        ("average", False),
        ("denominator", False),
        ("overlap", False),
        ("placeholder", True),
        ("shares", False),
    ]
    assert findings[0].blocks
    said = " ".join(finding.sentence for finding in findings).replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("« xx % »", "38 en 11 mois font 3,5", "font 113 %", "78 additionne 30 et 48", "c’est la part de 89 dans 160"):
        assert words in said


def test_the_same_draft_corrected_raises_nothing() -> None:
    page = report(
        paragraph(
            """
            Au total, 160 personnes ont été accompagnées, dont 89 bénéficiaires d’une protection internationale (BPI) en fin d’année.
            La protection a été obtenue en 2024 par 39 % des 160 personnes accompagnées, et avant 2024 par 16 % d’entre elles.

            L’année compte 30 entrées en formation et 48 en emploi. Une même personne peut avoir les deux.
            """
        ),
        paragraph("De février à décembre, 38 activités culturelles ont été proposées, soit 3 à 4 activités par mois."),
        chart(THREE_AIMS, several_answers=True),
    )
    assert find_all(Draft.of_page(page)) == []
