"""What each fault runs; names, needs and defences are in `names`."""

from collections.abc import Callable
from typing import Final

from tests.faults import clock, killing, stores, strangers
from tests.faults.ground import Ground, Line

RUNS: Final[dict[str, Callable[[Ground], list[Line]]]] = {
    "midtask": killing.kill_in_a_task,
    "sharing": killing.share_tasks,
    "kills": killing.kill_under_load,
    "writers": stores.write_by_fifty,
    "locked": stores.lock_the_database,
    "postgres": stores.restart_postgres,
    "redis": stores.lose_redis,
    "disk": stores.fill_the_disk,
    "mail": strangers.trouble_mail,
    "stripe": strangers.trouble_stripe,
    "clock": clock.jump,
}
