"""Definitions had up to 900 characters; the short one, shown inside pages, has 240. A longer one is kept whole as the long one."""

import re

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SHORT = 240


def shorten(text: str) -> str:
    """The first sentences that fit; the first words of a sentence that does not."""
    kept = ""
    for sentence in re.split(r"(?<=[.!?…])\s+", text.strip()):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > SHORT:
            break
        kept = longer
    return kept or f"{text.strip()[: SHORT - 1].rsplit(maxsplit=1)[0]}…"


def keep_long_texts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for term in apps.get_model("advocacy", "GlossaryTerm").objects.all():
        if len(term.definition) > SHORT:
            term.long_definition, term.definition = term.definition, shorten(term.definition)
            term.save(update_fields=["long_definition", "definition"])


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0010_glossary_texts")]

    operations = [migrations.RunPython(keep_long_texts, migrations.RunPython.noop, elidable=False)]
