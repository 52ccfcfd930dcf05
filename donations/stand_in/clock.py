"""What happens by itself: months pass, banks answer, sessions expire. By the machine's time, or sooner when somebody moves it on.

Moving the clock brings forward what is already expected, and its dates with it; what begins afterwards begins at the machine's time.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from donations.stand_in import balance, checkout, debits, disputes, refunds, subscriptions
from donations.stand_in.store import Store

DAY: Final = 24 * 3600


def _dispute(store: Store, charge_id: str) -> None:
    """What the test number promised, unless the money was given back meanwhile, or contested by hand."""
    charge = store.get("charge", charge_id)
    if not charge["refunded"] and not charge["disputed"]:
        disputes.open_dispute(store, charge_id)


ACTIONS: Final[Mapping[str, Callable[[Store, str], object]]] = MappingProxyType(
    {
        "arrive": balance.arrive,
        "collect": subscriptions.collect,
        "dispute": _dispute,
        "end_refund": refunds.end_refund,
        "expire_session": checkout.expire_session,
        "fail_refund": refunds.fail_refund,
        "renew": subscriptions.renew,
        "resume": subscriptions.resume,
        "settle_debit": debits.settle,
    }
)


def run_due(store: Store) -> None:
    """Does everything whose time has come, in order, each at its own time."""
    while appointment := store.take_appointment():
        ACTIONS[appointment.action](store, appointment.object_id)


def advance(store: Store, seconds: int) -> None:
    """Makes that much time pass for all that is under way. A payment page left open is not hurried."""
    run_due(store)
    store.move_agenda(seconds)
    run_due(store)
