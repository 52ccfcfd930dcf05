"""What Stripe says of one gift at one moment, in our words. Made by `stripe_readings.py`, written by `settlement.py`."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from donations.models import Dispute, MonthlyPlan, Payment, Refund

CURRENCY: Final = "eur"


@dataclass(frozen=True)
class RefundNews:
    """`asked_id` is the row from which this site asked for it; None when it was done in Stripe's dashboard."""

    stripe_id: str
    state: Refund.State
    amount_cents: int
    created_at: datetime
    asked_id: uuid.UUID | None = None


@dataclass(frozen=True)
class DisputeNews:
    stripe_id: str
    state: Dispute.State
    amount_cents: int
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class PaymentNews:
    """One debit, with what became of its money since. `state` is what it should be, were it not further already."""

    intent_id: str
    state: Payment.State
    amount_cents: int
    currency: str
    created_at: datetime
    method: Payment.Method = Payment.Method.CARD
    paid_at: datetime | None = None
    charge_id: str = ""
    invoice_id: str = ""
    renews: bool = False
    fee_cents: int | None = None
    refunds: tuple[RefundNews, ...] = ()
    disputes: tuple[DisputeNews, ...] = ()


@dataclass(frozen=True)
class PlanNews:
    """The subscription of a monthly gift, once the donor has accepted it, as it was at `read_at`."""

    subscription_id: str
    customer_id: str
    state: MonthlyPlan.State
    amount_cents: int
    started_at: datetime
    read_at: datetime
    next_debit_at: datetime | None = None
    paused_until: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""


@dataclass(frozen=True)
class News:
    """`gift_id` is None for what this site did not start: the account may be used elsewhere."""

    gift_id: uuid.UUID | None
    session_id: str = ""
    closes_checkout: bool = False
    payments: tuple[PaymentNews, ...] = ()
    plan: PlanNews | None = None
