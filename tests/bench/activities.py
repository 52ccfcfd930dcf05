"""The agenda and the calendars with a hundred activities, then ten thousand: `make bench`, on both databases.

The month that is shown holds as many activities both times, the others are spread over the years around: what is compared is what the
rest of the table costs. Last, for information, a month that holds as many as a year of ten thousand would give it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from tests.bench.pages import read_pages, rows_of, signed_in
from tests.bench.rows import Row
from tests.bench.running import leave

FEW: Final = 100
MANY: Final = 10_000
IN_MONTH: Final = 20
CROWDED: Final = MANY // 12
YEARS_AROUND: Final = 5
MOST_QUERIES: Final = 12
MOST_GROWTH: Final = 1.3
# Those whose growth is promised; the others are shown beside them.
PROMISED: Final = ("agenda, list", "agenda, month", "agenda, one event", "coordination, month")


class Town:
    """What activities need around them, and the activities made so far; the same each time."""

    def __init__(self, now: datetime) -> None:
        from home.months import Month
        from home.places import Venue
        from tests.volunteers.factories import MissionFactory, VolunteerFactory

        self.now, self.random = now, Random(14)  # noqa: S311 the same each time
        self.month = Month.of(now).plus(1)
        self.looked_at: Any = None
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
        self.looked_at = self.looked_at or outings[0]
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
        "agenda, list": "/agenda/",
        "agenda, month": f"/agenda/{first:%Y/%m}/",
        "agenda, one event": event_path("/agenda/", event),
        "agenda, feed": "/agenda/flux.ics",
        "coordination, month": f"/coordination/activites/calendrier/?mois={town.month.key}",
        "coordination, list": "/coordination/activites/",
        "coordination, list, page 50": "/coordination/activites/?page=50",
        "coordination, figures": "/coordination/activites/chiffres/",
        "coordination, figures, csv": "/coordination/activites/chiffres.csv",
        "coordination, who led": "/coordination/activites/chiffres/animation/",
        "coordination, one outing": f"/coordination/activites/{town.looked_at.pk}/",
        "coordination, proposals": "/coordination/propositions/",
        "coordination, templates": "/coordination/activites/modeles/",
    }


def read(readers: dict[str, Any], town: Town) -> dict[str, Any]:
    """Each page as its reader asks for it."""
    asked = addresses(town)
    return {
        name: reading
        for who, client in readers.items()
        for name, reading in read_pages(client, {name: address for name, address in asked.items() if name.startswith(f"{who},")}).items()
    }


def measure() -> list[Row]:
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    make_agenda()
    town = Town(timezone.now())
    readers = {"agenda": Client(), "coordination": signed_in(coordinator=True)}
    town.fill(town.dates_in_month(IN_MONTH))
    town.fill(town.dates_elsewhere(FEW - IN_MONTH))
    few = read(readers, town)
    town.fill(town.dates_elsewhere(MANY - FEW))
    rows = [_growing_little(row) for row in rows_of(few, read(readers, town), prefix="activities")]
    town.fill(town.dates_in_month(CROWDED - IN_MONTH))
    return rows + [
        Row(
            what=f"activities: {name}, of {CROWDED}",
            engine=connection.vendor,
            cpu_ms=reading.cpu_ms,
            queries=reading.queries,
            bytes=reading.bytes,
            reference="for information",
        )
        for name, reading in read(readers, town).items()
        if name.endswith("month")
    ]


def _growing_little(row: Row) -> Row:
    """With what is promised of some of these pages besides."""
    if row.what.removeprefix("activities: ") not in PROMISED:
        return row
    is_kept = row.is_kept and (row.queries or 0) <= MOST_QUERIES and (row.ratio or 0) <= MOST_GROWTH
    return replace(row, is_kept=is_kept, promise=f"{row.promise}, {MOST_QUERIES} queries, × {MOST_GROWTH} at most")


if __name__ == "__main__":
    leave(measure)
