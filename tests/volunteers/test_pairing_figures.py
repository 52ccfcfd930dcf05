"""The numbers of pairing, each with an example worked by hand, the list behind it, and what of it leaves the coordination."""

import csv
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from home.dates import year_asked
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import (
    MeetingFactory,
    MissionFactory,
    PairingAlertFactory,
    PairingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    VolunteerFactory,
)
from volunteers.models import Outcome, Pairing, Programme
from volunteers.pairing_figures import measure, years_counted
from volunteers.pairings import pair
from volunteers.programme_tables import Cell, Group, rows_of
from volunteers.suggesting import suggest

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
YEAR = 2024
URL = "/coordination/binomes/chiffres/"
# What the file says of a number under five, and of one that would give it away.
SMALL, PROTECTED = "<\u00a05", "masqué"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def support() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def mentoring() -> Programme:
    mission = MissionFactory(slug="mentorat", title="Mentorat")
    return ProgrammeFactory(slug="mentorat", title="Mentorat", mission=mission, duration_months=6, review_after_months=3)


def cells(groups: list[Group] | None = None) -> dict[str, list[Cell]]:
    """Of each figure: all together, the support, the mentoring."""
    return {figure.key: list(figure.cells) for group in groups or measure(YEAR, now=NOW) for figure in group.figures}


def said(key: str) -> list[str]:
    """As the page shows them: « 2 sur 3 » for a share, « 2, 30, 40 » with median and longest."""
    words = []
    for cell in cells()[key]:
        if cell.is_share:
            words.append(f"{cell.count} sur {cell.total}")
        else:
            words.append(", ".join(str(number) for number in (cell.count, cell.median_days, cell.longest_days) if number is not None))
    return words


def ended(programme: Programme, start: date, end: date, reason: str, **fields: object) -> Pairing:
    return PairingFactory(programme=programme, status="ended", starts_on=start, ended_on=end, end_reason=reason, **fields)


def met(pairing: Pairing, *days: date) -> None:
    for day in days:
        MeetingFactory(pairing=pairing, day=day)


def reach(pairing: Pairing, on: date, coordinator: User) -> None:
    person = pairing.participants.get()
    Outcome.objects.create(pairing=pairing, participant=person, kind=Outcome.Kind.JOB, on=on, noted_at=NOW, noted_by=coordinator)


def a_full_year(support: Programme, mentoring: Programme, coordinator: User) -> None:
    """Something behind every figure of 2024, and of today."""
    first, second = VolunteerFactory(), VolunteerFactory()
    whole = ended(support, date(2024, 1, 10), date(2024, 5, 10), "term", volunteer=first, requested_on=date(2023, 12, 11))
    met(whole, date(2024, 1, 20), date(2024, 2, 3))
    short = ended(support, date(2024, 3, 1), date(2024, 4, 1), "goal", volunteer=second, requested_on=date(2024, 2, 20))
    met(short, date(2024, 3, 11))
    after = ended(support, date(2024, 9, 1), date(2024, 12, 31), "goal", requested_on=date(2024, 2, 20), follows=short)
    met(after, date(2024, 9, 5))
    reach(whole, date(2024, 7, 10), coordinator)
    reach(short, date(2024, 9, 2), coordinator)
    # Twelve months later to the day, and a day too late.
    going_on = PairingFactory(programme=mentoring, volunteer=first, starts_on=date(2025, 5, 10), requested_on=date(2025, 5, 1))
    met(going_on, date(2025, 5, 12))
    late = PairingFactory(programme=mentoring, volunteer=second, starts_on=date(2025, 4, 2))
    met(late, date(2025, 4, 3))
    PairingAlertFactory(pairing=going_on, opened_at=NOW - timedelta(days=9))
    PairingAlertFactory(pairing=late, opened_at=NOW - timedelta(days=2))
    PairingAlertFactory(pairing=late, opened_at=NOW - timedelta(days=90), closed_at=NOW, done="both")
    PairingFactory(programme=support, status="declined", declined_by="team", decline_reason="time", starts_on=date(2024, 2, 1))
    days = [TODAY - timedelta(days=number) for number in (10, 30, 4)]
    ParticipantFactory(wishes=[(support, days[0]), (mentoring, days[1])], languages=["fr", "en"])
    ParticipantFactory(wishes=[(support, days[2])], languages=["en"])
    ParticipantFactory(wishes=[(support, days[1])], standing="paused")
    # What they asked for is under way.
    PairingFactory(programme=support, participants=[ParticipantFactory(wishes=[(support, days[1])])], starts_on=TODAY)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("active", ["3", "1", "2"]),
        # One has waited 30 days for a programme and 10 for another: they are one person, who has waited 30.
        ("waiting", ["2, 17, 30", "2, 7, 10", "1, 30, 30"]),
        ("waiting_fr", ["1, 30, 30", "1, 10, 10", "1, 30, 30"]),
        ("waiting_en", ["2, 17, 30", "2, 7, 10", "1, 30, 30"]),
        # 5.5 days is said as 6.
        ("alerts", ["2, 6, 9", "0", "2, 6, 9"]),
        ("never", ["3", "2", "1"]),
        ("never_ready", ["3", "2", "1"]),
        # 40 days and 20; who took over from another is not counted.
        ("first_meeting", ["2, 30, 40", "2, 30, 40", "0"]),
        # Term and goal, of three; the other goal came after a month of four, and what was declined never began.
        ("completed", ["2 sur 3", "2 sur 3", "0 sur 0"]),
        # One did within the twelve months, to the day; one a day too late; one not.
        ("again", ["1 sur 3", "1 sur 3", "0 sur 0"]),
        # Six months to the day, and a day more.
        ("outcome_6", ["1 sur 3", "1 sur 3", "0 sur 0"]),
        ("outcome_12", ["2 sur 3", "2 sur 3", "0 sur 0"]),
        ("meetings_01", ["1", "1", "0"]),
        ("meetings_04", ["0", "0", "0"]),
        ("meetings_09", ["1", "1", "0"]),
    ],
)
def test_each_figure(key: str, expected: list[str], support: Programme, mentoring: Programme, coordinator: User) -> None:
    a_full_year(support, mentoring, coordinator)
    assert said(key) == expected


def test_share_is_shown_to_the_point_halves_up(support: Programme) -> None:
    for number in range(8):
        ended(support, date(2024, 1, 1), date(2024, 6, 1), "term" if number else "silent")
    assert [cell.shown for cell in cells()["completed"]] == ["88\u202f%", "88\u202f%"]
    assert [cell.shown for cell in cells(measure(2023, now=NOW))["completed"]] == ["–", "–"]


def test_end_of_less_than_twelve_months_ago_says_nothing_yet_of_starting_again(support: Programme) -> None:
    at = datetime(2024, 12, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    ended(support, date(2023, 8, 1), date(2023, 12, 1), "term")
    ended(support, date(2023, 8, 1), date(2023, 12, 2), "term")
    assert cells(measure(2023, now=at))["again"][0].total == 1


def test_language_has_its_programmes_and_who_speaks_none_is_in_no_row(support: Programme) -> None:
    ParticipantFactory(wishes=[(support, TODAY)], languages=[])
    found = cells()
    assert found["waiting"][0].count == 1
    assert [key for key in found if key.startswith("waiting_")] == []


def test_never_proposed_is_counted_under_the_rule_that_leaves_most_out(support: Programme) -> None:
    for code in ("ar", "ar"):
        VolunteerFactory(trained=True, missions=[support.mission], languages=[code])
    VolunteerFactory(trained=True, missions=[support.mission], slots=[(1, "evening")])
    ParticipantFactory(wants=[support])
    assert {key: found[0].count for key, found in cells().items() if key.startswith("never")} == {"never": 1, "never_language": 1}


def test_waiting_is_what_the_list_of_persons_says(office: Client, support: Programme, mentoring: Programme, coordinator: User) -> None:
    a_full_year(support, mentoring, coordinator)
    page = office.get("/coordination/participants/?state=waiting").context["page"]
    assert {person.pk for person in page} == {fact.key for fact in cells()["waiting"][0].facts}


def test_pairing_keeps_since_when_it_was_asked_for(support: Programme, coordinator: User) -> None:
    since = TODAY - timedelta(days=12)
    volunteer = VolunteerFactory(trained=True, missions=[support.mission])
    suggested = suggest(support, volunteer, [ParticipantFactory(wishes=[(support, since)])], by=coordinator, now=NOW)
    other = VolunteerFactory(trained=True, missions=[support.mission])
    agreed = pair(support, other, ParticipantFactory(wishes=[(support, since)]), starts_on=TODAY, by=coordinator, now=NOW)
    third = VolunteerFactory(trained=True, missions=[support.mission])
    unasked = pair(support, third, ParticipantFactory(), starts_on=TODAY, by=coordinator, now=NOW)
    assert (suggested.requested_on, agreed.requested_on, unasked.requested_on) == (since, since, None)


def test_of_two_who_are_met_together_the_longest_wait_is_kept(support: Programme, coordinator: User) -> None:
    support.participants_most = 2
    volunteer = VolunteerFactory(trained=True, missions=[support.mission])
    people = [ParticipantFactory(wishes=[(support, TODAY - timedelta(days=days))]) for days in (3, 9)]
    assert suggest(support, volunteer, people, by=coordinator, now=NOW).requested_on == TODAY - timedelta(days=9)


def test_every_number_leads_to_a_list_as_long_as_it_says(
    office: Client, support: Programme, mentoring: Programme, coordinator: User
) -> None:
    a_full_year(support, mentoring, coordinator)
    for key, row in cells().items():
        for cell in row:
            context = office.get(cell.url).context
            length = len(context["found"]) if "found" in context else context["page"].paginator.count
            assert (key, cell.url, length) == (key, cell.url, cell.total)


def test_page_links_every_number(office: Client, support: Programme, mentoring: Programme, coordinator: User) -> None:
    a_full_year(support, mentoring, coordinator)
    page = office.get(URL, {"annee": str(YEAR)}).content.decode()
    urls = [cell.url.replace("&", "&amp;") for row in cells().values() for cell in row]
    assert [url for url in urls if f'href="{url}"' not in page] == []


def test_what_each_number_counts_is_folded_under_its_table(office: Client, support: Programme) -> None:
    page = office.get(URL, {"annee": str(YEAR)}).content.decode()
    folded = "".join(re.findall(r"<summary>Ce que compte chaque chiffre</summary>(.*?)</details>", page, re.DOTALL))
    shown = [figure for group in measure(YEAR, now=NOW) if not group.is_folded for figure in group.figures]
    assert [figure.label for figure in shown if f"<dt>{figure.label}</dt><dd>{figure.definition}</dd>" not in folded] == []
    assert "0 sur 0" not in page


def test_list_says_who_is_in_the_share(office: Client, support: Programme, mentoring: Programme, coordinator: User) -> None:
    a_full_year(support, mentoring, coordinator)
    page = office.get(f"{URL}completed/?annee={YEAR}")
    assert [fact.is_counted for *_, fact in page.context["rows"]] == [True, True, False]
    assert "3\u00a0binômes, dont 2 dans la part" in page.content.decode()


@pytest.mark.parametrize("address", ["rien/", "active/?programme=rien", "meetings_13/"])
def test_number_that_does_not_exist_is_not_found(office: Client, support: Programme, address: str) -> None:
    assert office.get(f"{URL}{address}").status_code == 404


def test_years_go_from_the_first_pairing_to_this_one(support: Programme) -> None:
    assert years_counted(TODAY) == [TODAY.year]
    PairingFactory(starts_on=date(2024, 3, 1))
    PairingFactory(suggested=True, starts_on=date(2020, 3, 1))
    assert years_counted(date(2026, 5, 1)) == [2026, 2025, 2024]


def test_year_that_is_no_year_is_this_one() -> None:
    asked = ["", "2023", "deux mille", "99999", "١٩٩٩", "0001"]
    assert [year_asked(words, today=date(2026, 5, 1)) for words in asked] == [2026, 2023, 2026, 2026, 2026, 2026]


def test_file_hides_small_numbers_and_what_gives_them_away(office: Client, support: Programme, mentoring: Programme) -> None:
    PairingFactory.create_batch(8, programme=support)
    PairingFactory.create_batch(3, programme=mentoring)
    response = office.get(f"/coordination/binomes/chiffres.csv?annee={YEAR}")
    assert response["Content-Disposition"] == 'attachment; filename="binomes-2024.csv"'
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Clé"] for row in rows[::3]] == list(cells())
    assert [row for row in rows if not (row["Unité"] and row["Définition"])] == []
    assert values(rows, "active") == {"Tous": "11", "Accompagnement socioprofessionnel": PROTECTED, "Mentorat": SMALL}
    assert sorted({row["Valeur"] for row in rows}) == ["11", SMALL, PROTECTED]
    # The control: the same rows, their marks taken off, say what the file hid.
    bare = [
        replace(group, figures=[replace(figure, cells=[replace(cell, mark=None) for cell in figure.cells]) for figure in group.figures])
        for group in measure(YEAR, now=NOW)
    ]
    assert {row[4] for row in rows_of(bare) if row[1] == "active"} == {"11", "8", "3"}


def values(rows: list[dict[str, str]], key: str) -> dict[str, str]:
    return {row["Programme"]: row["Valeur"] for row in rows if row["Clé"] == key}


def test_file_has_the_median_and_never_the_longest_wait(office: Client, support: Programme) -> None:
    for days in (1, 20, 30, 31, 777):
        ParticipantFactory(wishes=[(support, TODAY - timedelta(days=days))])
    content = office.get("/coordination/binomes/chiffres.csv").content.decode()
    assert '"waiting";"Personnes en attente";"Tous";"5";"personnes";"";"30"' in content
    assert "777" not in content


def completed_outside() -> tuple[str, ...]:
    return next(row[4:7] for row in rows_of(measure(YEAR, now=NOW)) if row[1] == "completed")


def test_share_leaves_when_neither_it_nor_what_it_lacks_is_small(support: Programme) -> None:
    shown = []
    for done, undone in ((5, 5), (1, 0), (0, 1)):
        for reason, count in (("term", done), ("silent", undone)):
            for _ in range(count):
                ended(support, date(2024, 1, 1), date(2024, 6, 1), reason)
        shown.append(completed_outside())
    assert shown == [("50", "%", "10"), ("55", "%", "11"), ("50", "%", "12")]
    Pairing.objects.filter(end_reason="silent").delete()
    assert completed_outside() == (SMALL, "%", SMALL)


def test_what_is_broken_down_leaves_for_all_programmes_alone(support: Programme, mentoring: Programme) -> None:
    ParticipantFactory.create_batch(9, wishes=[(support, TODAY)], languages=["en"])
    ParticipantFactory.create_batch(6, wishes=[(mentoring, TODAY)], languages=["fr"])
    rows = [(row[1], row[3], row[4]) for row in rows_of(measure(YEAR, now=NOW)) if row[1].startswith("waiting")]
    support_title, mentoring_title = str(support), str(mentoring)
    assert rows == [
        ("waiting", "Tous", "15"),
        ("waiting", support_title, "9"),
        ("waiting", mentoring_title, "6"),
        ("waiting_fr", "Tous", "6"),
        ("waiting_fr", support_title, PROTECTED),
        ("waiting_fr", mentoring_title, PROTECTED),
        ("waiting_en", "Tous", "9"),
        ("waiting_en", support_title, PROTECTED),
        ("waiting_en", mentoring_title, PROTECTED),
    ]


def test_paper_says_what_the_file_says(office: Client, support: Programme, mentoring: Programme) -> None:
    PairingFactory.create_batch(8, programme=support)
    PairingFactory.create_batch(3, programme=mentoring)
    page = office.get(URL).content.decode()
    row = page[page.index("Binômes en cours") :].split("</tr>")[0]
    number = r"\s*<a [^>]*>(\d+)"
    assert re.findall(f"<span>{number}", row) == ["11"]
    assert re.findall(f'<span class="no-print">{number}', row) == ["8", "3"]
    assert re.findall(r'<span class="print-only">([^<]*)</span>', row) == [PROTECTED, "&lt;\u00a05"]


@pytest.mark.parametrize("url", [f"{URL}?annee={YEAR}", f"{URL}completed/?annee={YEAR}", f"{URL}waiting/?programme=socioprofessionnel"])
def test_page_asks_as_many_queries_however_many_pairings(
    office: Client, support: Programme, mentoring: Programme, coordinator: User, url: str
) -> None:
    a_full_year(support, mentoring, coordinator)
    office.get(url)
    few = count_queries(office, url)
    for _ in range(9):
        a_full_year(support, mentoring, coordinator)
    assert Pairing.objects.count() > 60
    office.get(url)  # That these were read is written once.
    assert count_queries(office, url) == few
