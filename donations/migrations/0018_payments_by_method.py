from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0017_who_settled_issuing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["gift", "method"], name="donations_payment_by_method"),
        ),
    ]
