"""What both stores of pages promise, in a file and in Redis."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from site_polaris.page_cache.file_store import FileStore
from site_polaris.page_cache.questions import Question
from site_polaris.page_cache.redis_store import RedisStore
from site_polaris.page_cache.stores import HOLD_SECONDS, KNOWN_SECONDS, Kept, Store, StoreError
from tests.instances import Redis

NOW = 1_800_000_000.0
QUESTIONS = [Question("SELECT 1", ("é", 2), frozenset({"page"}), b"answer")]


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(
    params=[
        "file",
        pytest.param("redis", marks=[pytest.mark.servers, pytest.mark.skipif(bool(Redis.missing), reason=str(Redis.missing))]),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    return FileStore(tmp_path) if request.param == "file" else fresh(request.getfixturevalue("redis"))


def fresh(server: Redis) -> RedisStore:
    import redis

    redis.Redis.from_url(server.url).flushall()
    return RedisStore(server.url)


def kept(*tables: str, seen: int = 0, address: str = "http://localhost/") -> Kept:
    return Kept(address, [["Content-Type", "text/html"]], b"\x1f\x8bbody", frozenset(tables), seen, NOW + 300)  # type: ignore[list-item]


def doubts(store: Store, key: str = "a", now: float = NOW) -> tuple[set[str], set[str]]:
    found = store.find(key, now)
    assert found is not None
    return set(found.changed), set(found.held)


def test_page_comes_back_as_it_was_kept(store: Store) -> None:
    assert store.find("a", NOW) is None
    page = kept("page", "term", seen=store.last_change())
    store.keep("a", page, QUESTIONS, NOW)
    found = store.find("a", NOW)
    assert found is not None
    assert found.kept == page
    assert store.questions("a") == QUESTIONS
    assert doubts(store) == (set(), set())
    store.drop("a")
    assert (store.find("a", NOW), store.questions("a")) == (None, [])


def test_change_puts_in_doubt_what_shows_its_table_alone(store: Store) -> None:
    store.keep("a", kept("page", "term"), [], NOW)
    store.keep("b", kept("event"), [], NOW)
    store.hold("one", {"term"}, NOW)
    assert doubts(store) == ({"term"}, {"term"})
    assert doubts(store, "b") == (set(), set())
    assert store.doubtful({"term", "partner"}) == ["a"]
    store.release("one", {"term"})
    assert doubts(store) == ({"term"}, set())
    store.confirm("a", store.last_change())
    assert doubts(store) == (set(), set())


def test_two_who_change_a_table_hold_it_until_both_have_ended(store: Store) -> None:
    store.keep("a", kept("term"), [], NOW)
    store.hold("one", {"term"}, NOW)
    store.hold("two", {"term"}, NOW)
    store.release("one", {"term"})
    assert doubts(store)[1] == {"term"}
    store.release("two", {"term"})
    assert doubts(store)[1] == set()


def test_hold_of_who_died_ends_by_itself_and_leaves_the_doubt(store: Store) -> None:
    store.keep("a", kept("term"), [], NOW)
    store.hold("one", {"term"}, NOW)
    assert doubts(store, now=NOW + HOLD_SECONDS + 1) == ({"term"}, set())


def test_page_made_before_a_change_is_in_doubt_though_it_was_kept_after(store: Store) -> None:
    seen = store.last_change()
    store.hold("one", {"term"}, NOW)
    store.release("one", {"term"})
    store.keep("a", kept("term", seen=seen), [], NOW)
    assert doubts(store) == ({"term"}, set())


def test_clearing_forgets_the_pages(store: Store) -> None:
    store.keep("a", kept("term"), [], NOW)
    store.clear()
    assert store.find("a", NOW) is None


def test_file_keeps_no_more_than_its_share_and_forgets_what_is_long_past(tmp_path: Path) -> None:
    store = FileStore(tmp_path, most_pages=5)
    for number in range(7):
        store.keep(str(number), kept("term"), [], NOW + number)
    assert [store.find(key, NOW) is None for key in ("0", "1", "2")] == [True, True, False]
    later = NOW + 300 + KNOWN_SECONDS + 1
    store.keep("new", replace(kept("term"), fresh_until=later), [], later)
    assert store.find("2", NOW) is None
    assert len(store.doubtful({"term"})) == 1


def test_each_start_of_the_machine_has_a_file_of_its_own(tmp_path: Path) -> None:
    former = tmp_path / "pages-00000000.sqlite3"
    former.write_bytes(b"cut short by a power cut")
    FileStore(tmp_path).keep("a", kept("term"), [], NOW)
    assert not former.exists()


@pytest.mark.parametrize(
    "make", [lambda path: FileStore(path / "a file"), lambda path: RedisStore("redis://127.0.0.1:1/0")], ids=["file", "redis"]
)
def test_store_that_does_not_answer_says_so(make: Any, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    store = make(tmp_path)
    for ask in (store.last_change, lambda: store.find("a", NOW), lambda: store.hold("one", {"term"}, NOW), store.clear):
        with pytest.raises(StoreError):
            ask()
