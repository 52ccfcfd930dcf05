"""Gives the figures of reports the keys that name them in the open data: in the pages, and in all that was kept of them."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from advocacy.figure_keys import fill_keys


def figures_in(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The figures of the stored parts of a report; a list's items are wrapped, or bare in the oldest content."""
    for part in parts:
        for block in part["value"].get("body", []):
            if block["type"] == "figures":
                for item in block["value"].get("figures", []):
                    yield item["value"] if item.get("type") == "item" else item


def name_figures(parts: list[dict[str, Any]]) -> bool:
    """Fills the keys in place; says whether there was one to fill."""
    figures = list(figures_in(parts))
    before = [figure.get("key") for figure in figures]
    fill_keys(figures)
    return before != [figure.get("key") for figure in figures]


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    report_model = apps.get_model("advocacy", "ActivityReportPage")
    for report in report_model.objects.all():
        parts = list(report.parts.raw_data)
        if name_figures(parts):
            report.parts = json.dumps(parts)
            report.save(update_fields=["parts"])
    pages = list(report_model.objects.values_list("pk", flat=True))
    content_types = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="advocacy", model="activityreportpage")
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=content_types)
    versions = apps.get_model("advocacy", "Version").objects.filter(page_id__in=pages)
    for kept in [*revisions, *versions]:
        parts = json.loads(kept.content.get("parts") or "[]")
        if name_figures(parts):
            kept.content["parts"] = json.dumps(parts)
            kept.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0004_chart_tables"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
