"""Tax receipts, one by one: what they say, what they wait for, what cancels and replaces them, and that an issued one never changes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations import donor_data
from donations.manual_gifts import remove
from donations.models import (
    ChequeBatch,
    Dispute,
    Donor,
    Gift,
    Payment,
    PaymentRelease,
    ReceiptBody,
    ReceiptCounter,
    ReceiptEligibility,
    ReceiptLine,
    Refund,
    TaxReceipt,
)
from donations.news import DisputeNews, News, PaymentNews, RefundNews
from donations.receipt_holds import awaiting_receipt, hold_reasons, ready_for_receipt
from donations.receipt_runs import issue_run, start
from donations.receipts import cancel, correct, issue
from donations.settlement import settle
from tests.donations.factories import (
    DonorFactory,
    EligibilityFactory,
    PaymentFactory,
    ReceiptBodyFactory,
    SignatoryFactory,
    wished_payment,
)
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
Reasons = TaxReceipt.CancelReason


@pytest.fixture(autouse=True)
def terms(db: None) -> None:
    EligibilityFactory()
    ReceiptBodyFactory()
    SignatoryFactory()


def issue_for(*payments: Payment, by: User | None = None, now: datetime = NOW) -> TaxReceipt:
    return issue(payments[0].gift.donor, [payment.pk for payment in payments], by=by, now=now)


def codes(payment: Payment, *, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in hold_reasons(awaiting_receipt(now).get(pk=payment.pk))]


def tell(payment: Payment, *, refunds: tuple[RefundNews, ...] = (), disputes: tuple[DisputeNews, ...] = (), now: datetime = NOW) -> None:
    """News of Stripe about a payment that it knows."""
    assert payment.paid_at
    assert payment.intent_id
    said = PaymentNews(
        payment.intent_id,
        Payment.State.PAID,
        payment.amount_cents,
        "eur",
        payment.created_at,
        method=Payment.Method(payment.method),
        paid_at=payment.paid_at,
        refunds=refunds,
        disputes=disputes,
    )
    settle(News(payment.gift_id, payments=(said,)), now=now)


def refunded(cents: int) -> RefundNews:
    return RefundNews(stripe_id=f"re_{uuid4()}", state=Refund.State.DONE, amount_cents=cents, created_at=NOW, asked_id=None)


def subjects() -> list[str]:
    return list(OutgoingMail.objects.filter(key__startswith="receipt:").order_by("created_at").values_list("subject", flat=True))


def test_a_receipt_says_all_that_its_gift_was(treasurer: User) -> None:
    payment = wished_payment(amount_cents=7150, paid_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    receipt = issue_for(payment, by=treasurer)
    assert (receipt.name, receipt.amount_cents, receipt.gift_year, receipt.issued_by) == ("2026-000001", 7150, 2026, treasurer)
    content = receipt.content
    assert content["donor"]["name"] == "Dominique Exemple"
    assert content["lines"] == [{"paid_on": "2026-03-01", "amount_cents": 7150, "method": "Carte bancaire"}]
    assert (content["amount_words"], content["articles"], content["issued_on"]) == (
        "soixante et onze euros et cinquante centimes",
        "200",
        "2026-06-15",
    )
    assert content["signatory"]["signature"] == receipt.signature_id


def test_a_company_has_the_articles_of_companies() -> None:
    donor = DonorFactory(
        located=True, kind=Donor.Kind.COMPANY, company_name="Société fictive", siren="123456782", first_name="", last_name=""
    )
    content = issue_for(wished_payment(donor, paid_at=NOW)).content
    assert (content["kind"], content["donor"]["name"], content["donor"]["siren"], content["articles"]) == (
        "company",
        "Société fictive",
        "123456782",
        "238 bis",
    )


def test_numbers_follow_one_another_and_begin_anew_each_year() -> None:
    names = [issue_for(wished_payment(paid_at=NOW)).name for _ in range(3)]
    # In Paris the new year has begun.
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    names.append(issue_for(wished_payment(paid_at=NOW), now=new_year).name)
    names.append(issue_for(wished_payment(paid_at=NOW), now=new_year - timedelta(hours=1)).name)
    assert names == ["2026-000001", "2026-000002", "2026-000003", "2027-000001", "2026-000004"]


def test_a_receipt_that_is_refused_takes_no_number() -> None:
    with pytest.raises(Refused):
        issue_for(wished_payment(DonorFactory(), paid_at=NOW))
    with transaction.atomic():
        issue_for(wished_payment(paid_at=NOW))
        transaction.set_rollback(True)
    assert issue_for(wished_payment(paid_at=NOW)).number == 1


def test_asked_twice_it_is_issued_once() -> None:
    payment = wished_payment(paid_at=NOW)
    assert issue_for(payment) == issue_for(payment)
    assert ReceiptCounter.objects.get().last == 1


def test_a_payment_is_on_one_valid_receipt_at_most_by_constraint() -> None:
    payment = wished_payment(paid_at=NOW)
    issue_for(payment)
    other = issue_for(wished_payment(payment.gift.donor, paid_at=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceiptLine.objects.create(receipt=other, payment=payment, amount_cents=5000)
    ReceiptLine.objects.create(receipt=other, payment=payment, amount_cents=5000, is_valid=False)


def test_a_year_of_gifts_is_one_receipt_and_two_years_are_not() -> None:
    donor = DonorFactory(located=True)
    year = [wished_payment(donor, paid_at=datetime(2025, month, 1, 12, tzinfo=UTC)) for month in range(1, 13)]
    late = wished_payment(donor, paid_at=NOW)
    with pytest.raises(Refused, match="plusieurs années"):
        issue_for(*year, late)
    receipt = issue_for(*year)
    assert (receipt.amount_cents, len(receipt.content["lines"]), receipt.gift_year, receipt.year) == (60_000, 12, 2025, 2026)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"method": Payment.Method.SEPA, "paid_at": NOW - timedelta(days=13, hours=23)}, "is_recent_debit"),
        ({"method": Payment.Method.CHEQUE}, "is_unbanked"),
        ({"paid_at": datetime(2009, 12, 31, 12, tzinfo=UTC)}, "is_not_covered"),
    ],
)
def test_money_that_is_not_sure_waits(fields: dict[str, Any], code: str) -> None:
    payment = wished_payment(**{"paid_at": NOW, **fields})
    assert codes(payment) == [code]
    with pytest.raises(Refused):
        issue_for(payment)


def test_a_debit_is_sure_after_the_hold_or_when_it_is_released(treasurer: User) -> None:
    old = wished_payment(method=Payment.Method.SEPA, paid_at=NOW - timedelta(days=14))
    young = wished_payment(method=Payment.Method.SEPA, paid_at=NOW - timedelta(days=1))
    assert (codes(old), codes(young)) == ([], ["is_recent_debit"])
    PaymentRelease.objects.create(payment=young, reason="Virement confirmé", by=treasurer, at=NOW)
    assert codes(young) == []


def test_a_cheque_is_sure_once_its_batch_is_reconciled(treasurer: User) -> None:
    batch = ChequeBatch.objects.create(reference="B1", deposited_on=NOW.date(), made_by=treasurer, made_at=NOW)
    payment = wished_payment(method=Payment.Method.CHEQUE, source=Gift.Source.CHEQUE, paid_at=NOW, batch=batch)
    assert codes(payment) == ["is_unbanked"]
    batch.bank_cents, batch.credited_on, batch.reconciled_at = 5000, NOW.date(), NOW
    batch.save()
    assert codes(payment) == []


def test_a_contested_payment_and_a_missing_address_are_both_said() -> None:
    payment = wished_payment(DonorFactory(), paid_at=NOW)
    Dispute.objects.create(payment=payment, stripe_id="dp_1", amount_cents=5000, created_at=NOW)
    Refund.objects.create(payment=payment, amount_cents=100, created_at=NOW)
    assert codes(payment) == ["is_contested", "is_being_refunded", "lacks_address"]


def test_nothing_awaits_a_receipt_without_a_wish_or_once_given_back() -> None:
    PaymentFactory(gift__donor=DonorFactory(located=True), paid_at=NOW)
    Refund.objects.create(payment=wished_payment(paid_at=NOW), amount_cents=5000, state=Refund.State.DONE, created_at=NOW)
    assert not awaiting_receipt(NOW).exists()


def test_without_eligibility_nothing_is_issued() -> None:
    payment = wished_payment(paid_at=NOW)
    ReceiptEligibility.objects.update(ended_on=NOW.date())
    with pytest.raises(Refused, match="habilitation"):
        issue_for(payment)
    assert not ready_for_receipt(NOW).exists()


def test_a_gift_of_an_eligibility_that_is_over_has_its_receipt_under_it() -> None:
    before, after = wished_payment(paid_at=NOW - timedelta(days=40)), wished_payment(paid_at=NOW)
    ReceiptEligibility.objects.update(ended_on=(NOW - timedelta(days=20)).date())
    assert issue_for(before).content["ground"].startswith("Intérêt général")
    assert codes(after) == ["is_not_covered"]
    EligibilityFactory(ground=ReceiptEligibility.Ground.PUBLIC_UTILITY, since=(NOW - timedelta(days=20)).date())
    assert issue_for(after).content["ground"].startswith("Reconnaissance d’utilité publique")


def test_gifts_of_two_eligibilities_go_on_two_receipts(treasurer: User) -> None:
    donor, change = DonorFactory(located=True), datetime(2025, 7, 1, tzinfo=UTC)
    gifts = [wished_payment(donor, paid_at=change + timedelta(days=days)) for days in (-20, -10, 10)]
    ReceiptEligibility.objects.update(ended_on=change.date())
    EligibilityFactory(ground=ReceiptEligibility.Ground.PUBLIC_UTILITY, since=change.date())
    with pytest.raises(Refused, match="deux habilitations"):
        issue_for(*gifts)
    issue_run(start(2025, by=treasurer, now=NOW).pk, now=NOW)
    assert sorted(receipt.amount_cents for receipt in TaxReceipt.objects.valid()) == [5000, 10_000]


def test_articles_that_contradict_the_ground_stop_receipts() -> None:
    payment = wished_payment(paid_at=NOW)
    ReceiptBody.objects.update(person_articles="200, 1 ter")
    with pytest.raises(Refused, match="articles du CGI"):
        issue_for(payment)
    ReceiptBody.objects.update(person_articles="200, 1, b")
    assert issue_for(payment).content["articles"] == "200, 1, b"


def test_what_was_partly_refunded_before_counts_for_what_stays() -> None:
    payment = wished_payment(paid_at=NOW)
    Refund.objects.create(payment=payment, amount_cents=2000, state=Refund.State.DONE, created_at=NOW)
    assert issue_for(payment).content["amount_words"] == "trente euros"


def test_a_whole_refund_cancels_the_receipt_and_keeps_its_number() -> None:
    payment = wished_payment(paid_at=NOW, intent_id="pi_1")
    receipt = issue_for(payment)
    tell(payment, refunds=(refunded(5000),))
    receipt.refresh_from_db()
    assert (receipt.state, receipt.cancel_reason, receipt.name) == (TaxReceipt.State.CANCELLED, Reasons.REFUND, "2026-000001")
    assert (TaxReceipt.objects.count(), subjects()) == (1, ["Votre reçu fiscal est annulé"])
    assert issue_for(wished_payment(paid_at=NOW)).number == 2


def test_a_part_refunded_replaces_the_receipt_by_one_for_the_rest() -> None:
    payment = wished_payment(paid_at=NOW, intent_id="pi_1")
    receipt = issue_for(payment)
    news = refunded(2000)
    for _ in range(3):
        tell(payment, refunds=(news,))
    fresh = TaxReceipt.objects.valid().get()
    assert (fresh.replaces, fresh.amount_cents, fresh.content["replaces"]) == (receipt, 3000, "2026-000001")
    assert (TaxReceipt.objects.count(), subjects()) == (2, ["Votre reçu fiscal est annulé et remplacé"])


def test_a_return_of_one_month_replaces_the_receipt_of_the_year() -> None:
    donor, day = DonorFactory(located=True), datetime(2026, 1, 5, 12, tzinfo=UTC)
    months = [
        wished_payment(donor, paid_at=day + timedelta(days=30 * n), method=Payment.Method.SEPA, intent_id=f"pi_{n}") for n in range(3)
    ]
    receipt = issue_for(*months)
    lost = DisputeNews(stripe_id="dp_1", state=Dispute.State.LOST, amount_cents=5000, reason="debit_not_authorized", created_at=NOW)
    tell(months[1], disputes=(lost,))
    receipt.refresh_from_db()
    fresh = TaxReceipt.objects.valid().get()
    assert (receipt.cancel_reason, fresh.amount_cents, len(fresh.content["lines"])) == (Reasons.RETURN, 10_000, 2)


def test_a_dispute_leaves_the_receipt_until_it_is_lost() -> None:
    payment = wished_payment(paid_at=NOW, intent_id="pi_1")
    receipt = issue_for(payment)
    for state, expected in ((Dispute.State.OPENED, TaxReceipt.State.VALID), (Dispute.State.LOST, TaxReceipt.State.CANCELLED)):
        tell(payment, disputes=(DisputeNews(stripe_id="dp_1", state=state, amount_cents=5000, reason="fraudulent", created_at=NOW),))
        receipt.refresh_from_db()
        assert receipt.state == expected
    assert receipt.cancel_reason == Reasons.DISPUTE


def test_a_corrected_address_cancels_and_issues_anew(treasurer: User) -> None:
    receipt = issue_for(wished_payment(paid_at=NOW))
    before = receipt.content
    fresh = correct(receipt, {"address": "5 rue Juste"}, by=treasurer, now=NOW)
    receipt.refresh_from_db()
    assert (fresh.content["donor"]["address"], fresh.replaces, fresh.number) == ("5 rue Juste", receipt, 2)
    assert (receipt.cancel_reason, receipt.cancelled_by, receipt.content) == (Reasons.CORRECTION, treasurer, before)
    with pytest.raises(Refused, match="Rien n’est corrigé"):
        correct(fresh, {"address": "5 rue Juste"}, by=treasurer, now=NOW)
    fresh.refresh_from_db()
    assert (fresh.is_valid, TaxReceipt.objects.count()) == (True, 2)


def test_a_correction_that_leaves_no_address_changes_nothing(treasurer: User) -> None:
    receipt = issue_for(wished_payment(paid_at=NOW))
    with pytest.raises(Refused):
        correct(receipt, {"city": ""}, by=treasurer, now=NOW)
    receipt.refresh_from_db()
    assert (receipt.is_valid, receipt.donor and receipt.donor.city) == (True, "Paris")


def test_a_receipt_is_cancelled_once(treasurer: User) -> None:
    receipt = issue_for(wished_payment(paid_at=NOW))
    for _ in range(2):
        cancel(receipt, Reasons.MISTAKE, by=treasurer, now=NOW)
    with pytest.raises(Refused, match="déjà annulé"):
        cancel(receipt, Reasons.REFUND, by=treasurer, now=NOW)
    assert subjects() == ["Votre reçu fiscal est annulé"]


def test_its_history_tells_the_state_and_nothing_of_the_donor(treasurer: User) -> None:
    receipt = issue_for(wished_payment(paid_at=NOW))
    cancel(receipt, Reasons.MISTAKE, by=treasurer, now=NOW)
    rows = list(TaxReceipt.history.filter(id=receipt.pk).order_by("history_id").values())
    assert [row["state"] for row in rows] == ["valid", "cancelled"]
    assert not {"content", "donor_id", "code"} & set(rows[0])


def test_an_erased_donor_leaves_the_receipt_as_it_was() -> None:
    payment = wished_payment(paid_at=timezone.now())
    receipt = issue_for(payment, now=timezone.now())
    donor_data.erase(payment.gift.donor, now=timezone.now())
    donor = Donor.objects.get()
    kept = TaxReceipt.objects.get()
    assert (donor.email, donor.full_name, donor.address) == ("", "", "")
    assert (kept.content, kept.is_valid, kept.content["donor"]["name"]) == (receipt.content, True, "Dominique Exemple")


def test_a_typed_gift_with_a_receipt_is_not_taken_out() -> None:
    payment = wished_payment(source=Gift.Source.CASH, method=Payment.Method.CASH, paid_at=NOW)
    issue_for(payment)
    with pytest.raises(Refused, match="reçu"):
        remove(payment.gift)
