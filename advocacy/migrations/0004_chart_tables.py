"""Writes the rows of charts as the table that editors now type: in the pages, and in all that was kept of them."""

import json
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from advocacy.charts.tables import Row, Table, write_table


def table_of(rows: list[dict[str, Any]]) -> str:
    """A list's items are wrapped, or bare in the oldest content; a label written twice keeps both its lines apart."""
    kept: dict[str, Decimal | None] = {}
    for item in rows:
        row = item["value"] if item.get("type") == "item" else item
        label = " ".join(row["label"].split())
        while label in kept:
            label += " (bis)"
        kept[label] = None if row.get("value") in (None, "") else Decimal(str(row["value"]))
    return write_table(Table("Libellé", ("Valeur",), tuple(Row(label, (value,)) for label, value in kept.items())))


def rewrite_charts(parts: list[dict[str, Any]]) -> bool:
    """Changes the stored charts in place; says whether there was one to change."""
    charts = [block["value"] for part in parts for block in part["value"].get("body", []) if block["type"] == "chart"]
    old = [value for value in charts if "rows" in value]
    for value in old:
        value["table"] = table_of(value.pop("rows"))
        value["kind"] = "bar"
    return bool(old)


def rewrite(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    report_model = apps.get_model("advocacy", "ActivityReportPage")
    for report in report_model.objects.all():
        parts = list(report.parts.raw_data)
        if rewrite_charts(parts):
            report.parts = json.dumps(parts)
            report.save(update_fields=["parts"])
    pages = list(report_model.objects.values_list("pk", flat=True))
    content_types = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="advocacy", model="activityreportpage")
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=content_types)
    versions = apps.get_model("advocacy", "Version").objects.filter(page_id__in=pages)
    for kept in [*revisions, *versions]:
        parts = json.loads(kept.content.get("parts") or "[]")
        if rewrite_charts(parts):
            kept.content["parts"] = json.dumps(parts)
            kept.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("advocacy", "0003_recommendation_changes"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=False)]
