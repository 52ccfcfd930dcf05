"""The association's books, as far as gifts go: balanced entries by day, without anybody's name, made anew each time they are asked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from heapq import merge
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from donations.models import BalanceLine, ChequeBatch, Gift, LedgerAccount, Payment, Refund
from home.dates import midnight

Role = LedgerAccount.Role
ONE_DAY: Final = timedelta(days=1)
AT_ONCE: Final = 2000


@dataclass(frozen=True)
class Account:
    number: str
    label: str


# The chart of accounts of associations (règlement ANC 2018-06).
DEFAULTS: Final[Mapping[Role, Account]] = MappingProxyType(
    {
        Role.GIFTS: Account("754100", "Dons manuels"),
        Role.BANK: Account("512000", "Banque"),
        Role.STRIPE: Account("511500", "Stripe, fonds en attente"),
        Role.FEES: Account("627800", "Frais de paiement"),
        Role.CHEQUES: Account("511200", "Chèques à encaisser"),
        Role.CASH: Account("531000", "Caisse"),
        Role.ELSEWHERE: Account("467000", "Autres sites de dons"),
        Role.PENDING: Account("471000", "Compte d’attente"),
    }
)


class Journal(StrEnum):
    GIFTS = "DON"
    STRIPE = "STR"
    PAYOUTS = "VIR"
    CHEQUES = "CHQ"
    BANK = "BQ"


class Kind(Enum):
    """What one entry gathers of a day, in the order of the books: journal, piece, words, account debited and account credited."""

    CARD = Journal.GIFTS, "CARTE", "Dons en ligne par carte", Role.STRIPE, Role.GIFTS
    SEPA = Journal.GIFTS, "SEPA", "Dons en ligne par prélèvement", Role.STRIPE, Role.GIFTS
    ONLINE = Journal.GIFTS, "LIGNE", "Dons en ligne par un autre moyen", Role.STRIPE, Role.GIFTS
    CHEQUE = Journal.GIFTS, "CHEQUE", "Dons par chèque", Role.CHEQUES, Role.GIFTS
    TRANSFER = Journal.GIFTS, "VIREMENT", "Dons par virement", Role.BANK, Role.GIFTS
    CASH = Journal.GIFTS, "ESPECES", "Dons en espèces", Role.CASH, Role.GIFTS
    ELSEWHERE = Journal.GIFTS, "AUTRE", "Dons par d’autres sites", Role.ELSEWHERE, Role.GIFTS
    REFUND = Journal.STRIPE, "REMB", "Dons remboursés", Role.GIFTS, Role.STRIPE
    DISPUTE = Journal.STRIPE, "CONTEST", "Dons contestés ou retournés", Role.GIFTS, Role.STRIPE
    FEES = Journal.STRIPE, "FRAIS", "Frais de Stripe", Role.FEES, Role.STRIPE
    OTHER = Journal.STRIPE, "AUTRE", "Mouvements de Stripe à expliquer", Role.PENDING, Role.STRIPE
    PAYOUT = Journal.PAYOUTS, "VIR", "Virement de Stripe", Role.BANK, Role.STRIPE
    BANK_REFUND = Journal.BANK, "REMB", "Dons remboursés depuis la banque", Role.GIFTS, Role.BANK
    DEPOSIT = Journal.CHEQUES, "REMISE", "Remise de chèques", Role.BANK, Role.CHEQUES

    def __init__(self, journal: Journal, piece: str, words: str, debited: Role, credited: Role) -> None:
        self.journal, self.piece, self.words, self.debited, self.credited = journal, piece, words, debited, credited


ORDER: Final[Mapping[Kind, int]] = MappingProxyType({kind: place for place, kind in enumerate(Kind)})

# The kinds of Stripe's lines: https://docs.stripe.com/reports/balance-transaction-types
CHARGES: Final = frozenset({"charge", "payment"})
REFUNDS: Final = frozenset({"refund", "payment_refund", "refund_failure", "payment_failure_refund", "payment_reversal"})
DISPUTES: Final = frozenset({"adjustment"})
PAYOUTS: Final = frozenset({"payout", "payout_failure", "payout_cancel"})
OWN_FEES: Final = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee", "network_cost"})
ONLINE: Final[Mapping[str, Kind]] = MappingProxyType({Payment.Method.CARD: Kind.CARD, Payment.Method.SEPA: Kind.SEPA})
TYPED: Final[Mapping[str, Kind]] = MappingProxyType(
    {Payment.Method.CHEQUE: Kind.CHEQUE, Payment.Method.TRANSFER: Kind.TRANSFER, Payment.Method.CASH: Kind.CASH}
)


@dataclass(frozen=True)
class EntryLine:
    """Cents that an account is debited or credited of; the other of the two is 0."""

    role: Role
    account: Account
    debit_cents: int
    credit_cents: int


@dataclass(frozen=True)
class Entry:
    """What balances: the debits of its lines are as much as their credits. A payout or a slip is one line of the bank, and has its own."""

    day: date
    kind: Kind
    reference: str
    label: str
    lines: tuple[EntryLine, ...]

    @property
    def journal(self) -> Journal:
        return self.kind.journal


class _Movement(NamedTuple):
    """Cents to debit and credit as its kind says; the other way round below zero. `piece` tells it from others of that day and kind."""

    day: date
    kind: Kind
    cents: int
    piece: str = ""


def read_entries(first_day: date, last_day: date) -> Iterator[Entry]:
    """The entries of these days in Paris, both included, day after day, in five queries however many payments there are.

    - Online money is Stripe's balance, line by line (`BalanceLine`), each on the day of the line: the account of Stripe is always as
      Stripe's own balance. The nightly reading brings them: today's are not there yet.
    - A line about a payment of the site moves the account of gifts, any other the waiting account, where somebody will ask what it is.
    - A contested payment leaves the gifts on the day when the bank takes it back, and returns on the day when the dispute is won: lines
      of Stripe never change, a dispute does, and what was exported must stay true. Once all disputes are decided, the account of gifts
      is what stays of them (`Payment.objects.with_net()`).
    - What the team noted comes from payments, on the day when it was received; a cheque reaches the bank with its batch, once reconciled.
      What was given back of it left the bank, on the day when that was noted.
    """
    accounts = accounts_in_use()
    start, end = midnight(first_day), midnight(last_day + ONE_DAY)
    sources = (_read_balance(start, end), _read_typed(start, end), _read_bank_refunds(start, end), _read_deposits(first_day, last_day))
    moved = merge(*sources, key=lambda movement: movement.day)
    for day, of_day in groupby(moved, key=lambda movement: movement.day):
        yield from _write_day(day, of_day, accounts)


def accounts_in_use() -> Mapping[Role, Account]:
    """The account of each role: the usual one, unless the treasurer chose another."""
    chosen = {Role(row.role): Account(row.number, row.label) for row in LedgerAccount.objects.all()}
    return MappingProxyType({**DEFAULTS, **chosen})


def choose_accounts(chosen: Mapping[Role, Account]) -> None:
    """Keeps the accounts that differ from the usual ones; the next export uses them, for past days too."""
    with transaction.atomic():
        for role, account in chosen.items():
            if account == DEFAULTS[role]:
                LedgerAccount.objects.filter(role=role).delete()
            else:
                LedgerAccount.objects.update_or_create(role=role, defaults={"number": account.number, "label": account.label})


def _write_day(day: date, moved: Iterable[_Movement], accounts: Mapping[Role, Account]) -> Iterator[Entry]:
    sums: defaultdict[tuple[Kind, str], int] = defaultdict(int)
    for movement in moved:
        sums[movement.kind, movement.piece] += movement.cents
    for (kind, piece), cents in sorted(sums.items(), key=lambda item: (ORDER[item[0][0]], item[0][1])):
        if not cents:
            continue
        debited, credited = (kind.debited, kind.credited) if cents > 0 else (kind.credited, kind.debited)
        yield Entry(
            day=day,
            kind=kind,
            reference=piece or f"{kind.journal}-{day:%Y%m%d}-{kind.piece}",
            label=f"{kind.words} {piece}" if piece else kind.words,
            lines=(
                EntryLine(debited, accounts[debited], abs(cents), 0),
                EntryLine(credited, accounts[credited], 0, abs(cents)),
            ),
        )


def _read_balance(start: datetime, end: datetime) -> Iterator[_Movement]:
    rows = BalanceLine.objects.filter(created_at__gte=start, created_at__lt=end).order_by("created_at", "stripe_id")
    fields = ("created_at", "kind", "amount_cents", "fee_cents", "source_id", "payment__method")
    for day, of_day in _by_day(rows.values_list(*fields).iterator(chunk_size=AT_ONCE)):
        sums: defaultdict[tuple[Kind, str], int] = defaultdict(int)
        for _at, kind, amount_cents, fee_cents, source_id, method in of_day:
            moved, sign = _kind_of(kind, method)
            sums[moved, source_id if moved == Kind.PAYOUT else ""] += sign * amount_cents
            sums[Kind.FEES, ""] += fee_cents
        yield from (_Movement(day, kind, cents, piece) for (kind, piece), cents in sums.items())


def _kind_of(kind: str, method: str | None) -> tuple[Kind, int]:
    """What a line of Stripe's moves beside its fee, and whether it does so as its sign says (1) or against it (-1).

    `method` is None when it is about no payment of the site.
    """
    if kind in PAYOUTS:
        return Kind.PAYOUT, -1
    if kind in OWN_FEES:
        return Kind.FEES, -1
    if method is None:
        return Kind.OTHER, -1
    if kind in CHARGES:
        return ONLINE.get(method, Kind.ONLINE), 1
    if kind in REFUNDS:
        return Kind.REFUND, -1
    return (Kind.DISPUTE if kind in DISPUTES else Kind.OTHER), -1


def _read_typed(start: datetime, end: datetime) -> Iterator[_Movement]:
    rows = Payment.objects.received_between(start, end).exclude(gift__source=Gift.Source.STRIPE).order_by("paid_at", "pk")
    fields = ("paid_at", "amount_cents", "method", "gift__source")
    for day, of_day in _by_day(rows.values_list(*fields).iterator(chunk_size=AT_ONCE)):
        sums: defaultdict[Kind, int] = defaultdict(int)
        for _at, amount_cents, method, source in of_day:
            sums[Kind.ELSEWHERE if source == Gift.Source.ELSEWHERE else TYPED.get(method, Kind.ELSEWHERE)] += amount_cents
        yield from (_Movement(day, kind, cents) for kind, cents in sums.items())


def _read_bank_refunds(start: datetime, end: datetime) -> Iterator[_Movement]:
    """What Stripe knows nothing of (`refunds.refund`)."""
    rows = Refund.objects.effective().filter(stripe_id=None, created_at__gte=start, created_at__lt=end).order_by("created_at", "pk")
    for day, of_day in _by_day(rows.values_list("created_at", "amount_cents").iterator(chunk_size=AT_ONCE)):
        yield _Movement(day, Kind.BANK_REFUND, sum(amount_cents for _at, amount_cents in of_day))


def _read_deposits(first_day: date, last_day: date) -> Iterator[_Movement]:
    closed = ChequeBatch.objects.reconciled().filter(credited_on__gte=first_day, credited_on__lte=last_day).order_by("credited_on", "pk")
    for day, bank_cents, reference in closed.values_list("credited_on", "bank_cents", "reference"):
        # A constraint: who closes a batch says both.
        if day and bank_cents:
            yield _Movement(day, Kind.DEPOSIT, bank_cents, reference)


def _by_day(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[date, Iterator[tuple[Any, ...]]]]:
    """Rows that begin with an instant, in order, under the day in Paris of each: asked once a day, not once a row."""
    until = datetime.min.replace(tzinfo=UTC)
    day = date.min

    def day_of(row: tuple[Any, ...]) -> date:
        nonlocal day, until
        if row[0] >= until:
            day = timezone.localdate(row[0])
            until = midnight(day + ONE_DAY)
        return day

    return groupby(rows, key=day_of)
