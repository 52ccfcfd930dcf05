"""A calendar imported twice at the same moment, or two calendars that say the same outing: in real threads on PostgreSQL."""

from collections.abc import Sequence
from functools import partial

import pytest
from django.utils import timezone

from events import imports
from events.models import Activity, ActivityImport
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityImportFactory
from tests.volunteers.factories import MissionFactory
from tests.volunteers.test_races import all_at_once
from volunteers.exceptions import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TEAM = 4


def rush(uploads: Sequence[ActivityImport]) -> list[str]:
    """Everybody imports theirs at once; returns why those that were refused were."""
    MissionFactory(slug="activites-culturelles")
    coordinator = UserFactory(coordinator=True)
    codes: list[str] = []

    def carry_out(upload: ActivityImport) -> None:
        try:
            imports.carry_out(upload.pk, by=coordinator, now=timezone.now())
        except Refused as refused:
            codes.extend(reason.code for reason in refused.reasons)
            raise

    all_at_once([partial(carry_out, upload) for upload in uploads])
    return codes


def test_calendar_is_imported_once_however_many_decide() -> None:
    assert rush([ActivityImportFactory()] * TEAM) == ["gone"] * (TEAM - 1)
    assert (Activity.objects.count(), ActivityImport.objects.count()) == (1, 0)


def test_calendars_that_say_the_same_outing_import_it_once() -> None:
    assert rush(ActivityImportFactory.create_batch(TEAM)) == ["nothing"] * (TEAM - 1)
    assert Activity.objects.count() == 1
