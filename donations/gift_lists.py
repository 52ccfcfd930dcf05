"""The list of gifts as the treasurer asks for it: one set of criteria, for the page and its export."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from donations.figures import add_nets
from donations.models import CampaignPage, Dispute, Donor, Gift, GiftQuerySet, MonthlyPlan, Payment, Refund
from home.amounts import read_euros
from home.dates import midnight

# What screens, mails and files show of an id; more of it narrows further.
SHORTEST_ID: Final = re.compile(r"[0-9a-f]{8,32}")
ID_LENGTH: Final = 32
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Criteria:
    """What was asked, all of it optional. `first_day` and `last_day` are both part of the period."""

    q: str = ""
    status: str = ""
    method: str = ""
    source: str = ""
    rhythm: str = ""
    plan: str = ""
    campaign: CampaignPage | None = None
    first_day: date | None = None
    last_day: date | None = None
    given_back: bool = False


def find_gifts(asked: Criteria) -> GiftQuerySet:
    """The gifts that answer all the criteria, the last begun first.

    A gift is in a period when it was begun then, or when money of it arrived then: a monthly gift is in each of its months.
    """
    found = Gift.objects.all()
    plain = {"status": asked.status, "source": asked.source, "rhythm": asked.rhythm, "campaign": asked.campaign, "plan__state": asked.plan}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.method:
        # Asked of each gift: half of them may have that method, and other criteria leave few.
        found = found.filter(Exists(Payment.objects.filter(gift=OuterRef("pk"), method=asked.method).order_by()))
    if asked.given_back:
        found = found.filter(pk__in=Payment.objects.given_back().order_by().values("gift"))
    if asked.first_day or asked.last_day:
        found = _within(found, asked.first_day, asked.last_day)
    if asked.q.strip():
        found = found.filter(_named_or_worth(asked.q.strip()))
    return found


def describe_gifts(keys: Sequence[uuid.UUID]) -> list[Gift]:
    """Those gifts in that order, with all that a line of the list says."""
    found = with_states(Gift.objects.filter(pk__in=keys))
    rows = {gift.pk: gift for gift in found.select_related("donor", "campaign", "plan")}
    return [rows[key] for key in keys if key in rows]


def with_states(gifts: GiftQuerySet) -> GiftQuerySet:
    """The gifts with all that `partials/gift_state.html` reads: `net_cents` and `is_contested`."""
    return add_nets(gifts).annotate(is_contested=is_contested("payment__gift"))


def is_contested(path: str) -> Exists:
    """Whether a bank has yet to decide about money of a row; `path` leads to it from a dispute."""
    return Exists(Dispute.objects.filter(**{path: OuterRef("pk")}, state=Dispute.State.OPENED))


def _within(found: GiftQuerySet, first_day: date | None, last_day: date | None) -> GiftQuerySet:
    begun, paid = {}, {}
    if first_day:
        begun["created_at__gte"] = paid["paid_at__gte"] = midnight(first_day)
    if last_day:
        begun["created_at__lt"] = paid["paid_at__lt"] = midnight(last_day + ONE_DAY)
    return found.filter(Q(**begun) | Q(pk__in=Payment.objects.received().filter(**paid).order_by().values("gift")))


def _named_or_worth(words: str) -> Q:
    """A name, an address, an amount, or a reference: ours, the bank's or Stripe's."""
    answer = Q(donor__in=Donor.objects.called(words).order_by().values("pk"))
    paid = Q(intent_id=words) | Q(charge_id=words) | Q(invoice_id=words) | Q(bank_reference__iexact=words)
    paid |= Q(pk__in=Refund.objects.filter(stripe_id=words).order_by().values("payment"))
    try:
        amount_cents = read_euros(words)
    except ValueError:
        pass
    else:
        answer |= Q(amount_cents=amount_cents)
        paid |= Q(amount_cents=amount_cents)
    answer |= Q(pk__in=Payment.objects.filter(paid).order_by().values("gift"))
    answer |= Q(checkout_session_id=words) | Q(pk__in=MonthlyPlan.objects.filter(subscription_id=words).order_by().values("gift"))
    start = words.lower().replace("-", "")
    if SHORTEST_ID.fullmatch(start):
        first, last = (uuid.UUID(start.ljust(ID_LENGTH, digit)) for digit in "0f")
        answer |= Q(pk__gte=first, pk__lte=last)
    return answer
