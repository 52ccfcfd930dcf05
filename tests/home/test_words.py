"""Text made comparable, and text with its French spaces."""

import pytest

from home.search_text import fold, stem_text
from home.typography import set_spaces


@pytest.mark.parametrize("spelling", ["Réfugié", "réfugiés", "REFUGIEES", "refugie", "Réfugiée"])
def test_stem_makes_one_of_every_spelling(spelling: str) -> None:
    assert stem_text(spelling) == "refugi"


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("L’hébergement d’enfants", "l hebergement d enfant"),
        ("Œuvres", "oeuvr"),
        ("niveaux nationaux", "niveau national"),
        ("en 2024, le 18e", "en 2024 le 18e"),
        ("ee ss", "ee ss"),
        ("…", ""),
    ],
)
def test_stem_text(text: str, stems: str) -> None:
    assert stem_text(text) == stems


def test_fold_keeps_what_is_no_letter() -> None:
    assert fold("Ça, c’est l’été !") == "ca, c’est l’ete !"


def test_set_spaces_keeps_signs_with_their_word() -> None:
    text = "« Pourquoi ? » : 66 % des 2 082 visites ; 149 171,57 €."
    spaced = "«\u00a0Pourquoi\u202f?\u00a0»\u00a0: 66\u202f% des 2\u202f082 visites\u202f; 149\u202f171,57\u202f€."
    assert set_spaces(text) == spaced
    assert set_spaces(spaced) == spaced
