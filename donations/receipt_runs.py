"""The receipts of a year, made one by one in a task: what it would issue, its progress, stopped and taken up again, never one twice."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from donations.models import DonationSettings, Gift, ReceiptRun, TaxReceipt
from donations.receipt_holds import FATE, Fate, awaiting_receipt, ready_for_receipt
from donations.receipt_mails import tell_of_receipts
from donations.receipt_terms import issuing_reasons
from donations.receipts import NOTHING, issue, issue_year
from volunteers.exceptions import AlreadyDone, Reason, Refused, once

TOLD_AT_ONCE: Final = 200
# The clock's round of an hour; the next one goes on.
ISSUED_AT_ONCE: Final = 200
BREATH_SECONDS: Final = 0.003
NOT_OVER: Final = Reason("year", "Cette année n’est pas finie\u00a0: ses reçus se font à partir du 1er\u00a0janvier.")
NOT_OPEN: Final = Reason("closed", "Cette campagne est déjà terminée.")


class Share(NamedTuple):
    """Some payments of a donor: how many, and what stays of them."""

    donor_id: uuid.UUID
    payments: int
    cents: int


@dataclass(frozen=True)
class Part:
    """The payments of a year that have one fate, by donor, the largest share first."""

    shares: Sequence[Share]

    @property
    def donors(self) -> int:
        return len(self.shares)

    @property
    def payments(self) -> int:
        return sum(share.payments for share in self.shares)

    @property
    def cents(self) -> int:
        return sum(share.cents for share in self.shares)


@dataclass(frozen=True)
class Plan:
    """What a run of that year would do now: who gets a receipt, who lacks an address, what is held."""

    ready: Part
    lacking: Part
    held: Part


def plan_year(gift_year: int, *, now: datetime) -> Plan:
    """Three parts that share no payment, and together are all that await a receipt. Read at once: a year is long."""
    rows = awaiting_receipt(now).given_in(gift_year).order_by().annotate(fate=FATE).values_list("fate", "gift__donor")
    shares: dict[str, list[Share]] = {fate: [] for fate in Fate}
    for fate, *share in rows.annotate(payments=Count("*"), cents=Sum("net_cents")):
        shares[fate].append(Share(*share))
    largest_first = attrgetter("cents", "donor_id")
    return Plan(**{fate.value: Part(sorted(shares[fate], key=largest_first, reverse=True)) for fate in Fate})


def start_reasons(gift_year: int, *, now: datetime) -> list[Reason]:
    """Why the receipts of that year cannot be issued now. All reasons at once."""
    today = timezone.localdate(now)
    reasons = issuing_reasons(today)
    if gift_year >= today.year:
        reasons.append(NOT_OVER)
    if not ready_for_receipt(now).given_in(gift_year).exists():
        reasons.append(NOTHING)
    return reasons


@once
def start(gift_year: int, *, by: User, now: datetime) -> ReceiptRun:
    """Begins the run of a year; one that is stopped goes on, one that runs is given back. Raises Refused."""
    with transaction.atomic():
        # One at a time: two who press together make one run.
        DonationSettings.lock()
        before = ReceiptRun.objects.exclude(state=ReceiptRun.State.DONE).filter(gift_year=gift_year).first()
        if before and before.state == ReceiptRun.State.RUNNING:
            raise AlreadyDone(before)
        reasons = start_reasons(gift_year, now=now)
        if reasons:
            raise Refused(reasons)
        waiting = plan_year(gift_year, now=now).ready.donors
        run = before or ReceiptRun(gift_year=gift_year, started_by=by, started_at=now)
        run.state, run.to_issue = ReceiptRun.State.RUNNING, run.issued + waiting
        run.save()
        issue_run_task.enqueue(str(run.pk))
    return run


def stop(run: ReceiptRun) -> None:
    """No receipt is issued after the one in hand, until the run is started again. Raises Refused."""
    with transaction.atomic():
        run = ReceiptRun.objects.select_for_update().get(pk=run.pk)
        if run.state == ReceiptRun.State.DONE:
            raise Refused([NOT_OPEN])
        run.state = ReceiptRun.State.STOPPED
        run.save(update_fields=["state"])


@task
def issue_run_task(run_id: str) -> None:
    issue_run(uuid.UUID(run_id), now=timezone.now())


def issue_run(run_id: uuid.UUID, *, now: datetime) -> None:
    """What is left of a run. May be called twice, or beside itself: each receipt is issued once."""
    run = ReceiptRun.objects.get(pk=run_id)
    donors = ready_for_receipt(now).given_in(run.gift_year).order_by("gift__donor").values_list("gift__donor", flat=True).distinct()
    for donor_id in list(donors):
        if not _issue_next(run_id, donor_id, now=now):
            return
        # On SQLite whoever waits to write would else hardly have a turn.
        time.sleep(BREATH_SECONDS)
    with transaction.atomic():
        run = ReceiptRun.objects.select_for_update().get(pk=run_id)
        if run.state == ReceiptRun.State.RUNNING:
            run.state, run.closed_at = ReceiptRun.State.DONE, now
            run.save(update_fields=["state", "closed_at"])


def _issue_next(run_id: uuid.UUID, donor_id: uuid.UUID, *, now: datetime) -> bool:
    """One donor's receipt, or one for each eligibility, with the count of the run; False once the run no longer runs."""
    with transaction.atomic():
        run = ReceiptRun.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=run_id)
        if run.state != ReceiptRun.State.RUNNING:
            return False
        try:
            run.issued += len(issue_year(donor_id, run.gift_year, run=run, now=now))
        except Refused:
            # This donor's stays to be issued by hand, with the reasons; unless receipts were switched off meanwhile.
            if issuing_reasons(timezone.localdate(now)):
                run.state = ReceiptRun.State.STOPPED
        run.save(update_fields=["state", "issued"])
    return True


def resume_runs(now: datetime) -> None:
    """Ends what a worker that was killed has left; beside one that is at work, it does nothing twice."""
    for run in ReceiptRun.objects.filter(state=ReceiptRun.State.RUNNING):
        issue_run(run.pk, now=now)


def tell_all(gift_year: int) -> None:
    """Has all donors of the year written to whose receipts they do not know of yet: in a task, each once."""
    tell_all_task.enqueue(gift_year)


@task
def tell_all_task(gift_year: int) -> None:
    while tell_some(gift_year, now=timezone.now()):
        pass


def tell_some(gift_year: int, *, now: datetime) -> int:
    with transaction.atomic():
        # The receipts alone are locked: of two workers, the second finds them told.
        untold = TaxReceipt.objects.filter(gift_year=gift_year).untold().select_for_update(of=("self",))
        return tell_of_receipts(list(untold.select_related("donor")[:TOLD_AT_ONCE]), now=now)


def issue_due(now: datetime) -> None:
    """By the clock: one receipt for each gift made online and once whose money is sure, where the treasurer chose so; the donor is told."""
    if DonationSettings.load().receipt_rhythm != DonationSettings.ReceiptRhythm.GIFT or issuing_reasons(timezone.localdate(now)):
        return
    ready = ready_for_receipt(now).filter(gift__rhythm=Gift.Rhythm.ONCE, gift__source=Gift.Source.STRIPE)
    for payment in ready.select_related("gift__donor").order_by("paid_at")[:ISSUED_AT_ONCE]:
        try:
            with transaction.atomic():
                receipt = issue(payment.gift.donor, [payment.pk], by=None, now=now)
                tell_of_receipts([receipt], now=now)
        except Refused:
            # It went back, or onto another receipt, a moment ago.
            continue
