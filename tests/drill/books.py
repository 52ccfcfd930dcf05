"""Both sides' books: what Stripe's stand-in did, and what the site says of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Sum

from accounts.models import OutgoingMail
from donations.models import BalanceLine, Gift, MoneyAlert, MonthlyPlan, Payment, Payout, StripeEvent
from donations.stand_in.methods import SEPA, method_of
from donations.stand_in.store import Store
from donations.stripe_events import MEANINGFUL, PAYOUTS
from tests.drill.donors import DONORS, LOWERED, PAUSED, Giver
from tests.drill.lines import EFFECTIVE, Line, gift_of
from tests.drill.receipts import Wished, compare_receipts, reckon

COLUMNS: Final = ("gift_id", "amount_cents", "refunded_cents", "lost_cents")
HANDLED: Final = sorted({*MEANINGFUL, *PAYOUTS})
DONE: Final = (StripeEvent.State.DONE, StripeEvent.State.IGNORED)


@dataclass
class Truth:
    """What Stripe's side did with one gift, in cents."""

    debits: int = 0
    received: int = 0
    given_back: int = 0
    lost: int = 0


def events_waiting() -> int:
    """Events that the site has been told of, and has not worked through yet."""
    return StripeEvent.objects.exclude(state__in=DONE).count()


def events_lost() -> int:
    """Events that would have an effect, and that the site was never told of."""
    with Store.open() as store:
        made = len(store.page("events", f"type IN ({', '.join('?' * len(HANDLED))})", tuple(HANDLED), limit=-1))
    return made - StripeEvent.objects.filter(type__in=HANDLED).count()


def compare(givers: Collection[Giver], *, trace: Path, kills: int, surprises: int) -> list[Line]:
    """`trace` has the events that the processes wrote down as settled."""
    made = Counter(giver.kind.name for giver in givers)
    with Store.open() as store:
        truth = _truth(store)
        wished = reckon(store, {giver.email for giver in givers if giver.wishes_receipt})
        lines = [*_gifts(truth), *_money(store), *_monthly(store), *_mails(store, truth, made, wished)]
    return [
        *lines,
        *compare_receipts(wished, kills=kills),
        *_events(trace, kills),
        Line("tasks, rounds and pages that failed", 0, surprises),
    ]


def _truth(store: Store) -> dict[str, Truth]:
    found: dict[str, Truth] = defaultdict(Truth)
    for charge in store.select("charge", status="succeeded"):
        gift = found[gift_of(store, store.get("payment_intent", charge["payment_intent"]))]
        gift.debits += 1
        gift.received += charge["amount"]
        gift.given_back += sum(refund["amount"] for refund in store.select("refund", charge=charge["id"]) if refund["status"] in EFFECTIVE)
        gift.lost += sum(dispute["amount"] for dispute in store.select("dispute", charge=charge["id"], status="lost"))
    return found


def _gifts(truth: dict[str, Truth]) -> Iterator[Line]:
    ours: dict[str, Truth] = defaultdict(Truth)
    for gift_id, received, given_back, lost in Payment.objects.received().with_net().values_list(*COLUMNS):
        gift = ours[str(gift_id)]
        gift.debits += 1
        gift.received += received
        gift.given_back += given_back
        gift.lost += lost
    yield Line("gifts paid", len(truth), Gift.objects.paid().count())
    yield Line("gifts whose books differ", 0, sum(truth[gift] != ours[gift] for gift in {*truth, *ours}))
    once = set(map(str, Gift.objects.filter(rhythm=Gift.Rhythm.ONCE).values_list("pk", flat=True)))
    yield Line("single gifts debited twice", 0, sum(told.debits > 1 for gift, told in truth.items() if gift in once))
    for what, name in (("debits", "debits"), ("received, cents", "received"), ("given back, cents", "given_back"), ("lost, cents", "lost")):
        yield Line(what, _sum(truth.values(), name), _sum(ours.values(), name))


def _sum(books: Iterable[Truth], name: str) -> int:
    return sum(getattr(book, name) for book in books)


def _money(store: Store) -> Iterator[Line]:
    movements = [movement for movement in store.select("balance_transaction") if movement["type"] != "payout"]
    nets = Payment.objects.received().with_net().aggregate(total=Sum("net_cents", default=0))["total"]
    yield Line("balance before fees, cents", sum(movement["amount"] for movement in movements), nets)
    debited = [movement["fee"] for movement in movements if movement["type"] in ("charge", "payment")]
    yield Line("fees of debits, cents", sum(debited), Payment.objects.received().aggregate(total=Sum("fee_cents", default=0))["total"])
    lines = BalanceLine.objects.exclude(kind="payout").aggregate(total=Sum("net_cents", default=0))["total"]
    yield Line("balance after fees, cents", sum(movement["net"] for movement in movements), lines)
    payouts = sum(payout["amount"] for payout in store.select("payout"))
    yield Line("payouts, cents", payouts, Payout.objects.aggregate(total=Sum("amount_cents", default=0))["total"])
    mismatches = MoneyAlert.objects.filter(kind=MoneyAlert.Kind.MISMATCH, closed_at=None)
    yield Line("alarms that amounts differ", 0, mismatches.count())


def _monthly(store: Store) -> Iterator[Line]:
    subscriptions = store.select("subscription")
    running = {body["id"]: body["items"]["data"][0]["price"]["unit_amount"] for body in subscriptions if body["status"] != "canceled"}
    plans = dict(MonthlyPlan.objects.running().values_list("subscription_id", "amount_cents"))
    yield Line("monthly gifts", len(subscriptions), MonthlyPlan.objects.count())
    yield Line("monthly gifts that run", len(running), len(plans))
    yield Line("of another amount than at Stripe", 0, sum(running.get(key) != plans.get(key) for key in {*running, *plans}))


def _mails(store: Store, truth: dict[str, Truth], made: Counter[str], wished: Wished) -> Iterator[Line]:
    keys = OutgoingMail.objects.filter(recipient__startswith=DONORS).values_list("key", flat=True)
    written = Counter(str(key).rpartition(":")[2] for key in keys)
    for kind, least, most in _expected_mails(store, truth, made):
        yield Line(f"mails “{kind}”", least, written.pop(kind, 0), most)
    yield Line("mails “receipt issued”", wished.told, written.pop("issued", 0))
    yield Line("mails “receipt cancelled”", wished.gone_back, written.pop("cancelled", 0))
    yield Line("mails of other kinds", 0, written.total())
    yield Line("mails that have not left", 0, OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).count())


def _expected_mails(store: Store, truth: dict[str, Truth], made: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """Kind, and how many at least and at most: what passed quickly may not have been seen, and nothing is told twice."""
    monthly = {body["metadata"]["gift"]: body for body in store.select("subscription")}
    paid_months = sum(told.debits for gift, told in truth.items() if gift in monthly)
    begun = sum(gift in truth for gift in monthly)
    refunds = store.select("refund")
    effective = sum(refund["status"] in EFFECTIVE for refund in refunds)
    returned = [dispute for dispute in store.select("dispute", status="lost") if _is_sepa(store, dispute["charge"])]
    failed = store.select("charge", status="failed")
    refused_debits = sum(_is_sepa(store, charge["id"]) for charge in failed)
    ended = sum(body["status"] == "canceled" for body in monthly.values())
    debits = sum(_is_sepa(store, charge["id"]) for charge in store.select("charge"))
    yield "thanks", len(truth) - begun, len(truth) - begun
    yield "monthly_begun", begun, begun
    yield "monthly_renewed", paid_months - begun, paid_months - begun
    yield "refunded", effective, len(refunds)
    yield "returned", len(returned), len(returned)
    yield "failed", refused_debits, refused_debits
    yield "monthly_ended", ended, ended
    yield "processing", 0, debits
    yield "monthly_failed", 0, len(failed)
    yield "monthly_changed", made[LOWERED], made[LOWERED]
    yield "monthly_paused", made[PAUSED], made[PAUSED]
    yield "monthly_resumed", made[PAUSED], made[PAUSED]


def _is_sepa(store: Store, charge_id: str) -> bool:
    return method_of(store, store.get("charge", charge_id)["payment_method"]).kind == SEPA


def _events(trace: Path, kills: int) -> Iterator[Line]:
    settled = Counter(trace.read_text().split())
    told = StripeEvent.objects.filter(type__in=MEANINGFUL).count()
    # A process killed between the commit and its note leaves none.
    yield Line("events noted as settled", told - kills, len(settled), told)
    yield Line("events settled twice", 0, sum(number > 1 for number in settled.values()))
    yield Line("events left undone", 0, events_waiting() + events_lost())
