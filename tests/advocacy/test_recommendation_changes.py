"""The status of a recommendation is that of its latest dated change, and old statuses got a date."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from advocacy.models import Recommendation, RecommendationChange
from tests.advocacy.conftest import AddDocument, recommend

date_statuses = import_module("advocacy.migrations.0003_recommendation_changes").date_statuses


def test_a_status_without_date_gets_that_of_the_edition(add_document: AddDocument) -> None:
    document = add_document()
    adopted, proposed, dated = recommend(document, 1), recommend(document, 2), recommend(document, 3, status="rejected")
    Recommendation.objects.filter(pk=adopted.pk).update(status="adopted")
    for _ in range(2):
        date_statuses(apps, connection.schema_editor())
    change = RecommendationChange.objects.get(recommendation=adopted)
    assert (change.status, change.changed_on, change.source) == ("adopted", date(2024, 1, 15), "Édition")
    assert not RecommendationChange.objects.filter(recommendation=proposed).exists()
    assert RecommendationChange.objects.filter(recommendation=dated).count() == 1


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([], "proposed"),
        ([("adopted", date(2025, 1, 1))], "adopted"),
        ([("adopted", date(2025, 1, 1)), ("rejected", date(2024, 1, 1))], "adopted"),
        ([("adopted", date(2025, 1, 1)), ("rejected", date(2025, 1, 1))], "rejected"),
    ],
)
def test_the_latest_change_gives_the_status(add_document: AddDocument, steps: list[tuple[str, date]], status: str) -> None:
    recommendation = recommend(add_document(), 1, status="partly_adopted")
    recommendation.changes.set([RecommendationChange(status=code, changed_on=on, source="Une loi") for code, on in steps])
    recommendation.save()
    recommendation.refresh_from_db()
    assert recommendation.status == status
    assert [row.status for row in recommendation.history.order_by("history_id")] == ["partly_adopted", status]


def test_what_is_still_to_come_is_no_change(add_document: AddDocument) -> None:
    today = timezone.localdate()
    change = RecommendationChange(recommendation=recommend(add_document(), 1), status="adopted", source="Une loi", changed_on=today)
    change.full_clean()
    change.changed_on = today + timedelta(days=1)
    with pytest.raises(ValidationError, match="Cette date est à venir"):
        change.full_clean()
