"""What the demo's gifts moved at Stripe and at the bank: balance lines, weekly payouts, and two slips of cheques."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from donations.balance import read_balance
from donations.manual_gifts import at_noon
from donations.models import BalanceLine, ChequeBatch, Dispute, Gift, Payment, Payout, Refund
from home.dates import midnight

NAMESPACE: Final = uuid.UUID("14141414-2026-5000-8000-0000000000d2")
# No id of the stand-in's begins so.
LINE: Final = "txn_demo_"
DISPUTE_FEE_CENTS: Final = 2000
BANK_DECIDES_AFTER: Final = timedelta(days=21)
# Stripe pays out what came before Monday, eight o'clock; the bank has it two days later.
PAID_OUT_AT: Final = timedelta(hours=8)
ARRIVES_AFTER: Final = timedelta(days=2)
WEEK: Final = timedelta(days=7)
# More than the demo's year.
ALL_OF_IT: Final = timedelta(days=400)
SLIPS: Final = (("0000041", 4, True), ("0000042", 2, False))


def keep_books(paid: Collection[uuid.UUID], *, now: datetime) -> None:
    """Adds what is missing for these payments, made once; the months of the monthly gifts are read from the stand-in."""
    if not BalanceLine.objects.filter(stripe_id__startswith=LINE).exists():
        read_balance(now - ALL_OF_IT)
        _write_lines(paid, now=now)
    _take_cheques_to_the_bank(paid, now=now)


def _write_lines(paid: Collection[uuid.UUID], *, now: datetime) -> None:
    payments = list(Payment.objects.filter(pk__in=paid, gift__source=Gift.Source.STRIPE).order_by("created_at", "pk"))
    refunds = list(Refund.objects.filter(payment__in=payments, asked_by=None).order_by("created_at"))
    for number, payment in enumerate(payments):
        payment.charge_id = f"ch_demo_{number}"
    for number, refund in enumerate(refunds):
        refund.stripe_id = f"re_demo_{number}"
    Payment.objects.bulk_update(payments, ["charge_id"])
    Refund.objects.bulk_update(refunds, ["stripe_id"])
    lines = [
        _line("charge", payment.amount_cents, payment, payment.charge_id, payment.created_at, payment.fee_cents) for payment in payments
    ]
    lines += [_line("refund", -refund.amount_cents, refund.payment, str(refund.stripe_id), refund.created_at) for refund in refunds]
    for dispute in Dispute.objects.filter(payment__in=payments).order_by("stripe_id"):
        lines += _contest(dispute, now=now)
    lines.sort(key=lambda line: line.created_at)
    for number, line in enumerate(lines):
        line.stripe_id = f"{LINE}{number}"
    payouts, payout_lines = _pay_out(lines, now=now)
    Payout.objects.bulk_create(payouts)
    BalanceLine.objects.bulk_create([*lines, *payout_lines])


def _line(kind: str, amount_cents: int, payment: Payment | None, source_id: str, at: datetime, fee_cents: int | None = None) -> BalanceLine:
    fee_cents = fee_cents or 0
    return BalanceLine(
        kind=kind,
        amount_cents=amount_cents,
        fee_cents=fee_cents,
        net_cents=amount_cents - fee_cents,
        source_id=source_id,
        payment=payment,
        created_at=at,
    )


def _contest(dispute: Dispute, *, now: datetime) -> list[BalanceLine]:
    """The bank takes the money back, and gives it back with what that cost when the dispute is won."""
    taken = _line("adjustment", -dispute.amount_cents, dispute.payment, dispute.stripe_id, dispute.created_at, DISPUTE_FEE_CENTS)
    if dispute.state != Dispute.State.WON:
        return [taken]
    at = max(dispute.created_at, min(dispute.created_at + BANK_DECIDES_AFTER, now))
    return [taken, _line("adjustment", dispute.amount_cents, dispute.payment, dispute.stripe_id, at, -DISPUTE_FEE_CENTS)]


def _pay_out(lines: list[BalanceLine], *, now: datetime) -> tuple[list[Payout], list[BalanceLine]]:
    """A payout each Monday that has something to pay and whose money has arrived; gives them with their own lines."""
    payouts: list[Payout] = []
    payout_lines: list[BalanceLine] = []
    first_day = timezone.localdate(lines[0].created_at)
    monday = first_day + timedelta(days=7 - first_day.weekday())
    while monday + ARRIVES_AFTER <= timezone.localdate(now):
        sent_at = midnight(monday) + PAID_OUT_AT
        due = [line for line in lines if line.payout is None and line.created_at < sent_at]
        amount_cents = sum(line.net_cents for line in due)
        if amount_cents > 0:
            payout = Payout(
                stripe_id=f"po_demo_{len(payouts)}",
                amount_cents=amount_cents,
                state=Payout.State.PAID,
                arrives_on=monday + ARRIVES_AFTER,
                created_at=sent_at,
            )
            own = _line("payout", -amount_cents, None, payout.stripe_id, sent_at)
            own.stripe_id = f"{LINE}payout_{len(payouts)}"
            for line in (*due, own):
                line.payout = payout
            payouts.append(payout)
            payout_lines.append(own)
        monday += WEEK
    return payouts, payout_lines


def _take_cheques_to_the_bank(paid: Collection[uuid.UUID], *, now: datetime) -> None:
    """The oldest are credited, the next are at the bank, the last wait to be taken there."""
    waiting = list(Payment.objects.filter(pk__in=paid, method=Payment.Method.CHEQUE, batch=None).order_by("paid_at", "pk"))
    for reference, count, is_credited in SLIPS:
        key = uuid.uuid5(NAMESPACE, f"batch/{reference}")
        taken, waiting = waiting[:count], waiting[count:]
        if not taken or ChequeBatch.objects.filter(pk=key).exists():
            return
        last_at = taken[-1].paid_at or now
        batch = ChequeBatch(pk=key, reference=reference, deposited_on=timezone.localdate(last_at), made_at=last_at)
        if is_credited:
            batch.bank_cents = sum(payment.amount_cents for payment in taken)
            batch.credited_on = min(batch.deposited_on + ARRIVES_AFTER, timezone.localdate(now))
            batch.reconciled_at = min(at_noon(batch.credited_on), now)
        batch.save()
        Payment.objects.filter(pk__in=[payment.pk for payment in taken]).update(batch=batch)
