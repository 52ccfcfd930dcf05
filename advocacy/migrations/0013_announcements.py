"""What was announced is a row beside the page, which no draft and no copy carries. Items already published are not announced again."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q
from django.utils import timezone


def mark_announced(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    announcements = apps.get_model("advocacy", "Announcement").objects
    items = apps.get_model("advocacy", "AwarenessPage").objects
    published = items.filter(Q(live=True) | Q(first_published_at__isnull=False))
    now = timezone.now()
    for key, published_at in published.values_list("pk", "first_published_at"):
        at = published_at or now
        announcements.create(page_id=key, announced_at=at, completed_at=at)


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0012_item_dates_and_help")]
    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("announced_at", models.DateTimeField(verbose_name="annoncé le")),
                ("mail_count", models.PositiveIntegerField(default=0, verbose_name="personnes à qui écrire")),
                ("reached", models.UUIDField(null=True, verbose_name="dernier abonnement servi")),
                ("completed_at", models.DateTimeField(null=True, verbose_name="courriels tous écrits le")),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="announcement", to="advocacy.awarenesspage"
                    ),
                ),
            ],
            options={"verbose_name": "annonce"},
        ),
        migrations.RunPython(mark_announced, migrations.RunPython.noop),
    ]
