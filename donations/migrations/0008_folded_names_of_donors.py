"""Gives the donors known so far the name by which they are searched."""

import unicodedata

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fold_names(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    donors = apps.get_model("donations", "Donor")
    for donor in donors.objects.order_by("pk").iterator():
        name = f"{donor.first_name} {donor.last_name} {donor.company_name}".strip().casefold()
        folded = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
        # An update: saving would ask the field itself, which a migration must not depend on.
        donors.objects.filter(pk=donor.pk).update(folded_name=folded)


class Migration(migrations.Migration):
    dependencies = [("donations", "0007_treasury")]
    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True)]
