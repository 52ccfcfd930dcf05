"""`/coordination/dons/remises/`: cheques taken to the bank together, and the bank's line that closes them."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from donations import cheque_batches
from donations.cheque_batches import BankLine, Slip
from donations.manual_gifts import remove
from donations.models import ChequeBatch, Gift, Payment, ReceiptLine, TaxReceipt
from tests.donations.factories import ChequeBatchFactory, GiftFactory, PaymentFactory, SignatureFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.words import plain
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 20, 10, tzinfo=PARIS)
MARCH_10 = date(2026, 3, 10)
URL = "/coordination/dons/remises/"
SignIn = Callable[[User], Client]


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


def note_cheque(amount_cents: int = 5000, *, day: int = 2, batch: ChequeBatch | None = None, number: str = "") -> Payment:
    gift = GiftFactory(
        source=Gift.Source.CHEQUE, status=Gift.Status.PAID, amount_cents=amount_cents, created_at=datetime(2026, 3, day, 12, tzinfo=PARIS)
    )
    return PaymentFactory(gift=gift, method=Payment.Method.CHEQUE, batch=batch, bank_reference=number)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def closed_batch(treasurer: User, *payments: Payment) -> ChequeBatch:
    batch = cheque_batches.prepare(
        Slip("0000042", MARCH_10), [payment.pk for payment in payments], batch_id=uuid.uuid4(), by=treasurer, now=NOW
    )
    line = BankLine(sum(payment.amount_cents for payment in payments), date(2026, 3, 12))
    return cheque_batches.reconcile(batch, line, by=treasurer, now=NOW)


def write_receipt(payment: Payment) -> ReceiptLine:
    receipt = TaxReceipt.objects.create(
        year=2026,
        number=1,
        gift_year=2026,
        code="ABCD",
        kind="person",
        amount_cents=payment.amount_cents,
        content={},
        signature=SignatureFactory(),
        issued_at=NOW,
    )
    return ReceiptLine.objects.create(receipt=receipt, payment=payment, amount_cents=payment.amount_cents)


def test_cheques_that_wait_are_those_paid_by_cheque_and_in_no_batch_the_oldest_first() -> None:
    late, early = note_cheque(day=9), note_cheque(day=3)
    note_cheque(batch=ChequeBatchFactory())
    GiftFactory(paid=True)
    PaymentFactory(method=Payment.Method.CHEQUE, state=Payment.State.CANCELLED)
    assert list(cheque_batches.waiting_cheques()) == [early, late]


def test_a_slip_is_prepared_with_its_cheques_once(treasurer: User) -> None:
    cheques, form = [note_cheque(), note_cheque(1250)], uuid.uuid4()
    ids = [cheque.pk for cheque in cheques]
    made = [cheque_batches.prepare(Slip("12", MARCH_10), ids, batch_id=form, by=treasurer, now=NOW) for _click in range(2)]
    batch = ChequeBatch.objects.with_totals().get()
    assert [one.pk for one in made] == [batch.pk, batch.pk] == [form, form]
    assert (batch.cheque_count, batch.total_cents, batch.made_by, batch.is_reconciled) == (2, 6250, treasurer, False)  # type: ignore[attr-defined]


def test_the_same_page_sent_again_with_other_words_is_refused(treasurer: User) -> None:
    cheque, form = note_cheque(), uuid.uuid4()
    cheque_batches.prepare(Slip("12", MARCH_10), [cheque.pk], batch_id=form, by=treasurer, now=NOW)
    with pytest.raises(Refused) as refused:
        cheque_batches.prepare(Slip("13", MARCH_10), [cheque.pk], batch_id=form, by=treasurer, now=NOW)
    assert codes(refused) == ["other"]


def test_every_reason_against_a_slip_is_said(treasurer: User) -> None:
    taken, late, gone = note_cheque(batch=ChequeBatchFactory(reference="77")), note_cheque(day=11, number="000123"), note_cheque()
    remove(gone.gift)
    with pytest.raises(Refused) as refused:
        cheque_batches.prepare(Slip("12", MARCH_10), [taken.pk, late.pk, gone.pk], batch_id=uuid.uuid4(), by=treasurer, now=NOW)
    assert codes(refused) == ["taken", "late", "unknown"]
    said = plain(str(refused.value))
    assert "Le chèque de 50 €, reçu le 2 mars 2026, est déjà dans la remise 77." in said
    assert "Le chèque 000123 de 50 €, reçu le 11 mars 2026, l’a été après le jour du dépôt." in said
    with pytest.raises(Refused) as refused:
        cheque_batches.prepare(Slip("12", MARCH_10), [], batch_id=uuid.uuid4(), by=treasurer, now=NOW)
    assert (codes(refused), ChequeBatch.objects.count()) == (["none"], 1)


def test_an_open_batch_is_changed_twice_alike(treasurer: User) -> None:
    stays, leaves, comes = note_cheque(), note_cheque(), note_cheque()
    batch = ChequeBatchFactory(deposited_on=MARCH_10)
    Payment.objects.filter(pk__in=[stays.pk, leaves.pk]).update(batch=batch)
    for _click in range(2):
        cheque_batches.change(batch, Slip("9", date(2026, 3, 11)), added={comes.pk}, removed={leaves.pk})
    batch.refresh_from_db()
    assert (batch.reference, batch.deposited_on) == ("9", date(2026, 3, 11))
    assert set(batch.payments.all()) == {stays, comes}


def test_a_cheque_of_another_batch_is_not_moved_by_either_side(treasurer: User) -> None:
    other, batch = ChequeBatchFactory(), ChequeBatchFactory()
    elsewhere = note_cheque(batch=other)
    with pytest.raises(Refused) as refused:
        cheque_batches.change(batch, Slip("9", timezone.localdate()), added={elsewhere.pk})
    cheque_batches.change(batch, Slip("9", timezone.localdate()), removed={elsewhere.pk})
    elsewhere.refresh_from_db()
    assert (codes(refused), elsewhere.batch) == (["taken"], other)


@pytest.mark.parametrize(
    ("bank_cents", "sentence"),
    [
        (6200, "La banque a crédité 62 €, et le bordereau fait 62,50 € : 0,50 € de moins à la banque."),
        (12500, "La banque a crédité 125 €, et le bordereau fait 62,50 € : 62,50 € de plus à la banque."),
    ],
)
def test_a_bank_line_of_another_amount_is_refused_with_the_difference(treasurer: User, bank_cents: int, sentence: str) -> None:
    batch = ChequeBatchFactory(deposited_on=MARCH_10)
    note_cheque(batch=batch)
    note_cheque(1250, batch=batch)
    with pytest.raises(Refused) as refused:
        cheque_batches.reconcile(batch, BankLine(bank_cents, MARCH_10), by=treasurer, now=NOW)
    batch.refresh_from_db()
    assert (plain(str(refused.value)).partition(" Un ")[0], batch.is_reconciled) == (sentence, False)


def test_a_line_before_the_deposit_or_for_no_cheque_is_refused(treasurer: User) -> None:
    batch = ChequeBatchFactory(deposited_on=MARCH_10)
    with pytest.raises(Refused) as refused:
        cheque_batches.reconcile(batch, BankLine(100, MARCH_10), by=treasurer, now=NOW)
    assert codes(refused) == ["empty"]
    note_cheque(batch=batch)
    with pytest.raises(Refused) as refused:
        cheque_batches.reconcile(batch, BankLine(5000, date(2026, 3, 9)), by=treasurer, now=NOW)
    assert codes(refused) == ["early"]


def test_a_reconciled_batch_is_closed_and_says_the_line(treasurer: User) -> None:
    cheque = note_cheque()
    batch = closed_batch(treasurer, cheque)
    again = cheque_batches.reconcile(batch, BankLine(5000, date(2026, 3, 12)), by=treasurer, now=timezone.now())
    assert (again.bank_cents, again.credited_on, again.reconciled_at, again.reconciled_by) == (5000, date(2026, 3, 12), NOW, treasurer)
    for act in (
        lambda: cheque_batches.reconcile(batch, BankLine(5000, date(2026, 3, 13)), by=treasurer, now=NOW),
        lambda: cheque_batches.change(batch, Slip("1", MARCH_10), removed={cheque.pk}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["closed"]


def test_a_reopened_batch_lets_a_bounced_cheque_out(treasurer: User) -> None:
    kept, bounced = note_cheque(), note_cheque(2000)
    batch = closed_batch(treasurer, kept, bounced)
    for _click in range(2):
        batch = cheque_batches.reopen(batch)
    batch = cheque_batches.change(batch, Slip(batch.reference, batch.deposited_on), removed={bounced.pk})
    assert cheque_batches.reconcile(batch, BankLine(5000, date(2026, 3, 12)), by=treasurer, now=NOW).bank_cents == 5000
    assert list(cheque_batches.waiting_cheques()) == [bounced]


def test_a_valid_receipt_keeps_a_batch_closed_and_a_cancelled_one_does_not(treasurer: User) -> None:
    cheque = note_cheque()
    batch = closed_batch(treasurer, cheque)
    line = write_receipt(cheque)
    with pytest.raises(Refused) as refused:
        cheque_batches.reopen(batch)
    assert codes(refused) == ["receipt"]
    line.is_valid = False
    line.save()
    assert not cheque_batches.reopen(batch).is_reconciled
    with pytest.raises(Refused) as refused:
        remove(cheque.gift)
    assert codes(refused) == ["receipt"]


def test_a_batch_is_deleted_when_nothing_is_in_it() -> None:
    batch = ChequeBatchFactory()
    cheque = note_cheque(batch=batch)
    with pytest.raises(Refused) as refused:
        cheque_batches.delete(batch)
    assert codes(refused) == ["not_empty"]
    remove(cheque.gift)
    cheque_batches.delete(batch)
    with pytest.raises(Refused) as refused:
        cheque_batches.delete(batch)
    assert (codes(refused), ChequeBatch.objects.count()) == (["deleted"], 0)


def test_a_gift_whose_cheque_the_bank_has_credited_is_not_removed(treasurer: User, treasury: Client) -> None:
    cheque = note_cheque()
    batch = closed_batch(treasurer, cheque)
    with pytest.raises(Refused) as refused:
        remove(cheque.gift)
    assert codes(refused) == ["deposited"]
    address = f"/coordination/dons/{cheque.gift_id}/retirer/"
    assert "rouvrez d’abord cette remise" in treasury.post(address).content.decode()
    cheque_batches.reopen(batch)
    assert not remove(cheque.gift)


def test_the_pages_prepare_change_reconcile_reopen_and_delete(treasury: Client) -> None:
    first, second = note_cheque(number="0000001"), note_cheque(1250)
    assert f'<a href="{URL}nouvelle/">2 chèques à déposer</a>' in treasury.get(URL).content.decode()
    page = treasury.get(f"{URL}nouvelle/")
    data = {"batch_id": page.context["form"]["batch_id"].value(), "reference": "42", "deposited_on": "2026-03-10", "cheques": [first.pk]}
    answer = treasury.post(f"{URL}nouvelle/", data)
    batch = ChequeBatch.objects.get()
    own = f"{URL}{batch.pk}/"
    assert answer["Location"] == own
    change = {**data, "batch_id": batch.pk, "known": [first.pk], "cheques": [first.pk, second.pk]}
    assert treasury.post(f"{own}modifier/", change)["Location"] == own
    wrong = treasury.post(own, {"amount": "62", "credited_on": "2026-03-12"}).content.decode()
    assert ["0,50\u202f€ de moins à la banque" in wrong, 'value="62"' in wrong, 'value="2026-03-12"' in wrong] == [True] * 3
    assert treasury.post(own, {"amount": "62,50", "credited_on": "2026-03-12"})["Location"] == own
    assert "la banque a crédité 62,50" in plain(treasury.get(own).content.decode())
    assert "elle ne change plus" in treasury.get(f"{own}modifier/").content.decode()
    treasury.post(f"{own}rouvrir/")
    treasury.post(f"{own}modifier/", {**change, "known": [first.pk, second.pk], "cheques": []})
    assert [treasury.post(f"{own}supprimer/")["Location"] for _click in range(2)] == [URL, URL]
    assert ChequeBatch.objects.count() == 0


def test_what_was_typed_stays_beside_what_is_wrong(treasury: Client) -> None:
    cheque = note_cheque()
    page = treasury.post(f"{URL}nouvelle/", {"batch_id": str(uuid.uuid4()), "reference": "42", "deposited_on": "", "cheques": [cheque.pk]})
    text = page.content.decode()
    assert ["Indiquez un jour." in text, 'value="42"' in text, f'value="{cheque.pk}"' in text and " checked>" in text] == [True] * 3
    page = treasury.post(f"{URL}nouvelle/", {"batch_id": "zz", "reference": "42", "deposited_on": "2026-03-10", "cheques": ["zz"]})
    assert "Ouvrez cette page de nouveau." in page.content.decode()


def test_thirty_cheques_cost_as_many_queries_as_one(treasury: Client) -> None:
    batch = ChequeBatchFactory()
    pages = (URL, f"{URL}nouvelle/", f"{URL}{batch.pk}/", f"{URL}{batch.pk}/modifier/")
    note_cheque(batch=batch)
    note_cheque()
    treasury.get(URL)
    one = [count_queries(treasury, page) for page in pages]
    for _number in range(29):
        note_cheque(batch=batch)
        note_cheque(batch=ChequeBatchFactory())
        note_cheque()
    assert [count_queries(treasury, page) for page in pages] == one
