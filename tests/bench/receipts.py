"""Tax receipts: a hundred issued in a run and set on paper, then the treasurer's pages about forty thousand of them.

`make bench`, on both databases. Each page is asked with fifty gifts, then with a hundred thousand, of which half wish a receipt.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from time import process_time
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from tests.bench.gifts import FEW, MANY, Books
from tests.bench.pages import analyze, read_pages, rows_of, signed_in
from tests.bench.rows import Row
from tests.bench.running import leave

if TYPE_CHECKING:
    from donations.models import Payment, ReceiptRun, TaxReceipt

RECEIPTS: Final = 40_000
AT_ONCE: Final = 2000
# Of the run: each with a payment a month.
DONORS: Final = 100
MONTHS: Final = 12
RUN_LIMIT_MS: Final = 5000
LOOKED_AT: Final = UUID("14141414-0000-4000-8000-0000000000e0")
PAGES: Final = "/coordination/recus/"


def list_pages(today: date) -> dict[str, str]:
    return {
        "of this year": PAGES,
        "page 1,000": f"{PAGES}?page=1000",
        "cancelled": f"{PAGES}?state=cancelled",
        "for the gifts of a year": f"{PAGES}?gift_year={today.year - 1}&state=valid",
        "run, last year": f"{PAGES}campagne/?annee={today.year - 1}",
        "run, this year": f"{PAGES}campagne/?annee={today.year}",
        "one receipt": f"{PAGES}{LOOKED_AT}/",
        "export, before the file": f"{PAGES}exporter/",
        "settings": f"{PAGES}reglages/",
    }


class Receipts:
    """One receipt for each of the payments chosen, as `receipts.issue` writes it; one in fifty cancelled, one in ten for the post."""

    def __init__(self, now: datetime) -> None:
        from donations.receipt_terms import terms_on

        self.now = now
        self.terms = terms_on(now.date())
        self.count = 0

    def fill(self, count: int) -> None:
        from donations.models import Donor
        from donations.receipt_holds import ready_for_receipt

        Donor.objects.filter(last_name="Fictif 7").update(address="")
        Donor.objects.filter(last_name="Fictif 8").update(receipts_by_post=True)
        while self.count < count:
            payments = ready_for_receipt(self.now).select_related("gift__donor").order_by("pk")
            chosen = list(payments[: min(AT_ONCE, count - self.count)])
            assert chosen, "fewer payments than receipts"
            self._write(chosen)

    def _write(self, payments: "list[Payment]") -> None:
        from donations.models import ReceiptLine, TaxReceipt

        receipts = [self._receipt(payment) for payment in payments]
        TaxReceipt.objects.bulk_create(receipts)
        ReceiptLine.objects.bulk_create(
            ReceiptLine(receipt=receipt, payment=payment, amount_cents=receipt.amount_cents, is_valid=receipt.is_valid)
            for receipt, payment in zip(receipts, payments, strict=True)
        )

    def _receipt(self, payment: "Payment") -> "TaxReceipt":
        from django.utils import timezone

        from donations.models import TaxReceipt
        from donations.receipt_contents import net_of, write_content
        from volunteers.certificates import random_code

        self.count += 1
        donor, code, year = payment.gift.donor, random_code(), self.now.year - self.count % 2
        is_cancelled = self.count % 50 == 5
        receipt = TaxReceipt(
            pk=LOOKED_AT if self.count == 1 else uuid4(),
            year=year,
            # After those of the runs.
            number=2 * DONORS + self.count,
            gift_year=timezone.localtime(payment.paid_at).year,
            code=code,
            donor=donor,
            kind=donor.kind,
            amount_cents=net_of(payment),
            issued_at=self.now,
            told_at=self.now if self.count % 3 else None,
            state=TaxReceipt.State.CANCELLED if is_cancelled else TaxReceipt.State.VALID,
            cancelled_at=self.now if is_cancelled else None,
            cancel_reason=TaxReceipt.CancelReason.REFUND if is_cancelled else "",
        )
        receipt.content = write_content(donor, [payment], self.terms, name=receipt.name, code=code, issued_on=self.now.date())
        receipt.signature_id = receipt.content["signatory"]["signature"]
        return receipt


def begin_run(year: int, *, now: datetime) -> "ReceiptRun":
    """The run of a year in which a hundred donors gave each month."""
    from donations.models import Gift, Payment, ReceiptRun
    from tests.donations.factories import DonorFactory, GiftFactory

    for _donor in range(DONORS):
        gift = GiftFactory(donor=DonorFactory(located=True), status=Gift.Status.PAID, rhythm=Gift.Rhythm.MONTHLY, wants_receipt=True)
        days = [datetime(year, month, 5, 12, tzinfo=UTC) for month in range(1, MONTHS + 1)]
        Payment.objects.bulk_create(
            Payment(gift=gift, amount_cents=2000, method="card", state="paid", intent_id=f"pi_{uuid4()}", created_at=day, paid_at=day)
            for day in days
        )
    return ReceiptRun.objects.create(gift_year=year, started_at=now, to_issue=DONORS)


def time_run(name: str, year: int, *, now: datetime) -> list[Row]:
    """A hundred receipts issued; then set on paper one by one, and all in one file."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from donations.models import TaxReceipt
    from donations.receipt_papers import Sheet, print_many, print_receipt
    from donations.receipt_runs import issue_run

    run = begin_run(year, now=now)
    analyze(connection)
    with CaptureQueriesContext(connection) as queries:
        issuing = cpu_ms(lambda: issue_run(run.pk, now=now))
    receipts = list(TaxReceipt.objects.filter(run=run).select_related("signature"))
    assert (len(receipts), {len(receipt.content["lines"]) for receipt in receipts}) == (DONORS, {MONTHS})
    sheets = [Sheet(receipt.content, bytes(receipt.signature.png)) for receipt in receipts]
    printing = cpu_ms(lambda: [print_receipt(sheet.content, signature=sheet.signature) for sheet in sheets])
    in_one = cpu_ms(lambda: print_many(sheets))
    is_kept, promise = issuing + printing < RUN_LIMIT_MS, f"issued and printed in {RUN_LIMIT_MS} ms"
    what = f"receipts: {DONORS} of them, {name}"
    return [
        Row(f"{what}, issued", connection.vendor, issuing, len(queries), promise=promise, is_kept=is_kept),
        Row(f"{what}, printed one by one", connection.vendor, printing, promise=promise, is_kept=is_kept),
        Row(f"{what}, printed in one file", connection.vendor, in_one),
    ]


def cpu_ms(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return (process_time() - start) * 1000


def measure() -> list[Row]:
    from django.utils import timezone

    from tests.donations.factories import DonorFactory, set_terms, wished_payment

    now = timezone.now()
    set_terms()
    treasurer, books, receipts, pages = signed_in(treasurer=True), Books(now), Receipts(now), list_pages(timezone.localdate(now))
    books.fill(FEW)
    receipts.fill(FEW // 5)
    # Somebody lacks an address in each of the years that are asked.
    for year in (now.year - 1, now.year):
        wished_payment(DonorFactory(), paid_at=datetime(year, 2, 5, 12, tzinfo=UTC))
    rows = time_run("few gifts", now.year - 3, now=now)
    few = read_pages(treasurer, pages)
    books.fill(MANY - FEW)
    receipts.fill(RECEIPTS)
    rows += rows_of(few, read_pages(treasurer, pages), prefix="receipts")
    return rows + time_run("many gifts", now.year - 4, now=now)


if __name__ == "__main__":
    leave(measure)
