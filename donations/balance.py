"""Stripe's balance, line by line, and what it paid to the bank: recorded every night and compared with our own rows."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

import stripe
from django.db.models import Sum

from donations.alarms import close_alarm, open_alarm
from donations.models import BalanceLine, Dispute, MoneyAlert, Payment, Payout, Refund
from donations.news import CURRENCY
from donations.stripe_client import instant, make_client

logger = logging.getLogger(__name__)

READ_AGAIN: Final = timedelta(days=10)
# An event may still be on its way for so long.
SETTLING: Final = timedelta(hours=2)
# Kinds of lines that a gift explains; fees of Stripe's own and payouts are recorded without.
COMPARED: Final = (
    "charge",
    "payment",
    "refund",
    "payment_refund",
    "refund_failure",
    "payment_failure_refund",
    "payment_reversal",
    "adjustment",
)
PAYOUT_STATES: Final = {"paid": Payout.State.PAID, "failed": Payout.State.FAILED, "canceled": Payout.State.FAILED}


def record_balance(now: datetime) -> None:
    """Records the lines of the last days and the payouts, then compares. Stripe away, the next night does it."""
    since = now - READ_AGAIN
    try:
        read_balance(since)
    except stripe.StripeError as error:
        logger.warning("Stripe's balance not read: %s", type(error).__name__)
        return
    compare(since, now=now)


def read_balance(since: datetime) -> None:
    """Records the payouts and the lines since then, as Stripe tells them now. Raises stripe.StripeError."""
    client = make_client()
    for payout in client.v1.payouts.list({"created": {"gte": int(since.timestamp())}, "limit": 100}).auto_paging_iter():
        record_payout(client, payout.id)
    for movement in client.v1.balance_transactions.list({"created": {"gte": int(since.timestamp())}, "limit": 100}).auto_paging_iter():
        _record_line(movement)


def record_payout(client: stripe.StripeClient, payout_id: str) -> None:
    """Writes a payout as Stripe tells it now, and which lines of the balance it pays."""
    found = client.v1.payouts.retrieve(payout_id)
    if found.currency != CURRENCY:
        return
    fields = {
        "amount_cents": found.amount,
        "state": PAYOUT_STATES.get(found.status, Payout.State.PENDING),
        "arrives_on": instant(found.arrival_date).date(),
        "created_at": instant(found.created),
    }
    payout, _is_new = Payout.objects.update_or_create(stripe_id=found.id, defaults=fields)
    for movement in client.v1.balance_transactions.list({"payout": found.id, "limit": 100}).auto_paging_iter():
        _record_line(movement, payout=payout)


def _record_line(movement: stripe.BalanceTransaction, *, payout: Payout | None = None) -> None:
    if movement.currency != CURRENCY:
        return
    source = movement.source if isinstance(movement.source, str) else ""
    fields: dict[str, Any] = {
        "kind": movement.type,
        "amount_cents": movement.amount,
        "fee_cents": movement.fee,
        "net_cents": movement.net,
        "source_id": source,
        "payment": _find_payment(source),
        "created_at": instant(movement.created),
    }
    if payout:
        fields["payout"] = payout
    BalanceLine.objects.update_or_create(stripe_id=movement.id, defaults=fields)


def _find_payment(source_id: str) -> Payment | None:
    """The payment that a charge, a refund or a dispute of Stripe is about."""
    if not source_id:
        return None
    return (
        Payment.objects.filter(charge_id=source_id).first()
        or Payment.objects.filter(refunds__stripe_id=source_id).first()
        or Payment.objects.filter(disputes__stripe_id=source_id).first()
    )


def compare(since: datetime, *, now: datetime) -> None:
    """What each debit, refund and dispute moved at Stripe must be what it moved here; a difference is an alarm."""
    within = {"created_at__gte": since, "created_at__lt": now - SETTLING}
    sources = set(BalanceLine.objects.filter(kind__in=COMPARED, **within).values_list("source_id", flat=True))
    received = Payment.objects.received().exclude(charge_id="").filter(**within)
    sources |= set(received.values_list("charge_id", flat=True))
    lines = BalanceLine.objects.filter(kind__in=COMPARED, source_id__in=sources).order_by()
    theirs = dict(lines.values_list("source_id").annotate(total=Sum("amount_cents")))
    ours = _our_amounts(sources)
    for source in sorted(sources):
        if ours.get(source) == theirs.get(source):
            close_alarm(MoneyAlert.Kind.MISMATCH, subject=source, now=now)
        else:
            open_alarm(MoneyAlert.Kind.MISMATCH, subject=source, ours_cents=ours.get(source), theirs_cents=theirs.get(source), now=now)


def _our_amounts(sources: set[str]) -> dict[str, int]:
    """What each object of Stripe moved, as we know it: in for a debit, out for a refund or a dispute that was not won."""
    received = Payment.objects.received().filter(charge_id__in=sources).values_list("charge_id", "amount_cents")
    refunds = Refund.objects.filter(stripe_id__in=sources)
    disputes = Dispute.objects.filter(stripe_id__in=sources)
    return (
        dict(received)
        | {str(refund.stripe_id): -refund.amount_cents if refund.is_effective else 0 for refund in refunds}
        | {dispute.stripe_id: 0 if dispute.state == Dispute.State.WON else -dispute.amount_cents for dispute in disputes}
    )
