"""The rows of tests/access_table.py about gifts: giving, a donor's own pages, the treasurer's, and Stripe's stand-in."""

from datetime import date, timedelta
from typing import Any, cast

from django.utils import timezone

from donations import donor_links
from donations.models import Donor, GiftImport, MonthlyPlan
from tests.donations.checkouts import open_checkout
from tests.donations.factories import (
    ChequeBatchFactory,
    DonorFactory,
    EligibilityFactory,
    GiftFactory,
    MonthlyPlanFactory,
    PaymentFactory,
    ReceiptBodyFactory,
    SignatoryFactory,
    issued_receipt,
)
from tests.donations.pages import add_campaign
from tests.donations.stand_in_donors import open_portal
from tests.doors import PUBLIC, TREASURY, M, Route, World, door


def payment_page(world: World) -> dict[str, Any]:
    """The demo's payment page of a gift just begun."""
    return {"session_id": open_checkout(GiftFactory())["id"]}


def donor_link(world: World) -> dict[str, Any]:
    """A donor's own pages."""
    return {"token": donor_links.token_of(DonorFactory())}


def monthly_link(world: World) -> dict[str, Any]:
    """The pages of a monthly gift, stopped already, so that nothing is asked of Stripe."""
    gift = MonthlyPlanFactory(state=MonthlyPlan.State.ENDED, ended_at=timezone.now()).gift
    return {"token": donor_links.token_of(gift.donor), "gift_id": gift.pk}


def cheque_batch(world: World) -> dict[str, Any]:
    return {"batch_id": ChequeBatchFactory().pk}


def waiting_gifts(world: World) -> dict[str, Any]:
    """A list of past gifts that waits for a decision."""
    waiting = GiftImport.objects.create(rows={"unknown": [], "lines": []}, uploaded_by=world.treasurer, uploaded_at=timezone.now())
    return {"upload_id": waiting.pk}


def in_a_month() -> date:
    """A day on which something has not begun yet."""
    return timezone.localdate() + timedelta(days=30)


def issued(world: World) -> dict[str, Any]:
    """A receipt."""
    return {"receipt_id": issued_receipt().pk}


def own_receipt(world: World) -> dict[str, Any]:
    """A receipt of the donor whose link it is."""
    receipt = issued_receipt()
    return {"token": donor_links.token_of(cast("Donor", receipt.donor)), "receipt_id": receipt.pk}


DONATIONS: dict[str, Route] = {
    "give": Route(get=PUBLIC, post=PUBLIC),
    # Without the id or the token of a gift nobody finds anything (tests/donations/test_thanks.py).
    "give_thanks": Route(get=door(M)),
    "give_campaign": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda _: {"slug": add_campaign().slug}),
    "ask_for_my_gifts": Route(get=PUBLIC, post=PUBLIC),
    # Whoever holds the signed link, and nobody without it (tests/donations/test_my_gifts.py).
    "my_gifts": Route(get=PUBLIC, kwargs=donor_link),
    "my_details": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_mails": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_gift_data": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_gift_data_file": Route(get=PUBLIC, kwargs=donor_link),
    "my_receipt": Route(post=PUBLIC, kwargs=own_receipt),
    "my_monthly_gift": Route(get=PUBLIC, post=PUBLIC, kwargs=monthly_link),
    "stop_monthly_gift": Route(get=PUBLIC, post=PUBLIC, kwargs=monthly_link),
    # Signed by Stripe: without its signature every POST is 400 (tests/donations/test_webhook.py).
    "stripe_webhook": Route(post=PUBLIC),
    "coordination_gifts": Route(get=TREASURY, post=TREASURY),
    "coordination_gift_export": Route(get=TREASURY, post=TREASURY),
    "coordination_gift_new": Route(get=TREASURY, post=TREASURY),
    "coordination_gift_remove": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"gift_id": GiftFactory(source="cheque").pk}),
    "coordination_gift_import": Route(get=TREASURY, post=TREASURY),
    "coordination_gift_import_model": Route(get=TREASURY),
    "coordination_gift_import_report": Route(get=TREASURY, post=TREASURY, kwargs=waiting_gifts),
    "coordination_gift_figures": Route(get=TREASURY),
    "coordination_gift_figures_csv": Route(get=TREASURY, kwargs=lambda _: {"key": "mois"}),
    "coordination_cheque_batches": Route(get=TREASURY),
    "coordination_cheque_batch_new": Route(get=TREASURY, post=TREASURY),
    "coordination_cheque_batch": Route(get=TREASURY, post=TREASURY, kwargs=cheque_batch),
    "coordination_cheque_batch_change": Route(get=TREASURY, post=TREASURY, kwargs=cheque_batch),
    "coordination_cheque_batch_reopen": Route(post=TREASURY, kwargs=cheque_batch),
    "coordination_cheque_batch_delete": Route(post=TREASURY, kwargs=cheque_batch),
    "coordination_donor_details": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_gift_receipt_wish": Route(post=TREASURY, kwargs=lambda _: {"gift_id": GiftFactory().pk}),
    # Each look at a receipt is a look at its donor's file (tests/donations/test_receipt_views.py).
    "coordination_receipts": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_export": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_print": Route(post=TREASURY),
    "coordination_receipt_run": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_issue": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_receipt_preview": Route(get=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_receipt_release": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"payment_id": PaymentFactory().pk}),
    "coordination_receipt": Route(get=TREASURY, kwargs=issued),
    "coordination_receipt_copy": Route(get=TREASURY, kwargs=issued),
    "coordination_receipt_original": Route(post=TREASURY, kwargs=issued),
    "coordination_receipt_correct": Route(get=TREASURY, post=TREASURY, kwargs=issued),
    "coordination_receipt_cancel": Route(get=TREASURY, post=TREASURY, kwargs=issued),
    "coordination_bookkeeping": Route(get=TREASURY),
    "coordination_bookkeeping_export": Route(get=TREASURY, post=TREASURY),
    "coordination_ledger_accounts": Route(get=TREASURY, post=TREASURY),
    "coordination_gift_settings": Route(get=TREASURY, post=TREASURY),
    # Each look is written down (tests/donations/test_coordination_donors.py).
    "coordination_donor": Route(get=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_donor_post": Route(post=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_donor_gift_new": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"donor_id": DonorFactory().pk}),
    "coordination_refund": Route(get=TREASURY, post=TREASURY, kwargs=lambda _: {"payment_id": PaymentFactory().pk}),
    "coordination_receipt_settings": Route(get=TREASURY),
    "coordination_receipt_eligibility": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_eligibility_end": Route(
        get=TREASURY, post=TREASURY, kwargs=lambda _: {"eligibility_id": EligibilityFactory().pk}
    ),
    "coordination_receipt_body": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_coming_body": Route(
        get=TREASURY, post=TREASURY, kwargs=lambda _: {"body_id": ReceiptBodyFactory(since=in_a_month()).pk}
    ),
    "coordination_receipt_signatory": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_coming_signatory": Route(
        get=TREASURY, post=TREASURY, kwargs=lambda _: {"signatory_id": SignatoryFactory(since=in_a_month()).pk}
    ),
    "coordination_receipt_signature": Route(get=TREASURY, kwargs=lambda _: {"signatory_id": SignatoryFactory().pk}),
    "coordination_receipt_person_rate": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_company_rate": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_issuing": Route(get=TREASURY, post=TREASURY),
    "coordination_receipt_numbers": Route(get=TREASURY, post=TREASURY),
    "demo_stripe": Route(get=PUBLIC, post=PUBLIC, kwargs=payment_page),
    "demo_stripe_desk": Route(get=PUBLIC, post=PUBLIC),
    "demo_stripe_portal": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"session_id": open_portal().id}),
}
