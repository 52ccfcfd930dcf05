"""A list imported twice at the same moment, or two lists that name the same person: in real threads on PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.accounts.factories import UserFactory
from tests.volunteers.office_factories import VolunteerImportFactory
from tests.volunteers.test_races import all_at_once
from volunteers import imports
from volunteers.exceptions import Refused
from volunteers.models import Volunteer, VolunteerImport
from volunteers.waiting_imports import Report

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TEAM = 4


def rush(uploads: Sequence[VolunteerImport]) -> list[str]:
    """Everybody imports theirs at once; returns why those that were refused were."""
    coordinator = UserFactory(coordinator=True)
    codes: list[str] = []

    def carry_out(upload: VolunteerImport) -> None:
        try:
            imports.carry_out(upload.pk, by=coordinator, now=timezone.now())
        except Refused as refused:
            codes.extend(reason.code for reason in refused.reasons)
            raise

    all_at_once([partial(carry_out, upload) for upload in uploads])
    return codes


def test_list_is_imported_once_however_many_decide() -> None:
    assert rush([VolunteerImportFactory()] * TEAM) == ["gone"] * (TEAM - 1)
    assert (Volunteer.objects.count(), VolunteerImport.objects.count(), OutgoingMail.objects.count()) == (1, 0, 1)


def test_lists_that_name_the_same_person_import_them_once() -> None:
    assert rush(VolunteerImportFactory.create_batch(TEAM)) == ["nothing"] * (TEAM - 1)
    assert (Volunteer.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_without_the_lock_only_the_address_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: everybody has read before anybody writes. The same holds of a sign-up in that very instant."""
    barrier, examine = Barrier(TEAM), imports.examine

    def read(_: type[VolunteerImport], upload_id: UUID) -> VolunteerImport:
        return VolunteerImport.objects.get(pk=upload_id)

    def examine_and_wait(rows: Mapping[str, Any], *, now: datetime) -> Report[imports.CheckedLine]:
        report = examine(rows, now=now)
        barrier.wait(timeout=20)
        return report

    monkeypatch.setattr(imports, "lock_waiting", read)
    monkeypatch.setattr(imports, "examine", examine_and_wait)
    assert rush([VolunteerImportFactory()] * TEAM) == ["changed"] * (TEAM - 1)
    assert User.objects.filter(email="nadia@demo.test").count() == 1
