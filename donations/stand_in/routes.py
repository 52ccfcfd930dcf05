"""What the stand-in answers: addresses of the API, the library's own types of their parameters, and who carries them out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stripe import params as types

from donations.stand_in import account, balance, checkout, customers, disputes, invoices, lists, portal, refunds, subscriptions
from donations.stand_in.errors import Refusal, no_such
from donations.stand_in.objects import INCLUDABLE, Json
from donations.stand_in.parameters import read
from donations.stand_in.store import Store

Handler = Callable[[Store, str, Json], Json]
DEEPEST: Final = 4


@dataclass(frozen=True)
class Route:
    method: str
    path: re.Pattern[str]
    schema: type
    handle: Handler


def _route(method: str, path: str, schema: type, handle: Handler) -> Route:
    return Route(method, re.compile(path.replace("<id>", r"(\w+)")), schema, handle)


def _retrieval(path: str, schema: type, kind: str, param: str = "id") -> Route:
    return _route("get", f"{path}/<id>", schema, lambda store, object_id, _params: store.get(kind, object_id, param=param))


def _listing(path: str, schema: type, kind: str) -> Route:
    return _route("get", path, schema, lambda store, _id, params: lists.list_objects(store, kind, params, url=path))


def _retrieve_event(store: Store, event_id: str, _params: Json) -> Json:
    event = store.find_event(event_id)
    if event is None:
        raise no_such("event", event_id, "id")
    return event


def _delete_customer(store: Store, customer_id: str, _params: Json) -> Json:
    for subscription in lists.list_subscriptions(store, {"customer": customer_id, "limit": lists.LONGEST_PAGE})["data"]:
        subscriptions.end(store, subscription, reason="cancellation_requested")
    return customers.delete(store, customer_id)


SESSIONS: Final = "/v1/checkout/sessions"
ROUTES: Final = (
    _route("post", SESSIONS, types.checkout.SessionCreateParams, lambda store, _id, params: checkout.create_session(store, params)),
    _retrieval(SESSIONS, types.checkout.SessionRetrieveParams, "checkout.session", "session"),
    _listing(SESSIONS, types.checkout.SessionListParams, "checkout.session"),
    _route(
        "post",
        f"{SESSIONS}/<id>/expire",
        types.checkout.SessionExpireParams,
        lambda store, session_id, _params: checkout.expire_session(store, session_id),
    ),
    _route(
        "get",
        f"{SESSIONS}/<id>/line_items",
        types.checkout.SessionListLineItemsParams,
        lambda store, session_id, _params: checkout.list_lines(store, store.get("checkout.session", session_id)),
    ),
    _route("post", "/v1/customers", types.CustomerCreateParams, lambda store, _id, params: customers.create(store, params)),
    _route("post", "/v1/customers/<id>", types.CustomerUpdateParams, customers.update),
    _route("delete", "/v1/customers/<id>", types.CustomerDeleteParams, _delete_customer),
    _retrieval("/v1/customers", types.CustomerRetrieveParams, "customer"),
    _listing("/v1/customers", types.CustomerListParams, "customer"),
    _route(
        "post",
        "/v1/billing_portal/sessions",
        types.billing_portal.SessionCreateParams,
        lambda store, _id, params: portal.create_session(store, params),
    ),
    _retrieval("/v1/payment_intents", types.PaymentIntentRetrieveParams, "payment_intent", "intent"),
    _listing("/v1/payment_intents", types.PaymentIntentListParams, "payment_intent"),
    _retrieval("/v1/payment_methods", types.PaymentMethodRetrieveParams, "payment_method"),
    _retrieval("/v1/charges", types.ChargeRetrieveParams, "charge"),
    _listing("/v1/charges", types.ChargeListParams, "charge"),
    _route("post", "/v1/subscriptions/<id>", types.SubscriptionUpdateParams, subscriptions.update),
    _route("delete", "/v1/subscriptions/<id>", types.SubscriptionCancelParams, subscriptions.cancel),
    _retrieval("/v1/subscriptions", types.SubscriptionRetrieveParams, "subscription"),
    _route("get", "/v1/subscriptions", types.SubscriptionListParams, lambda store, _id, params: lists.list_subscriptions(store, params)),
    _retrieval("/v1/prices", types.PriceRetrieveParams, "price"),
    _retrieval("/v1/products", types.ProductRetrieveParams, "product"),
    _retrieval("/v1/invoices", types.InvoiceRetrieveParams, "invoice"),
    _route("get", "/v1/invoices", types.InvoiceListParams, lambda store, _id, params: lists.list_invoices(store, params)),
    _route(
        "post",
        "/v1/invoices/<id>/void",
        types.InvoiceVoidInvoiceParams,
        lambda store, invoice_id, _params: invoices.void_open(store, invoice_id),
    ),
    _retrieval("/v1/invoice_payments", types.InvoicePaymentRetrieveParams, "invoice_payment"),
    _listing("/v1/invoice_payments", types.InvoicePaymentListParams, "invoice_payment"),
    _route("post", "/v1/refunds", types.RefundCreateParams, lambda store, _id, params: refunds.create(store, params)),
    _route("post", "/v1/refunds/<id>", types.RefundUpdateParams, refunds.update),
    _retrieval("/v1/refunds", types.RefundRetrieveParams, "refund", "refund"),
    _listing("/v1/refunds", types.RefundListParams, "refund"),
    _retrieval("/v1/disputes", types.DisputeRetrieveParams, "dispute", "dispute"),
    _listing("/v1/disputes", types.DisputeListParams, "dispute"),
    _route(
        "post", "/v1/disputes/<id>/close", types.DisputeCloseParams, lambda store, dispute_id, _params: disputes.lose(store, dispute_id)
    ),
    _route("get", "/v1/balance", types.BalanceRetrieveParams, lambda store, _id, _params: balance.retrieve(store)),
    _retrieval("/v1/balance_transactions", types.BalanceTransactionRetrieveParams, "balance_transaction"),
    _route(
        "get",
        "/v1/balance_transactions",
        types.BalanceTransactionListParams,
        lambda store, _id, params: lists.list_movements(store, params),
    ),
    _retrieval("/v1/payouts", types.PayoutRetrieveParams, "payout"),
    _listing("/v1/payouts", types.PayoutListParams, "payout"),
    _route("get", "/v1/account", types.AccountRetrieveCurrentParams, account.retrieve),
    _route("get", "/v1/webhook_endpoints", types.WebhookEndpointListParams, account.list_endpoints),
    _route("get", "/v1/payment_method_configurations", types.PaymentMethodConfigurationListParams, account.list_method_configurations),
    _route("get", "/v1/billing_portal/configurations", types.billing_portal.ConfigurationListParams, account.list_portal_configurations),
    _route("get", "/v1/events/<id>", types.EventRetrieveParams, _retrieve_event),
    _route("get", "/v1/events", types.EventListParams, lambda store, _id, params: lists.list_events(store, params)),
)


def carry_out(store: Store, method: str, path: str, query: str) -> Json:
    """Reads a request, does it, and gives its answer. Raises Refusal for one that Stripe would refuse."""
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if route.method == method and match:
            params = read(query, route.schema)
            body = route.handle(store, match[1] if match.groups() else "", params)
            for number, names in enumerate(params.get("expand", [])):
                _expand(store, body, names.split("."), f"expand[{number}]")
            return body
    raise Refusal(f"Unrecognized request URL ({method.upper()}: {path}).", status=404)


def _expand(store: Store, body: Json, names: list[str], param: str) -> None:
    """Replaces ids by their objects; `payment_intent.latest_charge` goes through both, `data.customer` through a list."""
    if len(names) > DEEPEST:
        raise Refusal("You cannot expand more than 4 levels of a property.", param=param)
    name, *rest = names
    if name in INCLUDABLE.get(body.get("object", ""), {}):
        body[name] = checkout.list_lines(store, body) if name == "line_items" else lists.include(store, body, name)
    if name not in body:
        raise Refusal(f"This property cannot be expanded ({name}).", param=param)
    if isinstance(body[name], str):
        found = store.find(body[name])
        if found is None:
            raise Refusal(f"This property cannot be expanded ({name}).", param=param)
        body[name] = found
    if not rest:
        return
    for item in body[name] if isinstance(body[name], list) else [body[name]]:
        if item is not None:
            _expand(store, item, rest, param)
