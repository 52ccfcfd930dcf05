"""Tables of charts as editors type or paste them: separators, French numbers, gaps and zeros, what each kind refuses."""

from decimal import Decimal

import pytest

from advocacy.charts.kinds import BAR, LINE, MONTHS, PIE, STACKED, all_months, check_kind, month_of
from advocacy.charts.tables import Row, Table, TableError, read_number, read_table, without_values, write_table

D = Decimal
NO_HEADER = (
    "Ligne 1\u00a0: la première ligne donne les noms des colonnes, par exemple «\u00a0Pays\u202f; Part\u00a0», et non «\u00a017\u00a0»."
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Decimal(0)),
        ("3,5", Decimal("3.5")),
        ("3.5", Decimal("3.5")),
        ("1\u202f234,50", Decimal("1234.50")),
        ("149 171,57 €", Decimal("149171.57")),
        ("66\u00a0%", Decimal(66)),
        ("−2", Decimal(-2)),
        ("", None),
        (" ", None),
        ("–", None),
        ("n.c.", None),
        ("Non communiqué", None),
    ],
)
def test_number_is_read_as_french_editors_write_it(text: str, number: Decimal | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["trois", "1,2,3", "1.234,5", "12 personnes", "1e5", "nan", "=A1", "1234567890123"])
def test_number_is_refused_when_it_could_mean_something_else(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pays\tPart\tRang\nGuinée\t17\t1\nCôte d’Ivoire\t\t2\n",
        "Pays ; Part ; Rang\n\nGuinée ; 17 ; 1\nCôte d’Ivoire ; – ; 2",
        "| Pays | Part | Rang |\n|---|---:|---|\n| Guinée | 17 | 1 |\n| Côte d’Ivoire | | 2 |",
        'Pays\tPart\tRang\r\n"Guinée"\t17\t1\r\nCôte d’Ivoire\t\t2\t\t\r\n',
    ],
)
def test_table_is_read_from_a_spreadsheet_or_as_typed(text: str) -> None:
    rows = (Row("Guinée", (Decimal(17), Decimal(1))), Row("Côte d’Ivoire", (None, Decimal(2))))
    assert read_table(text) == Table("Pays", ("Part", "Rang"), rows)


def test_a_spreadsheet_has_an_empty_corner_and_leaves_out_its_last_cells() -> None:
    assert read_table("\t2023\t2024\nHommes\t5\n") == Table("", ("2023", "2024"), (Row("Hommes", (Decimal(5), None)),))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["Écrivez une ligne de noms de colonnes, par exemple «\u00a0Pays\u202f; Part\u00a0», puis une ligne par valeur."]),
        ("Pays;Part", ["Il manque les lignes de valeurs, sous les noms des colonnes."]),
        (
            "Guinée;17\nSoudan;6",
            [NO_HEADER],
        ),
        (
            "Pays;Part\nGuinée;beaucoup\n\n;6\nSoudan;6;7",
            [
                "Ligne 2\u00a0: «\u00a0beaucoup\u00a0» n’est pas un nombre. Écrivez 1250 ou 3,5, ou laissez vide.",
                "Ligne 4\u00a0: le libellé manque.",
                "Ligne 5\u00a0: 2 valeurs pour 1 colonne.",
            ],
        ),
        ("Pays;Part\nGuinée;1\nGuinée;2", ["Ligne 3\u00a0: «\u00a0Guinée\u00a0» est déjà écrit plus haut."]),
        ("Pays;;Part\nGuinée;1;2", ["Ligne 1\u00a0: une colonne n’a pas de nom."]),
        ('Pays;Part\n"Guinée;1', ["Ligne 2\u00a0: un guillemet droit n’est pas refermé\u202f; écrivez «\u00a0et\u00a0»."]),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, sentences: list[str]) -> None:
    with pytest.raises(TableError) as refusal:
        read_table(text)
    assert refusal.value.sentences == sentences


@pytest.mark.parametrize(
    "rows",
    [
        [("Guinée", (D(17),)), ("Soudan", (D(0),)), ("Autres", (None,))],
        [("Décimales", (D("3.50"), D("-0.25"))), ("Grand", (D("149171.57"), D(1000000)))],
        [("A | B", (D(1),)), ("A; B", (None,)), ('dit "neuf"', (D(2),)), ("L’été, 12 %", (D(3),))],
        [("--", (D(1),)), ("- 5", (None,))],
    ],
)
def test_a_table_that_is_written_is_read_the_same(rows: list[tuple[str, tuple[Decimal | None, ...]]]) -> None:
    columns = tuple(f"colonne {number}" for number in range(len(rows[0][1])))
    table = Table("Nom", columns, tuple(Row(label, values) for label, values in rows))
    assert read_table(write_table(table)) == table


def test_next_year_starts_with_the_labels_and_no_value() -> None:
    assert without_values("Pays ; Part\nGuinée ; 17\nSoudan ; 0") == "Pays | Part\nGuinée | –\nSoudan | –"
    assert without_values("illisible") == "illisible"


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (BAR, "x|a\nu|1\nv|0", None),
        (BAR, "x|a|b\nu|1|2", "qu’une colonne"),
        (BAR, "x|a\nu|-1", "valeurs négatives"),
        (BAR, "x|a\n" + "\n".join(f"u{n}|1" for n in range(31)), "30 lignes au plus"),
        (STACKED, "x|a|b\nu|1|2", None),
        (STACKED, "x|a\nu|1", "de 2 à 6 colonnes"),
        (PIE, "x|a\nu|1\nv|2", None),
        (PIE, "x|a\nu|1", "de 2 à 6 parts"),
        (LINE, "x|a\nu|-1\nv|2", None),
        (LINE, "x|a\nu|-1", "deux lignes au moins"),
        (LINE, "x|a|b|c|d|e\nu|1\nv|1", "4 colonnes au plus"),
        (MONTHS, "x|a\nJuin|9\nfévr.|7", None),
        (MONTHS, "x|a\nJuin|9\njuin 2024|7", "n’est pas un mois"),
        (MONTHS, "x|a\nJuin|9\n6|7", "écrit deux fois"),
    ],
)
def test_each_kind_refuses_what_it_could_not_show(kind: str, text: str, sentence: str | None) -> None:
    if sentence is None:
        check_kind(kind, read_table(text))
    else:
        with pytest.raises(TableError, match=sentence):
            check_kind(kind, read_table(text))


@pytest.mark.parametrize(
    ("label", "month"),
    [("Janvier", 1), ("févr.", 2), ("FEVRIER", 2), ("août", 8), ("aout", 8), ("12", 12), ("13", None), ("jui", None), ("été", None)],
)
def test_months_are_known_by_name_abbreviation_or_number(label: str, month: int | None) -> None:
    assert month_of(label) == month


def test_months_that_are_not_given_are_gaps() -> None:
    table = all_months(read_table("Mois|Activités\njuin|9\nfévrier|0"))
    assert [row.values[0] for row in table.rows] == [None, Decimal(0), None, None, None, Decimal(9), *[None] * 6]
