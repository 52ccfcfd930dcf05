"""Times the agenda and the calendars with a hundred activities, then ten thousand: `make bench`, on both databases.

A database of its own is made, filled and dropped. The month that is shown holds as many activities both times, the others are
spread over the years around: what is compared is what the rest of the table costs. CPU is this process's, which on SQLite is
the database's too; the least of many readings counts, for others at work on the machine only add to it. Last, for information,
a month that holds as many as a year of ten thousand would give it.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import django

FEW: Final = 100
MANY: Final = 10_000
IN_MONTH: Final = 20
CROWDED: Final = MANY // 12
YEARS_AROUND: Final = 5
TIMES: Final = 40
MOST_QUERIES: Final = 12
MOST_GROWTH: Final = 1.3
# Those whose growth is promised; the others are shown beside them.
PROMISED: Final = ("agenda, liste", "agenda, mois", "agenda, un rendez-vous", "coordination, mois")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


class Town:
    """What activities need around them, and the activities made so far; the same each time."""

    def __init__(self, now: datetime) -> None:
        from home.months import Month
        from home.places import Venue
        from tests.volunteers.factories import MissionFactory, VolunteerFactory

        self.now, self.random = now, Random(14)  # noqa: S311 the same each time
        self.month = Month.of(now).plus(1)
        self.mission = MissionFactory()
        self.venues = [
            Venue.objects.create(name=f"Lieu {number}", address="Démonstration", area=f"Paris {number}e") for number in range(2, 21)
        ]
        self.people = [VolunteerFactory() for _ in range(40)]

    def fill(self, dates: Iterator[datetime]) -> None:
        """One activity at each date, half of them for the public; half of the outings have one seat taken, a quarter two."""
        from simple_history.utils import bulk_create_with_history

        from events.models import Activity, Seat

        made = [self._activity(number, starts_at) for number, starts_at in enumerate(dates)]
        bulk_create_with_history(made, Activity, batch_size=500)
        outings = [activity for activity in made if activity.is_outing]
        Seat.objects.bulk_create(
            [
                Seat(activity=activity, volunteer=person, taken_at=self.now)
                for number, activity in enumerate(outings)
                for person in self.random.sample(self.people, (1, 0, 1, 2)[number % 4])
            ],
            batch_size=500,
        )

    def dates_in_month(self, count: int) -> Iterator[datetime]:
        for number in range(count):
            yield self.month.starts_at + timedelta(days=1 + number % 27, hours=9 + number % 9)

    def dates_elsewhere(self, count: int) -> Iterator[datetime]:
        """Over the years around, never in the month that is shown; the next weeks have some both times."""
        for number in range(count):
            days = self.random.randint(1, 365 * YEARS_AROUND)
            moment = self.month.ends_at + timedelta(days=days) if number % 2 else self.now - timedelta(days=days)
            yield moment.replace(minute=0, second=0, microsecond=0)

    def _activity(self, number: int, starts_at: datetime) -> Any:
        from events.models import Activity

        is_past = starts_at < self.now
        return Activity(
            title=f"Activité {number} de démonstration",
            description="Une visite guidée, suivie d’un goûter. Démonstration.",
            # By pairs: the dates come before and after now by turns.
            kind=Activity.Kind.FORUM if number // 2 % 2 else Activity.Kind.OUTING,
            status=Activity.Status.HELD if is_past else Activity.Status.PUBLISHED,
            published_at=starts_at - timedelta(days=30),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            venue=self.random.choice(self.venues),
            mission=self.mission,
        )


def make_agenda() -> None:
    from wagtail.models import Site

    from events.models import AgendaPage
    from home.models import HomePage

    site = Site.objects.get(is_default_site=True)
    home = HomePage(title="Mesure", slug="mesure")
    site.root_page.get_root().add_child(instance=home)
    site.root_page = home
    site.save()
    home.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))


def addresses(town: Town) -> dict[str, str]:
    from events.models import Activity
    from events.models.agenda import event_path

    first: date = town.month.first
    event = Activity.objects.public().filter(starts_at__gte=town.month.starts_at, starts_at__lt=town.month.ends_at).first()
    assert event is not None
    return {
        "agenda, liste": "/agenda/",
        "agenda, mois": f"/agenda/{first:%Y/%m}/",
        "agenda, un rendez-vous": event_path("/agenda/", event),
        "agenda, flux": "/agenda/flux.ics",
        "coordination, mois": f"/coordination/activites/calendrier/?mois={town.month.key}",
        "coordination, liste": "/coordination/activites/",
    }


def measure(readers: dict[str, Any], town: Town) -> dict[str, tuple[int, float, float]]:
    """Of each page, as its reader asks for it: queries, CPU and clock time, both in milliseconds."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {}
    for name, address in addresses(town).items():
        client = readers[name.partition(",")[0]]
        client.get(address)
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        # Counted now: the next request empties the list.
        asked = len(queries)
        assert response.status_code == 200, (address, response.status_code)
        readings = [read(client, address) for _ in range(TIMES)]
        cpu, clock = zip(*readings, strict=True)
        found[name] = (asked, min(cpu) * 1000, median(clock) * 1000)
    return found


def read(client: Any, address: str) -> tuple[float, float]:
    cpu, clock = process_time(), perf_counter()
    client.get(address)
    return process_time() - cpu, perf_counter() - clock


def compare(few: dict[str, tuple[int, float, float]], many: dict[str, tuple[int, float, float]]) -> bool:
    """Prints a line for each page; False when one of those promised asks more, or costs more, than it may."""
    is_kept = True
    for name, (queries, cpu, clock) in many.items():
        before, cpu_before, clock_before = few[name]
        growth = cpu / cpu_before
        say(
            f"{name:24} {before:3} puis {queries:3} requêtes   "
            f"{cpu_before:6.1f} puis {cpu:6.1f} ms de processeur (× {growth:4.2f})   {clock_before:6.1f} puis {clock:6.1f} ms"
        )
        if name in PROMISED:
            is_kept &= before == queries <= MOST_QUERIES and growth <= MOST_GROWTH
    return is_kept


def run() -> bool:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client
    from django.utils import timezone

    from tests.accounts.factories import UserFactory

    make_agenda()
    town = Town(timezone.now())
    coordinator = UserFactory(coordinator=True)
    TOTP.activate(coordinator, generate_totp_secret())
    readers = {"agenda": Client(), "coordination": Client()}
    readers["coordination"].force_login(coordinator)
    town.fill(town.dates_in_month(IN_MONTH))
    town.fill(town.dates_elsewhere(FEW - IN_MONTH))
    few = measure(readers, town)
    town.fill(town.dates_elsewhere(MANY - FEW))
    is_kept = compare(few, measure(readers, town))
    town.fill(town.dates_in_month(CROWDED - IN_MONTH))
    say(f"Pour information, un mois de {CROWDED} activités :")
    for name, (queries, cpu, clock) in measure(readers, town).items():
        if name.endswith("mois"):
            say(f"{name:24} {queries:3} requêtes   {cpu:6.1f} ms de processeur   {clock:6.1f} ms")
    return is_kept


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        say(f"{connection.vendor}, {FEW} puis {MANY} activités")
        return 0 if run() else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
