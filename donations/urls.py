"""Addresses of this app, one list for each surface (public site, coordination, demo)."""

from django.conf import settings
from django.urls import URLPattern, path

from donations import views

public: list[URLPattern] = [
    path("don/", views.give, name="give"),
    path("don/merci/", views.give_thanks, name="give_thanks"),
    path("stripe/webhook/", views.stripe_webhook, name="stripe_webhook"),
]
space: list[URLPattern] = []
coordination: list[URLPattern] = [path("dons/", views.coordination_gifts, name="coordination_gifts")]
demo: list[URLPattern] = []

if settings.STRIPE_STAND_IN:
    # Outside the demo and the tests the stand-in is never loaded.
    from donations.stand_in.views import demo_stripe

    demo.append(path("stripe/<slug:session_id>/", demo_stripe, name="demo_stripe"))
