"""Who may open the pages of campaigns and of donors: one row for each address (see tests/access_table.py)."""

from typing import Any, Final

from django.utils import timezone

from donations.donor_links import token_of
from donations.models import MonthlyPlan
from tests.donations.factories import DonorFactory, MonthlyPlanFactory
from tests.donations.pages import add_campaign
from tests.doors import PUBLIC, Route, World


def donor_link(world: World) -> dict[str, Any]:
    return {"token": token_of(DonorFactory())}


def monthly_link(world: World) -> dict[str, Any]:
    """Stopped already, so that nothing is asked of Stripe."""
    gift = MonthlyPlanFactory(state=MonthlyPlan.State.ENDED, ended_at=timezone.now()).gift
    return {"token": token_of(gift.donor), "gift_id": gift.pk}


DONORS: Final[dict[str, Route]] = {
    "give_campaign": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda _: {"slug": add_campaign().slug}),
    "ask_for_my_gifts": Route(get=PUBLIC, post=PUBLIC),
    # Whoever holds the signed link, and nobody without it (tests/donations/test_my_gifts.py).
    "my_gifts": Route(get=PUBLIC, kwargs=donor_link),
    "my_details": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_mails": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_gift_data": Route(get=PUBLIC, post=PUBLIC, kwargs=donor_link),
    "my_gift_data_file": Route(get=PUBLIC, kwargs=donor_link),
    "my_monthly_gift": Route(get=PUBLIC, post=PUBLIC, kwargs=monthly_link),
    "stop_monthly_gift": Route(get=PUBLIC, post=PUBLIC, kwargs=monthly_link),
}
