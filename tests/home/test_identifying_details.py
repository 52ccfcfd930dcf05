"""What a free text may let slip about a supported person, and what is no such thing."""

import pytest

from home.identifying_details import DetailKind, find_details

NUMBER, PHONE, E_MAIL, ADDRESS = DetailKind.FOREIGNER_NUMBER, DetailKind.PHONE, DetailKind.E_MAIL, DetailKind.ADDRESS


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Son numéro est le 9912345678.", NUMBER, "9912345678"),
        ("AGDREF 99 12 34 56 78, vu hier", NUMBER, "99 12 34 56 78"),
        ("n° 7503\u00a0123\u00a0456", NUMBER, "7503\u00a0123\u00a0456"),
        ("Appelez le 06 12 34 56 78", PHONE, "06 12 34 56 78"),
        ("Tél.0612345678", PHONE, "0612345678"),
        ("06.12.34.56.78", PHONE, "06.12.34.56.78"),
        ("au +33 6 12 34 56 78.", PHONE, "+33 6 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", PHONE, "+33 (0)6 12 34 56 78"),
        ("0033612345678", PHONE, "0033612345678"),
        ("écrire à amal.k@exemple.test, merci", E_MAIL, "amal.k@exemple.test"),
        ("il habite 12 rue Custine", ADDRESS, "12 rue Custine"),
        ("au 3 bis, avenue de la Chapelle", ADDRESS, "3 bis, avenue de "),
        ("140 Boulevard de l’Hôpital", ADDRESS, "140 Boulevard de l’Hôpital"),
        ("hébergée à 75018 Paris", ADDRESS, "75018 Paris"),
        ("Je vous oriente Monsieur Test Essai", DetailKind.NAME, "Monsieur Test Essai"),
        ("Mme Essai attend", DetailKind.NAME, "Mme Essai"),
        ("né le 12/03/1998", DetailKind.BIRTH, "né le 12/03/1998"),
        ("Née en 1998, elle", DetailKind.BIRTH, "Née en 1998"),
        ("de nationalité inconnue", DetailKind.NATIONALITY, "nationalité inconnue"),
        ("un jeune homme afghan", DetailKind.NATIONALITY, "afghan"),
        ("deux Soudanaises", DetailKind.NATIONALITY, "Soudanaises"),
        ("Je vous oriente Test Essai", DetailKind.NAME, "oriente Test Essai"),
        ("Elle s’appelle Essai", DetailKind.NAME, "s’appelle Essai"),
        ("elle est en recours CNDA", DetailKind.PROCEDURE, "en recours CNDA"),
        ("rejeté par l’Ofpra", DetailKind.PROCEDURE, "rejeté par l’Ofpra"),
        ("il est en procédure Dublin", DetailKind.PROCEDURE, "en procédure Dublin"),
        ("Elle a été déboutée", DetailKind.PROCEDURE, "été déboutée"),
    ],
)
def test_what_leads_to_somebody_is_found(text: str, kind: DetailKind, found: str) -> None:
    assert [(detail.kind, detail.text[: len(found)]) for detail in find_details(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "Trois personnes anglophones, niveau A1.1 ou A2.2.",
        "Entre 2023 et 2025, 242 personnes se sont inscrites.",
        "Rendez-vous le 12/05/2025 à 14 h 30.",
        "Notre Siret est le 123 456 789 00012.",
        "3 places restent, 12 rues plus loin ; 2 cours par semaine.",
        "Un budget de 149 171,57 € sur 12 345 678 €.",
        "Carte 4242 4242 4242 4242.",
        "@polaris sur les réseaux",
        "La procédure Dublin nous concerne toutes et tous ; ni nationalité, ni étape.",
        "Madame, Monsieur, bonjour.",
        "Elle parle russe, turc et albanais.",
        "Comment votre équipe oriente vers le programme, et les recours qui existent.",
        "",
    ],
)
def test_ordinary_numbers_and_words_are_left_in_peace(text: str) -> None:
    assert find_details(text) == []


def test_each_thing_is_named_once_kind_by_kind() -> None:
    text = "06 12 34 56 78, puis 9912345678 ; encore 9912345678"
    assert [str(detail) for detail in find_details(text)] == [
        "un numéro d’étranger («\u00a09912345678\u00a0»)",
        "un numéro de téléphone («\u00a006 12 34 56 78\u00a0»)",
    ]


def test_only_the_kinds_asked_for_are_looked_for() -> None:
    assert find_details("06 12 34 56 78, a@exemple.test", [NUMBER, E_MAIL]) == find_details("a@exemple.test")
