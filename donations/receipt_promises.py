"""What donors are told of a receipt to come, with the gift that it is for."""

from datetime import date
from typing import Final

from donations.models import DonationSettings, Gift, Payment
from donations.receipt_holds import sure_on
from donations.receipt_terms import eligibility_on

IN_JANUARY: Final = "Votre reçu fiscal arrive en janvier, avec tous vos dons de l’année."
SOON: Final = "Votre reçu fiscal suit par courriel, dans les heures qui viennent."


def promise_receipt(gift: Gift, payment: Payment | None, *, today: date) -> str:
    """One sentence, or none without a wish or while receipts are off. `payment` is the one just received or under way, if known."""
    if not gift.wants_receipt or eligibility_on(today) is None:
        return ""
    decided = DonationSettings.load()
    if gift.is_monthly or decided.receipt_rhythm == DonationSettings.ReceiptRhythm.YEAR:
        return IN_JANUARY
    if payment is None or payment.method != Payment.Method.SEPA:
        return SOON
    why = "une banque peut annuler un prélèvement les premiers jours, nous attendons que l’argent soit sûr."
    if payment.paid_at is None:
        return f"Votre reçu fiscal sera prêt {decided.sepa_hold_days} jours après l’arrivée de votre don\u00a0: {why}"
    return f"Votre reçu fiscal sera prêt à partir du {sure_on(payment, hold_days=decided.sepa_hold_days)}\u00a0: {why}"
