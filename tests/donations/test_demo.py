from datetime import UTC, datetime, timedelta

import pytest

from donations.abandoned import delete_abandoned, settle_unfinished
from donations.demo import build
from donations.models import Gift

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)


def rows() -> list[tuple[object, ...]]:
    fields = ("pk", "donor__email", "amount_cents", "status", "created_at", "payments", "payments__paid_at", "plan__next_debit_at")
    return list(Gift.objects.order_by("pk", "payments").values_list(*fields))


def test_the_demo_has_two_hundred_gifts_over_a_year_and_is_always_the_same() -> None:
    build(NOW)
    first = rows()
    assert Gift.objects.count() == 200
    assert all(str(row[1]).endswith("@demo.test") for row in first)
    oldest, newest = Gift.objects.order_by("created_at").first(), Gift.objects.order_by("created_at").last()
    assert oldest is not None
    assert newest is not None
    assert NOW - timedelta(days=366) < oldest.created_at < NOW - timedelta(days=330)
    assert newest.created_at < NOW
    assert set(Gift.objects.values_list("status", flat=True)) == set(Gift.Status.values)
    build(NOW + timedelta(days=3))
    assert rows() == first


def test_the_periodic_rounds_leave_the_paid_gifts_of_the_demo() -> None:
    build(NOW)
    paid = Gift.objects.paid().count()
    later = NOW + timedelta(days=8)
    settle_unfinished(later)
    delete_abandoned(later)
    assert Gift.objects.paid().count() == paid
    # No bank answers for the demo's two others.
    assert set(Gift.objects.exclude(status=Gift.Status.PAID).values_list("status", flat=True)) == {"failed", "processing"}
