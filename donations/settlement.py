"""What became of a gift: news read from Stripe's own objects (`stripe_readings.py`), written under the gift's lock."""

import logging
from datetime import datetime

from django.db import transaction

from donations.alarms import close_alarm, open_alarm
from donations.donor_mails import Before, tell_of_payment, tell_of_plan, tell_of_refund, tell_of_return
from donations.exceptions import OutcomeMismatchError
from donations.models import (
    DISPUTE_TRANSITIONS,
    REFUND_TRANSITIONS,
    TRANSITIONS,
    Dispute,
    Donor,
    Gift,
    MoneyAlert,
    MonthlyPlan,
    Payment,
    Refund,
    TaxReceipt,
)
from donations.news import CURRENCY, DisputeNews, News, PaymentNews, PlanNews, RefundNews
from donations.receipts import withdraw

logger = logging.getLogger(__name__)

Alarm = MoneyAlert.Kind


def settle(news: News, *, now: datetime) -> bool:
    """Brings the gift and all that hangs on it where the news say, if the tables of moves allow it, and writes the mails that follow.

    Takes the gift's lock; the same news again, or older ones, change nothing. False when the gift is not ours.
    Raises OutcomeMismatchError for a payment of another amount or currency; nothing is written then.
    """
    with transaction.atomic():
        gift = Gift.objects.select_for_update().filter(pk=news.gift_id).first() if news.gift_id else None
        if gift is None:
            for payment in news.payments:
                if payment.state == Payment.State.PAID:
                    logger.warning("Stripe reports a payment of no gift of ours: %s", payment.intent_id)
            return False
        if news.plan:
            _settle_plan(gift, news.plan)
        for payment in news.payments:
            _settle_payment(gift, payment, now=now)
        _settle_gift(gift, news, now=now)
    return True


def _settle_payment(gift: Gift, news: PaymentNews, *, now: datetime) -> None:
    payment = Payment.objects.filter(intent_id=news.intent_id).first() or Payment(
        gift=gift, intent_id=news.intent_id, amount_cents=news.amount_cents, created_at=news.created_at
    )
    if news.state in TRANSITIONS[payment.state] or news.state == payment.state:
        # Anything else is older than what is known.
        _write_payment(gift, payment, news)
    for refund in news.refunds:
        _settle_refund(payment, refund, now=now)
    for dispute in news.disputes:
        _settle_dispute(payment, dispute, now=now)


def _write_payment(gift: Gift, payment: Payment, news: PaymentNews) -> None:
    was = "" if payment._state.adding else payment.state
    if was != news.state == Payment.State.PAID:
        _check_amount(gift, news)
    payment.state = news.state
    payment.amount_cents = news.amount_cents
    payment.method = news.method
    payment.paid_at = news.paid_at
    payment.renews = news.renews
    payment.charge_id = news.charge_id or payment.charge_id
    payment.invoice_id = news.invoice_id or payment.invoice_id
    payment.fee_cents = payment.fee_cents if news.fee_cents is None else news.fee_cents
    payment.save()
    if was != payment.state:
        tell_of_payment(payment)


def _check_amount(gift: Gift, news: PaymentNews) -> None:
    # The amount of a monthly gift may change, here or in Stripe's dashboard.
    expected = news.amount_cents if gift.is_monthly else gift.amount_cents
    if (news.amount_cents, news.currency) != (expected, CURRENCY):
        raise OutcomeMismatchError(f"Gift {gift.pk}: {news.amount_cents} {news.currency} paid, {expected} {CURRENCY} expected.")


def _settle_refund(payment: Payment, news: RefundNews, *, now: datetime) -> None:
    refund = Refund.objects.filter(stripe_id=news.stripe_id).first()
    if refund is None and news.asked_id:
        refund = Refund.objects.filter(pk=news.asked_id, payment=payment, stripe_id=None).first()
    refund = refund or Refund(payment=payment, created_at=news.created_at)
    if news.state not in REFUND_TRANSITIONS[refund.state]:
        return
    was_effective = refund.is_effective
    refund.stripe_id, refund.state, refund.amount_cents = news.stripe_id, news.state, news.amount_cents
    refund.save()
    if refund.is_effective and not was_effective:
        tell_of_refund(refund)
        withdraw(payment, TaxReceipt.CancelReason.REFUND, now=now)
    if refund.state == Refund.State.FAILED:
        open_alarm(Alarm.REFUND, subject=news.stripe_id, ours_cents=refund.amount_cents, now=now)


def _settle_dispute(payment: Payment, news: DisputeNews, *, now: datetime) -> None:
    dispute = Dispute.objects.filter(stripe_id=news.stripe_id).first()
    if dispute and news.state not in DISPUTE_TRANSITIONS[dispute.state]:
        return
    dispute = dispute or Dispute(payment=payment, stripe_id=news.stripe_id, created_at=news.created_at)
    dispute.state, dispute.amount_cents, dispute.reason = news.state, news.amount_cents, news.reason
    dispute.save()
    if dispute.state == Dispute.State.OPENED:
        open_alarm(Alarm.DISPUTE, subject=news.stripe_id, theirs_cents=news.amount_cents, now=now)
    else:
        close_alarm(Alarm.DISPUTE, subject=news.stripe_id, now=now)
    if dispute.state == Dispute.State.LOST:
        if dispute.is_return:
            tell_of_return(dispute)
        reasons = TaxReceipt.CancelReason
        withdraw(payment, reasons.RETURN if dispute.is_return else reasons.DISPUTE, now=now)


def _settle_plan(gift: Gift, news: PlanNews) -> None:
    plan = MonthlyPlan.objects.filter(gift=gift).first()
    if plan and plan.state == MonthlyPlan.State.ENDED:
        # For good: who gives again makes another gift.
        return
    if plan and plan.read_at and news.read_at < plan.read_at:
        # Read before the donor's own change, for instance, and written after it.
        return
    before = Before(plan.state, plan.amount_cents) if plan else None
    plan = plan or MonthlyPlan(gift=gift)
    has_changed = any(getattr(plan, name) != value for name, value in vars(news).items() if name != "read_at")
    for name, value in vars(news).items():
        setattr(plan, name, value)
    plan.version += has_changed
    plan.save()
    if has_changed:
        tell_of_plan(plan, before)


def _settle_gift(gift: Gift, news: News, *, now: datetime) -> None:
    gift.checkout_session_id = gift.checkout_session_id or news.session_id
    if news.closes_checkout and gift.checkout_closed_at is None:
        gift.checkout_closed_at = now
    gift.status = status_of(gift)
    if gift.status == Gift.Status.PAID and gift.donor_details:
        # A gift paid is the best sign that what was typed is the donor's own word.
        donor = Donor.objects.select_for_update().get(pk=gift.donor_id)
        for name, value in gift.donor_details.items():
            setattr(donor, name, value)
        donor.save()
        gift.donor_details = {}
    gift.save()


def status_of(gift: Gift) -> Gift.Status:
    """Where a gift stands, from its payments and its payment page."""
    states = set(gift.payments.values_list("state", flat=True))
    for state, status in (
        (Payment.State.PAID, Gift.Status.PAID),
        (Payment.State.PROCESSING, Gift.Status.PROCESSING),
        (Payment.State.FAILED, Gift.Status.FAILED),
    ):
        if state in states:
            return status
    return Gift.Status.EXPIRED if gift.checkout_closed_at else Gift.Status.PENDING
