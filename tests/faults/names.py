"""What the command knows of the faults before Django is there: their names, and what each needs."""

from typing import Final, NamedTuple


class Needs(NamedTuple):
    what: str
    defence: str
    seconds: float = 20
    bound: float = 180
    postgres: bool = False
    redis: bool = False
    small_disk: bool = False


FAULTS: Final = {
    "midtask": Needs("a worker killed in the middle of a task", "reaper"),
    "sharing": Needs("three workers on the same tasks", "claim"),
    "kills": Needs("web and workers killed under mixed load", "writing-first", 60, 240),
    "writers": Needs("fifty writers on the embedded database", "patience", 60, 300),
    "locked": Needs("the embedded database locked for ten seconds", "patience"),
    "postgres": Needs("PostgreSQL restarted twice under load", "return", bound=300, postgres=True),
    "redis": Needs("Redis gone, then back", "sparing", redis=True),
    "disk": Needs("not a byte left on the disk", "page", small_disk=True),
    "mail": Needs("a mail server that puts off, refuses, hangs up, says nothing", "breaker", bound=240),
    "stripe": Needs("Stripe failing, slow, lost on the way, answering garbage", "catching", bound=240),
    "clock": Needs("the clock jumps an hour, a day, and back", "clock-sense", bound=240),
}
# A control need not last as long: what it takes away is missed at once.
CONTROL_SECONDS: Final = 15
