"""What somebody who tries the demo can make happen: months that pass, banks that answer or refuse, money that goes and comes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from donations.stand_in import balance, chaos, clock, debits, disputes, refunds, subscriptions
from donations.stand_in.methods import name_method
from donations.stand_in.objects import Json
from donations.stand_in.store import Store

SHOWN: Final = 12
FORTNIGHT: Final = 14 * clock.DAY
SEED: Final = 14


def _pass_month(store: Store, _object_id: str) -> str:
    now = store.now()
    # And the hour that an invoice stays a draft.
    clock.advance(store, subscriptions.add_month(now, now) - now + 2 * subscriptions.DRAFT_SECONDS)
    return "Un mois a passé\u00a0: les dons mensuels ont été renouvelés."


def _pass_fortnight(store: Store, _object_id: str) -> str:
    clock.advance(store, FORTNIGHT)
    return "Deux semaines ont passé\u00a0: les banques ont répondu aux prélèvements en cours."


def _refuse_debit(store: Store, _object_id: str) -> str:
    waiting = debits.under_way(store)
    if not waiting:
        return "Aucun prélèvement n’est en cours."
    debits.settle(store, waiting[0]["id"], refused="insufficient_funds")
    return "La banque a refusé le plus ancien prélèvement en cours."


def _pay_out(store: Store, _object_id: str) -> str:
    if balance.pay_out(store) is None:
        return "Il n’y a rien à verser."
    return "Le solde est en route vers le compte bancaire de l’association. Il arrive dans deux jours."


def _refund(store: Store, charge_id: str) -> str:
    refunds.create(store, {"charge": charge_id})
    return "Le paiement est remboursé."


def _fail_refund(store: Store, charge_id: str) -> str:
    found = [refund for refund in store.select("refund", charge=charge_id) if refund["status"] != "failed"]
    if not found:
        return "Ce paiement n’a pas de remboursement."
    refunds.fail_refund(store, found[0]["id"])
    return "La banque a refusé le remboursement\u00a0: l’argent est revenu."


def _dispute(store: Store, charge_id: str) -> str:
    disputes.open_dispute(store, charge_id)
    return "Le paiement est contesté par la banque de la personne."


def _end_dispute(end: Callable[[Store, str], Json], said: str) -> Callable[[Store, str], str]:
    def run(store: Store, charge_id: str) -> str:
        found = store.select("dispute", charge=charge_id)
        if not found:
            return "Ce paiement n’est pas contesté."
        end(store, found[0]["id"])
        return said

    return run


def _begin_chaos(store: Store, _object_id: str) -> str:
    chaos.begin(store, SEED)
    return "Le réseau est en panne par moments\u00a0: des messages se perdent, arrivent deux fois ou en désordre."


def _end_chaos(store: Store, _object_id: str) -> str:
    chaos.end(store)
    return "Le réseau fonctionne de nouveau."


ACTIONS: Final[Mapping[str, Callable[[Store, str], str]]] = MappingProxyType(
    {
        "month": _pass_month,
        "fortnight": _pass_fortnight,
        "refuse_debit": _refuse_debit,
        "pay_out": _pay_out,
        "refund": _refund,
        "fail_refund": _fail_refund,
        "dispute": _dispute,
        "win": _end_dispute(disputes.win, "La contestation est gagnée\u00a0: l’argent est revenu."),
        "lose": _end_dispute(disputes.lose, "La contestation est perdue."),
        "begin_chaos": _begin_chaos,
        "end_chaos": _end_chaos,
    }
)


def describe(store: Store) -> Json:
    """What the page shows."""
    charges = store.page("objects", "kind = 'charge' AND json_extract(body, '$.status') != 'failed'", (), limit=SHOWN)
    deliveries = store.delivery_states()
    return {
        "charges": [_describe_charge(store, charge) for charge in charges],
        "subscriptions": sum(found["status"] not in subscriptions.ENDED for found in store.select("subscription")),
        "debits": len(debits.under_way(store)),
        "balance": balance.retrieve(store)["pending"][0]["amount"],
        "waiting": deliveries.get("pending", 0),
        "dropped": deliveries.get("dropped", 0),
        "chaos": chaos.is_on(store),
    }


def _describe_charge(store: Store, charge: Json) -> Json:
    found = store.select("dispute", charge=charge["id"])
    is_open = bool(found) and found[0]["status"] == "needs_response"
    has_money = charge["status"] == "succeeded" and not charge["refunded"]
    return {
        "id": charge["id"],
        "amount": charge["amount"],
        "created": charge["created"],
        "method": name_method(store.get("payment_method", charge["payment_method"])),
        "state": _name_state(charge, found[0]["status"] if found else ""),
        "may_refund": has_money and (not found or found[0]["status"] == "won"),
        "may_fail_refund": charge["amount_refunded"] > 0,
        "may_dispute": has_money and not found,
        "is_disputed": is_open,
    }


def _name_state(charge: Json, dispute: str) -> str:
    if dispute:
        return {"needs_response": "Contesté", "won": "Contestation gagnée", "lost": "Contestation perdue"}[dispute]
    if charge["status"] == "pending":
        return "En cours"
    if charge["refunded"]:
        return "Remboursé"
    return "Remboursé en partie" if charge["amount_refunded"] else "Payé"
