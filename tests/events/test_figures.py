"""The numbers of a year: those of the printed report, each with the list that it counts."""

import csv
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from events.demo import build
from events.figures import Figure, measure
from events.models import Activity
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, OutingReportFactory, SeatFactory
from tests.events.test_demo import REPORT
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import VolunteerFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
URL = "/coordination/activites/chiffres/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def figures(year: int = 2024) -> dict[str, Figure]:
    return {figure.key: figure for group in measure(year, now=NOW) for figure in group.figures}


def rounded(value: Decimal | int | None) -> int:
    assert value is not None
    return int(Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def held(month: int = 3, day: int = 10, **fields: object) -> Activity:
    starts_at = datetime(2024, month, day, 14, tzinfo=PARIS)
    return ActivityFactory(**{"held": True, "starts_at": starts_at, **fields})


def a_full_year() -> None:
    """Something behind every figure."""
    staffed = held(month=1, cost_cents=4550, payer="association", is_sport=True)
    Activity.objects.filter(pk=staffed.pk).update(staffed_at=staffed.starts_at - timedelta(days=15))
    SeatFactory.create_batch(2, activity=staffed)
    OutingReportFactory(activity=staffed, expense_cents=1205, incident="Une chute sans gravité")
    alone = held(month=12, day=31, cost_cents=1000, payer="partner", participants_count=5)
    SeatFactory(activity=alone)
    held(is_cultural=False, is_language_and_work=True, participants_count=None)
    at = datetime(2024, 6, 1, 14, tzinfo=PARIS)
    ActivityFactory(cancelled=True, starts_at=at)
    ActivityFactory(cancelled=True, starts_at=at, cancellation_reason="Pluie\r\net vent, à 100 %")
    ActivityFactory(starts_at=at)
    # Never counted: dropped before anybody read of it, a public event, another year, on the other side of midnight in Paris.
    ActivityFactory(cancelled=True, starts_at=at, published_at=None)
    ActivityFactory(held=True, kind="webinar", starts_at=at)
    held(starts_at=datetime(2023, 12, 31, 23, 30, tzinfo=PARIS))
    held(starts_at=datetime(2025, 1, 1, 0, 0, tzinfo=PARIS))


def test_demo_year_has_the_figures_of_the_printed_report() -> None:
    build(NOW)
    found = figures()
    assert {
        "activities": found["held"].value,
        "june": found["held_06"].value,
        "february": found["held_02"].value,
        "aim_cultural_about_pct": rounded(found["is_cultural"].value),
        "aim_language_and_work_pct": rounded(found["is_language_and_work"].value),
        "aim_sport_pct": rounded(found["is_sport"].value),
        "participants_per_activity_avg": rounded(found["participants_average"].value),
        "volunteer_facilitators": found["facilitators"].value,
        "activities_per_facilitator_avg": rounded(found["led_average"].value),
        "facilitators_per_activity": REPORT["facilitators_per_activity"],
    } == REPORT
    assert (found["never_filled"].value, found["cancelled"].value, found["days_to_staff"].shown) == (0, 0, "14\u00a0jours")


def test_each_figure_of_a_year() -> None:
    a_full_year()
    assert {key: figure.shown for key, figure in figures().items() if figure.shown != "0"} == {
        "held": "3",
        "participants_average": "6,5",
        "unreported": "1",
        "incidents": "1",
        "held_01": "1",
        "held_03": "1",
        "held_12": "1",
        "is_cultural": "67\u202f%",
        "is_language_and_work": "33\u202f%",
        "is_sport": "33\u202f%",
        "facilitators": "3",
        "led_average": "1",
        "never_filled": "3",
        "days_to_staff": "6\u00a0jours",
        "cancelled": "2",
        "cancelled_1": "1",
        "cancelled_2": "1",
        "cost_association": "45,50\u202f€",
        "cost_partner": "10,00\u202f€",
        "spent": "12,05\u202f€",
    }


def test_every_number_leads_to_a_list_as_long_as_it_says(office: Client) -> None:
    a_full_year()
    for figure in figures().values():
        if figure.counts_people:
            count = len(office.get(f"{URL}animation/?{figure.query}").context["people"])
        else:
            count = office.get(f"/coordination/activites/?{figure.query}").context["page"].paginator.count
        assert (figure.key, count) == (figure.key, figure.listed)


def test_page_links_every_figure(office: Client) -> None:
    a_full_year()
    page = office.get(URL, {"annee": "2024"}).content.decode()
    missing = [figure.key for figure in figures().values() if f"?{figure.query}".replace("&", "&amp;") not in page]
    assert missing == []


def test_employees_and_civic_service_are_left_out(office: Client) -> None:
    activity = held()
    SeatFactory(activity=activity, volunteer=VolunteerFactory(trained=True, kind="employee"))
    SeatFactory(activity=activity, volunteer=VolunteerFactory(trained=True, kind="civic_service"))
    found = figures()
    assert (found["facilitators"].value, found["led_average"].value, found["never_filled"].value) == (0, None, 0)
    assert list(office.get(f"{URL}animation/?annee=2024").context["people"]) == []


def test_seat_given_back_led_nothing() -> None:
    SeatFactory(activity=held(), left_at=NOW, engagement=None)
    assert (figures()["facilitators"].value, figures()["never_filled"].value) == (0, 2)


def test_file_has_every_figure_with_unit_and_definition(office: Client) -> None:
    a_full_year()
    response = office.get("/coordination/activites/chiffres.csv?annee=2024")
    assert response["Content-Disposition"] == 'attachment; filename="sorties-2024.csv"'
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Clé"] for row in rows] == list(figures())
    assert [row for row in rows if not (row["Unité"] and row["Définition"])] == []
    by_key = {row["Clé"]: row["Valeur"] for row in rows}
    assert (by_key["cost_association"], by_key["is_cultural"], by_key["held"]) == ("45,50", "66,67", "3")


def test_year_that_is_no_year_is_this_one(office: Client) -> None:
    for asked in ("", "deux mille", "99999", "١٩٩٩", "0001"):
        assert office.get(URL, {"annee": asked}).context["year"] == datetime.now(PARIS).year


def test_page_asks_as_many_queries_however_many_outings(office: Client) -> None:
    a_full_year()
    office.get(URL, {"annee": "2024"})
    few = count_queries(office, f"{URL}?annee=2024")
    for _ in range(3):
        a_full_year()
    assert count_queries(office, f"{URL}?annee=2024") == few
    people = count_queries(office, f"{URL}animation/?annee=2024")
    a_full_year()
    assert count_queries(office, f"{URL}animation/?annee=2024") == people
