"""Beginning a gift: what is written, and what another's address gives no hold on."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from donations.giving import Answers, begin_gift
from donations.models import DonationSettings, Donor, Gift
from donations.stand_in.store import Store
from tests.conftest import RunTasks
from tests.donations.checkouts import open_checkout, pay
from tests.donations.factories import DonorFactory, GiftFactory

pytestmark = pytest.mark.django_db

DETAILS = {"first_name": "Camille", "last_name": "Exemple", "address": "1 rue Fictive", "postal_code": "75014", "city": "Paris"}


def begin(**changes: Any) -> Gift:
    values: dict[str, Any] = {"email": "donatrice@demo.test", "amount_cents": 5000, "form_token": uuid.UUID(int=1), **changes}
    form_token = values.pop("form_token")
    return begin_gift(Answers(**values), form_token=form_token, now=timezone.now())


def test_an_address_is_one_donor_however_it_is_written() -> None:
    gifts = [begin(email=email, form_token=uuid.uuid4()) for email in ("Donatrice@Demo.test", "donatrice@demo.test")]
    assert len({gift.donor_id for gift in gifts}) == 1
    assert gifts[0].donor.email == "donatrice@demo.test"


def test_the_same_form_with_other_words_is_the_same_gift() -> None:
    first = begin(dedication="À Camille")
    again = begin(dedication="À Dominique", wants_receipt=True, donor_details={**DETAILS, "no_more_mails_at": "2020-01-01"})
    assert first == again
    assert (again.dedication, again.wants_receipt, again.donor_details) == ("À Dominique", True, DETAILS)
    assert begin(rhythm=Gift.Rhythm.MONTHLY) != first
    assert begin(amount_cents=2000) != first


def test_a_paid_gift_keeps_its_words() -> None:
    gift = begin(dedication="À Camille")
    Gift.objects.update(status=Gift.Status.PAID)
    assert begin(dedication="À personne").dedication == "À Camille"
    assert Gift.objects.get() == gift


def test_what_is_typed_reaches_the_donors_file_with_the_money_and_not_before(deliver: Callable[[], int], run_tasks: RunTasks) -> None:
    donor = DonorFactory(located=True, email="donatrice@demo.test")
    before = Donor.objects.values().get()
    gift = begin(donor_details=DETAILS)
    session = open_checkout(gift)
    assert Donor.objects.values().get() == before
    pay(session)
    deliver()
    run_tasks()
    donor.refresh_from_db()
    gift.refresh_from_db()
    assert {name: getattr(donor, name) for name in DETAILS} == DETAILS
    assert gift.donor_details == {}


def test_stripe_is_told_the_monthly_gift_and_nothing_of_the_person() -> None:
    gift = begin(rhythm=Gift.Rhythm.MONTHLY, donor_details=DETAILS, dedication="À Camille")
    session = open_checkout(gift)
    with Store.open() as store:
        hidden = store.hidden(session["id"])
    assert (session["mode"], session["client_reference_id"], session["submit_type"]) == ("subscription", str(gift.pk), None)
    assert session["metadata"] == hidden["subscription_data"]["metadata"] == {"gift": str(gift.pk)}
    assert session["customer"] is None
    assert "Camille" not in f"{session}{hidden}"


def test_giving_online_is_closed_by_the_treasurer(client: Client, answers: dict[str, str]) -> None:
    DonationSettings(pk=1, takes_online=False).save()
    answer = client.post("/don/", answers)
    assert answer.status_code == 503
    assert "Les dons en ligne sont fermés" in answer.content.decode()
    DonationSettings.objects.update(takes_online=True)
    assert client.post("/don/", answers).status_code == 302


def test_a_donor_says_who_a_receipt_is_for() -> None:
    assert DonorFactory(located=True).has_postal_address
    assert not DonorFactory().has_postal_address
    assert DonorFactory(kind=Donor.Kind.COMPANY, company_name="Société fictive").full_name == "Société fictive"
    assert GiftFactory().donor.full_name == ""
