"""Gives a first version to publications that were online before versions were kept: their next correction keeps what they said."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = ("pk", "number", "title", "text", "addressee")


def recommendation_keys(value: Any) -> Iterator[int]:
    """The recommendations that a stored text shows, wherever they stand in it."""
    if isinstance(value, list):
        for item in value:
            yield from recommendation_keys(item)
    elif isinstance(value, dict):
        if value.get("type") == "recommendation" and (key := value["value"]["recommendation"]):
            yield key
        for item in value.values():
            yield from recommendation_keys(item)


def keep_first_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("advocacy", "Version").objects
    recommendations = apps.get_model("advocacy", "Recommendation").objects
    for name in ("AdvocacyDocumentPage", "ActivityReportPage"):
        published = apps.get_model("advocacy", name).objects.filter(live=True, live_revision__isnull=False, versions=None)
        for page in published.select_related("live_revision"):
            content = page.live_revision.content
            shown = recommendations.filter(pk__in=set(recommendation_keys(json.loads(content.get("parts") or "[]"))))
            versions.create(
                page_id=page.pk,
                number=1,
                content=content,
                shown_objects={f"recommendation/{row['pk']}": row for row in shown.values(*KEPT)},
                published_at=page.last_published_at,
            )


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0005_figure_keys")]

    operations = [migrations.RunPython(keep_first_versions, migrations.RunPython.noop, elidable=False)]
