"""Words quoted before consents were noted are not read until theirs is: the files that hold them are made again without."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def ask_files_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("advocacy", "Version").objects
    quoted = apps.get_model("advocacy", "Testimony").objects.filter(withdrawn_at=None)
    for key in quoted.values_list("pk", flat=True):
        # The daily purge deletes the files that no version names any more.
        shown = versions.filter(shown_objects__has_key=f"testimony/{key}")
        shown.update(pdf="", wide_image="", square_image="", files_asked_at=None)


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0015_testimony_consents")]

    operations = [migrations.RunPython(ask_files_again, migrations.RunPython.noop, elidable=False)]
