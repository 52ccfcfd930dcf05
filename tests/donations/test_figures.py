from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from donations.figures import (
    GiftFigures,
    Kept,
    PlanLine,
    measure_campaigns,
    measure_kept,
    measure_month,
    measure_months,
    measure_plans,
    measure_received,
    measure_year,
    month_bounds,
    year_bounds,
)
from donations.models import Dispute, MonthlyPlan, Refund
from home.gift_figures_pages import SHEETS
from tests.conftest import SignIn
from tests.donations.factories import CampaignFactory, GiftFactory, MonthlyPlanFactory, PaymentFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.words import plain

PARIS = ZoneInfo("Europe/Paris")


def gift_paid(amount_cents: int, at: datetime) -> None:
    GiftFactory(amount_cents=amount_cents, paid=True, created_at=at)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_counted_on_paris_clocks(month: int) -> None:
    start, end = month_bounds(datetime(2026, month, 15, 12, tzinfo=UTC))
    assert start == datetime(2026, month, 1, tzinfo=PARIS)
    assert end == datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=PARIS)


def test_the_first_minutes_of_a_month_are_of_that_month() -> None:
    assert month_bounds(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))[0] == datetime(2026, 4, 1, tzinfo=PARIS)


@pytest.mark.django_db
def test_a_gift_counts_in_the_month_its_money_arrived() -> None:
    gift_paid(1000, datetime(2026, 3, 31, 23, 59, tzinfo=PARIS))
    gift_paid(2000, datetime(2026, 4, 1, 0, 0, tzinfo=PARIS))
    gift_paid(3001, datetime(2026, 4, 30, 23, 59, tzinfo=PARIS))
    gift_paid(4000, datetime(2026, 5, 1, 0, 0, tzinfo=PARIS))
    GiftFactory(amount_cents=9999, created_at=datetime(2026, 4, 10, tzinfo=PARIS))
    april = measure_month(datetime(2026, 4, 20, tzinfo=PARIS))
    assert april == GiftFigures(count=2, total_cents=5001)
    assert april.average_cents == 2500


@pytest.mark.django_db
def test_a_year_is_the_calendars() -> None:
    gift_paid(1000, datetime(2025, 12, 31, 23, 59, tzinfo=PARIS))
    gift_paid(2000, datetime(2026, 1, 1, 0, 0, tzinfo=PARIS))
    gift_paid(3000, datetime(2026, 12, 31, 23, 59, tzinfo=PARIS))
    assert measure_year(datetime(2026, 10, 26, tzinfo=PARIS)) == GiftFigures(count=2, total_cents=5000)


@pytest.mark.django_db
def test_no_gift_is_zero_and_has_no_mean() -> None:
    nothing = measure_received(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert (nothing.count, nothing.total_cents, nothing.average_cents) == (0, 0, 0)


@pytest.mark.django_db
def test_the_months_of_a_year_part_what_is_given_once_from_what_is_monthly() -> None:
    march = datetime(2026, 3, 31, 23, 59, tzinfo=PARIS)
    campaign = CampaignFactory(title="Rentrée")
    once = PaymentFactory(gift=GiftFactory(amount_cents=5000, campaign=campaign), created_at=march)
    PaymentFactory(gift=GiftFactory(monthly=True, amount_cents=1000), created_at=march)
    PaymentFactory(gift=GiftFactory(amount_cents=700), created_at=datetime(2027, 1, 1, tzinfo=PARIS))
    Refund.objects.create(payment=once, amount_cents=2000, state=Refund.State.DONE, created_at=datetime(2026, 5, 2, tzinfo=PARIS))
    Refund.objects.create(payment=once, amount_cents=900, state=Refund.State.FAILED, created_at=datetime(2026, 5, 3, tzinfo=PARIS))
    lines = measure_months(2026)
    assert [line.first_day.month for line in lines if line.together.count] == [3]
    assert (lines[2].once, lines[2].monthly) == (GiftFigures(1, 5000), GiftFigures(1, 1000))
    assert (lines[2].given_back_cents, lines[2].net_cents, lines[4].given_back_cents) == (2000, 4000, 0)
    assert measure_campaigns(2026) == [("Rentrée", GiftFigures(1, 5000)), ("", GiftFigures(1, 1000))]


@pytest.mark.django_db
def test_the_net_of_a_year_is_that_of_its_months_on_the_page_of_receipts_too(treasurer: User, signed_in: SignIn) -> None:
    client, at = signed_in(treasurer), datetime(2026, 3, 10, tzinfo=PARIS)
    taken, lost, _whole = (PaymentFactory(gift=GiftFactory(amount_cents=cents), created_at=at) for cents in (5000, 3000, 700))
    PaymentFactory(gift=GiftFactory(amount_cents=900), created_at=datetime(2025, 12, 31, 23, 59, tzinfo=PARIS))
    Refund.objects.create(payment=taken, amount_cents=2000, state=Refund.State.DONE, created_at=datetime(2027, 1, 2, tzinfo=PARIS))
    Refund.objects.create(payment=taken, amount_cents=100, state=Refund.State.FAILED, created_at=at)
    Dispute.objects.create(payment=lost, stripe_id="du_1", amount_cents=3000, state=Dispute.State.LOST, created_at=at)
    receipts = client.get("/coordination/recus/", {"annee": "2026"})
    assert sum(line.net_cents for line in measure_months(2026)) == receipts.context["gifts_cents"] == 3700
    assert '<a href="/coordination/dons/chiffres/?annee=2026">37,00 €</a>' in plain(receipts.content.decode())
    page = plain(client.get("/coordination/dons/chiffres/", {"annee": "2026"}).content.decode())
    assert '<span class="figures__value">37,00 €</span><span class="figures__label">net : ' in page


@pytest.mark.django_db
def test_monthly_gifts_are_counted_as_begun_ended_running_and_kept() -> None:
    def plan(started_at: datetime, ended_at: datetime | None = None) -> None:
        state = MonthlyPlan.State.ENDED if ended_at else MonthlyPlan.State.PAUSED
        MonthlyPlanFactory(started_at=started_at, ended_at=ended_at, state=state)

    plan(datetime(2025, 6, 1, tzinfo=PARIS))
    plan(datetime(2025, 6, 1, tzinfo=PARIS), datetime(2026, 2, 1, tzinfo=PARIS))
    plan(datetime(2026, 1, 31, 23, 59, tzinfo=PARIS))
    now = datetime(2026, 2, 15, 12, tzinfo=PARIS)
    january, february = measure_plans(2026, now=now)
    assert january == PlanLine(january.first_day, begun=1, ended=0, running=3)
    assert february == PlanLine(february.first_day, begun=0, ended=1, running=2)
    kept = measure_kept(year_bounds(2026)[0], now)
    assert (kept, kept.percent, Kept(0, 0).percent) == (Kept(at_start=2, still=1), 50, None)


@pytest.mark.django_db
def test_charts_have_their_table_and_their_file_and_ask_as_much_of_many_as_of_one(treasurer: User, signed_in: SignIn) -> None:
    client, url = signed_in(treasurer), "/coordination/dons/chiffres/"
    assert "Rien cette année-là." in plain(client.get(url, {"annee": "2026"}).content.decode())
    gift_paid(5000, datetime(2026, 3, 10, tzinfo=PARIS))
    page = plain(client.get(url, {"annee": "2026"}).content.decode())
    said = ("Reçu chaque mois de 2026", "Le plus haut : mars, 50 €.", "<svg", "Sans campagne")
    assert [words in page for words in said] == [True] * 4
    # A month without gifts is known, and is of 0 €.
    assert "non communiqué" not in page
    one = count_queries(client, f"{url}?annee=2026")
    MonthlyPlanFactory.create_batch(12, gift__created_at=datetime(2026, 4, 10, tzinfo=PARIS))
    assert count_queries(client, f"{url}?annee=2026") == one
    rows = csv_rows(client.get(f"{url}mois.csv", {"annee": "2026"}).content)
    assert (rows[0][0], rows[3], rows[4][2]) == ("Mois", ["mars", "50,00", "0,00", "50,00", "1", "50,00", "0,00", "50,00"], "600,00")
    assert client.get(f"{url}autre.csv").status_code == 404


@pytest.mark.django_db
def test_months_to_come_are_left_out_and_amounts_of_a_table_have_their_cents() -> None:
    gift_paid(5000, datetime(2026, 3, 10, tzinfo=PARIS))
    sheet = SHEETS["mois"](2026, datetime(2026, 3, 31, 23, 30, tzinfo=PARIS))
    assert [label for label, _texts in sheet.lines] == ["janvier", "février", "mars"]
    assert [plain(text) for text in sheet.lines[2][1]] == ["50,00 €", "0,00 €", "50,00 €", "1", "50,00 €", "0,00 €", "50,00 €"]
    assert SHEETS["mois"](2027, datetime(2026, 3, 31, tzinfo=PARIS)).lines == []
