"""Lists of the API, page by page, newest first (https://docs.stripe.com/api/pagination)."""

from typing import Any, Final

from donations.stand_in import balance
from donations.stand_in.errors import Refusal, no_such
from donations.stand_in.objects import INCLUDABLE, Json, as_list
from donations.stand_in.store import Store

PAGE_LENGTH: Final = 10
LONGEST_PAGE: Final = 100
COMPARISONS: Final = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PAGING: Final = frozenset({"limit", "starting_after", "ending_before", "expand"})


def list_objects(store: Store, kind: str, params: Json, *, url: str, also: tuple[str, tuple[Any, ...]] | None = None) -> Json:
    """The objects of a kind whose fields are as `params` says. `also` is one more condition of SQL."""
    conditions = [f"kind = '{kind}'", "json_extract(body, '$.deleted') IS NULL"]
    values: list[Any] = []
    for name, value in params.items():
        if name not in PAGING:
            condition, found = _condition(name, value)
            conditions.append(condition)
            values += found
    if also:
        conditions.append(also[0])
        values += also[1]
    return _page(store, "objects", conditions, values, params, url=url, kind=kind)


def list_events(store: Store, params: Json) -> Json:
    conditions = ["1"]
    values: list[Any] = []
    types = params.get("types") or ([params["type"]] if "type" in params else None)
    if types:
        # `invoice.*` stands for all the events of invoices.
        conditions.append("(" + " OR ".join("type GLOB ?" for _type in types) + ")")
        values += types
    if "delivery_success" in params:
        missing = "EXISTS (SELECT 1 FROM deliveries WHERE event_id = events.id AND state != 'delivered')"
        conditions.append(f"NOT {missing}" if params["delivery_success"] else missing)
    if "created" in params:
        condition, found = _condition("created", params["created"])
        conditions.append(condition)
        values += found
    return _page(store, "events", conditions, values, params, url="/v1/events", kind="event")


def _condition(name: str, value: Any) -> tuple[str, list[Any]]:
    if not isinstance(value, dict):
        return f"json_extract(body, '$.{name}') = ?", [value]
    # `payment[type]` of an InvoicePayment nests fields; `created[gte]` compares.
    parts = [
        f"json_extract(body, '$.{name}') {COMPARISONS[part]} ?" if part in COMPARISONS else f"json_extract(body, '$.{name}.{part}') = ?"
        for part in value
    ]
    return " AND ".join(parts), list(value.values())


def _page(store: Store, table: str, conditions: list[str], values: list[Any], params: Json, *, url: str, kind: str) -> Json:
    limit = params.get("limit", PAGE_LENGTH)
    if not 1 <= limit <= LONGEST_PAGE:
        raise Refusal("This value must be between 1 and 100.", code="parameter_invalid_integer", param="limit")
    backwards = "ending_before" in params
    for name, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if name in params:
            number = store.number_of(table, params[name])
            if number is None:
                raise no_such(kind, params[name], name)
            conditions.append(f"number {comparison} ?")
            values.append(number)
    found = store.page(table, " AND ".join(conditions), tuple(values), limit=limit + 1, oldest_first=backwards)
    shown = found[:limit]
    return as_list(shown[::-1] if backwards else shown, url, has_more=len(found) > limit)


def list_invoices(store: Store, params: Json) -> Json:
    rest = {name: value for name, value in params.items() if name != "subscription"}
    also = ("json_extract(hidden, '$.subscription') = ?", (params["subscription"],)) if "subscription" in params else None
    return list_objects(store, "invoice", rest, url="/v1/invoices", also=also)


def list_subscriptions(store: Store, params: Json) -> Json:
    """Those going on, unless a status is given; `ended` and `all` are not statuses of one subscription."""
    status = params.get("status")
    rest = {name: value for name, value in params.items() if name != "status"}
    condition = {
        None: "json_extract(body, '$.status') != 'canceled'",
        "all": "1",
        "ended": "json_extract(body, '$.status') = 'canceled'",
    }.get(status)
    also = (condition, ()) if condition else ("json_extract(body, '$.status') = ?", (status,))
    return list_objects(store, "subscription", rest, url="/v1/subscriptions", also=also)


def list_movements(store: Store, params: Json) -> Json:
    rest = {name: value for name, value in params.items() if name != "payout"}
    also = balance.of_payout(store, params["payout"]) if "payout" in params else None
    return list_objects(store, "balance_transaction", rest, url="/v1/balance_transactions", also=also)


def include(store: Store, body: Json, name: str) -> Json:
    """A list that an object shows when asked for with `expand`."""
    kind, field = INCLUDABLE[body["object"]][name]
    found = store.select(kind, **{field: body["id"]})
    return as_list(found, f"/v1/{kind}s?{field}={body['id']}")
