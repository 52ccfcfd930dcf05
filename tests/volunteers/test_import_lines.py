"""What the words of an imported list mean."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.volunteers.words import plain
from volunteers import import_lines
from volunteers.import_lines import Person, Titles, read_line
from volunteers.models import Mission

TODAY = date(2026, 11, 29)
TITLES = Titles(
    [Mission(pk=1, title="Activités culturelles"), Mission(pk=2, title="Accueil, écoute, orientation"), Mission(pk=3, title="FLE")]
)
RIGHT = {"first_name": "Nadia", "last_name": "Fictif", "email": "Nadia@Demo.test"}


def test_line_says_who_it_is() -> None:
    cells = {
        **RIGHT,
        "phone": "612345678",
        "missions": "fle ; ACTIVITES CULTURELLES, fle",
        "languages": "anglais : courant, arabe",
        "area": "14e",
        "signed_up_on": "1/2/2020",
        "trained_on": "2020-03-04",
    }
    person = Person(
        email="nadia@demo.test",
        first_name="Nadia",
        last_name="Fictif",
        phone="0612345678",
        missions=(3, 1),
        languages={"en": "fluent", "ar": "talk"},
        area="75014",
        signed_up_on=date(2020, 2, 1),
        trained_on=date(2020, 3, 4),
    )
    reading = read_line(cells, TITLES, today=TODAY)
    assert (reading.person, reading.errors) == (person, {})


def test_line_needs_a_name_and_an_address_alone() -> None:
    person = read_line(RIGHT, TITLES, today=TODAY).person
    assert person == Person("nadia@demo.test", "Nadia", "Fictif", "", (), {}, "", None, None)


def test_errors_are_all_said_beside_their_column() -> None:
    cells = {
        "first_name": "http://exemple",
        "email": "nadia",
        "phone": "abc",
        "missions": "Jardinage, fle, Cuisine",
        "languages": "klingon, anglais : parfait",
        "area": "Paris",
        "signed_up_on": "31/02/2020",
    }
    reading = read_line(cells, TITLES, today=TODAY)
    assert reading.person is None
    assert {column: [plain(sentence) for sentence in sentences] for column, sentences in reading.errors.items()} == {
        "first_name": ["Un nom ne contient ni adresse ni lien."],
        "last_name": ["Cette case est vide."],
        "email": ["Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr."],
        "phone": ["Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."],
        "missions": ["Aucune mission n’a pour titre « Jardinage ».", "Aucune mission n’a pour titre « Cuisine »."],
        "languages": [
            "« klingon » n’est pas dans la liste des langues : corrigez ou retirez ce mot.",
            "« parfait » n’est pas un niveau : écrivez notions, conversation, courant ou maternelle.",
        ],
        "area": ["Ce lieu n’est pas reconnu : écrivez par exemple Paris 14, 93, 92120 ou plus loin."],
        "signed_up_on": ["Écrivez une date passée qui existe, par exemple 31/12/2023."],
    }


def test_title_with_commas_is_one_mission() -> None:
    assert TITLES.read("FLE, accueil, écoute, orientation") == (3, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("1er", "75001"),
        ("Paris 1er", "75001"),
        ("20", "75020"),
        ("14ème", "75014"),
        ("14e arrondissement", "75014"),
        ("14e arr. de Paris", "75014"),
        ("75014", "75014"),
        ("75014 Paris", "75014"),
        ("Paris (75116)", "75016"),
        ("92", "92"),
        ("92120 Montrouge", "92"),
        ("seine saint denis", "93"),
        ("Val-d’Oise", "95"),
        ("val d'oise", "95"),
        ("69001", "far"),
        ("Plus loin", "far"),
    ],
)
def test_places_are_read(typed: str, code: str) -> None:
    assert import_lines.read_area(typed) == code


@pytest.mark.parametrize("typed", ["Paris", "21e", "0", "69", "Lyon", "612345678"])
def test_other_places_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        import_lines.read_area(typed)


@pytest.mark.parametrize("typed", ["31/12/2023", "31-12-2023", "31.12.23", "2023-12-31", "2023-12-31 00:00:00", "2023-12-31T10:00"])
def test_days_are_read(typed: str) -> None:
    assert import_lines.read_day(typed, today=TODAY) == date(2023, 12, 31)


@pytest.mark.parametrize("typed", ["12/31/2023", "hier", "45291", "30/11/2026", "31/12/1979", "31/12/0023", "2023-13-01", "00/00/0000"])
def test_other_days_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        import_lines.read_day(typed, today=TODAY)


@pytest.mark.parametrize(
    "typed", ["anglais (courant)", "Anglais: couramment", "ANGLAIS : Je parle couramment", "anglais : courant ; anglais"]
)
def test_levels_are_read(typed: str) -> None:
    assert import_lines.read_languages(typed) == {"en": "fluent"}
