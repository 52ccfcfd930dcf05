"""What is read with a row that waited for its lock, on PostgreSQL: the row anew, what was joined to it as it was before."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.conf import settings
from django.db import connection, transaction

from events.models import Activity
from events.seat_times import lock_activity
from home.places import Venue
from tests.events.factories import ActivityFactory, VenueFactory
from tests.volunteers.factories import MissionFactory

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="stale joins need row locks: run with DATABASE_URL=postgres://…"),
    pytest.mark.django_db(transaction=True),
]

Read = Callable[[Activity], Activity]


def lock_with_joins(activity: Activity) -> Activity:
    """What `lock_activity` must not do."""
    return Activity.objects.select_for_update(of=("self",)).select_related("venue", "mission").get(pk=activity.pk)


def wait_for_a_waiter() -> None:
    """Until another connection waits for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise TimeoutError("Nobody waits for the lock.")


def read_after_a_change(read: Read, activity: Activity, **changes: object) -> tuple[Venue | None, object]:
    """Place and mission, as `read` gives them to somebody who waited for whoever changed them."""

    def wait_and_read() -> tuple[Venue | None, object]:
        try:
            with transaction.atomic():
                found = read(activity)
                return found.venue, found.mission
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Activity.objects.select_for_update().get(pk=activity.pk)
            reading = pool.submit(wait_and_read)
            wait_for_a_waiter()
            Activity.objects.filter(pk=activity.pk).update(**changes)
        return reading.result(timeout=20)


def test_place_and_mission_are_those_of_after_the_wait() -> None:
    venue, mission = VenueFactory(), MissionFactory(slug="autre", title="Autre")
    activity = ActivityFactory(venue=VenueFactory())
    assert read_after_a_change(lock_activity, activity, venue=venue, mission=mission) == (venue, mission)


def test_place_that_was_joined_is_lost() -> None:
    """The negative control: the activity has its new place, whose row was never read."""
    activity = ActivityFactory(venue=VenueFactory())
    assert read_after_a_change(lock_with_joins, activity, venue=VenueFactory())[0] is None


def test_activity_whose_mission_was_joined_is_not_found() -> None:
    """The negative control where the joined row cannot be missing: no row comes back at all."""
    with pytest.raises(Activity.DoesNotExist):
        read_after_a_change(lock_with_joins, ActivityFactory(), mission=MissionFactory(slug="autre", title="Autre"))
