"""`/coordination/recus/reglages/`: what holds, and a page for each thing that is settled."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from donations import demo_pages
from donations.forms.receipt_settings import has_luhn_key
from donations.models import (
    DonationSettings,
    ReceiptBody,
    ReceiptCounter,
    ReceiptEligibility,
    ReceiptSignatory,
    SignatureImage,
    TaxRate,
)
from donations.receipt_terms import terms_on, terms_reasons
from home.dates import short_day
from tests.donations.factories import EligibilityFactory, ReceiptBodyFactory, SignatoryFactory, issued_receipt
from tests.volunteers.counting import count_queries
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db

URL = "/coordination/recus/reglages/"
SignIn = Callable[[User], Client]
ELIGIBILITY = {"ground": "general", "evidence": "Rescrit fictif", "decided_on": "2026-01-15", "since": "2026-01-01"}
BODY = {
    "since": "",
    "name": "Association d’exemple",
    "address": "1 rue de l’Exemple",
    "postal_code": "75014",
    "city": "Paris",
    "siren": "123 456 782",
    "rna": "w 000 000 000",
    "purpose": "Un objet.",
    "quality": "Intérêt général",
    "person_articles": "200, 1, b",
    "company_articles": "238 bis, 1, a",
}
RATE = {"since": "2026-01-01", "percent": "60", "limit": "dans une limite", "raised_percent": "70", "raised_up_to": "500,50"}


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


def today() -> date:
    return timezone.localdate()


def words(response: Any) -> str:
    return plain(response.content.decode())


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [plain(sentence) for sentence in sentences] for name, sentences in response.context["form"].errors.items()}


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(target, kind)
    return SimpleUploadedFile("signature.png", target.getvalue(), "image/png")


# The start page


def test_the_page_says_all_that_is_missing(treasury: Client) -> None:
    page = words(treasury.get(URL))
    assert "Aucun reçu ne peut être émis aujourd’hui" in page
    assert page.count("n’est pas enregistrée.") == 1
    assert "La personne qui signe les reçus n’est pas indiquée." in page


def test_the_page_says_what_holds_what_comes_and_what_was(treasury: Client, treasurer: User) -> None:
    EligibilityFactory(recorded_by=treasurer)
    EligibilityFactory(since=date(2005, 1, 1), ended_on=date(2008, 1, 1), evidence="Ancien rescrit")
    ReceiptBodyFactory(city="Montrouge")
    ReceiptBodyFactory(city="Bagneux", since=today() + timedelta(days=30))
    SignatoryFactory()
    page = words(treasury.get(URL))
    assert "Les reçus sont ouverts" in page
    assert [word in page for word in ("Montrouge", "Bagneux", "Ancien rescrit", "Camille Exemple", treasurer.get_full_name())] == [True] * 5
    assert "75 % jusqu’à 2 000 € par an" in page
    assert f"{today().year}-000001" in page


def test_the_page_says_when_and_by_whom_an_end_and_a_number_were_written(treasury: Client, treasurer: User) -> None:
    now = timezone.now()
    written = f"{plain(short_day(now))}, par {treasurer.get_full_name()}\n</span>"
    EligibilityFactory(since=date(2005, 1, 1), ended_on=date(2008, 1, 1), ended_by=treasurer, ended_at=now)
    treasury.post(f"{URL}numeros/", {"first_number": "43"})
    page = words(treasury.get(URL))
    assert f"noté le {written}" in page
    assert f"numéros de {today().year} repris à 43 le {written}" in page


def test_the_page_asks_as_many_queries_for_many_rows(treasury: Client, treasurer: User) -> None:
    def add(days: int) -> None:
        since = today() + timedelta(days=days)
        EligibilityFactory(since=since, recorded_by=treasurer, ended_by=treasurer, ended_on=since + timedelta(days=1))
        ReceiptBodyFactory(since=since, recorded_by=treasurer)
        SignatoryFactory(since=since, recorded_by=treasurer)

    add(-3)
    treasury.get(URL)
    few = count_queries(treasury, URL)
    for days in range(1, 20):
        add(days)
    assert count_queries(treasury, URL) == few


# Eligibility


def test_an_eligibility_is_shown_for_what_it_means_then_recorded(treasury: Client, treasurer: User) -> None:
    page = words(treasury.post(f"{URL}habilitation/", {**ELIGIBILITY, "ground": "aid"}))
    assert "100 € coûtent 25 € à un particulier, si c’est son seul don de l’année, et 40 € à une entreprise" in page
    assert not ReceiptEligibility.objects.exists()
    assert treasury.post(f"{URL}habilitation/", {**ELIGIBILITY, "confirmed": "1"}).url == URL  # type: ignore[attr-defined]
    treasury.post(f"{URL}habilitation/", {**ELIGIBILITY, "confirmed": "1"})
    row = ReceiptEligibility.objects.get()
    assert (row.ground, row.since, row.recorded_by) == ("general", date(2026, 1, 1), treasurer)


def test_one_may_go_back_to_the_answers_of_an_eligibility(treasury: Client) -> None:
    answer = treasury.post(f"{URL}habilitation/", {**ELIGIBILITY, "change": "1"})
    assert 'value="Rescrit fictif"' in answer.content.decode()
    assert not ReceiptEligibility.objects.exists()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"ground": ""}, {"ground": ["Choisissez un fondement."]}),
        ({"evidence": " "}, {"evidence": ["Dites ce qui l’établit."]}),
        ({"since": "32/13/2026"}, {"since": ["Écrivez une date qui existe, par exemple 31/12/2026."]}),
        ({"since": "2096-01-01"}, {"since": ["Indiquez un jour entre 1980 et dans deux ans."]}),
        ({"decided_on": "2027-06-01"}, {"decided_on": ["La décision ne peut pas être datée d’un jour à venir."]}),
    ],
)
def test_what_is_wrong_of_an_eligibility_is_said_beside_its_field(
    treasury: Client, changed: dict[str, str], found: dict[str, list[str]]
) -> None:
    for confirmed in ({}, {"confirmed": "1"}):
        assert errors(treasury.post(f"{URL}habilitation/", {**ELIGIBILITY, **confirmed, **changed})) == found
    assert not ReceiptEligibility.objects.exists()


def test_ending_an_eligibility_closes_receipts(treasury: Client, client: Client) -> None:
    row = EligibilityFactory()
    assert "reçu fiscal" in words(client.get("/don/"))
    end = f"{URL}habilitation/{row.pk}/fin/"
    assert errors(treasury.post(end, {"ended_on": "2009-12-31"})) == {
        "ended_on": ["Elle commence le 1er janvier 2010 : choisissez ce jour-là ou un jour d’après."]
    }
    assert treasury.post(end, {"ended_on": today().isoformat()}).status_code == 302
    assert "reçu fiscal" not in words(client.get("/don/"))
    assert "Habilitations passées" in words(treasury.get(URL))


# Mentions


def test_mentions_are_recorded_with_their_numbers_checked(treasury: Client, treasurer: User) -> None:
    treasury.post(f"{URL}mentions/", {**BODY, "since": today().isoformat()})
    body = ReceiptBody.objects.get()
    assert (body.siren, body.rna, body.since, body.recorded_by) == ("123456782", "W000000000", today(), treasurer)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (
            {"siren": "123 456 789"},
            {"siren": ["Ce SIREN n’existe pas : un chiffre est faux. Recopiez-le depuis l’avis de situation de l’Insee."]},
        ),
        ({"siren": "12345678"}, {"siren": ["Un SIREN compte neuf chiffres."]}),
        ({"rna": "751234567"}, {"rna": ["Un numéro RNA est la lettre W suivie de neuf chiffres."]}),
        ({"postal_code": "00000"}, {"postal_code": ["Un code postal français a cinq chiffres."]}),
        ({"siren": "", "rna": ""}, {"siren": ["Indiquez le SIREN ou le numéro RNA."]}),
        ({"name": ""}, {"name": ["Cette mention figure sur chaque reçu : écrivez-la."]}),
        ({"purpose": "<b>Un objet</b>"}, {"purpose": ["Sans les signes < et >."]}),
        (
            {"since": "2020-01-01"},
            {"since": ["Choisissez aujourd’hui ou un jour à venir : ce qui a commencé ne se récrit pas."]},
        ),
    ],
)
def test_what_is_wrong_of_mentions_is_said_beside_its_field(treasury: Client, changed: dict[str, str], found: dict[str, list[str]]) -> None:
    answer = treasury.post(f"{URL}mentions/", {**BODY, "since": today().isoformat(), **changed})
    assert errors(answer) == found
    assert not ReceiptBody.objects.exists()


def test_mentions_to_come_are_changed_and_taken_out_and_others_are_not_found(treasury: Client) -> None:
    held, coming = ReceiptBodyFactory(), ReceiptBodyFactory(since=today() + timedelta(days=9), city="Bagneux")
    page = f"{URL}mentions/{coming.pk}/"
    assert treasury.get(page).context["form"]["city"].value() == "Bagneux"
    assert treasury.get(f"{URL}mentions/").context["form"]["city"].value() == held.city
    treasury.post(page, {**BODY, "since": coming.since.isoformat()})
    coming.refresh_from_db()
    assert coming.city == "Paris"
    # Another day moves them.
    treasury.post(page, {**BODY, "since": (today() + timedelta(days=20)).isoformat()})
    moved = ReceiptBody.objects.exclude(pk=held.pk).get()
    assert moved.since == today() + timedelta(days=20)
    page = f"{URL}mentions/{moved.pk}/"
    assert treasury.post(f"{URL}mentions/{held.pk}/", {"withdraw": "1"}).status_code == 404
    treasury.post(page, {"withdraw": "1"})
    assert list(ReceiptBody.objects.all()) == [held]


@pytest.mark.parametrize(("digits", "is_right"), [("732829320", True), ("123456782", True), ("123456789", False), ("732829302", False)])
def test_the_key_of_a_siren_is_checked(digits: str, *, is_right: bool) -> None:
    assert has_luhn_key(digits) is is_right


# The signatory


def test_who_signs_is_recorded_with_a_picture_that_the_treasurer_alone_sees(
    treasury: Client, coordinator: User, signed_in: SignIn, client: Client
) -> None:
    said = {"since": today().isoformat(), "name": "Camille Exemple", "quality": "Trésorière"}
    assert errors(treasury.post(f"{URL}signataire/", said)) == {"signature": ["Choisissez une image."]}
    treasury.post(f"{URL}signataire/", {**said, "signature": picture("JPEG")})
    signatory = ReceiptSignatory.objects.get()
    address = f"{URL}signataire/{signatory.pk}/signature/"
    answer = treasury.get(address)
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
    assert {"no-store", "private"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert (signed_in(coordinator).get(address).status_code, client.get(address).status_code) == (403, 302)
    # Another quality from tomorrow on, with the same signature.
    tomorrow = today() + timedelta(days=1)
    treasury.post(f"{URL}signataire/", {**said, "since": tomorrow.isoformat(), "quality": "Présidente"})
    assert ReceiptSignatory.objects.get(since=tomorrow).signature == signatory.signature
    # And one day later still.
    moved = {**said, "since": (today() + timedelta(days=2)).isoformat(), "signature": picture()}
    treasury.post(f"{URL}signataire/{ReceiptSignatory.objects.get(since=tomorrow).pk}/", moved)
    coming = ReceiptSignatory.objects.exclude(pk=signatory.pk).get()
    treasury.post(f"{URL}signataire/{coming.pk}/", {"withdraw": "1"})
    assert list(ReceiptSignatory.objects.all()) == [signatory]


@pytest.mark.parametrize("content", [b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_beside_its_field(treasury: Client, content: bytes) -> None:
    said = {"since": today().isoformat(), "name": "Camille Exemple", "quality": "Trésorière"}
    answer = treasury.post(f"{URL}signataire/", {**said, "signature": SimpleUploadedFile("s.png", content, "image/png")})
    assert errors(answer) == {"signature": ["Cette image n’est pas lisible. Formats acceptés : JPEG, PNG et WebP."]}
    assert 'value="Camille Exemple"' in answer.content.decode()
    assert not SignatureImage.objects.exists()


# Rates, rhythm, numbers


def test_a_rate_is_added_and_one_to_come_taken_out(treasury: Client, treasurer: User) -> None:
    treasury.post(f"{URL}taux/particuliers/", RATE)
    rate = TaxRate.objects.get(donor_kind="person", since=date(2026, 1, 1))
    assert (rate.percent, rate.raised_percent, rate.raised_up_to_cents, rate.recorded_by) == (60, 70, 50_050, treasurer)
    coming = (today() + timedelta(days=40)).isoformat()
    treasury.post(f"{URL}taux/entreprises/", {"since": coming, "percent": "40", "limit": "dans une limite"})
    count = TaxRate.objects.count()
    for day in ("2003-01-01", "n’importe quoi"):
        treasury.post(f"{URL}taux/entreprises/", {"withdraw": day})
    assert TaxRate.objects.count() == count
    treasury.post(f"{URL}taux/entreprises/", {"withdraw": coming})
    assert TaxRate.objects.count() == count - 1


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"percent": "101"}, {"percent": ["Indiquez un nombre entier de 1 à 100."]}),
        ({"percent": "66,5"}, {"percent": ["Indiquez un nombre entier de 1 à 100."]}),
        ({"raised_percent": ""}, {"raised_percent": ["Écrivez le taux majoré, ou effacez son montant."]}),
        ({"raised_up_to": ""}, {"raised_up_to": ["Écrivez jusqu’à quel montant."]}),
        ({"raised_percent": "60"}, {"raised_percent": ["Un taux majoré dépasse l’autre."]}),
        ({"limit": ""}, {"limit": ["Écrivez la limite."]}),
    ],
)
def test_what_is_wrong_of_a_rate_is_said_beside_its_field(treasury: Client, changed: dict[str, str], found: dict[str, list[str]]) -> None:
    count = TaxRate.objects.count()
    assert errors(treasury.post(f"{URL}taux/particuliers/", {**RATE, **changed})) == found
    assert TaxRate.objects.count() == count


@pytest.mark.parametrize(("path", "percent"), [("particuliers", "66 %"), ("entreprises", "60 %")])
def test_the_example_of_a_rate_is_that_of_its_donors(treasury: Client, path: str, percent: str) -> None:
    assert f"La réduction est de {percent} du don" in words(treasury.get(f"{URL}taux/{path}/"))


def test_the_rhythm_and_the_wait_are_settled(treasury: Client) -> None:
    treasury.post(f"{URL}emission/", {"rhythm": "gift", "hold_days": "7"})
    decided = DonationSettings.load()
    assert (decided.receipt_rhythm, decided.sepa_hold_days) == ("gift", 7)
    answer = treasury.post(f"{URL}emission/", {"rhythm": "daily", "hold_days": "61"})
    assert errors(answer) == {"rhythm": ["Choisissez un rythme de la liste."], "hold_days": ["Indiquez un nombre entre 0 et 60."]}


def test_the_next_number_is_chosen_until_a_receipt_has_one(treasury: Client, treasurer: User) -> None:
    answer = treasury.post(f"{URL}numeros/", {"first_number": "43"}, follow=True)
    assert f"Le prochain reçu aura le numéro {today().year}-000043." in words(answer)
    assert ReceiptCounter.objects.get().opened_by == treasurer
    assert "Sinon, laissez 1." in words(treasury.get(f"{URL}numeros/"))
    assert errors(treasury.post(f"{URL}numeros/", {"first_number": "0"})) == {"first_number": ["Indiquez un nombre entre 1 et 999000."]}
    issued_receipt()
    page = words(treasury.get(f"{URL}numeros/"))
    assert ("Le numéro ne se choisit plus" in page, "Sinon, laissez 1." in page) == (True, False)


# The demo


def test_the_demo_is_switched_on_says_it_is_fictitious_and_stays_as_people_made_it(settings: Settings) -> None:
    now = timezone.now()
    demo_pages.build(now)
    terms = terms_on(today())
    assert terms_reasons(terms) == []
    assert terms.eligibility is not None
    assert terms.eligibility.evidence == "Rescrit fictif, pour la démonstration"
    ReceiptBody.objects.update(city="Bagneux")
    demo_pages.build(now)
    assert list(ReceiptBody.objects.values_list("city", flat=True)) == ["Bagneux"]
    assert (ReceiptEligibility.objects.count(), ReceiptSignatory.objects.count(), SignatureImage.objects.count()) == (1, 1, 1)
    assert DonationSettings.load().receipt_rhythm == "gift"
