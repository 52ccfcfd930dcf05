"""Gives each awareness item the type of its kind: same number, same address, same history."""

from typing import Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TYPES: Final = {
    "decryptage": "DecodingPage",
    "etude": "StudyPage",
    "temoignage": "TestimonyPage",
    "idee-recue": "FalseIdeaPage",
    "actualite": "NewsPage",
    "ressource": "ResourcePage",
    "intervention": "TalkPage",
}


def give_types(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    items = apps.get_model("advocacy", "AwarenessPage").objects
    pages = apps.get_model("wagtailcore", "Page").objects
    revisions = apps.get_model("wagtailcore", "Revision").objects
    content_types = apps.get_model("contenttypes", "ContentType").objects
    for kind, name in TYPES.items():
        model = apps.get_model("advocacy", name)
        content_type, _ = content_types.get_or_create(app_label="advocacy", model=name.lower())
        keys = list(items.filter(kind=kind).values_list("pk", flat=True))
        for key in keys:
            # The row of the type alone: its parents are there.
            model(awarenesspage_ptr_id=key).save_base(raw=True, force_insert=True)
        pages.filter(pk__in=keys).update(content_type=content_type)
        revisions.filter(object_id__in=[str(key) for key in keys], base_content_type__model="page").update(content_type=content_type)


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0008_awareness_kinds"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    operations = [migrations.RunPython(give_types, migrations.RunPython.noop)]
