import time_machine
from django.core.cache import cache
from django.db import connection

from accounts.limits import allow


def test_limit_lets_so_many_through_and_no_more(db: None) -> None:
    assert [allow("don:192.0.2.1", limit=3, seconds=60) for _ in range(5)] == [True, True, True, False, False]


def test_each_key_has_its_own_count(db: None) -> None:
    assert allow("a", limit=1, seconds=60)
    assert allow("b", limit=1, seconds=60)
    assert not allow("a", limit=1, seconds=60)


def test_slot_is_free_again_after_its_time(db: None) -> None:
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as traveller:
        assert allow("a", limit=1, seconds=60)
        traveller.shift(59)
        assert not allow("a", limit=1, seconds=60)
        traveller.shift(2)
        assert allow("a", limit=1, seconds=60)


def test_key_is_not_stored_readable(db: None) -> None:
    allow("code:zoe@demo.test", limit=1, seconds=60)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {cache._table}")  # type: ignore[attr-defined]
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 1
    assert "zoe" not in keys[0]
