"""What donors are told of their receipts: rows of the outbox, each once for its receipt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.models import OutgoingMail
from accounts.outbox import Letter, write_mail, write_mails
from donations.donor_links import own_address
from donations.models import Donor, TaxReceipt
from home.amounts import show_euros

ISSUED: Final = "Votre reçu fiscal est prêt"


def tell_of_receipts(receipts: Sequence[TaxReceipt], *, now: datetime) -> int:
    """Writes to the donors of those receipts, which the caller has locked; says how many mails were written. Who asked for post is not."""
    told = [
        receipt
        for receipt in receipts
        if receipt.donor and receipt.donor.email and not receipt.donor.receipts_by_post and receipt.told_at is None
    ]
    write_mails(
        "donations/receipt",
        (
            Letter(
                to=receipt.donor.email,
                key=f"receipt:{receipt.pk}:issued",
                context={**_words(receipt), "own_link": own_address(receipt.donor)},
            )
            for receipt in told
            if receipt.donor
        ),
        subject=ISSUED,
    )
    TaxReceipt.objects.filter(pk__in=[receipt.pk for receipt in told]).update(told_at=now)
    return len(told)


def tell_of_cancellation(receipt: TaxReceipt, fresh: TaxReceipt | None) -> None:
    """By mail; whoever has no e-mail address is told by the post, with the copy marked « annulé » (`TaxReceipt.objects.for_post`)."""
    donor = receipt.donor
    if donor is None or not donor.email:
        return
    context = {
        **_words(receipt),
        "reason": receipt.cancel_reason,
        "fresh": fresh and _words(fresh),
        "own_link": own_address(donor),
    }
    subject = "Votre reçu fiscal est annulé et remplacé" if fresh else "Votre reçu fiscal est annulé"
    write_mail("donations/receipt_cancelled", to=donor.email, subject=subject, context=context, key=f"receipt:{receipt.pk}:cancelled")
    TaxReceipt.objects.filter(pk=receipt.pk).update(cancellation_told_at=receipt.cancelled_at)
    if fresh:
        TaxReceipt.objects.filter(pk=fresh.pk).update(told_at=fresh.issued_at)


def ask_for_addresses(donors: Sequence[Donor], *, now: datetime) -> int:
    """Asks donors who have an e-mail address for what their receipt lacks, each once a day; says how many were asked now."""
    keys = {f"donor:{donor.pk}:receipt_address:{now:%Y-%m-%d}": donor for donor in donors}
    known = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
    write_mails(
        "donations/receipt_address",
        (Letter(to=donor.email, key=key, context={"own_link": own_address(donor)}) for key, donor in keys.items() if key not in known),
        subject="Il manque votre adresse pour votre reçu fiscal",
    )
    return len(keys.keys() - known)


def _words(receipt: TaxReceipt) -> dict[str, object]:
    return {"name": receipt.name, "amount": show_euros(receipt.amount_cents), "is_yearly": len(receipt.content["lines"]) > 1}
