"""Each gift made so far gets its donor and, when Stripe knew of a payment, that payment."""

import uuid

from django.db import migrations

# What a payment was, by the state of its gift. A gift abandoned had none, or one that came to nothing.
STATES = {"paid": "paid", "failed": "failed", "pending": "pending", "expired": "cancelled"}


def carry_over(apps, schema_editor):
    Donor, Gift, Payment = (apps.get_model("donations", name) for name in ("Donor", "Gift", "Payment"))
    seen = set()
    for gift in Gift.objects.filter(donor__isnull=True).order_by("created_at", "pk").iterator():
        donor, _is_new = Donor.objects.get_or_create(email=gift.email.lower(), defaults={"created_at": gift.created_at})
        gift.donor = donor
        if gift.status == "expired":
            gift.checkout_closed_at = gift.created_at
        # Two spellings of one address were two gifts of one form; they are one donor's now.
        if (gift.form_token, gift.amount_cents, donor.pk) in seen:
            gift.form_token = uuid.uuid4()
        seen.add((gift.form_token, gift.amount_cents, donor.pk))
        gift.save()
        if gift.status == "paid" or gift.payment_intent_id:
            Payment.objects.create(
                gift=gift,
                amount_cents=gift.amount_cents,
                method="card",
                state=STATES[gift.status],
                intent_id=gift.payment_intent_id or None,
                created_at=gift.created_at,
                paid_at=gift.paid_at,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0004_donors_and_payments'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=False)]
