"""Makes the workflow by which the coordination reads what the communication officer wants to publish."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from home.proofreading_workflow import set_up_proofreading


def set_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    set_up_proofreading(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0004_page_upkeep"), ("accounts", "0002_role_groups"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(set_up, migrations.RunPython.noop, elidable=False)]
