"""Donors, gifts in every state, and what was paid of them."""

import uuid
from typing import Any

import factory
from django.utils import timezone
from wagtail.models import Page

from donations.models import CampaignPage, Donor, Gift, MonthlyPlan, Payment


class DonorFactory(factory.django.DjangoModelFactory[Donor]):
    """Known by an address alone; `located=True` can have a receipt."""

    class Meta:
        model = Donor

    class Params:
        located = factory.Trait(
            first_name="Dominique", last_name="Exemple", address="3 rue de la Démonstration", postal_code="75014", city="Paris"
        )

    email = factory.Sequence(lambda n: f"donatrice-{n}@demo.test")
    created_at = factory.LazyFunction(timezone.now)


class GiftFactory(factory.django.DjangoModelFactory[Gift]):
    """A gift of 50 € just begun; `paid=True` has its payment, of the moment it was begun."""

    class Meta:
        model = Gift
        skip_postgeneration_save = True

    class Params:
        monthly = factory.Trait(rhythm=Gift.Rhythm.MONTHLY)

    donor = factory.SubFactory(DonorFactory)
    form_token = factory.LazyFunction(uuid.uuid4)
    amount_cents = 5000
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def paid(self: Gift, create: bool, extracted: bool | None, **_kwargs: Any) -> None:
        if extracted:
            PaymentFactory(gift=self)
            self.status = Gift.Status.PAID
            self.save()


class PaymentFactory(factory.django.DjangoModelFactory[Payment]):
    """A card debited of the whole gift when it was begun."""

    class Meta:
        model = Payment

    gift = factory.SubFactory(GiftFactory)
    amount_cents = factory.SelfAttribute("gift.amount_cents")
    method = Payment.Method.CARD
    state = Payment.State.PAID
    created_at = factory.SelfAttribute("gift.created_at")
    paid_at = factory.Maybe(
        factory.LazyAttribute(lambda payment: payment.state == Payment.State.PAID), factory.SelfAttribute("created_at"), None
    )


class MonthlyPlanFactory(factory.django.DjangoModelFactory[MonthlyPlan]):
    """A monthly gift of 50 €, running."""

    class Meta:
        model = MonthlyPlan

    gift = factory.SubFactory(GiftFactory, monthly=True, paid=True)
    subscription_id = factory.Sequence(lambda n: f"sub_factory_{n}")
    customer_id = factory.Sequence(lambda n: f"cus_factory_{n}")
    amount_cents = factory.SelfAttribute("gift.amount_cents")
    started_at = factory.SelfAttribute("gift.created_at")


class CampaignFactory(factory.django.DjangoModelFactory[CampaignPage]):
    """A campaign that stands nowhere in the tree: for what speaks of its title alone."""

    class Meta:
        model = CampaignPage

    title = factory.Sequence(lambda n: f"Campagne {n}")
    slug = factory.Sequence(lambda n: f"campagne-{n}")

    @classmethod
    def _create(cls, model_class: type[CampaignPage], *args: Any, **kwargs: Any) -> CampaignPage:
        return Page.get_first_root_node().add_child(instance=model_class(*args, **kwargs))
