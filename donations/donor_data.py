"""What is kept of a donor: told to them, put right, and erased as far as the law lets it be."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, cast

from django.db import transaction
from django.db.models import Field
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.customers import delete_customers
from donations.models import Donor, Gift, MonthlyPlan, Payment, Refund, TaxReceipt
from donations.receipt_holds import awaiting_receipt
from donations.typed_details import forget_typed_details
from home.dates import midnight
from volunteers.exceptions import Reason, Refused

# Counted from the year after (article L102 B of the Livre des procédures fiscales).
YEARS_KEPT: Final = 6
RUNNING = Reason("running", "Un don mensuel est en cours\u00a0: arrêtez-le d’abord.")
PROCESSING = Reason("processing", "Un prélèvement est en cours\u00a0: revenez dans quelques jours, quand il sera arrivé.")
UNFINISHED = Reason("unfinished", "Une page de paiement est encore ouverte pour un don commencé aujourd’hui\u00a0: revenez demain.")


def collect(donor: Donor) -> dict[str, Any]:
    """All that is kept of a donor, in words of theirs, for the file that they download."""
    return {
        "adresse e-mail": donor.email,
        **{_label(name): getattr(donor, name) for name in Donor.DETAILS if name != "kind"},
        "donne en tant que": donor.get_kind_display(),
        "reçus fiscaux par courrier": donor.receipts_by_post,
        "connu·e depuis": donor.created_at,
        "ne veut plus de nouvelles depuis": donor.no_more_mails_at,
        "reçus fiscaux": [_tell_receipt(receipt) for receipt in donor.receipts.all()],
        "dons": [_tell(gift) for gift in donor.gifts.select_related("campaign", "plan").prefetch_related("payments__refunds")],
    }


def _label(name: str) -> str:
    return str(cast("Field[Any, Any]", Donor._meta.get_field(name)).verbose_name)


def _tell(gift: Gift) -> dict[str, Any]:
    plan: MonthlyPlan | None = getattr(gift, "plan", None)
    return {
        "référence": str(gift.pk),
        "commencé le": gift.created_at,
        "montant en centimes": gift.amount_cents,
        "rythme": gift.get_rhythm_display(),
        "état": gift.get_status_display(),
        "campagne": gift.campaign.title if gift.campaign else "",
        "dédicace": gift.dedication,
        "reçu fiscal souhaité": gift.wants_receipt,
        "don mensuel": plan and {"état": plan.get_state_display(), "montant en centimes": plan.amount_cents, "arrêté le": plan.ended_at},
        "paiements": [
            {
                "commencé le": payment.created_at,
                "payé le": payment.paid_at,
                "montant en centimes": payment.amount_cents,
                "moyen": payment.get_method_display(),
                "référence bancaire": payment.bank_reference,
                "état": payment.get_state_display(),
                "remboursé en centimes": sum(refund.amount_cents for refund in payment.refunds.all() if refund.state == Refund.State.DONE),
            }
            for payment in gift.payments.all()
        ],
    }


def _tell_receipt(receipt: TaxReceipt) -> dict[str, Any]:
    return {
        "numéro": receipt.name,
        "émis le": receipt.issued_at,
        "état": receipt.get_state_display(),
        "annulé le": receipt.cancelled_at,
        "contenu": receipt.content,
    }


def change_details(donor: Donor, details: Mapping[str, str], *, receipts_by_post: bool) -> None:
    """Writes who gives, for the receipts to come, and how these come. Of what is not told nothing is kept."""
    with transaction.atomic():
        donor = Donor.objects.select_for_update().get(pk=donor.pk)
        for name in Donor.DETAILS:
            setattr(donor, name, details.get(name, ""))
        donor.receipts_by_post = receipts_by_post
        donor.save()
        forget_typed_details(donor)


def refuse_news(donor: Donor, *, now: datetime) -> None:
    """From now on the donor is told only of what changes, fails or is given back."""
    Donor.objects.filter(pk=donor.pk, no_more_mails_at=None).update(no_more_mails_at=now)


def take_news(donor: Donor) -> None:
    Donor.objects.filter(pk=donor.pk).update(no_more_mails_at=None)


def erase_reasons(donor: Donor) -> list[Reason]:
    """Why nothing can be erased yet: money may still come. All reasons at once."""
    gifts = donor.gifts.all()
    found = (
        (RUNNING, MonthlyPlan.objects.running().filter(gift__donor=donor)),
        (PROCESSING, Payment.objects.filter(gift__donor=donor, state=Payment.State.PROCESSING)),
        (UNFINISHED, gifts.unfinished()),
    )
    return [reason for reason, rows in found if rows.exists()]


def receipts_kept_since(now: datetime) -> datetime:
    """Of money that arrived before, the tax office does not ask any more who gave it."""
    return midnight(date(timezone.localtime(now).year - YEARS_KEPT, 1, 1))


def keeps_receipt_name(donor: Donor, *, now: datetime) -> bool:
    """A receipt is still to be made out for money that arrived. One that was issued keeps its own name and address."""
    return awaiting_receipt(now).filter(gift__donor=donor, paid_at__gte=receipts_kept_since(now)).exists()


def erase(donor: Donor, *, now: datetime) -> None:
    """Forgets the donor, here and at Stripe. Amounts and dates of what arrived stay in the accounts, the receipts as they were issued, and
    the name where one is still to come.

    Every link to their pages is dead at once. Raises Refused.
    """
    with transaction.atomic():
        # The gifts before the donor, as `settlement.settle` does.
        list(donor.gifts.order_by("pk").select_for_update())
        donor = Donor.objects.select_for_update().get(pk=donor.pk)
        reasons = erase_reasons(donor)
        if reasons:
            raise Refused(reasons)
        _delete_mails(donor)
        delete_customers(MonthlyPlan.objects.filter(gift__donor=donor))
        # What has a line in Stripe's balance, be it a fee, stays in the accounts too.
        never_paid = donor.gifts.exclude(payments__state=Payment.State.PAID).exclude(payments__balance_lines__isnull=False)
        MonthlyPlan.objects.filter(gift__in=never_paid).delete()
        Payment.objects.filter(gift__in=never_paid).delete()
        never_paid.delete()
        if not donor.gifts.exists():
            donor.delete()
            return
        donor.gifts.update(dedication="", donor_details={})
        donor.email = ""
        if not keeps_receipt_name(donor, now=now):
            donor.first_name = donor.last_name = donor.company_name = donor.siren = ""
            donor.address = donor.postal_code = donor.city = donor.country = ""
            # The words of a transfer may be a name; on a receipt they prove it, and go with it.
            Payment.objects.filter(gift__donor=donor, receipt_lines__isnull=True).update(bank_reference="")
        donor.save()


def _delete_mails(donor: Donor) -> None:
    subjects: list[tuple[str, object]] = [("donor", donor.pk)]
    subjects += [("payment", pk) for pk in Payment.objects.filter(gift__donor=donor).values_list("pk", flat=True)]
    subjects += [("receipt", pk) for pk in donor.receipts.values_list("pk", flat=True)]
    subjects += [("plan", pk) for pk in MonthlyPlan.objects.filter(gift__donor=donor).values_list("pk", flat=True)]
    subjects += [("refund", pk) for pk in Refund.objects.filter(payment__gift__donor=donor).values_list("pk", flat=True)]
    for kind, pk in subjects:
        OutgoingMail.objects.filter(key__startswith=f"{kind}:{pk}:").delete()
