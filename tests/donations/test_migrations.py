"""A gift of before donors and payments had rows of their own comes through the migrations, on a database of this app's tables alone."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

BEFORE = ("donations", "0003_glossary_switch")
STEPS = ("0004_donors_and_payments", "0005_donors_and_payments_of_gifts", "0006_gifts_through_payments")
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def before(django_db_blocker: Any) -> Iterator[ProjectState]:
    """The tables of gifts as they were, and what the code knew of them."""
    kept = connections["default"]
    options = {**kept.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
    state = MigrationLoader(None).project_state(BEFORE)
    with django_db_blocker.unblock():
        connections["default"] = DatabaseWrapper(options, alias="default")
        try:
            with connections["default"].schema_editor() as editor:
                for name in ("Gift", "StripeEvent"):
                    editor.create_model(state.apps.get_model("donations", name))
            yield state
        finally:
            connections["default"].close()
            connections["default"] = kept


def migrate(state: ProjectState) -> Apps:
    loader = MigrationLoader(None)
    for name in STEPS:
        with connections["default"].schema_editor() as editor:
            state = loader.get_migration("donations", name).apply(state, editor)
    return state.apps


def test_gifts_of_before_get_their_donor_and_their_payment(before: ProjectState) -> None:
    gift = before.apps.get_model("donations", "Gift")
    token = uuid.uuid4()
    said = {"amount_cents": 5000, "created_at": AT}
    paid = gift.objects.create(email="Zoe@demo.test", status="paid", payment_intent_id="pi_1", paid_at=LATER, form_token=token, **said)
    # The same form, sent again with another spelling of the address.
    twin = gift.objects.create(email="zoe@demo.test", status="expired", form_token=token, **said)
    failed = gift.objects.create(email="lou@demo.test", status="failed", payment_intent_id="pi_2", **said)
    pending = gift.objects.create(email="lou@demo.test", status="pending", **said)
    apps = migrate(before)
    gifts = {row.pk: row for row in apps.get_model("donations", "Gift").objects.select_related("donor")}
    assert {pk: (row.donor.email, row.status, row.amount_cents, row.rhythm, row.source) for pk, row in gifts.items()} == {
        paid.pk: ("zoe@demo.test", "paid", 5000, "once", "stripe"),
        twin.pk: ("zoe@demo.test", "expired", 5000, "once", "stripe"),
        failed.pk: ("lou@demo.test", "failed", 5000, "once", "stripe"),
        pending.pk: ("lou@demo.test", "pending", 5000, "once", "stripe"),
    }
    assert apps.get_model("donations", "Donor").objects.count() == 2
    assert len({gifts[paid.pk].form_token, gifts[twin.pk].form_token}) == 2
    assert [gifts[key].checkout_closed_at for key in (twin.pk, pending.pk)] == [AT, None]
    payments = apps.get_model("donations", "Payment").objects.order_by("intent_id")
    assert list(payments.values_list("gift", "state", "method", "amount_cents", "intent_id", "created_at", "paid_at")) == [
        (paid.pk, "paid", "card", 5000, "pi_1", AT, LATER),
        (failed.pk, "failed", "card", 5000, "pi_2", AT, None),
    ]
