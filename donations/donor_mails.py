"""What donors are told by mail: rows of the outbox, written under the gift's lock with what they tell, each once for its subject."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.outbox import write_mail
from donations.donor_links import own_address
from donations.models import Dispute, Donor, MonthlyPlan, Payment, Refund
from donations.receipt_promises import promise_receipt
from home.amounts import show_euros


@dataclass(frozen=True)
class Before:
    """A monthly gift before it moved."""

    state: str
    amount_cents: int


def tell_of_payment(payment: Payment) -> None:
    """Called when a payment has just come to its state."""
    is_monthly, donor = payment.gift.is_monthly, payment.gift.donor
    if payment.state == Payment.State.PAID and not payment.renews:
        kind, subject = ("monthly_begun", "Merci pour votre don mensuel") if is_monthly else ("thanks", "Merci pour votre don à Polaris 14")
    elif payment.state == Payment.State.PAID and donor.no_more_mails_at is None:
        kind, subject = "monthly_renewed", "Votre don de ce mois est arrivé"
    elif payment.state == Payment.State.PROCESSING and not payment.renews:
        kind, subject = "processing", "Votre don est en cours"
    elif payment.state == Payment.State.FAILED and payment.renews and not _has_ended(payment):
        kind, subject = "monthly_failed", "Votre don mensuel n’a pas pu être prélevé"
    elif payment.state == Payment.State.FAILED and payment.method == Payment.Method.SEPA and not payment.renews:
        kind, subject = "failed", "Votre don n’a pas pu être prélevé"
    else:
        # A card refused is said on the payment page, where the donor still is.
        return
    context = {"payment": payment, "amount": show_euros(payment.amount_cents)}
    if not payment.renews and payment.state != Payment.State.FAILED:
        context["receipt"] = promise_receipt(payment.gift, payment, today=timezone.localdate())
    _write(kind, donor, subject, context, key=f"payment:{payment.pk}:{kind}")


def _has_ended(payment: Payment) -> bool:
    """Nothing more will be tried: the end of the monthly gift says it all."""
    return MonthlyPlan.objects.filter(gift=payment.gift_id, state=MonthlyPlan.State.ENDED).exists()


def tell_of_plan(plan: MonthlyPlan, before: Before | None) -> None:
    """Called when a monthly gift has changed; its beginning is told with its first payment."""
    states = MonthlyPlan.State
    if plan.state == states.ENDED:
        kind, subject = "monthly_ended", "Votre don mensuel est arrêté"
    elif before is None:
        return
    elif plan.state == states.PAUSED and before.state != states.PAUSED:
        kind, subject = "monthly_paused", "Votre don mensuel est en pause"
    elif plan.amount_cents != before.amount_cents:
        kind, subject = "monthly_changed", "Votre don mensuel est modifié"
    elif plan.state != states.PAUSED and before.state == states.PAUSED:
        kind, subject = "monthly_resumed", "Votre don mensuel reprend"
    else:
        return
    context = {
        "plan": plan,
        "amount": show_euros(plan.amount_cents),
        "is_unpaid": plan.end_reason == MonthlyPlan.EndReason.UNPAID,
        # A debit that the bank already has cannot be stopped any more.
        "has_debit_under_way": plan.gift.payments.filter(state=Payment.State.PROCESSING).exists(),
    }
    _write(kind, plan.gift.donor, subject, context, key=f"plan:{plan.pk}:{plan.version}:{kind}")


def tell_of_refund(refund: Refund) -> None:
    payment = refund.payment
    context = {
        "amount": show_euros(refund.amount_cents),
        "given": show_euros(payment.amount_cents),
        "is_partial": refund.amount_cents < payment.amount_cents,
        "paid_at": payment.paid_at,
    }
    _write("refunded", payment.gift.donor, "Votre don vous est remboursé", context, key=f"refund:{refund.pk}:refunded")


def tell_of_return(dispute: Dispute) -> None:
    """A direct debit that had succeeded was sent back by the donor's bank."""
    payment = dispute.payment
    context = {"amount": show_euros(dispute.amount_cents), "paid_at": payment.paid_at, "is_monthly": payment.gift.is_monthly}
    _write("returned", payment.gift.donor, "Votre banque a annulé un prélèvement", context, key=f"dispute:{dispute.pk}:returned")


def _write(kind: str, donor: Donor, subject: str, context: dict[str, Any], *, key: str) -> None:
    if donor.email:
        words = {**context, "own_link": own_address(donor)}
        write_mail(f"donations/{kind}", to=donor.email, subject=subject, context=words, key=key)
