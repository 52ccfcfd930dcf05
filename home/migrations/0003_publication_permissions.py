"""Lets the communication officer edit what publications are made of."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from home.permissions import grant_to_communication


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant_to_communication(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0002_communication_permissions"), ("advocacy", "0002_publications")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=False)]
