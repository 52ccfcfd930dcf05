"""Times tax receipts: a hundred issued in a run and set on paper, then the treasurer's pages about twenty thousand of them.

`make bench`, or with DATABASE_URL on PostgreSQL. A database of its own is made, filled and dropped. Each page is asked with fifty gifts,
then with fifty thousand, of which half wish a receipt: as many queries. The best of several times counts, as the machine may be shared.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID, uuid4

import django

from tests.bench.gifts import FEW, MANY, Books, count_queries
from tests.bench.matching import best_ms
from tests.bench.people import analyze, say

if TYPE_CHECKING:
    from donations.models import Payment, ReceiptRun, TaxReceipt

RECEIPTS: Final = 20_000
AT_ONCE: Final = 2000
PAGE_LIMIT_MS: Final = 300
# Of the run: each with a payment a month.
DONORS: Final = 100
MONTHS: Final = 12
RUN_LIMIT_MS: Final = 5000
LOOKED_AT: Final = UUID("14141414-0000-4000-8000-0000000000e0")
PAGES: Final = "/coordination/recus/"

Answer = TypeVar("Answer")


def list_pages(today: date) -> dict[str, str]:
    return {
        "reçus de l’année": PAGES,
        "reçus, dernière page": f"{PAGES}?page=1000",
        "reçus annulés": f"{PAGES}?state=cancelled",
        "reçus des dons d’une année": f"{PAGES}?gift_year={today.year - 1}&state=valid",
        "campagne, l’an dernier": f"{PAGES}campagne/?annee={today.year - 1}",
        "campagne, cette année": f"{PAGES}campagne/?annee={today.year}",
        "un reçu": f"{PAGES}{LOOKED_AT}/",
        "export, avant le fichier": f"{PAGES}exporter/",
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


def time_run(name: str, year: int, *, now: datetime) -> bool:
    """A hundred receipts issued; then set on paper one by one, and all in one file."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from donations.models import TaxReceipt
    from donations.receipt_papers import Sheet, print_many, print_receipt
    from donations.receipt_runs import issue_run

    run = begin_run(year, now=now)
    analyze(connection)
    with CaptureQueriesContext(connection) as queries:
        issuing = tell(f"{name} : {DONORS} reçus émis", lambda: issue_run(run.pk, now=now))
    receipts = list(TaxReceipt.objects.filter(run=run).select_related("signature"))
    assert (len(receipts), {len(receipt.content["lines"]) for receipt in receipts}) == (DONORS, {MONTHS})
    say(f"{'':36} {len(queries) / DONORS:8.1f} requêtes pour chacun")
    sheets = [Sheet(receipt.content, bytes(receipt.signature.png)) for receipt in receipts]
    printing = tell("mis en page un par un", lambda: [print_receipt(sheet.content, signature=sheet.signature) for sheet in sheets])
    tell("mis en page, un fichier à imprimer", lambda: print_many(sheets))
    return issuing + printing < RUN_LIMIT_MS


def tell(name: str, act: Callable[[], object]) -> float:
    start, cpu = perf_counter(), process_time()
    act()
    span, used = (perf_counter() - start) * 1000, (process_time() - cpu) * 1000
    say(f"{name:36} {span:8.0f} ms  {used:8.0f} ms de processeur")
    return used


def compare(client: Any, pages: dict[str, str], few: dict[str, int], many: dict[str, int]) -> bool:
    """Prints a line for each page; False when one asks more than with few gifts, or passes the limit."""
    is_kept = True
    for name, address in pages.items():
        span, _response = best_ms(partial(client.get, address))
        say(f"{name:36} {span:8.0f} ms  {few[name]:3} puis {many[name]:3} requêtes")
        is_kept &= span < PAGE_LIMIT_MS and many[name] == few[name]
    return is_kept


def run() -> bool:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from tests.accounts.factories import UserFactory
    from tests.donations.factories import DonorFactory, set_terms, wished_payment

    now = timezone.now()
    set_terms()
    treasurer = UserFactory(treasurer=True)
    TOTP.activate(treasurer, generate_totp_secret())
    client = Client()
    client.force_login(treasurer)
    books, receipts, pages = Books(now), Receipts(now), list_pages(timezone.localdate(now))
    books.fill(FEW)
    receipts.fill(FEW // 5)
    # Somebody lacks an address in each of the years that are asked.
    for year in (now.year - 1, now.year):
        wished_payment(DonorFactory(), paid_at=datetime(year, 2, 5, 12, tzinfo=UTC))
    is_kept = time_run("peu de dons", now.year - 3, now=now)
    few = count_queries(client, pages)
    books.fill(MANY - FEW)
    receipts.fill(RECEIPTS)
    analyze(connection)
    is_kept &= compare(client, pages, few, count_queries(client, pages))
    return time_run("beaucoup de dons", now.year - 4, now=now) and is_kept


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        say(f"{connection.vendor}, {FEW} puis {MANY} dons, {RECEIPTS} reçus")
        return 0 if run() else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
