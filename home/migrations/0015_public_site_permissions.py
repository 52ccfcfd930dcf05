"""Lets the communication officer file awareness items and note what people agreed to."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from home.permissions import grant_to_communication


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant_to_communication(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0014_picture_consents"), ("advocacy", "0015_testimony_consents")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=False)]
