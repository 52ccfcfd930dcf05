"""Tax receipts on paper: every mention that the law asks for, the same bytes each time, and nothing that a name can break."""

import io
import os
import subprocess
import sys
import time
from hashlib import sha256
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfReader

from donations.receipt_papers import Mark, Sheet, print_many, print_receipt
from home.amounts_in_words import euros_in_words
from tests.volunteers.words import plain

BUDGET_SECONDS = 5

PERSON = {
    "name": "Dominique Exemple",
    "siren": "",
    "address": "3 rue de la Démonstration",
    "postal_code": "75014",
    "city": "Paris",
    "country": "France",
}
COMPANY = {**PERSON, "name": "Société Exemple", "siren": "987654321", "address": "Bâtiment B\n8 quai Fictif", "country": "Belgique"}
BODY = {
    "name": "Association Fictive",
    "address": "14 rue de la Démonstration",
    "postal_code": "75014",
    "city": "Paris",
    "siren": "123456789",
    "rna": "W751234567",
    "purpose": "Accompagner des personnes exilées.",
    "quality": "Organisme d’intérêt général",
}


def dated(count: int, cents: int = 5000) -> list[dict[str, Any]]:
    """So many payments, each on its own day."""
    days = [f"2026-{1 + rank // 28:02}-{1 + rank % 28:02}" for rank in range(count)]
    return [{"paid_on": day, "amount_cents": cents, "method": "Carte bancaire"} for day in days]


def content(payments: int = 1, **over: Any) -> dict[str, Any]:
    """What a receipt froze: a person's, unless told otherwise."""
    amount_cents = 5000 * payments
    return {
        "layout": 1,
        "kind": "person",
        "name": "2027-000123",
        "code": "A234C567D234",
        "check_url": "https://demo.test/verifier/A234-C567-D234/",
        "body": BODY,
        "donor": PERSON,
        "lines": dated(payments),
        "amount_cents": amount_cents,
        "amount_words": euros_in_words(amount_cents),
        "articles": "200",
        "ground": "Intérêt général (CGI, articles 200, 1, b et 238 bis, 1, a)",
        "form": "Déclaration de don manuel",
        "nature": "Numéraire",
        "signatory": {"name": "Camille Fictif", "quality": "Trésorière", "signature": sha256(drawn()).hexdigest()},
        "issued_on": "2027-01-05",
        "replaces": "",
        "is_fictitious": False,
        **over,
    }


def company(**over: Any) -> dict[str, Any]:
    return content(**{"kind": "company", "donor": COMPANY, "articles": "238 bis", **over})


def drawn(width: int = 120) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 40), "grey").save(target, "PNG")
    return target.getvalue()


def printed(said: dict[str, Any], mark: Mark = Mark.NONE) -> bytes:
    return print_receipt(said, signature=drawn(), mark=mark)


def pages(pdf: bytes) -> list[str]:
    """The words of each page, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [plain(" ".join(page.get_textpage().get_text_bounded().split())) for page in document]
    document.close()
    return texts


def test_receipt_of_a_person_says_all_that_is_asked() -> None:
    (page,) = pages(printed(content()))
    assert page == (
        "Association Fictive 14 rue de la Démonstration 75014 Paris SIREN : 123 456 789, RNA : W751234567 "
        "Objet : Accompagner des personnes exilées. Qualité : Organisme d’intérêt général "
        "Fondement : Intérêt général (CGI, articles 200, 1, b et 238 bis, 1, a) "
        "Donateur ou donatrice Dominique Exemple 3 rue de la Démonstration 75014 Paris "
        "Reçu au titre des dons à certains organismes d’intérêt général (article 200 du code général des impôts) "
        "Reçu n° 2027-000123, émis le 5 janvier 2027 "
        "L’organisme bénéficiaire reconnaît avoir reçu, au titre des dons et versements ouvrant droit à réduction d’impôt, la somme de "
        "50,00 € soit, en toutes lettres : cinquante euros. "
        "Don Date du versement 1er janvier 2026 Forme du don Déclaration de don manuel Nature du don Numéraire "
        "Mode de versement Carte bancaire "
        "L’organisme bénéficiaire certifie sur l’honneur que les dons et versements qu’il reçoit ouvrent droit à la réduction d’impôt "
        "prévue à l’article 200 du code général des impôts. "
        "Reçu établi selon le modèle Cerfa n° 11580. Code de vérification : A234-C567-D234 "
        "Chacun peut le vérifier, sans y lire de nom : https://demo.test/verifier/A234-C567-D234/ "
        "Le 5 janvier 2027 Camille Fictif Trésorière Reçu n° 2027-000123 page 1 sur 1"
    )


def test_receipt_of_a_company_says_what_is_asked_of_one() -> None:
    (page,) = pages(printed(company(articles="238 bis et 978", body={**BODY, "siren": ""})))
    wanted = (
        "RNA : W751234567 Objet",
        "Entreprise donatrice Société Exemple Bâtiment B 8 quai Fictif 75014 Paris Belgique SIREN : 987 654 321",
        "Reçu des dons et versements effectués par les entreprises au titre des articles 238 bis et 978 du code général des impôts",
        "prévue aux articles 238 bis et 978 du code général des impôts.",
        "Reçu établi selon le modèle Cerfa n° 16216.",
    )
    assert [words for words in wanted if words not in page] == []
    assert "Donateur" not in page


def test_signature_is_a_picture_with_its_words() -> None:
    pdf = printed(content())
    assert [image.name.split(".")[-1] for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images] == ["png"]
    assert print_receipt(content(), signature=drawn(60)) != pdf


def test_pdf_is_tagged_in_french_and_names_nobody_outside_its_page() -> None:
    pdf = printed(content(), Mark.DUPLICATE)
    reader = PdfReader(io.BytesIO(pdf))
    catalogue: Any = reader.trailer["/Root"]
    assert b"pdfuaid" in pdf
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "fr-FR"
    assert reader.metadata is not None
    assert plain(reader.metadata.title or "") == "Reçu fiscal n° 2027-000123 (duplicata)"
    assert "Exemple" not in str(reader.metadata)


@pytest.mark.parametrize("mark", list(Mark))
def test_mark_is_written_across_and_said_in_the_text(mark: Mark) -> None:
    for page in pages(printed(content(payments=40), mark)):
        assert page.count(mark.word) == 1 or mark is Mark.NONE
    said = [other for other in Mark if other.sentence and plain(other.sentence) in pages(printed(content(), mark))[0]]
    assert said == [mark] * (mark is not Mark.NONE)


def test_receipt_that_replaces_another_says_which() -> None:
    assert "Annule et remplace le reçu n° 2026-000012." in pages(printed(content(replaces="2026-000012")))[0]


def test_demo_receipt_says_so_on_each_page() -> None:
    first, second = pages(printed(content(payments=40, is_fictitious=True)))
    assert first.count("Document de démonstration, sans valeur") == 2
    assert second.count("Document de démonstration, sans valeur") == 1


def test_preview_has_neither_number_nor_code() -> None:
    (page,) = pages(printed(content(name="", code="", check_url=""), Mark.PREVIEW))
    assert "Le numéro est donné à l’émission." in page
    assert [words for words in ("n° ,", "Code de vérification", "vérifier") if words in page] == []


def test_year_of_monthly_gifts_is_on_one_page_with_each_date() -> None:
    (page,) = pages(printed(content(payments=12, is_fictitious=True, replaces="2026-000012"), Mark.DUPLICATE))
    assert "12 versements, du 1er janvier 2026 au 12 janvier 2026" in page
    assert page.count("janvier 2026 Carte bancaire 50,00 €") == 12
    assert "Total des 12 versements 600,00 €" in page


def test_many_dates_run_over_pages_that_repeat_the_head_of_the_table() -> None:
    texts = pages(printed(content(payments=100)))
    assert len(texts) == 3
    assert [text.count("Date Mode de versement Montant") for text in texts] == [1, 1, 1]
    assert sum(text.count(" Carte bancaire 50,00 €") for text in texts) == 100
    assert ["Total des 100 versements 5 000,00 €" in text for text in texts] == [False, False, True]
    assert ["Camille Fictif" in text for text in texts] == [False, False, True]
    assert [f"Reçu n° 2027-000123 page {rank} sur 3" in text for rank, text in enumerate(texts, 1)] == [True, True, True]


@pytest.mark.parametrize("mark", [Mark.NONE, Mark.CANCELLED])
def test_total_never_stands_alone_on_a_page(mark: Mark) -> None:
    """Wherever the page breaks, the table stays well formed for a screen reader: typst refuses it otherwise."""
    for count in range(10, 65, 3):
        for text in pages(printed(content(payments=count), mark)):
            assert "Total des" not in text or "Carte bancaire 50,00 €" in text


def test_same_receipt_gives_the_same_bytes_in_another_process() -> None:
    wanted = [printed(content()), printed(company(), Mark.CANCELLED), print_many([Sheet(content(), drawn())])]
    assert [printed(content()), printed(company(), Mark.CANCELLED), print_many([Sheet(content(), drawn())])] == wanted
    code = (
        "import django; django.setup()\n"
        "from hashlib import sha256\n"
        "from tests.donations.test_receipt_papers import *\n"
        "for pdf in (printed(content()), printed(company(), Mark.CANCELLED), print_many([Sheet(content(), drawn())])):\n"
        "    print(sha256(pdf).hexdigest())"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_polaris.settings", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert said.split() == [sha256(pdf).hexdigest() for pdf in wanted]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("#let x = 1; *gras* _i_ $x^2$ `c` @r \\ <a>", "#let x = 1; *gras* _i_ $x^2$ `c` @r \\ <a>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ name }} {% now %} //c /*d*/", "{{ name }} {% now %} //c /*d*/"),
        ("Дмитрий Έλλη", "Дмитрий Έλλη"),
        ("😀 Zoé 李", "? Zoé ?"),
        ("E\u0301lodie\u200b\u00ad\u202e\x07\tX", "Élodie X"),
        ("Sociéte\u0301\u2028d’Exemple", "Société d’Exemple"),
    ],
)
def test_name_is_shown_as_it_is_or_with_a_question_mark_for_a_sign_that_no_font_has(name: str, read: str) -> None:
    (page,) = pages(printed(content(donor={**PERSON, "name": name})))
    assert f"Donateur ou donatrice {read} 3 rue" in page


def test_sign_that_no_font_has_changes_no_other_receipt_of_the_print() -> None:
    odd, fine = (content(donor={**PERSON, "name": name}) for name in ("李 Дмитрий", "Дмитрий"))
    first, _, second = pages(print_many([Sheet(odd, drawn()), Sheet(fine, drawn())]))
    assert "donatrice ? ??????? 3 rue" in first
    assert "donatrice Дмитрий 3 rue" in second


def test_long_texts_stay_within_the_page() -> None:
    donor = {
        **PERSON,
        "name": "Anne-Charlotte d’Exemple " * 8,
        "address": "\n".join(["Résidence des Chênes, escalier 12"] * 6 + ["W" * 120]),
    }
    body = {**BODY, "name": "W" * 120, "purpose": "Accompagner " * 50, "quality": "M" * 200}
    long = content(donor=donor, body=body, signatory={"name": "W" * 120, "quality": "M" * 120, "signature": ""})
    document = pypdfium2.PdfDocument(printed(long))
    for page in document:
        text = page.get_textpage()
        right = max(text.get_charbox(rank)[2] for rank in range(text.count_chars()))
        assert right <= page.get_width() - 60
    document.close()


def test_print_starts_each_receipt_on_a_right_hand_page_with_its_own_numbers() -> None:
    sheets = [
        Sheet(content(), drawn()),
        Sheet(content(payments=40, name="2027-000124"), drawn()),
        Sheet(company(name="2027-000125"), drawn(60), Mark.DUPLICATE),
    ]
    texts = pages(print_many(sheets))
    found = [text.partition("page ")[0].split()[-1] + " " + text.partition("page ")[2][:7] if text else "" for text in texts]
    assert found == ["2027-000123 1 sur 1", "", "2027-000124 1 sur 2", "2027-000124 2 sur 2", "2027-000125 1 sur 1"]
    assert [Mark.DUPLICATE.word in text for text in texts] == [False, False, False, False, True]


def test_print_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no receipt"):
        print_many([])


def test_hundred_receipts_are_printed_within_seconds() -> None:
    many = [content(payments=1 + rank % 13, name=f"2027-{rank:06}", donor={**PERSON, "name": f"Nom {rank}"}) for rank in range(100)]
    started = time.process_time()
    for one in many:
        printed(one)
    assert time.process_time() - started < BUDGET_SECONDS
    started = time.process_time()
    print_many([Sheet(one, drawn()) for one in many])
    assert time.process_time() - started < BUDGET_SECONDS
