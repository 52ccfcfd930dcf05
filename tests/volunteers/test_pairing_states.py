"""One table says which state follows which, one place writes them, and each move keeps who made it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests.volunteers.factories import PairingFactory, ready_pairing
from volunteers.exceptions import Refused
from volunteers.models import Pairing
from volunteers.pairing_path import moves_of, path_of
from volunteers.pairing_states import TRANSITIONS, move

pytestmark = pytest.mark.django_db

Status = Pairing.Status
ROOT = Path(__file__).parents[2]
# What a state needs beside itself.
FACTS: dict[str, dict[str, Any]] = {
    Status.OFFERED: {"offered_until": timezone.now()},
    Status.DECLINED: {"declined_by": Pairing.Decliner.TEAM, "decline_reason": Pairing.DeclineReason.WITHDRAWN},
}


def test_every_state_has_its_line() -> None:
    assert set(TRANSITIONS) == set(Status)


@pytest.mark.parametrize("before", Status)
def test_table_is_kept_from_each_state(before: Status, coordinator: User) -> None:
    for after in set(Status) - {before}:
        pairing = PairingFactory(status=before, **FACTS.get(before, {}))
        if after in TRANSITIONS[before]:
            move(pairing, after, by=coordinator, **FACTS.get(after, {}))
            last = pairing.history.latest()
            assert (last.status, last.history_user) == (after, coordinator)
        else:
            with pytest.raises(Refused) as refused:
                move(pairing, after, by=coordinator, **FACTS.get(after, {}))
            assert [reason.code for reason in refused.value.reasons] == ["state"]
            assert Pairing.objects.get(pk=pairing.pk).status == before


def test_nothing_else_writes_the_state() -> None:
    """But the demo, which makes its pairings with the same function."""
    writing = re.compile(r"pairing\w*\.status = |Pairing\.objects[^\n]*update\(status|\bfound\.status = ")
    files = [path for app in ("volunteers", "events", "home", "accounts") for path in (ROOT / app).rglob("*.py")]
    assert [path.name for path in files if writing.search(path.read_text(encoding="utf-8"))] == ["pairing_states.py"]


def test_page_tells_each_step_with_its_day_and_who_moved_it(coordinator: User) -> None:
    pairing = ready_pairing(suggested=True)
    move(pairing, Status.OFFERED, by=coordinator, offered_at=timezone.now(), offered_until=timezone.now())
    pairing = move(pairing, Status.DECLINED, by=None, declined_by="volunteer", decline_reason="silent")
    assert [(step.code, step.state) for step in path_of(pairing)] == [("suggested", "done"), ("offered", "done"), ("declined", "done")]
    assert [(line.words, line.by) for line in moves_of(pairing)] == [
        ("Sans suite", ""),
        ("Proposé au ou à la bénévole", coordinator.get_full_name() or coordinator.email),
        ("À proposer", ""),
    ]


def test_pairing_agreed_outside_the_site_shows_neither_suggestion_nor_offer() -> None:
    steps = [(step.code, step.state) for step in path_of(ready_pairing(agreed=True))]
    assert steps == [("accepted", "done"), ("agreed", "done"), ("active", "current"), ("ended", "upcoming")]
