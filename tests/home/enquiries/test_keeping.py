"""Nothing is kept for more than a year, nor under an old key."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.keys import UnreadableSecretError, read_ring
from accounts.models import User
from home.enquiries.handling import act, reply
from home.enquiries.keeping import delete_old_enquiries
from home.enquiries.models import Enquiry, EnquiryStep
from site_polaris.jobs import list_jobs
from tests.home.enquiries.factories import WORDS, EnquiryFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)


def test_enquiry_untouched_for_a_year_is_deleted_whatever_its_state(coordinator: User) -> None:
    for state in Enquiry.State:
        EnquiryFactory(state=state, taken_by=None if state == "new" else coordinator, received_at=NOW - YEAR - HOUR)
    recent = EnquiryFactory(received_at=NOW - YEAR + HOUR)
    delete_old_enquiries(NOW)
    assert list(Enquiry.objects.all()) == [recent]
    assert EnquiryStep.objects.count() == 1


def test_year_counts_from_the_last_thing_done(coordinator: User) -> None:
    enquiry = EnquiryFactory(received_at=NOW - YEAR - HOUR)
    act(enquiry.pk, EnquiryStep.Kind.TAKE, by=coordinator, now=NOW - HOUR)
    delete_old_enquiries(NOW)
    assert Enquiry.objects.count() == 1


def test_deletion_runs_by_the_clock() -> None:
    assert ("home.enquiries.keeping.delete_old_enquiries", 86_400) in list_jobs(stand_in=False, calls_out=False)


def test_rotation_encrypts_enquiries_and_replies_again(coordinator: User, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "ring"
    read_ring()
    enquiry = EnquiryFactory(taken_by=coordinator)
    reply(enquiry.pk, text="Oui.", steps_seen=1, by=coordinator, now=NOW)
    before = settings.KEYS_FILE.read_text().split()[0]
    said = StringIO()
    call_command("rotate_keys", drop_old=True, stdout=said)
    assert "2 secret(s)" in said.getvalue()
    fresh = Enquiry.objects.get()
    assert before not in fresh.sealed
    assert fresh.words == WORDS
    assert fresh.steps.get(kind="reply").text == "Oui."


def test_text_moved_to_another_row_is_not_read() -> None:
    first, second = EnquiryFactory(), EnquiryFactory()
    Enquiry.objects.filter(pk=second.pk).update(sealed=first.sealed)
    with pytest.raises(UnreadableSecretError):
        _ = Enquiry.objects.get(pk=second.pk).words


def test_new_enquiry_is_nobodys(coordinator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(state="new", taken_by=coordinator)


def test_names_of_rows_name_nobody(coordinator: User) -> None:
    enquiry = EnquiryFactory()
    assert [str(enquiry), str(enquiry.steps.get())] == [f"Demande {str(enquiry.pk)[:8]}", f"Étape {str(enquiry.steps.get().pk)[:8]}"]
