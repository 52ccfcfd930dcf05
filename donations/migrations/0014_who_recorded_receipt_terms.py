"""Who recorded what receipts are made out with, the number that opens a year, and the rates that the site comes with."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from donations.first_rates import write_first_rates


def write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write_first_rates(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('donations', '0013_receipts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='receiptbody',
            name='recorded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='enregistré le'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='receiptbody',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='enregistré par'),
        ),
        migrations.AddField(
            model_name='receiptcounter',
            name='first',
            field=models.PositiveIntegerField(default=1, verbose_name='premier numéro'),
        ),
        migrations.AddField(
            model_name='receiptcounter',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='premier numéro choisi le'),
        ),
        migrations.AddField(
            model_name='receiptcounter',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='premier numéro choisi par'),
        ),
        migrations.AddField(
            model_name='receipteligibility',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='fin notée le'),
        ),
        migrations.AddField(
            model_name='receipteligibility',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fin notée par'),
        ),
        migrations.AddField(
            model_name='receiptsignatory',
            name='recorded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='enregistré le'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='receiptsignatory',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='enregistré par'),
        ),
        migrations.AddField(
            model_name='taxrate',
            name='recorded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='enregistré le'),
        ),
        migrations.AddField(
            model_name='taxrate',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='enregistré par'),
        ),
        migrations.RunPython(write, migrations.RunPython.noop, elidable=False),
    ]
