"""What leaves as a file: memory, processor time and weight of a hundred thousand rows. `make bench`, on both databases.

Each export is taken in a process of its own, which has taken a short one before: its peak is what the rows cost. The reference is the same
with a thousandth of the rows.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any, Final
from uuid import uuid4

from tests.bench.pages import analyze, signed_in
from tests.bench.rows import Row
from tests.bench.running import leave

ROWS: Final = 100_000
AT_ONCE: Final = 5000
LIMIT_MB: Final = 200
C: Final = "/coordination"
# By name: who takes it, the address for all, that for a few, what is posted.
XLSX: Final = {"file_format": "xlsx"}
CSV: Final = {"file_format": "csv"}
EXPORTS: Final[dict[str, tuple[str, str, str, dict[str, str]]]] = {
    "bénévoles, CSV": ("coordinator", f"{C}/benevoles/exporter/", "q=Fictif999", {"take": "1", **CSV}),
    "bénévoles, XLSX": ("coordinator", f"{C}/benevoles/exporter/", "q=Fictif999", {"take": "1", **XLSX}),
    "participants, CSV": ("coordinator", f"{C}/participants/exporter/", "q=fictif 999", CSV),
    "participants, XLSX": ("coordinator", f"{C}/participants/exporter/", "q=fictif 999", XLSX),
    "outings, CSV": ("coordinator", f"{C}/activites/liste.csv", "q=999", {}),
    "gifts, CSV": ("treasurer", f"{C}/dons/exporter/", "plan=paused", CSV),
    "gifts, XLSX": ("treasurer", f"{C}/dons/exporter/", "plan=paused", XLSX),
    "receipts, CSV": ("treasurer", f"{C}/recus/exporter/", "state=cancelled", CSV),
    "receipts, XLSX": ("treasurer", f"{C}/recus/exporter/", "state=cancelled", XLSX),
    "books, CSV": ("treasurer", f"{C}/dons/comptabilite/exporter/", "first_day=2020-01-01&last_day=2020-01-02", {}),
}


def fill_people(count: int) -> None:
    """As much of people as the columns read."""
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import FreeSlot, Participant, ParticipantLanguage, ParticipantSlot, Volunteer, VolunteerLanguage
    from volunteers.models.volunteer import folded

    now = timezone.now()
    for numbers in _batches(count):
        users = [User(pk=uuid4(), email=f"export-{n}@demo.test", first_name=f"Prénom{n}", last_name=f"Fictif{n}") for n in numbers]
        User.objects.bulk_create(users)
        people = [Volunteer(user=user, signed_up_at=now, area="75018", folded_name=folded(user.get_full_name())) for user in users]
        Volunteer.objects.bulk_create(people)
        VolunteerLanguage.objects.bulk_create(VolunteerLanguage(volunteer=one, code=code) for one in people for code in ("fr", "en"))
        FreeSlot.objects.bulk_create(FreeSlot(volunteer=one, weekday=n % 7, half_day="evening") for n, one in enumerate(people))
        persons = [Participant(alias=f"Fictif {n}", folded_alias=f"fictif {n}", code=f"{n:06d}", area="93") for n in numbers]
        Participant.objects.bulk_create(persons)
        ParticipantLanguage.objects.bulk_create(ParticipantLanguage(participant=one, code=code) for one in persons for code in ("fr", "ar"))
        ParticipantSlot.objects.bulk_create(
            ParticipantSlot(participant=one, weekday=n % 7, half_day="evening") for n, one in enumerate(persons)
        )


def fill_activities(count: int) -> None:
    from django.utils import timezone

    from events.models import Activity
    from tests.volunteers.factories import MissionFactory

    now, mission = timezone.now(), MissionFactory()
    for numbers in _batches(count):
        Activity.objects.bulk_create(
            Activity(
                title=f"Sortie {n}",
                description="Démonstration",
                mission=mission,
                starts_at=now - timedelta(hours=n),
                ends_at=now - timedelta(hours=n) + timedelta(hours=2),
                status=Activity.Status.HELD,
                published_at=now,
            )
            for n in numbers
        )


def fill_gifts(count: int) -> None:
    """Gifts, half with a wish of a receipt; as many receipts as can be made out; a line of Stripe's balance for each payment of theirs."""
    from django.utils import timezone

    from donations.models import BalanceLine, Payment
    from tests.bench.gifts import Books
    from tests.bench.receipts import Receipts
    from tests.donations.factories import set_terms

    now = timezone.now()
    set_terms()
    Books(now).fill(count)
    paid = Payment.objects.filter(state=Payment.State.PAID, intent_id__isnull=False).values_list("pk", "amount_cents", "paid_at")
    BalanceLine.objects.bulk_create(
        (
            BalanceLine(
                stripe_id=f"txn_{pk}", kind="charge", amount_cents=cents, fee_cents=20, net_cents=cents - 20, payment_id=pk, created_at=at
            )
            for pk, cents, at in paid.iterator()
            if at is not None
        ),
        batch_size=1000,
    )
    Receipts(now).fill(count // 2)


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, count))


def measure() -> list[Row]:
    from django.db import connection

    for fill in (fill_people, fill_activities, fill_gifts):
        fill(ROWS)
    analyze(connection)
    sessions = {role: _session_of(role) for role in ("coordinator", "treasurer")}
    return [_measure_aside(name, sessions[EXPORTS[name][0]]) for name in EXPORTS]


def _session_of(role: str) -> str:
    """The key of a session of somebody with that role."""
    return str(signed_in(**{role: True}).session.session_key)


def _measure_aside(name: str, session: str) -> Row:
    from django.db import connection

    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.exports", "--take", name, session, str(connection.settings_dict["NAME"])]
    answer = subprocess.run(command, capture_output=True, check=True, env=dict(os.environ), text=True)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return Row(
        what=f"export: {name}, {found['rows']} rows",
        engine=connection.vendor,
        cpu_ms=found["cpu_ms"],
        bytes=found["bytes"],
        memory_mb=found["memory_mb"],
        reference=f"{found['few_rows']} rows: {found['few_ms']:.1f} ms",
        ratio=found["cpu_ms"] / found["few_ms"],
        promise=f"{LIMIT_MB} MB",
        is_kept=found["memory_mb"] < LIMIT_MB,
    )


def take(name: str, session: str, database: str) -> dict[str, float]:
    """Takes a short export, then the long one, as a browser would: chunk by chunk, none kept."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts.models import User
    from tests.volunteers.whole_person import say_who_they_are

    connection.settings_dict["NAME"] = database
    setup_test_environment()
    _role, address, few, posted = EXPORTS[name]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    user = User.objects.get(pk=client.session["_auth_user_id"])
    say_who_they_are(client, user)
    few_rows, few_ms, _ = _download(lambda: client.post(f"{address}?{few}", posted))
    # A proof serves for some minutes alone.
    say_who_they_are(client, user)
    before = getrusage(RUSAGE_SELF).ru_maxrss
    rows, cpu_ms, weight = _download(lambda: client.post(address, posted))
    memory_mb = (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"rows": rows, "cpu_ms": cpu_ms, "bytes": weight, "memory_mb": memory_mb, "few_rows": few_rows, "few_ms": few_ms}


def _download(ask: Callable[[], Any]) -> tuple[int, float, int]:
    """Rows, as the trace of the export says, milliseconds and bytes."""
    from volunteers.models import DataExport

    start = process_time()
    response = ask()
    assert response.status_code == 200, response.status_code
    assert "attachment" in response.headers["Content-Disposition"], response.headers
    weight = sum(len(chunk) for chunk in response.streaming_content)
    spent = (process_time() - start) * 1000
    response.close()
    return DataExport.objects.order_by("-taken_at", "-pk").values_list("count", flat=True)[0], spent, weight


if __name__ == "__main__":
    if sys.argv[1:2] == ["--take"]:
        sys.stdout.write(json.dumps(take(*sys.argv[2:5])) + "\n")
    else:
        leave(measure)
