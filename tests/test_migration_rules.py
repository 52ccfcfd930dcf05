"""Every new migration may run while the older code serves; and a migration that may not is refused. Also run by `make lint`."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.new_tables import CreateModels
from tests.migration_rules import BASELINE, judged_migrations, reason_given, refusals


def test_new_migrations_take_nothing_away_or_say_why_nobody_needs_it() -> None:
    refused = [line for migration, before in judged_migrations() if not reason_given(migration) for line in refusals(migration, before)]
    assert refused == []


def test_baseline_is_of_all_our_apps_and_exists() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.path.startswith(str(settings.BASE_DIR / config.label))}
    assert set(BASELINE) == ours
    names = {(app, int(name[:4])) for app, name in MigrationLoader(None).disk_migrations if app in BASELINE}
    assert set(BASELINE.items()) <= names


# Controls -----------------------------------------------------------------------------------------


def outing() -> migrations.CreateModel:
    fields: list[tuple[str, Any]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=80)),
        ("note", models.TextField(null=True)),
        ("code", models.CharField(max_length=8, db_default="")),
        ("places", models.IntegerField(default=0)),
    ]
    return migrations.CreateModel("Outing", fields)


def judge(*operations: Operation, contracts: str = "") -> tuple[list[str], str]:
    before = ProjectState()
    outing().state_forwards("events", before)
    migration = type("Migration", (Migration,), {"operations": operations, "contracts": contracts})("0019_made_up", "events")
    return refusals(migration, before), reason_given(migration)


class Unheard(Operation):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Some operation of a library."""


CONTRACTING = {
    "column dropped": migrations.RemoveField("Outing", "note"),
    "table dropped": migrations.DeleteModel("Outing"),
    "column renamed": migrations.RenameField("Outing", "note", "words"),
    "column renamed behind the name": migrations.AlterField("Outing", "note", models.TextField(null=True, db_column="words")),
    "table renamed": migrations.RenameModel("Outing", "Activity"),
    "table renamed behind the name": migrations.AlterModelTable("Outing", "activities"),
    "NOT NULL added": migrations.AddField("Outing", "place", models.CharField(max_length=80, default="")),
    "NOT NULL and unique added": migrations.AddField("Outing", "slug", models.CharField(max_length=80, db_default="", unique=True)),
    "empty refused": migrations.AlterField("Outing", "note", models.TextField()),
    "default taken away": migrations.AlterField("Outing", "code", models.CharField(max_length=8)),
    "shorter": migrations.AlterField("Outing", "title", models.CharField(max_length=40)),
    "other type": migrations.AlterField("Outing", "places", models.BigIntegerField(default=0)),
    "negative refused": migrations.AlterField("Outing", "places", models.PositiveIntegerField(default=0)),
    "unique": migrations.AlterField("Outing", "title", models.CharField(max_length=80, unique=True)),
    "pair unique": migrations.AlterUniqueTogether("Outing", {("title", "code")}),
    "constraint": migrations.AddConstraint("Outing", models.UniqueConstraint(fields=["title"], name="events_title_once")),
    "SQL": migrations.RunSQL("DROP TABLE events_outing"),
    "behind the state": migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("Outing", "note")]),
    "unknown kind": Unheard(),
}
EXPANDING = {
    "column that may be empty": [migrations.AddField("Outing", "place", models.CharField(max_length=80, null=True))],
    "column with its value in the database": [migrations.AddField("Outing", "seats", models.IntegerField(db_default=2))],
    "longer": [migrations.AlterField("Outing", "title", models.CharField(max_length=120))],
    "without limit": [migrations.AlterField("Outing", "title", models.TextField())],
    "words of a form": [migrations.AlterField("Outing", "title", models.CharField("titre", max_length=80, help_text="Court."))],
    "empty allowed": [migrations.AlterField("Outing", "title", models.CharField(max_length=80, null=True))],
    "new table, then what is its own": [
        migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Line", "outing", models.ForeignKey("events.Outing", models.CASCADE)),
        migrations.AddConstraint("Line", models.UniqueConstraint(fields=["outing"], name="events_line_once")),
    ],
    "new tables at once": [
        CreateModels([migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))])]),
        migrations.AddField("Line", "outing", models.ForeignKey("events.Outing", models.CASCADE)),
    ],
    "index": [migrations.AddIndex("Outing", models.Index(fields=["title"], name="events_title"))],
    "rows": [migrations.RunPython(migrations.RunPython.noop)],
    "left by the code, kept by the database": [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("Outing", "title")],
            database_operations=[migrations.AlterField("Outing", "title", models.CharField(max_length=80, null=True))],
        )
    ],
}


@pytest.mark.parametrize("operation", CONTRACTING.values(), ids=CONTRACTING)
def test_migration_that_takes_away_is_refused(operation: Operation) -> None:
    found, reason = judge(operation)
    assert len(found) == 1, found
    assert found[0].startswith("events.0019_made_up: ")
    assert reason == ""


@pytest.mark.parametrize("operations", EXPANDING.values(), ids=EXPANDING)
def test_migration_that_adds_is_let_through(operations: list[Operation]) -> None:
    assert judge(*operations)[0] == []


def test_tables_and_rows_are_not_changed_in_one_transaction() -> None:
    both = [migrations.AddField("Outing", "seats", models.IntegerField(db_default=2)), migrations.RunPython(migrations.RunPython.noop)]
    [found] = judge(*both)[0]
    assert "whose locks last as long as the rows take" in found


def test_exception_is_written_with_its_reason() -> None:
    assert judge(contracts="No code names this column since release 1.4.")[1]
    assert not judge(contracts="voulu")[1]


def test_rules_read_the_migrations_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the baseline some did take away: from there, they are refused."""
    monkeypatch.setitem(BASELINE, "donations", 5)
    found = [line for migration, before in judged_migrations() for line in refusals(migration, before)]
    assert any(line.startswith("donations.0006_gifts_through_payments: drops a column") for line in found)
