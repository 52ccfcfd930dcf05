"""The receipts of the bad day: the treasurer's part in them, and what they should be by Stripe's side and the donors' wishes alone."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.signals import post_save
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations import demo_receipt_terms, receipt_runs
from donations.models import DonationSettings, Gift, Payment, ReceiptCounter, ReceiptLine, ReceiptRun, TaxReceipt
from donations.receipt_holds import ready_for_receipt
from donations.receipt_releases import release
from donations.receipt_terms import settle_issuing
from donations.stand_in.store import Store
from home.dates import midnight
from tests.drill.ahead import move_ahead, receipt_time
from tests.drill.lines import EFFECTIVE, Line, gift_of

TRACE: Final = "receipts.txt"
HOLD_DAYS: Final = 14
WHY: Final = "Mauvaise journée, pour l’essai"


def open_receipts(now: datetime) -> None:
    """Eligibility, body and signatory are recorded; each gift has its receipt once its money is sure."""
    demo_receipt_terms.build(now)
    settle_issuing(DonationSettings.ReceiptRhythm.GIFT, HOLD_DAYS, by=None, now=now)


def release_debits(emails: Collection[str], *, by: User) -> None:
    """The treasurer does not wait for the end of their hold."""
    for payment in Payment.objects.received().filter(gift__donor__email__in=emails):
        release(payment, WHY, by=by, now=receipt_time())


def close_years() -> list[int]:
    """It is February of the year after the last payment; gives the years of gifts whose receipts wait for a run."""
    years = sorted({timezone.localtime(paid_at).year for paid_at in Payment.objects.received().values_list("paid_at", flat=True)})
    move_ahead(midnight(date(years[-1] + 1, 2, 1)) - receipt_time())
    return [year for year in years if ready_for_receipt(receipt_time()).given_in(year).exists()]


def start_run(year: int, *, by: User) -> None:
    receipt_runs.start(year, by=by, now=receipt_time())


def receipts_due() -> bool:
    """Whether the clock has receipts to issue, or a run goes on."""
    ready = ready_for_receipt(receipt_time()).filter(gift__rhythm=Gift.Rhythm.ONCE)
    return ready.exists() or ReceiptRun.objects.filter(state=ReceiptRun.State.RUNNING).exists()


def trace_receipts() -> None:
    """Writes down what each receipt says, once that is committed."""
    path = Path(settings.VAR_DIR) / TRACE

    def note(receipt: TaxReceipt) -> None:
        with path.open("a") as file:
            file.write(f"{receipt.pk} {_digest(receipt.content)}\n")

    def see(instance: TaxReceipt, created: bool, **_rest: object) -> None:
        if created:
            transaction.on_commit(lambda: note(instance))

    post_save.connect(see, sender=TaxReceipt, weak=False)


def _digest(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass
class Wished:
    """What Stripe's side says of the gifts whose donors wished a receipt."""

    stays: dict[str, int] = field(default_factory=dict)
    """By debit, in cents: of those of which something stays."""
    papers: set[tuple[str, int]] = field(default_factory=set)
    """A valid receipt for each gift and year."""
    gone_back: int = 0
    """Debits that went back, in part or for a time at least, each once its receipt was issued."""
    halved: int = 0

    @property
    def told(self) -> int:
        """What replaces another is told with its end."""
        return len(self.papers) + self.gone_back - self.halved


def reckon(store: Store, wishes: Collection[str]) -> Wished:
    """`wishes` are the addresses of the donors who wished a receipt."""
    gifts = {body["metadata"]["gift"] for body in store.select("checkout.session") if body["customer_email"] in wishes}
    found = Wished()
    for charge in store.select("charge", status="succeeded"):
        gift = gift_of(store, store.get("payment_intent", charge["payment_intent"]))
        if gift not in gifts:
            continue
        refunds = store.select("refund", charge=charge["id"])
        lost = [dispute["amount"] for dispute in store.select("dispute", charge=charge["id"], status="lost")]
        stays = charge["amount"] - sum(refund["amount"] for refund in refunds if refund["status"] in EFFECTIVE) - sum(lost)
        found.gone_back += bool(refunds or lost)
        found.halved += 0 < stays < charge["amount"]
        if stays:
            found.stays[charge["id"]] = stays
            found.papers.add((gift, timezone.localtime(datetime.fromtimestamp(charge["created"], UTC)).year))
    return found


def compare_receipts(wished: Wished, *, kills: int) -> Iterator[Line]:
    valid, cancelled = TaxReceipt.objects.valid(), TaxReceipt.objects.cancelled()
    written: dict[str, list[int]] = defaultdict(list)
    for charge_id, cents in ReceiptLine.objects.filter(is_valid=True).values_list("payment__charge_id", "amount_cents"):
        written[charge_id].append(cents)
    yield Line("payments on a valid receipt", len(wished.stays), sum(map(len, written.values())))
    differ = sum(written.get(key, []) != ([wished.stays[key]] if key in wished.stays else []) for key in {*wished.stays, *written})
    yield Line("of another amount, or none, or two", 0, differ)
    yield Line("receipts issued", len(wished.papers) + wished.gone_back, TaxReceipt.objects.count())
    yield Line("receipts valid", len(wished.papers), valid.count())
    yield Line("receipts cancelled", wished.gone_back, cancelled.count())
    yield Line("receipts that replace another", wished.halved, valid.exclude(replaces=None).count())
    yield Line("on valid receipts, cents", sum(wished.stays.values()), valid.aggregate(total=Sum("amount_cents", default=0))["total"])
    yield Line("receipts that add up otherwise", 0, sum(not _adds_up(one) for one in TaxReceipt.objects.prefetch_related("lines")))
    yield Line("numbers missing, or given twice", 0, _misnumbered())
    yield from _unchanged(kills)
    yield Line("receipts told of twice, or never", 0, _mistold())


def _adds_up(receipt: TaxReceipt) -> bool:
    lines = receipt.lines.all()
    said = sorted(line["amount_cents"] for line in receipt.content["lines"])
    return (
        receipt.amount_cents == receipt.content["amount_cents"] == sum(said)
        and said == sorted(line.amount_cents for line in lines)
        and {line.is_valid for line in lines} == {receipt.is_valid}
    )


def _misnumbered() -> int:
    given: dict[int, Counter[int]] = defaultdict(Counter)
    for year, number in TaxReceipt.objects.values_list("year", "number"):
        given[year][number] += 1
    lasts = dict(ReceiptCounter.objects.values_list("year", "last"))
    wrong = 0
    for year in {*given, *lasts}:
        expected = Counter(range(1, lasts.get(year, 0) + 1))
        wrong += (given[year] - expected).total() + (expected - given[year]).total()
    return wrong


def _unchanged(kills: int) -> Iterator[Line]:
    noted = dict(line.split() for line in (Path(settings.VAR_DIR) / TRACE).read_text().splitlines())
    said = {str(receipt.pk): _digest(receipt.content) for receipt in TaxReceipt.objects.all()}
    # A process killed between the commit and its note leaves none.
    yield Line("receipts noted when issued", len(said) - kills, len(noted), len(said))
    yield Line("receipts changed or lost since", 0, sum(said.get(key) != digest for key, digest in noted.items()))


def _mistold() -> int:
    """Each by a mail of its own, but what replaces another, told with its end; each end once."""
    expected = {f"receipt:{pk}:issued" for pk in TaxReceipt.objects.filter(replaces=None).values_list("pk", flat=True)}
    expected |= {f"receipt:{pk}:cancelled" for pk in TaxReceipt.objects.cancelled().values_list("pk", flat=True)}
    written = Counter(str(key) for key in OutgoingMail.objects.filter(key__startswith="receipt:").values_list("key", flat=True))
    return (written - Counter(expected)).total() + (Counter(expected) - written).total()
