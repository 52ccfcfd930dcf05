"""Gifts in every state."""

import uuid

import factory
from django.utils import timezone

from donations.models import Gift


class GiftFactory(factory.django.DjangoModelFactory[Gift]):
    """A gift of 50 € just begun; `paid=True` has its payment date."""

    class Meta:
        model = Gift

    class Params:
        paid = factory.Trait(status=Gift.Status.PAID, paid_at=factory.SelfAttribute("created_at"))

    form_token = factory.LazyFunction(uuid.uuid4)
    amount_cents = 5000
    email = factory.Sequence(lambda n: f"donatrice-{n}@demo.test")
    created_at = factory.LazyFunction(timezone.now)
