"""A line of the table, and what its columns are reckoned from."""

from dataclasses import dataclass
from typing import Final

from donations.stand_in import invoices
from donations.stand_in.objects import Json
from donations.stand_in.store import Store

EFFECTIVE: Final = ("succeeded", "pending")


@dataclass(frozen=True)
class Line:
    """A thing that both sides know. `most` is more than `stripe` for a mail that is written only if its moment was seen."""

    what: str
    stripe: int
    site: int
    most: int | None = None

    @property
    def agrees(self) -> bool:
        return self.stripe <= self.site <= (self.stripe if self.most is None else self.most)


def gift_of(store: Store, intent: Json) -> str:
    """The gift that a payment intent is a debit of."""
    invoice = invoices.of_intent(store, intent["id"])
    if invoice is None:
        return str(intent["metadata"]["gift"])
    return str(store.get("subscription", invoices.subscription_id(invoice))["metadata"]["gift"])
