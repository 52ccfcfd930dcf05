"""A bad day on purpose: `make payments-drill` gives a thousand gifts through a failing network while web and worker are killed.

The whole site runs as it does in the demo, in processes of its own (`site`, `process`); donors, Stripe and banks are played here
(`donors`, on the stand-in) through `day`; in the end both sides' books must agree to the cent (`books`).
"""
