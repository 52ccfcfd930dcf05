"""Donors, gifts in every state, and what was paid of them."""

import io
import uuid
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import factory
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from donations.models import (
    CampaignPage,
    ChequeBatch,
    Donor,
    Gift,
    MonthlyPlan,
    Payment,
    ReceiptBody,
    ReceiptEligibility,
    ReceiptSignatory,
    SignatureImage,
    TaxReceipt,
)
from donations.receipts import issue


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


class ChequeBatchFactory(factory.django.DjangoModelFactory[ChequeBatch]):
    """An open batch of no cheque, handed in today."""

    class Meta:
        model = ChequeBatch

    reference = factory.Sequence(lambda n: f"{n:07}")
    deposited_on = factory.LazyFunction(timezone.localdate)
    made_at = factory.LazyFunction(timezone.now)


class MonthlyPlanFactory(factory.django.DjangoModelFactory[MonthlyPlan]):
    """A monthly gift of 50 €, running."""

    class Meta:
        model = MonthlyPlan

    gift = factory.SubFactory(GiftFactory, monthly=True, paid=True)
    subscription_id = factory.Sequence(lambda n: f"sub_factory_{n}")
    customer_id = factory.Sequence(lambda n: f"cus_factory_{n}")
    amount_cents = factory.SelfAttribute("gift.amount_cents")
    started_at = factory.SelfAttribute("gift.created_at")


class EligibilityFactory(factory.django.DjangoModelFactory[ReceiptEligibility]):
    """Receipts may be issued, for all gifts since 2010."""

    class Meta:
        model = ReceiptEligibility

    ground = ReceiptEligibility.Ground.GENERAL
    evidence = "Rescrit fictif n° 2010-14"
    decided_on = date(2010, 1, 1)
    since = date(2010, 1, 1)
    recorded_at = factory.LazyFunction(timezone.now)


class ReceiptBodyFactory(factory.django.DjangoModelFactory[ReceiptBody]):
    class Meta:
        model = ReceiptBody

    since = date(2010, 1, 1)
    name = "Polaris 14 (démonstration)"
    address = "14 rue de l’Exemple"
    postal_code = "75014"
    city = "Paris"
    siren = "123456782"
    purpose = "Accompagner les personnes dès leur demande d’asile."
    quality = "Organisme d’intérêt général à caractère social"
    recorded_at = factory.LazyFunction(timezone.now)


class SignatureFactory(factory.django.DjangoModelFactory[SignatureImage]):
    """A grey rectangle."""

    class Meta:
        model = SignatureImage
        django_get_or_create = ("sha256",)

    @staticmethod
    def draw() -> bytes:
        target = io.BytesIO()
        Image.new("RGB", (120, 40), "grey").save(target, "PNG")
        return target.getvalue()

    png = factory.LazyFunction(draw)
    sha256 = factory.LazyAttribute(lambda image: sha256(image.png).hexdigest())


class SignatoryFactory(factory.django.DjangoModelFactory[ReceiptSignatory]):
    class Meta:
        model = ReceiptSignatory

    since = date(2010, 1, 1)
    name = "Camille Exemple"
    quality = "Trésorière"
    signature = factory.SubFactory(SignatureFactory)
    recorded_at = factory.LazyFunction(timezone.now)


class CampaignFactory(factory.django.DjangoModelFactory[CampaignPage]):
    """A campaign that stands nowhere in the tree: for what speaks of its title alone."""

    class Meta:
        model = CampaignPage

    title = factory.Sequence(lambda n: f"Campagne {n}")
    slug = factory.Sequence(lambda n: f"campagne-{n}")

    @classmethod
    def _create(cls, model_class: type[CampaignPage], *args: Any, **kwargs: Any) -> CampaignPage:
        return Page.get_first_root_node().add_child(instance=model_class(*args, **kwargs))


def wished_payment(donor: Donor | None = None, **fields: Any) -> Payment:
    """A payment of a gift made once, whose donor told where they live and wishes a receipt; `fields` are the payment's."""
    moment = fields.get("paid_at") or fields.get("created_at") or timezone.now()
    gift = GiftFactory(
        donor=donor or DonorFactory(located=True),
        status=Gift.Status.PAID,
        wants_receipt=True,
        amount_cents=fields.pop("amount_cents", 5000),
        source=fields.pop("source", Gift.Source.STRIPE),
        created_at=moment,
    )
    return PaymentFactory(gift=gift, **{"created_at": moment, "paid_at": moment, **fields})


def set_terms() -> None:
    """All that receipts are made out with, as far as it is not there."""
    for factory_class, model in (
        (EligibilityFactory, ReceiptEligibility),
        (ReceiptBodyFactory, ReceiptBody),
        (SignatoryFactory, ReceiptSignatory),
    ):
        if not model.objects.exists():
            factory_class()


def issued_receipt(donor: Donor | None = None, *, now: datetime | None = None, **fields: Any) -> TaxReceipt:
    """The receipt of one gift, issued at once; `fields` are its payment's."""
    set_terms()
    payment = wished_payment(donor, **fields)
    return issue(payment.gift.donor, [payment.pk], by=None, now=now or timezone.now())
