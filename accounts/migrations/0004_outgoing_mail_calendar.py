from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_outgoing_mail_headers")]
    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="calendar",
            field=models.TextField(blank=True, verbose_name="événement pour l’agenda"),
        ),
    ]
