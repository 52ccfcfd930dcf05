"""The list of receipts as the treasurer asks for it: one set of criteria, for the page and its export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.db.models import Q, QuerySet

from donations.models import Donor, TaxReceipt
from home.amounts import read_euros
from volunteers.certificates import LENGTH
from volunteers.checked_codes import read_code

UNTOLD: Final = "untold"
TOLD: Final = "told"
POST: Final = "post"
# How receipts reach people, or are about to.
SENDINGS: Final[Mapping[str, str]] = MappingProxyType({UNTOLD: "À annoncer par courriel", TOLD: "Annoncés par courriel", POST: "À poster"})
NUMBER: Final = re.compile(r"(?:(\d{4})-)?0*(\d{1,6})")


@dataclass(frozen=True)
class ReceiptCriteria:
    """What was asked, all of it optional: `year` is that of issue, `gift_year` that of the gifts, `sending` a way of `SENDINGS`."""

    q: str = ""
    year: int | None = None
    gift_year: int | None = None
    state: str = ""
    kind: str = ""
    reason: str = ""
    sending: str = ""


def find_receipts(asked: ReceiptCriteria) -> QuerySet[TaxReceipt]:
    """The receipts that answer all the criteria, the last number first."""
    found = TaxReceipt.objects.all()
    if asked.sending:
        found = {UNTOLD: found.untold, TOLD: found.told, POST: found.for_post}[asked.sending]()
    plain = {
        "year": asked.year,
        "gift_year": asked.gift_year,
        "state": asked.state,
        "kind": asked.kind,
        "cancel_reason": asked.reason,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    return found.filter(_numbered_named_or_worth(asked.q.strip())) if asked.q.strip() else found


def _numbered_named_or_worth(words: str) -> Q:
    """A number, with its year or without, a name, an amount, or the code at the foot of the paper."""
    answer = Q(donor__in=Donor.objects.called(words).order_by().values("pk"))
    number = NUMBER.fullmatch(words)
    if number:
        answer |= Q(number=int(number[2]), year=int(number[1])) if number[1] else Q(number=int(number[2]))
    code = read_code(words)
    if len(code) == LENGTH:
        answer |= Q(code=code)
    try:
        return answer | Q(amount_cents=read_euros(words))
    except ValueError:
        return answer
