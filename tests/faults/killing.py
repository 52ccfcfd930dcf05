"""Processes killed: web and workers for a minute under mixed load, a worker in the middle of a task, two workers on one task."""

import time
from collections import Counter
from typing import Final

from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail
from donations.models import Payment
from donations.stand_in.store import Store
from donations.watch import LATE, catch_up
from tests.drill.books import events_lost, events_waiting
from tests.drill.day import again_and_again
from tests.faults.ground import Ground, Line, at_least, same, wait_until
from tests.faults.living_site import Site
from tests.faults.people import People
from tests.faults.traces import leave_a_line, noted

KILL_EVERY_SECONDS: Final = 3
MIXED: Final = {"read": 2, "write": 2, "sign_up": 1, "give": 2}
TASKS: Final = 100


def kill_under_load(ground: Ground) -> list[Line]:
    with Site(ground) as site:
        people = People(site.address)
        with people.at_work(MIXED), again_and_again(site.kill_next, every=KILL_EVERY_SECONDS):
            time.sleep(ground.seconds)
        settle_down()
        return [
            at_least("processes killed", ground.seconds / KILL_EVERY_SECONDS / 2, site.kills),
            *people.was_kept(10),
            *people.saw_no_insides(),
            *sums_agree(people),
            *nothing_waits(site.kills),
            Line("recovers alone", site.recovers(), site.recovers()),
            *site.read_log(),
        ]


def settle_down(seconds: float = 60) -> None:
    """Until Stripe has told all, and the site has worked through it."""

    def is_settled() -> bool:
        with Store.open() as store:
            from donations.stand_in.deliveries import deliver_due, post_by_http

            is_silent = not store.delivery_states().get("pending", 0)
        if not is_silent:
            deliver_due(post_by_http)
            return False
        if events_lost():
            from django.utils import timezone

            catch_up(timezone.now() + LATE)
            return False
        return not events_waiting() and not unfinished() and not waiting_mails()

    wait_until(is_settled, seconds)


def unfinished() -> int:
    return DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).count()


def waiting_mails() -> int:
    return OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count()


def sums_agree(people: People) -> list[Line]:
    """Both sides' books, to the cent."""
    with Store.open() as store:
        charged = [charge["amount"] for charge in store.select("charge", status="succeeded")]
    received = list(Payment.objects.received().values_list("amount_cents", flat=True))
    return [
        same("gifts paid at Stripe", len(people.given), len(charged)),
        same("cents received", sum(charged), sum(received)),
        same("payments", len(charged), len(received)),
    ]


def nothing_waits(kills: int = 0) -> list[Line]:
    sent = Counter(noted("mails"))
    return [
        same("tasks that nobody takes", 0, unfinished()),
        same("tasks given up", 0, DBTaskResult.objects.filter(status="FAILED").count()),
        same("mails that have not left", 0, OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).count()),
        # A worker killed between the server's answer and the writing of it sends again, under the same id.
        Line("mails sent twice", (twice := sum(count > 1 for count in sent.values())), twice <= kills),
    ]


def kill_in_a_task(ground: Ground) -> list[Line]:
    with Site(ground, web=0, workers=1) as site:
        leave_a_line.enqueue("long", 4.0)
        wait_until(lambda: noted("begun") == ["long"])
        site.kill_next()
        wait_until(lambda: noted("done") != [], 20)
        wait_until(lambda: not unfinished(), 5)
        return [
            same("times begun", 2, len(noted("begun"))),
            same("times done", 1, len(noted("done"))),
            same("tasks that nobody takes", 0, unfinished()),
            *site.read_log(),
        ]


def share_tasks(ground: Ground) -> list[Line]:
    for number in range(TASKS):
        leave_a_line.enqueue(f"task-{number}", 0.05)
    with Site(ground, web=0, workers=3) as site:
        wait_until(lambda: not unfinished(), 60)
        done = Counter(noted("done"))
        return [
            same("tasks done", TASKS, len(done)),
            same("tasks done twice", 0, sum(count > 1 for count in done.values())),
            same("tasks that nobody takes", 0, unfinished()),
            *site.read_log(),
        ]
