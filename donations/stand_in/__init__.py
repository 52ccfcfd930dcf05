"""A small Stripe for the demo and the tests, inside our own processes: no request ever leaves the machine.

It answers the real stripe library at its network's edge (`http_client`), checks requests against the library's own
types (`parameters`), keeps its objects in a SQLite file of its own that web and worker share (`store`), behaves as
Stripe documents (`checkout`), shows a payment page (`views`) and posts signed events to the site (`deliveries`).
"""
