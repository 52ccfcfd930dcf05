"""The books of a period summed up: by month, by account, and beside what the site knows of gifts and of Stripe's payouts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from donations.bookkeeping import CHARGES, DISPUTES, ONE_DAY, PAYOUTS, REFUNDS, Account, Entry, Journal, Kind, Role, read_entries
from donations.models import BalanceLine, Dispute, Gift, Payment, Payout, Refund
from home.dates import midnight


@dataclass
class MonthSums:
    """A month of the books, in cents. `gifts` is what came, `given_back` what left the account of gifts again."""

    first_day: date
    gifts_cents: int = 0
    given_back_cents: int = 0
    fees_cents: int = 0
    payouts_cents: int = 0
    deposits_cents: int = 0

    @property
    def net_cents(self) -> int:
        """What the month left on the account of gifts."""
        return self.gifts_cents - self.given_back_cents

    @property
    def query(self) -> str:
        """What an address says of the month: the list of gifts reads it, as the books do."""
        last_day = (self.first_day + 31 * ONE_DAY).replace(day=1) - ONE_DAY
        return urlencode({"first_day": self.first_day, "last_day": last_day})


@dataclass
class AccountSums:
    debit_cents: int = 0
    credit_cents: int = 0

    @property
    def balance_cents(self) -> int:
        """Above zero, a debit balance."""
        return self.debit_cents - self.credit_cents

    @property
    def said_cents(self) -> int:
        return abs(self.balance_cents)

    @property
    def side(self) -> str:
        """The side of the balance, as it is printed; empty when there is none."""
        return "débiteur" if self.balance_cents > 0 else "créditeur" if self.balance_cents < 0 else ""


@dataclass
class Books:
    """All entries of a period, summed."""

    months: dict[date, MonthSums] = field(default_factory=dict)
    accounts: dict[Account, AccountSums] = field(default_factory=lambda: defaultdict(AccountSums))
    entry_count: int = 0
    line_count: int = 0
    pending_cents: int = 0

    @property
    def gifts_cents(self) -> int:
        return sum(month.net_cents for month in self.months.values())

    @property
    def payouts_cents(self) -> int:
        return sum(month.payouts_cents for month in self.months.values())


@dataclass(frozen=True)
class Comparison:
    """The books beside the site, in cents. `unread` is on the site, and Stripe's line of it is not read yet; `passing` is in the books
    and cancelled on the site: it comes back, or has, on another day."""

    books_cents: int
    site_cents: int
    unread_cents: int
    passing_cents: int

    @property
    def difference_cents(self) -> int:
        return self.books_cents - self.site_cents

    @property
    def missing_cents(self) -> int:
        """What `unread` takes from the books: with `passing` and what is unexplained, it adds up to the difference."""
        return -self.unread_cents

    @property
    def unexplained_cents(self) -> int:
        return self.difference_cents + self.unread_cents - self.passing_cents


@dataclass(frozen=True)
class Agreement:
    gifts: Comparison
    payouts: Comparison

    @property
    def is_whole(self) -> bool:
        return not (self.gifts.difference_cents or self.payouts.difference_cents)


def measure_books(first_day: date, last_day: date) -> Books:
    """Reads the entries of these days once; months without any are there too."""
    books = Books()
    month = first_day.replace(day=1)
    while month <= last_day:
        books.months[month] = MonthSums(month)
        month = (month + 31 * ONE_DAY).replace(day=1)
    for entry in read_entries(first_day, last_day):
        books.entry_count += 1
        books.line_count += len(entry.lines)
        _add(books, entry)
    return books


def _add(books: Books, entry: Entry) -> None:
    month = books.months[entry.day.replace(day=1)]
    for line in entry.lines:
        sums = books.accounts[line.account]
        sums.debit_cents += line.debit_cents
        sums.credit_cents += line.credit_cents
        signed = line.debit_cents - line.credit_cents
        if line.role == Role.GIFTS and entry.journal == Journal.GIFTS:
            month.gifts_cents -= signed
        elif line.role == Role.GIFTS:
            month.given_back_cents += signed
        elif line.role == Role.FEES:
            month.fees_cents += signed
        elif line.role == Role.PENDING:
            books.pending_cents += signed
        elif line.role == Role.BANK and entry.kind == Kind.PAYOUT:
            month.payouts_cents += signed
        elif line.role == Role.BANK and entry.kind == Kind.DEPOSIT:
            month.deposits_cents += signed


def compare_with_gifts(first_day: date, last_day: date, *, books: Books | None = None) -> Agreement:
    """The account of gifts beside the payments received minus refunds and disputes lost, each on its own day; and the debits of the bank
    by Stripe's payouts beside these. `books` are those of the period, when they are read already."""
    books = books or measure_books(first_day, last_day)
    within = {"gte": midnight(first_day), "lt": midnight(last_day + ONE_DAY)}
    return Agreement(_compare_gifts(books, within), _compare_payouts(books, within))


def _compare_gifts(books: Books, within: dict[str, datetime]) -> Comparison:
    dated = {f"created_at__{name}": at for name, at in within.items()}
    received = Payment.objects.received().filter(**{f"paid_at__{name}": at for name, at in within.items()})
    gone = (Refund.objects.effective().filter(**dated), Dispute.objects.filter(state=Dispute.State.LOST, **dated))
    charged = BalanceLine.objects.filter(payment=OuterRef("pk"), kind__in=CHARGES)
    online = received.filter(gift__source=Gift.Source.STRIPE)
    told = Exists(BalanceLine.objects.filter(source_id=OuterRef("stripe_id")))
    undone = (
        ~Q(payment__state=Payment.State.PAID)
        | Q(source_id__in=Refund.objects.exclude(stripe_id=None).exclude(pk__in=Refund.objects.effective()).values("stripe_id"))
        | Q(source_id__in=Dispute.objects.exclude(state=Dispute.State.LOST).values("stripe_id"))
    )
    lines = BalanceLine.objects.filter(kind__in=CHARGES | REFUNDS | DISPUTES, payment__isnull=False, **dated)
    return Comparison(
        books_cents=books.gifts_cents,
        site_cents=_sum(received) - sum(_sum(rows) for rows in gone),
        unread_cents=_sum(online.filter(~Exists(charged))) - sum(_sum(rows.filter(~told, stripe_id__isnull=False)) for rows in gone),
        passing_cents=_sum(lines.filter(undone)),
    )


def _compare_payouts(books: Books, within: dict[str, datetime]) -> Comparison:
    dated = {f"created_at__{name}": at for name, at in within.items()}
    sent = Payout.objects.exclude(state=Payout.State.FAILED).filter(**dated)
    told = BalanceLine.objects.filter(source_id=OuterRef("stripe_id"), kind__in=PAYOUTS)
    failed = Payout.objects.filter(state=Payout.State.FAILED).values("stripe_id")
    return Comparison(
        books_cents=books.payouts_cents,
        site_cents=_sum(sent),
        unread_cents=_sum(sent.filter(~Exists(told))),
        passing_cents=-_sum(BalanceLine.objects.filter(kind__in=PAYOUTS, source_id__in=failed, **dated)),
    )


def _sum(rows: "QuerySet[Payment] | QuerySet[Refund] | QuerySet[Dispute] | QuerySet[BalanceLine] | QuerySet[Payout]") -> int:
    return int(rows.order_by().aggregate(total=Sum("amount_cents", default=0))["total"])


def months_begun(books: Books, *, today: date) -> Sequence[MonthSums]:
    """Those of the period that are not wholly to come."""
    return [month for month in books.months.values() if month.first_day <= today]
