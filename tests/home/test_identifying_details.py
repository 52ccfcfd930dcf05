"""What a free text may let slip about a supported person, and what is no such thing."""

import re
from datetime import date, time
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from home.identifying_details import OF_A_PERSON, Detail, DetailKind, find_details

HEALTH, WORD = DetailKind.HEALTH, DetailKind.PROCEDURE_WORD
NUMBER, PHONE, E_MAIL, ADDRESS = DetailKind.FOREIGNER_NUMBER, DetailKind.PHONE, DetailKind.E_MAIL, DetailKind.ADDRESS


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Son numéro est le 9912345678.", NUMBER, "9912345678"),
        ("AGDREF 99 12 34 56 78, vu hier", NUMBER, "AGDREF 99 12 34 56 78"),
        ("au 99.12.34.56.78", NUMBER, "99.12.34.56.78"),
        ("au 9912-3456-78", NUMBER, "9912-3456-78"),
        ("٩٩١٢٣٤٥٦٧٨", NUMBER, "٩٩١٢٣٤٥٦٧٨"),
        ("numéro DNA : 7501234", NUMBER, "DNA : 7501234"),
        ("dossier n° 22 012 345", NUMBER, "dossier n° 22 012 345"),
        ("le 2023-01-12345", NUMBER, "2023-01-12345"),
        ("n° 7503\u00a0123\u00a0456", NUMBER, "7503\u00a0123\u00a0456"),
        ("Appelez le 06 12 34 56 78", PHONE, "06 12 34 56 78"),
        ("Tél.0612345678", PHONE, "0612345678"),
        ("06.12.34.56.78", PHONE, "06.12.34.56.78"),
        ("au +33 6 12 34 56 78.", PHONE, "+33 6 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", PHONE, "+33 (0)6 12 34 56 78"),
        ("0033612345678", PHONE, "0033612345678"),
        ("00 33 6 123 456 78", PHONE, "00 33 6 123 456 78"),
        ("(+33) 6 12 34 56 78", PHONE, "+33) 6 12 34 56 78"),
        ("+33(0)6.12/34-56 78", PHONE, "+33(0)6.12/34-56 78"),
        ("06 123 456 78", PHONE, "06 123 456 78"),
        ("06/12/34/56/78", PHONE, "06/12/34/56/78"),
        ("0 6 1 2 3 4 5 6 7 8", PHONE, "0 6 1 2 3 4 5 6 7 8"),
        ("٠٦١٢٣٤٥٦٧٨", PHONE, "٠٦١٢٣٤٥٦٧٨"),
        ("۰۶ ۱۲ ۳۴ ۵۶ ۷۸", PHONE, "۰۶ ۱۲ ۳۴ ۵۶ ۷۸"),
        ("０６１２３４５６７８", PHONE, "０６１２３４５６７８"),
        ("écrire à amal.k@exemple.test, merci", E_MAIL, "amal.k@exemple.test"),
        ("amal.k @ exemple.test", E_MAIL, "amal.k @ exemple.test"),
        ("amal.k (at) exemple.test", E_MAIL, "amal.k (at) exemple.test"),
        ("il habite 12 rue Custine", ADDRESS, "12 rue Custine"),
        ("au 3 bis, avenue de la Chapelle", ADDRESS, "3 bis, avenue de "),
        ("140 Boulevard de l’Hôpital", ADDRESS, "140 Boulevard de l’Hôpital"),
        ("hébergée à 75018 Paris", ADDRESS, "75018 Paris"),
        ("12 rue de la paix", ADDRESS, "12 rue de la paix"),
        ("12 rue custine", ADDRESS, "12 rue custine"),
        ("au 12B, rue de l'ourcq", ADDRESS, "12B, rue de l'ourcq"),
        ("7 bd barbès", ADDRESS, "7 bd barbès"),
        ("7, av. d'italie", ADDRESS, "7, av. d'italie"),
        ("12 place de la république", ADDRESS, "12 place de la r"),
        ("3 quai Voltaire", ADDRESS, "3 quai Voltaire"),
        ("elle loge rue custine", ADDRESS, "loge rue custine"),
        ("chambre 214 du foyer", ADDRESS, "chambre 214"),
        ("appt n° 12", ADDRESS, "appt n° 12"),
        ("bât. C, au fond", ADDRESS, "bât. C"),
        ("75018 paris", ADDRESS, "75018 paris"),
        ("93200 saint-denis", ADDRESS, "93200 saint-denis"),
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
        "Le 01/02/2025 14 h 30, ou le 01.02.2025 14-16 h ; sinon du 03-04-2025 au 05-06-2025.",
        "De 09 h 30 à 12 h, puis 14:00-16:00 ; 2 h par semaine, dans 10 mois, à 20 h 30.",
        "La saison 2024-2025, 18 personnes ; l’Ofpra 2023-2024 ; dossier 2024/2025.",
        "Dans le 18e, à Barbès, Paris 19e ou Belleville ; le 75018, le 93.",
        "Un don de +10 000 000 €, 1 234 567 890 euros, 100 %.",
        "3 places de théâtre, 1 place de cinéma, 2 BD de science-fiction, 1 route.",
        "L’Ofpra a rendu 142 500 décisions ; en 2024, place de la République ; en 52 av. J.-C.",
        "Un appartement 2 pièces, une chambre 12 m², le bâtiment est neuf, deux rues plus loin.",
        "Elle loge loin, vit seule et habite Paris ; il travaille dans la rue.",
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


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Elle est malade depuis mai", HEALTH, "malade"),
        ("Personne en situation de handicap", HEALTH, "handicap"),
        ("Elle est enceinte de cinq mois", HEALTH, "enceinte"),
        ("Il fait une dépression", HEALTH, "dépression"),
        ("DIABÉTIQUE", HEALTH, "DIABÉTIQUE"),
        ("en raison de problèmes de santé", HEALTH, "problèmes de santé"),
        ("pour raisons\u00a0de santé", HEALTH, "raisons\u00a0de santé"),
        ("Il est sous traitement", HEALTH, "sous traitement"),
        ("Elle voit une psychologue le lundi", HEALTH, "voit une psychologue"),
        ("Suivi psychologique le jeudi", HEALTH, "Suivi psychologique"),
        ("pas le jeudi : suivie à l’hôpital", HEALTH, "suivie à l’hôpital"),
        ("rendez-vous médicaux le mardi", HEALTH, "rendez-vous médicaux"),
        ("Il se déplace en fauteuil roulant", HEALTH, "fauteuil roulant"),
        ("il est aveugle", HEALTH, "aveugle"),
        ("hospitalisé en mai", HEALTH, "hospitalisé"),
        ("Elle attend l’Ofpra", WORD, "Ofpra"),
        ("sous OQTF depuis mai", WORD, "OQTF"),
        ("sa demande d'asile est en cours", WORD, "demande d'asile"),
        ("Il a une protection subsidiaire", WORD, "protection subsidiaire"),
        ("réfugiée depuis 2024", WORD, "réfugiée"),
        ("un jeune débouté", WORD, "débouté"),
        ("Il attend, dubliné depuis mai", WORD, "dubliné"),
        ("Il attend son titre de séjour", WORD, "titre de séjour"),
        ("pas le lundi : rdv en préfecture", WORD, "rdv en préfecture"),
        ("Il loge en CADA", WORD, "CADA"),
    ],
)
def test_words_of_health_and_of_the_procedure_are_found_in_what_is_kept_of_a_person(text: str, kind: DetailKind, found: str) -> None:
    assert find_details(text, OF_A_PERSON) == [Detail(kind, found)]
    assert find_details(text) == [], "elsewhere they are a subject, which leads to nobody"


@pytest.mark.parametrize(
    "text",
    [
        "Devenir aide-soignante, infirmier ou médecin ; travailler à l’hôpital, dans la santé.",
        "Devenir psychologue, étudier la psychologie ; secrétariat médical.",
        "Apprendre le traitement de texte et faire de son traitement de texte un outil.",
        "Se retrouver dans l’enceinte du foyer, une enceinte acoustique, près de l’enceinte sportive.",
        "Un lieu sans escalier, au calme ; pas le vendredi. Un peu maladroit, sans confiance aveugle ; goûter à l’aveugle.",
        "Jouer du violon, faire du sourdine ; préparer des boissons alcooliques, un gel hydroalcoolique.",
        "Elle a étudié à Dublin ; elle s’est réfugiée dans la lecture, avec recours à un dictionnaire.",
        "Travailler à la préfecture, dans un cabinet ou une cascade ; faire un stage à la mairie.",
        "Une carte de transport, un titre de transport, les papiers peints.",
    ],
)
def test_words_that_only_look_like_health_or_procedure_are_left_in_peace(text: str) -> None:
    assert find_details(text, OF_A_PERSON) == []


def test_word_inside_a_stage_that_was_found_is_not_said_again() -> None:
    text = "Elle est en procédure Dublin, puis en recours CNDA ; la CNDA répond."
    assert [detail.text for detail in find_details(text, OF_A_PERSON)] == ["en procédure Dublin", "en recours CNDA", "CNDA"]


@given(
    digits=st.lists(st.sampled_from("0123456789"), min_size=8, max_size=8),
    zero=st.sampled_from(["0", "+33", "0033", "00 33 ", "+33(0)", "+33 (0) "]),
    parts=st.lists(st.sampled_from(["", " ", "\u202f", ".", "-", "/", " - ", "\u2011"]), min_size=8, max_size=8),
    script=st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"]),
)
def test_a_phone_is_found_however_it_is_parted_and_in_every_script(digits: list[str], zero: str, parts: list[str], script: str) -> None:
    number = f"{zero}6" + "".join(part + digit for part, digit in zip(parts, digits, strict=True))
    assume(not re.match(r"\d\d\D\d\d\D(?:19|20)\d\d(?!\d)", number))
    written = number.translate(str.maketrans("0123456789", script))
    assert Detail(PHONE, written) in find_details(f"Son numéro : {written}, le soir.")


@given(
    day=st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)),
    written=st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%Y"]),
    hour=st.sampled_from(["%H h %M", "%H:%M", "%H h", "%Hh%M"]),
    minutes=st.times(),
    amount=st.integers(0, 10**9).map(lambda cents: f"{cents / 100:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"),
)
def test_days_hours_and_amounts_are_left_in_peace(day: date, written: str, hour: str, minutes: time, amount: str) -> None:
    said = f"{day.strftime(written)} {minutes.strftime(hour)}"
    assert find_details(f"Le {said}, {amount} ; {amount}, {said}.") == []


def test_a_long_text_is_read_quickly() -> None:
    started = perf_counter()
    for text in ("0" * 20_000, "a." * 10_000, "1 " * 10_000, "habite " * 3_000, "12 rue de la " * 2_000, "suivi " * 3_000, "voit " * 3_000):
        find_details(text, OF_A_PERSON)
    assert perf_counter() - started < 2


def test_each_thing_is_named_once_kind_by_kind() -> None:
    text = "06 12 34 56 78, puis 9912345678 ; encore 9912345678"
    assert [str(detail) for detail in find_details(text)] == [
        "un numéro d’étranger («\u00a09912345678\u00a0»)",
        "un numéro de téléphone («\u00a006 12 34 56 78\u00a0»)",
    ]


def test_only_the_kinds_asked_for_are_looked_for() -> None:
    assert find_details("06 12 34 56 78, a@exemple.test", [NUMBER, E_MAIL]) == find_details("a@exemple.test")
