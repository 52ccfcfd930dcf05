"""`/coordination/recus/`: each figure with its rows, what is found, what leaves, and what becomes of one receipt."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.donor_links import token_of
from donations.models import Donor, DonorReading, Payment, Refund, TaxReceipt
from donations.receipt_exports import COLUMNS
from donations.receipts import cancel, correct
from tests.conftest import SignIn
from tests.donations.factories import DonorFactory, issued_receipt, set_terms, wished_payment
from tests.donations.receipt_pages import RUN, URL, donor_of, in_year, page_of, said, this_year, words
from tests.volunteers.counting import count_queries
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.whole_person import say_who_they_are
from volunteers.certificates import grouped
from volunteers.models import DataExport

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


@pytest.fixture
def sure(treasurer: User, signed_in: SignIn) -> Client:
    """The treasurer, who has just shown that it is them."""
    return say_who_they_are(signed_in(treasurer), treasurer)


def found(client: Client, query: str = "") -> list[str]:
    return [receipt.name for receipt in client.get(f"{URL}{query}").context["page"]]


def searched(client: Client, asked: str, query: str = "") -> list[str]:
    answer = client.post(f"{URL}{query}", {"q": asked}, follow=True)
    assert asked not in answer.redirect_chain[0][0]
    return [receipt.name for receipt in answer.context["page"]]


# The year


def test_each_figure_of_the_year_is_the_count_of_its_rows(treasury: Client, treasurer: User) -> None:
    now = timezone.now()
    for cents in (5000, 1250):
        issued_receipt(amount_cents=cents)
    issued_receipt(DonorFactory(located=True, kind=Donor.Kind.COMPANY, company_name="Société Exemple"), amount_cents=9900)
    cancel(issued_receipt(amount_cents=700), TaxReceipt.CancelReason.MISTAKE, by=treasurer, now=now)
    correct(issued_receipt(amount_cents=800), {"city": "Lyon"}, by=treasurer, now=now)
    issued_receipt(now=now - timedelta(days=400), paid_at=now - timedelta(days=420))
    page = words(treasury.get(URL))
    shown = re.findall(
        r'<a href="(\?[^"]*)#liste"><span class="figures__value">(\d+)</span> <span class="figures__label">([^<]*)</span>', page
    )
    assert [(count, label) for _query, count, label in shown] == [
        ("6", "émis : 184,50 €"),
        ("2", "annulés : 15,00 €"),
        ("4", "valables : 169,50 €"),
        ("3", "dont particuliers : 70,50 €"),
        ("1", "dont entreprise : 99,00 €"),
    ]
    for query, count, label in shown:
        rows = treasury.get(URL + query.replace("&amp;", "&")).context["page"].object_list
        cents = sum(receipt.amount_cents for receipt in rows)
        assert (len(rows), f"{cents / 100:.2f} €".replace(".", ",")) == (int(count), label.split(" : ")[1])
    assert "4 reçus, 169,50 €" in page


def test_what_waits_leads_to_the_run_of_its_year(treasury: Client) -> None:
    set_terms()
    wished_payment(paid_at=in_year(this_year() - 1))
    wished_payment(DonorFactory(), paid_at=in_year(this_year() - 1))
    wished_payment(method=Payment.Method.SEPA)
    page = words(treasury.get(URL))
    shown = re.findall(rf'<a href="({RUN}\?annee=\d+)">(\d+) paiements? de (\d+)</a>', page)
    assert [(count, year) for _address, count, year in shown] == [("1", str(this_year())), ("2", str(this_year() - 1))]
    for address, count, _year in shown:
        context = treasury.get(address).context
        assert sum(context[part].payments for part in ("ready", "lacking", "held")) == int(count)


def test_the_gifts_of_the_year_lead_to_the_figures_that_add_up_to_them(treasury: Client) -> None:
    payment = wished_payment(amount_cents=15_400_000)
    Refund.objects.create(payment=payment, amount_cents=50_000, state=Refund.State.DONE, created_at=timezone.now())
    wished_payment(paid_at=in_year(this_year() - 1))
    page = words(treasury.get(URL))
    address = re.search(r'<a href="(/coordination/dons/chiffres/[^"]*)">153 500,00 €</a>', page)
    assert address
    assert "Le seuil de 153 000,00 € est dépassé" in page
    assert treasury.get(address[1]).context["net_cents"] == 15_350_000


def test_settings_are_reached_from_the_year_and_lead_back(treasury: Client) -> None:
    assert f'href="{URL}reglages/"' in words(treasury.get(URL))
    assert f'href="{URL}"' in words(treasury.get(f"{URL}reglages/")).split("<h1", 1)[0].rsplit('class="back"', 1)[1]
    assert "Aucun reçu ne peut être émis aujourd’hui" in words(treasury.get(URL))


def test_the_year_costs_as_many_queries_with_thirty_receipts_as_with_one(treasury: Client) -> None:
    issued_receipt()
    treasury.get(URL)
    one = count_queries(treasury, URL)
    for _ in range(29):
        issued_receipt()
    assert count_queries(treasury, URL) == one


# The list


def test_a_receipt_is_found_by_its_number_name_amount_and_code_whatever_its_year(treasury: Client) -> None:
    now = timezone.now()
    receipt = issued_receipt(
        DonorFactory(located=True, first_name="Élodie", last_name="Témoin", email="elodie@demo.test"),
        now=now - timedelta(days=400),
        paid_at=now - timedelta(days=420),
        amount_cents=3740,
    )
    issued_receipt()
    issued_receipt()
    asked = (receipt.name, "elodie temoin", "ELODIE@demo", "37,40", grouped(receipt.code), receipt.code.lower())
    assert {one: searched(treasury, one) for one in asked} == {one: [receipt.name] for one in asked}
    assert searched(treasury, "personne") == []


def test_a_name_that_was_looked_for_stands_in_no_address(treasury: Client) -> None:
    for _ in range(51):
        issued_receipt()
    answer = treasury.post(URL, {"q": "Exemple", "state": "valid"}, follow=True)
    assert answer.redirect_chain == [(f"{URL}?annee={this_year()}&state=valid&recherche=oui", 302)]
    addresses = re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())
    assert [address for address in addresses if "exemple" in address.lower()] == []
    assert len(found(treasury, "?state=valid&recherche=oui&page=2")) == 1


def test_each_filter_narrows_the_list_and_nonsense_is_left_aside(treasury: Client, treasurer: User) -> None:
    now, last = timezone.now(), this_year() - 1
    plain_one = issued_receipt()
    company = issued_receipt(DonorFactory(located=True, kind="company", company_name="Société Exemple"))
    gone = cancel(issued_receipt(), TaxReceipt.CancelReason.MISTAKE, by=treasurer, now=now)
    late = issued_receipt(paid_at=in_year(last))
    posted = issued_receipt(DonorFactory(located=True, email=""))
    told = issued_receipt()
    TaxReceipt.objects.filter(pk=told.pk).update(told_at=now)
    everything = [told, posted, late, gone, company, plain_one]
    asked = {
        "kind=company": [company],
        "state=cancelled": [gone],
        "reason=mistake": [gone],
        f"gift_year={last}": [late],
        "sending=post": [posted],
        "sending=told": [told],
        "sending=untold": [late, company, plain_one],
        f"annee={last}": [],
        "state=volé&gift_year=hier&sending=pigeon&kind=chat": everything,
    }
    assert {query: found(treasury, f"?{query}") for query in asked} == {
        query: [receipt.name for receipt in receipts] for query, receipts in asked.items()
    }


# The export


def test_the_list_leaves_as_a_file_that_runs_nothing_and_is_noted(sure: Client, treasurer: User) -> None:
    receipt = issued_receipt(DonorFactory(located=True, first_name="", last_name="=1+1", address="@SUM(1)"))
    gone = issued_receipt(amount_cents=1250)
    cancel(gone, TaxReceipt.CancelReason.MISTAKE, by=treasurer, now=timezone.now())
    assert "1 reçu de" in words(sure.get(f"{URL}exporter/?state=valid"))
    answer = sure.post(f"{URL}exporter/?state=valid", {"file_format": "csv"})
    head, row = csv_rows(answer.getvalue())
    told = dict(zip(head, row, strict=True))
    assert head == list(COLUMNS)
    assert [told[name] for name in ("Numéro", "État", "Montant (euros)", "Nom", "Adresse", "Code de vérification")] == [
        *(receipt.name, "Valable", "50,00", "'=1+1", "'@SUM(1)", grouped(receipt.code))
    ]
    assert "no-store" in answer["Cache-Control"]
    assert list(DataExport.objects.values_list("kind", "count", "taken_by")) == [("Reçus fiscaux", 1, treasurer.pk)]


def test_whoever_signed_in_long_ago_proves_who_they_are_before_any_file(treasury: Client) -> None:
    issued_receipt(DonorFactory(located=True, email=""))
    answers = [treasury.post(f"{URL}exporter/?state=valid", {"file_format": "csv"}), treasury.post(f"{URL}imprimer/", {"back": RUN})]
    assert [answer["Location"].split("?")[0].startswith("/compte/") for answer in answers] == [True, True]
    assert (DataExport.objects.count(), TaxReceipt.objects.filter(given_at=None).count()) == (0, 1)


# One receipt


def test_each_look_at_a_receipt_is_a_look_at_its_donors_file(treasury: Client, treasurer: User) -> None:
    looks = ("", "pdf/", "corriger/", "annuler/")
    receipts = [issued_receipt() for _ in looks]
    for receipt, look in zip(receipts, looks, strict=True):
        assert treasury.get(page_of(receipt, look)).status_code == 200
    handed = issued_receipt()
    treasury.post(page_of(handed, "original/"))
    waiting = wished_payment(paid_at=in_year(this_year() - 1)).gift.donor
    previewed = wished_payment().gift.donor
    treasury.get(f"{URL}donateurs/{waiting.pk}/")
    assert treasury.get(f"{URL}donateurs/{previewed.pk}/apercu/")["Content-Type"] == "application/pdf"
    expected = [donor_of(receipt).pk for receipt in [*receipts, handed]] + [waiting.pk, previewed.pk]
    assert set(DonorReading.objects.values_list("donor", "by")) == {(pk, treasurer.pk) for pk in expected}


def test_the_original_comes_out_once_then_copies_say_duplicata(treasury: Client) -> None:
    receipt = issued_receipt()
    assert "COPIE" in said(treasury.get(page_of(receipt, "pdf/")).content)
    first, second = (treasury.post(page_of(receipt, "original/")) for _ in range(2))
    assert (receipt.name in said(first.content), "DUPLICATA" in said(first.content), "DUPLICATA" in said(second.content)) == (
        *(True, False, True),
    )
    assert "Remettre l’original" not in words(treasury.get(page_of(receipt)))
    assert "no-store" in first["Cache-Control"]


def test_a_preview_takes_no_number_and_says_what_it_is(treasury: Client) -> None:
    set_terms()
    donor = wished_payment().gift.donor
    text = said(treasury.get(f"{URL}donateurs/{donor.pk}/apercu/").content)
    assert ("APERÇU" in text, TaxReceipt.objects.count()) == (True, 0)
    nothing = treasury.get(f"{URL}donateurs/{donor.pk}/apercu/?annee=2001", follow=True)
    assert "Aucun don n’est prêt pour un reçu." in words(nothing)


def correction(**changes: str) -> dict[str, str]:
    place = {"address": "5 rue Nouvelle", "postal_code": "69001", "city": "Lyon", "country": "France"}
    return {"kind": "person", "first_name": "Dominique", "last_name": "Exemple", **place, **changes}


def test_a_correction_sent_twice_replaces_the_receipt_once(treasury: Client, treasurer: User) -> None:
    receipt = issued_receipt()
    answers = [treasury.post(page_of(receipt, "corriger/"), correction()) for _ in range(2)]
    receipt.refresh_from_db()
    fresh = TaxReceipt.objects.get(replaces=receipt)
    assert [answer["Location"] for answer in answers] == [page_of(fresh)] * 2
    assert (receipt.cancel_reason, receipt.cancelled_by, fresh.content["donor"]["city"]) == ("correction", treasurer, "Lyon")
    assert "ANNULÉ" in said(treasury.get(page_of(receipt, "pdf/")).content)
    assert OutgoingMail.objects.get().key == f"receipt:{receipt.pk}:cancelled"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"city": ""}, "Un reçu fiscal demande une adresse complète."),
        ({"last_name": ""}, "Écrivez un nom."),
        ({"last_name": "<b>"}, "Les signes &lt; et &gt; ne sont pas acceptés ici."),
        ({"kind": "company"}, "Écrivez la raison sociale."),
        ({"siren": "12"}, "Un SIREN compte neuf chiffres."),
    ],
)
def test_what_is_wrong_of_a_correction_is_said_and_what_was_typed_is_kept(treasury: Client, changes: dict[str, str], sentence: str) -> None:
    receipt = issued_receipt()
    page = words(treasury.post(page_of(receipt, "corriger/"), correction(postal_code="69099", **changes)))
    receipt.refresh_from_db()
    assert (sentence in page, 'value="69099"' in page, receipt.is_valid, donor_of(receipt).city) == (True, True, True, "Paris")


def test_a_correction_that_changes_nothing_is_refused(treasury: Client) -> None:
    receipt = issued_receipt()
    same = correction(address="3 rue de la Démonstration", postal_code="75014", city="Paris")
    assert "Rien n’est corrigé" in words(treasury.post(page_of(receipt, "corriger/"), same))


def test_a_receipt_is_cancelled_for_a_reason_and_keeps_its_number(treasury: Client, treasurer: User) -> None:
    receipt = issued_receipt()
    assert "Choisissez un motif." in words(treasury.post(page_of(receipt, "annuler/"), {"wants_no_other": "on"}))
    for _ in range(2):
        answer = treasury.post(page_of(receipt, "annuler/"), {"reason": "mistake", "wants_no_other": "on"}, follow=True)
    page = words(answer)
    assert [word in page for word in ("Ce reçu est annulé", "émis par erreur", receipt.name, "Annuler…")] == [True, True, True, False]
    assert (TaxReceipt.objects.count(), receipt.lines.get().payment.gift.wants_receipt) == (1, False)
    assert issued_receipt().number == receipt.number + 1
    assert OutgoingMail.objects.filter(key__endswith=":cancelled").count() == 1


def test_a_cancelled_receipt_offers_nothing_but_its_copy(treasury: Client, treasurer: User) -> None:
    receipt = cancel(issued_receipt(), TaxReceipt.CancelReason.REFUND, by=treasurer, now=timezone.now())
    assert "Ce reçu ne se corrige pas" in words(treasury.get(page_of(receipt, "corriger/")))
    assert "Ce reçu ne s’annule pas" in words(treasury.get(page_of(receipt, "annuler/")))
    assert "ANNULÉ" in said(treasury.post(page_of(receipt, "original/")).content)


def test_a_hostile_name_is_escaped_wherever_it_is_read(treasury: Client, treasurer: User, client: Client) -> None:
    donor = DonorFactory(located=True, last_name=HOSTILE, address=HOSTILE)
    receipt = issued_receipt(donor)
    wished_payment(donor)
    wished_payment(donor, method=Payment.Method.SEPA)
    wished_payment(DonorFactory(last_name=HOSTILE))
    pages = [URL, f"{RUN}?annee={this_year()}", page_of(receipt), page_of(receipt, "corriger/"), page_of(receipt, "annuler/")]
    pages += [f"{URL}donateurs/{donor.pk}/", f"/coordination/dons/donateurs/{donor.pk}/"]
    texts = [treasury.get(page).content.decode() for page in pages] + [client.get(f"/don/mes-dons/{token_of(donor)}/").content.decode()]
    assert [(HOSTILE in text, "&lt;script&gt;alert(1)" in text) for text in texts] == [(False, True)] * len(texts)
    assert HOSTILE in said(treasury.get(page_of(receipt, "pdf/")).content)
    assert HOSTILE not in treasury.get(page_of(receipt, "pdf/"))["Content-Disposition"]
