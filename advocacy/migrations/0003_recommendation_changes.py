"""Dates the statuses that recommendations already had: from now on a status is that of the latest dated change."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What is known of them: they were so in the edition.
SOURCE = "Édition"


def date_statuses(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    changes = apps.get_model("advocacy", "RecommendationChange").objects
    undated = apps.get_model("advocacy", "Recommendation").objects.exclude(status="proposed").filter(changes=None)
    for recommendation in undated.select_related("document"):
        changes.create(
            recommendation=recommendation, status=recommendation.status, changed_on=recommendation.document.edition_on, source=SOURCE
        )


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0002_publications")]

    operations = [migrations.RunPython(date_statuses, migrations.RunPython.noop, elidable=False)]
