"""Which migrations may run while the code of the release before still serves: those that add, and never those that take away.

Between `migrate` and the last restart both codes use one database. What the older one reads must stay, and what it writes must still be
taken. The operations are read, not their SQL: Django makes other SQL for each engine, and what matters here is the same for both; where a
rule is an engine's (a type that PostgreSQL changes without writing the table again), PostgreSQL's holds.

A migration that has to take away says on its class why nobody needs it any more: `contracts = "No code names this column since …"`.
django-migration-linter 6.0 was tried: it reads the SQL of an engine that must be there, and on SQLite takes each table that
is made again for a NOT NULL.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

from accounts.new_tables import CreateModels

# The last migration of each app that is not judged: written before this rule, and part of the first release.
BASELINE: Final = {"accounts": 4, "advocacy": 16, "donations": 17, "events": 18, "home": 15, "site_polaris": 2, "volunteers": 21}
SHORTEST_REASON: Final = 30

HARMLESS: Final = (
    operations.CreateModel,
    CreateModels,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.AlterModelTableComment,
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RemoveConstraint,
)
TAKES_AWAY: Final = {
    operations.DeleteModel: "drops a table that the older code reads",
    operations.RemoveField: "drops a column that the older code reads",
    operations.RenameModel: "renames a table under the older code",
    operations.RenameField: "renames a column under the older code",
    operations.AlterModelTable: "renames a table under the older code",
    operations.AddConstraint: "refuses rows that the older code may still write",
    operations.AlterUniqueTogether: "refuses rows that the older code may still write",
    operations.AlterOrderWithRespectTo: "adds a column that the older code does not fill",
    operations.RunSQL: "runs SQL that is not read here",
}


def judged_migrations() -> Iterator[tuple[Migration, ProjectState]]:
    """Those newer than the baseline, each with the models as they are before it."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if is_judged(app, name, migration):
            yield migration, loader.project_state((app, name), at_end=False)


def is_judged(app: str, name: str, migration: Migration) -> bool:
    """A squashed one is made of others, that were judged."""
    return app in BASELINE and int(name[:4]) > BASELINE[app] and not migration.replaces


def reason_given(migration: Migration) -> str:
    reason: str = getattr(migration, "contracts", "")
    return reason if len(reason.strip()) >= SHORTEST_REASON else ""


def refusals(migration: Migration, before: ProjectState) -> list[str]:
    """Why the migration may not run under the older code, operation by operation; the reason that it gives itself is not looked at."""
    state, found = before.clone(), list[str]()
    new_tables: set[str] = set()
    app = migration.app_label
    for operation in migration.operations:
        for done in changes_of_database(operation):
            found += [f"{app}.{migration.name}: {told} ({done.describe()})" for told in told_of(done, app, state, new_tables)]
            if isinstance(done, operations.CreateModel):
                new_tables.add(done.name_lower)
            elif isinstance(done, CreateModels):
                new_tables |= {model.name_lower for model in done.models}
        operation.state_forwards(app, state)
    kinds = {isinstance(done, operations.RunPython) for operation in migration.operations for done in changes_of_database(operation)}
    if kinds == {True, False}:
        found.append(f"{app}.{migration.name}: changes tables and rows in one transaction, whose locks last as long as the rows take")
    return found


def changes_of_database(operation: Operation) -> Sequence[Operation]:
    return operation.database_operations if isinstance(operation, operations.SeparateDatabaseAndState) else [operation]


def told_of(operation: Operation, app: str, state: ProjectState, new_tables: set[str]) -> Iterator[str]:
    name = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
    if isinstance(operation, (*HARMLESS, operations.RunPython)) or name in new_tables:
        return
    if isinstance(operation, operations.AddField):
        yield from told_of_added(operation.field)
    elif isinstance(operation, operations.AlterField):
        yield from told_of_altered(state.models[app, name].fields[operation.name], operation.field)
    else:
        yield TAKES_AWAY.get(type(operation), "is of a kind that is not known here")


def told_of_added(field: Field[Any, Any]) -> Iterator[str]:
    if isinstance(field, ManyToManyField):
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "adds a column that the older code does not fill, and that may not be empty: give it null=True, or a db_default"
    if field.unique and field.db_default is not NOT_PROVIDED:
        yield "adds a unique column that the older code fills with one value"


def told_of_altered(old: Field[Any, Any], new: Field[Any, Any]) -> Iterator[str]:
    if old.null and not new.null:
        yield "refuses the empty values that the older code may still write"
    if old.db_default is not NOT_PROVIDED and new.db_default is NOT_PROVIDED and not new.null:
        yield "takes away the value by which rows of the older code are whole"
    if (new.unique and not old.unique) or (new.primary_key and not old.primary_key):
        yield "refuses values that the older code may still write twice"
    if (old.db_column or old.name) != (new.db_column or new.name):
        yield "renames a column under the older code"
    if old.is_relation or new.is_relation:
        if target_of(old) != target_of(new):
            yield "makes a column point elsewhere"
        return
    former, later = kept_as(old), kept_as(new)
    if former["type"] != later["type"] and not is_wider(str(former["type"]), str(later["type"])):
        yield f"changes a column from {former['type']} to {later['type']}, which writes the whole table again or refuses what is there"
    if later["check"] not in {None, former["check"]}:
        yield "refuses values that the older code may still write"


def target_of(field: Field[Any, Any]) -> tuple[str, str]:
    model = getattr(field.remote_field, "model", "")
    return type(field).__name__, str(getattr(getattr(model, "_meta", None), "label_lower", model)).lower()


@cache
def postgres() -> DatabaseWrapper:
    """Asked how it keeps a field; it is never connected to."""
    return DatabaseWrapper({"NAME": "none", "OPTIONS": {}, "TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False})


def kept_as(field: Field[Any, Any]) -> dict[str, Any]:
    named = field.clone()
    named.set_attributes_from_name(field.name or "column")
    return dict(named.db_parameters(postgres()))


def is_wider(former: str, later: str) -> bool:
    """What PostgreSQL changes without writing the table again: a longer varchar, or text."""
    lengths = [re.fullmatch(r"varchar\((\d+)\)", kind) for kind in (former, later)]
    if later == "text":
        return lengths[0] is not None
    return lengths[0] is not None and lengths[1] is not None and int(lengths[1][1]) >= int(lengths[0][1])
