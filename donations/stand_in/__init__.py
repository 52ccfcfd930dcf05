"""A small Stripe for the demo and the tests, inside our own processes: no request ever leaves the machine.

It answers the real stripe library at its network's edge (`http_client`, `routes`, `lists`), checks requests against the library's own
types (`parameters`) and keeps its objects in a SQLite file of its own that web and worker share (`store`). It behaves as Stripe documents:
a donor pays on a page (`checkout`, `methods`, `payments`, `views`), once or every month (`subscriptions`, `invoices`, `portal`), by a bank
that answers days later (`debits`); money goes back (`refunds`, `disputes`) and on to the association (`balance`). Time passes by the
machine's clock or sooner (`clock`, `desk`). Signed events are posted to the site (`events`, `deliveries`), over a network that may be bad
(`chaos`).
"""
