"""An alias says nothing by which a stranger could find somebody."""

import pytest

from volunteers.exceptions import Refused
from volunteers.languages import Language
from volunteers.models import Participant
from volunteers.models.volunteer import folded
from volunteers.participants import alias_reasons, open_file, opening_reasons


@pytest.mark.parametrize("alias", ["Étoile", "Jean-Baptiste", "N’Zérékoré", "L'Aube", "نجمة", "ሰላም", "Ётуаль"])
def test_one_borrowed_word_will_do(alias: str) -> None:
    assert alias_reasons(alias) == []


@pytest.mark.parametrize(
    ("alias", "codes"),
    [
        ("lune@exemple.fr", ["e_mail"]),
        ("0612345678", ["number"]),
        ("06.12.34.56.78", ["number"]),
        ("Lune9912", ["number"]),
        ("Lune Fictif", ["full_name"]),
        ("Lune2", ["signs"]),
        ("Lune!", ["signs"]),
        ("<b>", ["signs"]),
        ("’", ["signs"]),
        ("Lune Fictif 0612345678 lune@exemple.fr", ["e_mail", "number", "full_name"]),
    ],
)
def test_what_identifies_is_refused(alias: str, codes: list[str]) -> None:
    assert [reason.code for reason in alias_reasons(alias)] == codes


@pytest.mark.django_db
def test_file_is_opened_with_a_random_code() -> None:
    participant = open_file(alias="Étoile", languages=["fr", "ar"])
    assert len(participant.code) == 6
    assert set(participant.code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert [language.get_code_display() for language in participant.languages.all()] == ["Arabe", "Français"]


@pytest.mark.django_db
def test_file_is_not_opened_under_a_full_name() -> None:
    with pytest.raises(Refused):
        open_file(alias="Lune Fictif", languages=["fr"])
    assert not Participant.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["Étoile", "etoile", "ÉTOILE"])
def test_alias_of_somebody_else_is_refused(alias: str) -> None:
    open_file(alias="Étoile", languages=["fr"])
    assert [reason.code for reason in opening_reasons(alias)] == ["taken"]
    with pytest.raises(Refused):
        open_file(alias=alias, languages=["fr"])


@pytest.mark.django_db
def test_people_are_sorted_and_found_with_accents_left_aside() -> None:
    for alias in ("Zénith", "Étoile", "Fleur", "Diane"):
        open_file(alias=alias, languages=["fr"])
    assert [participant.alias for participant in Participant.objects.all()] == ["Diane", "Étoile", "Fleur", "Zénith"]
    assert [participant.alias for participant in Participant.objects.called("etoi")] == ["Étoile"]


def test_languages_are_in_the_order_of_their_french_names() -> None:
    assert [folded(label) for label in Language.labels[:2]] == ["francais", "anglais"]
    assert Language.labels[2:] == sorted(Language.labels[2:], key=folded)
