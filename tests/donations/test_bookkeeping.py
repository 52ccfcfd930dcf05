"""The books of gifts: each kind of entry, the days they are of, and that they agree with the site."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from donations.bookkeeping import Account, Entry, Role, accounts_in_use, choose_accounts, read_entries
from donations.bookkeeping_exports import COLUMNS
from donations.bookkeeping_sums import Comparison, compare_with_gifts, measure_books
from donations.demo import build
from donations.figures import measure_months, measure_received
from donations.manual_gifts import GIVEN_BACK, removal_reasons
from donations.models import BalanceLine, Dispute, Gift, LedgerAccount, MoneyAlert, Payment, Payout, Refund
from donations.refunds import refund
from home.dates import midnight
from tests.donations.factories import ChequeBatchFactory, DonorFactory, GiftFactory, PaymentFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.whole_person import say_who_they_are
from tests.volunteers.words import plain
from volunteers.models import DataExport

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 10, 12, tzinfo=PARIS)
MARCH_10 = date(2026, 3, 10)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
URL = "/coordination/dons/comptabilite/"
SignIn = Callable[[User], Client]


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return say_who_they_are(signed_in(treasurer), treasurer)


def write_line(
    kind: str, amount_cents: int, fee_cents: int = 0, *, at: datetime = NOON, payment: Payment | None = None, source_id: str = ""
) -> BalanceLine:
    return BalanceLine.objects.create(
        stripe_id=f"txn_{BalanceLine.objects.count()}",
        kind=kind,
        amount_cents=amount_cents,
        fee_cents=fee_cents,
        net_cents=amount_cents - fee_cents,
        payment=payment,
        source_id=source_id,
        created_at=at,
    )


def pay_online(amount_cents: int = 5000, *, at: datetime = NOON, method: str = Payment.Method.CARD, fee_cents: int = 100) -> Payment:
    payment = PaymentFactory(gift=GiftFactory(amount_cents=amount_cents, status=Gift.Status.PAID, created_at=at), method=method)
    write_line("charge", amount_cents, fee_cents, at=at, payment=payment)
    return payment


def note(source: str, amount_cents: int = 5000, *, at: datetime = NOON) -> Payment:
    gift = GiftFactory(source=source, amount_cents=amount_cents, status=Gift.Status.PAID, created_at=at)
    return PaymentFactory(gift=gift, method=Payment.Method.CARD if source == Gift.Source.ELSEWHERE else source)


def said(entry: Entry) -> tuple[str, str, int, str]:
    """Journal, account debited, cents, account credited: a plain entry of two lines."""
    debit, credit = entry.lines
    assert (debit.debit_cents, debit.credit_cents) == (credit.credit_cents, credit.debit_cents)
    return entry.journal.value, debit.account.number, debit.debit_cents, credit.account.number


def entries_of_the_year() -> list[tuple[str, str, int, str]]:
    return [said(entry) for entry in read_entries(*YEAR)]


@pytest.mark.parametrize(("source", "debited"), [("cheque", "511200"), ("transfer", "512000"), ("cash", "531000"), ("elsewhere", "467000")])
def test_a_gift_that_was_noted_is_debited_where_its_money_is(source: str, debited: str) -> None:
    note(source)
    assert entries_of_the_year() == [("DON", debited, 5000, "754100")]


def test_an_online_gift_and_its_fee_are_two_entries() -> None:
    pay_online()
    assert entries_of_the_year() == [("DON", "511500", 5000, "754100"), ("STR", "627800", 100, "511500")]


def test_each_method_and_each_day_has_its_entry() -> None:
    for at in (NOON, NOON + timedelta(days=1)):
        for method in (Payment.Method.CARD, Payment.Method.SEPA, Payment.Method.OTHER):
            pay_online(method=method, at=at, fee_cents=0)
            pay_online(method=method, at=at, fee_cents=0)
    found = list(read_entries(*YEAR))
    assert [(entry.day, entry.reference, entry.lines[0].debit_cents) for entry in found][:4] == [
        (MARCH_10, "DON-20260310-CARTE", 10000),
        (MARCH_10, "DON-20260310-SEPA", 10000),
        (MARCH_10, "DON-20260310-LIGNE", 10000),
        (date(2026, 3, 11), "DON-20260311-CARTE", 10000),
    ]


@pytest.mark.parametrize(
    ("kind", "amount_cents", "is_of_a_gift", "entry"),
    [
        ("refund", -5000, True, ("STR", "754100", 5000, "511500")),
        ("payment_refund", -5000, True, ("STR", "754100", 5000, "511500")),
        ("refund_failure", 5000, True, ("STR", "511500", 5000, "754100")),
        ("payment_failure_refund", -5000, True, ("STR", "754100", 5000, "511500")),
        ("payment_reversal", -5000, True, ("STR", "754100", 5000, "511500")),
        ("adjustment", -5000, True, ("STR", "754100", 5000, "511500")),
        ("adjustment", 5000, True, ("STR", "511500", 5000, "754100")),
        ("adjustment", -5000, False, ("STR", "471000", 5000, "511500")),
        ("charge", 5000, False, ("STR", "511500", 5000, "471000")),
        ("topup", 5000, False, ("STR", "511500", 5000, "471000")),
        ("stripe_fee", -250, False, ("STR", "627800", 250, "511500")),
        ("payout", -5000, False, ("VIR", "512000", 5000, "511500")),
        ("payout_failure", 5000, False, ("VIR", "511500", 5000, "512000")),
    ],
)
def test_a_line_of_stripe_moves_the_account_of_its_kind(
    kind: str, amount_cents: int, is_of_a_gift: bool, entry: tuple[str, str, int, str]
) -> None:
    payment = PaymentFactory(gift__created_at=NOON) if is_of_a_gift else None
    write_line(kind, amount_cents, payment=payment, source_id="po_1")
    assert entries_of_the_year() == [entry]


def test_what_a_dispute_costs_is_a_fee_that_comes_back_when_it_is_won() -> None:
    payment = PaymentFactory(gift__created_at=NOON)
    write_line("adjustment", -5000, 2000, payment=payment)
    write_line("adjustment", 5000, -2000, payment=payment, at=NOON + timedelta(days=20))
    assert entries_of_the_year() == [
        ("STR", "754100", 5000, "511500"),
        ("STR", "627800", 2000, "511500"),
        ("STR", "511500", 5000, "754100"),
        ("STR", "511500", 2000, "627800"),
    ]


def test_a_cheque_reaches_the_bank_when_its_batch_is_credited() -> None:
    cheque = note(Gift.Source.CHEQUE)
    batch = ChequeBatchFactory(reference="0000042", deposited_on=MARCH_10)
    Payment.objects.filter(pk=cheque.pk).update(batch=batch)
    assert entries_of_the_year() == [("DON", "511200", 5000, "754100")]
    batch.bank_cents, batch.credited_on, batch.reconciled_at = 5000, date(2026, 3, 12), NOON
    batch.save()
    deposit = list(read_entries(*YEAR))[1]
    assert (said(deposit), deposit.day, deposit.reference) == (("CHQ", "512000", 5000, "511200"), date(2026, 3, 12), "0000042")


def test_what_the_bank_gave_back_leaves_the_bank(treasurer: User) -> None:
    cheque = note(Gift.Source.CHEQUE)
    refund(cheque, 2000, by=treasurer, now=NOON + timedelta(days=3))
    assert entries_of_the_year() == [("DON", "511200", 5000, "754100"), ("BQ", "754100", 2000, "512000")]
    assert compare_with_gifts(*YEAR).gifts == Comparison(3000, 3000, 0, 0)
    assert removal_reasons(cheque.gift) == [GIVEN_BACK]


def test_two_payouts_of_a_day_are_two_lines_of_the_bank() -> None:
    write_line("payout", -5000, source_id="po_2")
    write_line("payout", -1000, source_id="po_1")
    assert [(entry.reference, entry.label) for entry in read_entries(*YEAR)] == [
        ("po_1", "Virement de Stripe po_1"),
        ("po_2", "Virement de Stripe po_2"),
    ]


def test_money_not_received_is_in_no_entry() -> None:
    PaymentFactory(gift=GiftFactory(source=Gift.Source.CHEQUE, created_at=NOON), method="cheque", state=Payment.State.CANCELLED)
    PaymentFactory(gift=GiftFactory(created_at=NOON))
    assert entries_of_the_year() == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 15), date(2026, 12, 31)])
def test_an_entry_is_of_its_day_in_paris_even_when_clocks_change(day: date) -> None:
    start, end = midnight(day), midnight(day + timedelta(days=1))
    moments = (start - timedelta(seconds=1), start, end - timedelta(seconds=1), end)
    for place, at in enumerate(moments):
        pay_online(1000 + place, at=at.astimezone(UTC), fee_cents=0)
        note(Gift.Source.CASH, 2000 + place, at=at.astimezone(UTC))
    found = [(entry.day, entry.lines[0].debit_cents) for entry in read_entries(day, day)]
    assert found == [(day, 1001 + 1002), (day, 2001 + 2002)]
    around: defaultdict[date, int] = defaultdict(int)
    for entry in read_entries(day - timedelta(days=1), day + timedelta(days=1)):
        around[entry.day] += entry.lines[0].debit_cents
    assert around == {day - timedelta(days=1): 3000, day: 6006, day + timedelta(days=1): 3006}


def test_many_payments_are_read_in_as_many_queries_as_one() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(read_entries(*YEAR))
        return len(queries)

    pay_online()
    note(Gift.Source.CASH)
    one = count()
    for day in range(20):
        pay_online(at=NOON + timedelta(days=day))
        note(Gift.Source.CASH, at=NOON + timedelta(days=day))
    assert count() == one == 5


def test_accounts_are_the_usual_ones_unless_others_are_chosen() -> None:
    usual = dict(accounts_in_use())
    choose_accounts({**usual, Role.BANK: Account("512100", "Compte courant")})
    assert list(LedgerAccount.objects.values_list("role", "number")) == [("bank", "512100")]
    note(Gift.Source.TRANSFER)
    assert entries_of_the_year() == [("DON", "512100", 5000, "754100")]
    choose_accounts(usual)
    assert (LedgerAccount.objects.count(), dict(accounts_in_use())) == (0, usual)


def test_the_books_agree_with_gifts_and_payouts() -> None:
    payment = pay_online()
    pay_online(2000)
    note(Gift.Source.CHEQUE, 700)
    Refund.objects.create(payment=payment, stripe_id="re_1", amount_cents=1000, state=Refund.State.DONE, created_at=NOON)
    write_line("refund", -1000, payment=payment, source_id="re_1")
    Payout.objects.create(stripe_id="po_1", amount_cents=4000, state=Payout.State.PAID, arrives_on=MARCH_10, created_at=NOON)
    write_line("payout", -4000, source_id="po_1")
    found = compare_with_gifts(*YEAR)
    assert (found.gifts, found.payouts) == (Comparison(6700, 6700, 0, 0), Comparison(4000, 4000, 0, 0))
    assert found.is_whole


def test_what_stripe_has_not_told_yet_explains_a_difference() -> None:
    pay_online()
    late = PaymentFactory(gift=GiftFactory(amount_cents=3000, status=Gift.Status.PAID, created_at=NOON))
    Refund.objects.create(payment=late, stripe_id="re_1", amount_cents=500, state=Refund.State.PENDING, created_at=NOON)
    gifts = compare_with_gifts(*YEAR).gifts
    assert gifts == Comparison(books_cents=5000, site_cents=7500, unread_cents=2500, passing_cents=0)
    assert (gifts.difference_cents, gifts.unexplained_cents) == (-2500, 0)


def test_a_dispute_that_is_open_and_a_refund_that_failed_explain_a_difference() -> None:
    contested, given_back = pay_online(), pay_online(2000)
    Dispute.objects.create(payment=contested, stripe_id="du_1", amount_cents=5000, created_at=NOON)
    write_line("adjustment", -5000, 2000, payment=contested, source_id="du_1")
    Refund.objects.create(payment=given_back, stripe_id="re_1", amount_cents=2000, state=Refund.State.FAILED, created_at=NOON)
    write_line("refund", -2000, payment=given_back, source_id="re_1")
    gifts = compare_with_gifts(*YEAR).gifts
    assert gifts == Comparison(books_cents=0, site_cents=7000, unread_cents=0, passing_cents=-7000)
    assert gifts.unexplained_cents == 0
    write_line("refund_failure", 2000, payment=given_back, source_id="re_1", at=NOON + timedelta(days=5))
    assert compare_with_gifts(*YEAR).gifts == Comparison(2000, 7000, 0, -5000)


def test_a_line_of_another_amount_is_a_difference_to_explain() -> None:
    payment = PaymentFactory(gift__created_at=NOON)
    write_line("charge", 4000, payment=payment)
    gifts = compare_with_gifts(*YEAR).gifts
    assert (gifts.difference_cents, gifts.unexplained_cents) == (-1000, -1000)


def test_a_year_of_the_demo_balances_and_agrees() -> None:
    now = timezone.now()
    build(now)
    today = timezone.localdate(now)
    first_day, last_day = date(today.year - 1, 1, 1), date(today.year, 12, 31)
    found = list(read_entries(first_day, last_day))
    balances: defaultdict[Role, int] = defaultdict(int)
    for entry in found:
        assert sum(line.debit_cents for line in entry.lines) == sum(line.credit_cents for line in entry.lines) > 0
        for line in entry.lines:
            balances[line.role] += line.debit_cents - line.credit_cents
    net_cents = sum(month.net_cents for year in (today.year - 1, today.year) for month in measure_months(year))
    assert -balances[Role.GIFTS] == net_cents > 100_000
    assert balances[Role.STRIPE] == sum(BalanceLine.objects.values_list("net_cents", flat=True))
    paid_out = [
        line.debit_cents - line.credit_cents for entry in found if entry.journal == "VIR" for line in entry.lines if line.role == Role.BANK
    ]
    assert sum(paid_out) == sum(Payout.objects.filter(state=Payout.State.PAID).values_list("amount_cents", flat=True)) > 100_000
    assert (balances[Role.PENDING], compare_with_gifts(first_day, last_day).is_whole) == (0, True)
    books = measure_books(first_day, last_day)
    assert (
        sum(month.gifts_cents for month in books.months.values()) == measure_received(midnight(first_day), midnight(last_day)).total_cents
    )
    waiting = sum(
        Payment.objects.filter(method="cheque").exclude(batch__reconciled_at__isnull=False).values_list("amount_cents", flat=True)
    )
    assert balances[Role.CHEQUES] == waiting > 0
    assert not MoneyAlert.objects.exists()


def test_the_page_says_that_books_and_gifts_agree_or_by_how_much_they_do_not(treasury: Client) -> None:
    payment = pay_online(at=timezone.now())
    text = plain(treasury.get(URL).content.decode())
    assert ["Dons : tout concorde" in text, "Virements de Stripe : tout concorde" in text, "754100" in text] == [True] * 3
    BalanceLine.objects.filter(payment=payment).update(amount_cents=4000, net_cents=3900)
    text = plain(treasury.get(URL).content.decode())
    assert ["Dons : un écart à expliquer" in text, "-10,00 € d’écart" in text.replace("−", "-")] == [True, True]


@pytest.mark.parametrize(
    ("first_day", "last_day", "sentence"),
    [
        ("2026-03-10", "2026-03-09", "Ce jour vient avant le premier."),
        ("hier", "2026-03-09", "Écrivez une date qui existe"),
        ("2026-03-10", "", "Indiquez un jour."),
        ("0001-01-01", "2026-03-09", "Écrivez une date qui existe"),
    ],
)
def test_days_that_make_no_period_are_said_so_and_kept(treasury: Client, first_day: str, last_day: str, sentence: str) -> None:
    answer = treasury.get(URL, {"first_day": first_day, "last_day": last_day})
    assert sentence in answer.content.decode()
    assert answer.context["period"].first_day == date(timezone.localdate().year, 1, 1)


def test_the_file_holds_balanced_lines_and_no_name(treasury: Client, treasurer: User) -> None:
    payment = note(Gift.Source.CHEQUE, 1250)
    payment.gift.donor = DonorFactory(first_name="Camille", last_name="Fictive")
    payment.gift.save()
    LedgerAccount.objects.create(role="gifts", number="754100", label="=1+1")
    answer = treasury.post(f"{URL}exporter/?first_day=2026-03-01&last_day=2026-03-31")
    assert csv_rows(answer.getvalue()) == [
        list(COLUMNS),
        ["DON", "10/03/2026", "DON-20260310-CHEQUE", "511200", "Chèques à encaisser", "Dons par chèque", "12,50", "0,00"],
        ["DON", "10/03/2026", "DON-20260310-CHEQUE", "754100", "'=1+1", "Dons par chèque", "0,00", "12,50"],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="ecritures-2026-03-01-2026-03-31.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert list(DataExport.objects.values_list("kind", "count", "taken_by")) == [("Écritures comptables", 2, treasurer.pk)]


def test_whoever_signed_in_long_ago_shows_first_that_it_is_them(treasurer: User, signed_in: SignIn) -> None:
    answer = signed_in(treasurer).post(f"{URL}exporter/?first_day=2026-03-01&last_day=2026-03-31")
    assert answer["Location"].startswith("/compte/")
    assert "next=%2Fcoordination%2Fdons%2Fcomptabilite%2Fexporter%2F%3Ffirst_day%3D2026-03-01%26last_day%3D2026-03-31" in answer["Location"]
    assert DataExport.objects.count() == 0


def test_accounts_are_changed_on_their_page_or_what_is_wrong_is_said(treasury: Client) -> None:
    form = treasury.get(f"{URL}comptes/").context["form"]
    data = {field.html_name: field.value() for field in form}
    wrong = treasury.post(f"{URL}comptes/", {**data, "number_bank": "512-100", "label_cash": ""}).content.decode()
    assert ["Des chiffres et des lettres sans accent" in wrong, 'value="512-100"' in wrong, "Écrivez un intitulé." in wrong] == [True] * 3
    assert treasury.post(f"{URL}comptes/", {**data, "number_bank": "512100"})["Location"] == URL
    assert list(LedgerAccount.objects.values_list("role", "number", "label")) == [("bank", "512100", "Banque")]


def test_the_page_costs_as_many_queries_for_many_payments(treasury: Client) -> None:
    pay_online(at=timezone.now())
    treasury.get(URL)
    one = count_queries(treasury, URL)
    for _number in range(20):
        pay_online(at=timezone.now())
        note(Gift.Source.CASH, at=timezone.now())
    assert count_queries(treasury, URL) == one
