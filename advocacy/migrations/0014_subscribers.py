"""Who is written to, under an encrypted address, and whether an item is announced."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0013_announcements")]
    operations = [
        migrations.AddField(
            model_name="awarenesspage",
            name="announce",
            field=models.BooleanField(
                default=True,
                help_text="Un courriel à chaque personne abonnée, dans la minute qui suit la première publication\u202f; jamais un second.",
                verbose_name="annoncer aux abonné·es",
            ),
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("encrypted_email", models.TextField(verbose_name="adresse e-mail chiffrée")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="empreinte de l’adresse")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmé le")),
            ],
            options={"verbose_name": "abonnement aux courriels", "verbose_name_plural": "abonnements aux courriels"},
        ),
    ]
