"""The checks of numbers: each slip is caught, and the sentence beside it, which is right, is left alone."""

import pytest

from advocacy.checks import Draft, find_all
from advocacy.checks.accounts import check_accounts
from advocacy.checks.averages import check_averages
from advocacy.checks.overlaps import check_overlaps
from advocacy.checks.shares import check_denominators, check_ratios, check_totals
from advocacy.checks.sources import check_percentages
from advocacy.models import AdvocacyDocumentPage
from home.demo_writing import items
from tests.advocacy.conftest import parts_with
from tests.advocacy.drafts import THREE_AIMS, Block, chart, figures, found_by, paragraph, report, sentences_of
from tests.home.conftest import photo as photo

pytestmark = pytest.mark.django_db


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
        ("En onze mois, 38 activités ont eu lieu, soit 4 à 5 par mois.", 1),
        ("Nous avons fait 38 activités en onze mois, soit quatre à cinq par mois.", 1),
        ("De février à décembre, 38 activités ont eu lieu, soit environ 4 à 5 par mois.", 1),
        ("En onze mois, 38 activités ont eu lieu, soit entre 3 et 4 par mois.", 0),
        ("En onze mois, 38 activités ont eu lieu, soit 3 à 4 par mois.", 0),
        ("En onze mois, 38 activités ont eu lieu pour 90 personnes, soit 4 à 5 par mois.", 0),
        ("En onze mois, 38 activités ont eu lieu, soit 4 à 5 par semaine.", 0),
        ("Le groupe est passé de 38 à 42 personnes en trois mois, soit 1 à 2 par mois.", 0),
        ("L’année passée, 38 visites en onze mois, soit 4 à 5 par mois.", 1),
        ("Nous prévoyons 38 visites en onze mois, soit 4 à 5 par mois.", 0),
        ("242 personnes se sont inscrites à trois sessions, soit 50 par session.", 1),
        ("242 personnes se sont inscrites à trois sessions, soit 81 par session.", 0),
        ("En moyenne, 80 personnes par session : 240 personnes inscrites en trois sessions de 50 chacune.", 0),
        ("En moyenne, 50 personnes par session : 242 personnes inscrites en trois sessions.", 1),
        ("Nous accueillons 50 personnes par session. L’année compte 242 personnes en trois sessions.", 1),
        ("Nous accueillons jusqu’à 90 personnes par session. L’année compte 242 personnes en trois sessions.", 0),
        ("En 2023, 50 personnes par session. En 2024, 242 personnes en trois sessions.", 0),
        ("Nous accueillons 50 personnes par session et 9 bénévoles en trois sessions.", 0),
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
