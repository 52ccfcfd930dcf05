"""Cheques taken to the bank together: the slip is prepared, changed while it is open, and closed by the bank's line of the same amount."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from donations.models import ChequeBatch, Donor, Payment, PaymentQuerySet, ReceiptLine
from home.amounts import show_euros
from home.dates import local_date, short_day
from volunteers.exceptions import AlreadyDone, Reason, Refused, once

NO_CHEQUE: Final = Reason("none", "Cochez au moins un chèque.")
UNKNOWN: Final = Reason("unknown", "Un de ces chèques n’est plus noté\u00a0: la liste ci-dessous est à jour, vérifiez vos choix.")
OTHER_SLIP: Final = Reason("other", "Cette page a déjà servi à préparer une remise\u00a0: ouvrez-la depuis la liste pour la modifier.")
DELETED: Final = Reason("deleted", "Cette remise a été supprimée entre-temps.")
CLOSED: Final = Reason("closed", "Cette remise est rapprochée de la banque\u00a0: elle ne change plus. Rouvrez-la d’abord.")
EMPTY: Final = Reason("empty", "Cette remise n’a aucun chèque.")
NOT_EMPTY: Final = Reason("not_empty", "Seule une remise sans chèque se supprime\u00a0: retirez d’abord ses chèques.")
ON_RECEIPT: Final = Reason(
    "receipt", "Un reçu fiscal valable est émis pour un de ses chèques\u00a0: annulez d’abord ce reçu, puis rouvrez la remise."
)


@dataclass(frozen=True)
class Slip:
    """What the paper says that goes with the cheques: its number and the day when it is handed in."""

    reference: str
    deposited_on: date


@dataclass(frozen=True)
class BankLine:
    """The line of the bank statement that a batch made."""

    amount_cents: int
    credited_on: date


def cheques() -> PaymentQuerySet:
    """Every cheque noted, the oldest first."""
    return Payment.objects.received().filter(method=Payment.Method.CHEQUE).order_by("paid_at", "pk")


def waiting_cheques() -> PaymentQuerySet:
    """Those in no batch yet."""
    return cheques().filter(batch=None)


def taking_reasons(slip: Slip, taken: Sequence[Payment], *, into: ChequeBatch | None = None) -> list[Reason]:
    """Why these cheques cannot go to the bank with this slip; those already in the batch `into` may stay."""
    others = {payment.batch_id for payment in taken if payment.batch_id and payment.batch_id != (into.pk if into else None)}
    names = dict(ChequeBatch.objects.filter(pk__in=others).values_list("pk", "reference"))
    reasons = [
        Reason("taken", f"{_name(payment)} est déjà dans la remise {names[payment.batch_id]}.")
        for payment in taken
        if payment.batch_id in names
    ]
    late = [payment for payment in taken if payment.paid_at and local_date(payment.paid_at) > slip.deposited_on]
    reasons += [Reason("late", f"{_name(payment)} l’a été après le jour du dépôt.") for payment in late]
    return reasons


@once
def prepare(slip: Slip, cheque_ids: Collection[uuid.UUID], *, batch_id: uuid.UUID, by: User, now: datetime) -> ChequeBatch:
    """Makes the batch of these cheques. `batch_id` is the form's: sent twice, it makes one batch. Raises Refused."""
    with transaction.atomic():
        # One at a time: of a form sent twice, the second finds what the first wrote.
        User.objects.select_for_update().get(pk=by.pk)
        known = ChequeBatch.objects.filter(pk=batch_id).first()
        if known:
            inside = set(known.payments.values_list("pk", flat=True))
            if (Slip(known.reference, known.deposited_on), inside) == (slip, set(cheque_ids)):
                raise AlreadyDone(known)
            raise Refused([OTHER_SLIP])
        taken = _lock_cheques(cheque_ids)
        reasons = taking_reasons(slip, taken)
        if not cheque_ids:
            reasons.append(NO_CHEQUE)
        if len(taken) < len(set(cheque_ids)):
            reasons.append(UNKNOWN)
        if reasons:
            raise Refused(reasons)
        batch = ChequeBatch.objects.create(pk=batch_id, reference=slip.reference, deposited_on=slip.deposited_on, made_by=by, made_at=now)
        Payment.objects.filter(pk__in=[payment.pk for payment in taken]).update(batch=batch)
    return batch


def changing_reasons(batch: ChequeBatch) -> list[Reason]:
    """Why nothing of a batch can change."""
    return [CLOSED] if batch.is_reconciled else []


def change(batch: ChequeBatch, slip: Slip, *, added: Collection[uuid.UUID] = (), removed: Collection[uuid.UUID] = ()) -> ChequeBatch:
    """Corrects the slip, puts cheques in and takes others out. Those in already, or out already, stay so. Raises Refused."""
    with transaction.atomic():
        batch = _lock(batch)
        reasons = changing_reasons(batch)
        if reasons:
            raise Refused(reasons)
        moved = _lock_cheques({*added, *removed, *batch.payments.values_list("pk", flat=True)})
        kept = [payment for payment in moved if payment.pk in added or (payment.batch_id == batch.pk and payment.pk not in removed)]
        reasons = taking_reasons(slip, kept, into=batch)
        if not {payment.pk for payment in moved}.issuperset(added):
            reasons.append(UNKNOWN)
        if reasons:
            raise Refused(reasons)
        batch.reference, batch.deposited_on = slip.reference, slip.deposited_on
        batch.save()
        Payment.objects.filter(pk__in=removed, batch=batch).update(batch=None)
        Payment.objects.filter(pk__in=[payment.pk for payment in kept]).update(batch=batch)
    return batch


def reconciliation_reasons(batch: ChequeBatch, line: BankLine, *, total_cents: int) -> list[Reason]:
    """Why a line of the bank does not close a batch whose cheques make that total."""
    reasons = [CLOSED] if batch.is_reconciled else []
    if not total_cents:
        return [*reasons, EMPTY]
    if line.amount_cents != total_cents:
        reasons.append(Reason("total", _say_difference(line.amount_cents, total_cents)))
    if line.credited_on < batch.deposited_on:
        reasons.append(Reason("early", f"Ce jour vient avant celui du dépôt, le {short_day(batch.deposited_on)}."))
    return reasons


def _say_difference(bank_cents: int, slip_cents: int) -> str:
    said = f"La banque a crédité {show_euros(bank_cents)}, et le bordereau fait {show_euros(slip_cents)}\u00a0: "
    if bank_cents > slip_cents:
        return f"{said}{show_euros(bank_cents - slip_cents)} de plus à la banque. Un chèque manque ici, ou un montant est mal noté."
    return f"{said}{show_euros(slip_cents - bank_cents)} de moins à la banque. Un chèque n’a pas été crédité, ou un montant est mal noté."


@once
def reconcile(batch: ChequeBatch, line: BankLine, *, by: User, now: datetime) -> ChequeBatch:
    """Closes the batch: the bank has credited exactly its total. The same line said again changes nothing. Raises Refused."""
    with transaction.atomic():
        batch = _lock(batch)
        if batch.is_reconciled and (batch.bank_cents, batch.credited_on) == (line.amount_cents, line.credited_on):
            raise AlreadyDone(batch)
        total_cents = sum(payment.amount_cents for payment in batch.payments.select_for_update().order_by("pk"))
        reasons = reconciliation_reasons(batch, line, total_cents=total_cents)
        if reasons:
            raise Refused(reasons)
        batch.bank_cents, batch.credited_on = line.amount_cents, line.credited_on
        batch.reconciled_by, batch.reconciled_at = by, now
        batch.save()
    return batch


def reopening_reasons(batch: ChequeBatch) -> list[Reason]:
    """Why a batch stays closed."""
    return [ON_RECEIPT] if ReceiptLine.objects.filter(payment__batch=batch, is_valid=True).exists() else []


def reopen(batch: ChequeBatch) -> ChequeBatch:
    """Opens the batch again, so that a cheque that bounced can be taken out. One that is open stays so. Raises Refused."""
    with transaction.atomic():
        batch = _lock(batch)
        # A receipt is issued under its donor's lock (receipts.py).
        list(Donor.objects.filter(pk__in=batch.payments.values("gift__donor")).select_for_update().order_by("pk"))
        reasons = reopening_reasons(batch)
        if reasons:
            raise Refused(reasons)
        batch.bank_cents = batch.credited_on = batch.reconciled_by = batch.reconciled_at = None
        batch.save()
    return batch


def deletion_reasons(batch: ChequeBatch) -> list[Reason]:
    """Why a batch cannot be deleted."""
    return [NOT_EMPTY] if batch.payments.exists() else []


def delete(batch: ChequeBatch) -> None:
    """Deletes a batch without any cheque. Raises Refused."""
    with transaction.atomic():
        batch = _lock(batch)
        reasons = deletion_reasons(batch)
        if reasons:
            raise Refused(reasons)
        batch.delete()


def _lock(batch: ChequeBatch) -> ChequeBatch:
    """The batch before its cheques, always: whoever locks both does so in that order."""
    found = ChequeBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if found is None:
        raise Refused([DELETED])
    return found


def _lock_cheques(cheque_ids: Collection[uuid.UUID]) -> list[Payment]:
    return list(cheques().filter(pk__in=cheque_ids).select_for_update().order_by("pk"))


def _name(payment: Payment) -> str:
    """No name of a person: the sentence may be read over a shoulder."""
    number = f" {payment.bank_reference}" if payment.bank_reference else ""
    day = f", reçu le {short_day(payment.paid_at)}," if payment.paid_at else ""
    return f"Le chèque{number} de {show_euros(payment.amount_cents)}{day}"
