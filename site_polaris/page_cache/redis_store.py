"""The store of a site on several machines: Redis, which they share."""

import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from site_polaris.page_cache.questions import Question
from site_polaris.page_cache.stores import HOLD_SECONDS, KNOWN_SECONDS, Found, Kept, StoreError, read_questions, write_questions

PAGE: Final = "pages:page:"
SHOWN: Final = "pages:shown:"
# A sorted set of tables by the number of their last change; one of « token table » by when its hold is over; the last number.
CHANGES: Final = "pages:changes"
HELD: Final = "pages:held"
NUMBER: Final = "pages:number"
PATIENCE_SECONDS: Final = 1
# How long pages do without, once it did not answer: each would wait for it.
LEFT_ALONE_SECONDS: Final = 5


class RedisStore:
    """A page is a hash that Redis forgets in time; `pages:shown:<table>` are the keys of those that show a table."""

    def __init__(self, url: str) -> None:
        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        # Once more, at once: a connection that the server has closed is found out by using it.
        self._redis = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 1), **patience)
        self._away_until = 0.0

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        if time.monotonic() < self._away_until:
            raise StoreError("Redis is left alone for a moment")
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                yield pipe
        except redis.RedisError as error:
            self._away_until = time.monotonic() + LEFT_ALONE_SECONDS
            raise StoreError(f"{type(error).__name__} at Redis") from None

    def last_change(self) -> int:
        with self._asking() as pipe:
            return int(pipe.get(NUMBER).execute()[0] or 0)

    def find(self, key: str, now: float) -> Found | None:
        with self._asking() as pipe:
            pipe.hmget(PAGE + key, "address", "headers", "body", "tables", "seen", "fresh_until")
            pipe.zrange(CHANGES, 0, -1, withscores=True)
            pipe.zrangebyscore(HELD, now, "+inf")
            (address, headers, body, shown, seen, fresh_until), changes, holds = pipe.execute()
        if address is None or seen is None:
            return None
        tables = frozenset(shown.decode().split())
        changed = {name.decode() for name, number in changes if number > int(seen)}
        held = {hold.decode().partition(" ")[2] for hold in holds}
        kept = Kept(address.decode(), json.loads(headers), body, tables, int(seen), float(fresh_until))
        return Found(kept, tables & changed, tables & held)

    def questions(self, key: str) -> list[Question]:
        with self._asking() as pipe:
            stored = pipe.hget(PAGE + key, "questions").execute()[0]
        return read_questions(stored) if stored else []

    def keep(self, key: str, kept: Kept, questions: list[Question], now: float) -> None:
        seconds = int(kept.fresh_until - now) + KNOWN_SECONDS
        page = {
            "address": kept.address,
            "headers": json.dumps(kept.headers),
            "body": kept.body,
            "questions": write_questions(questions),
            "tables": " ".join(kept.tables),
            "seen": kept.seen,
            "fresh_until": kept.fresh_until,
        }
        with self._asking() as pipe:
            pipe.hset(PAGE + key, mapping=page)
            pipe.expire(PAGE + key, seconds)
            for name in kept.tables:
                pipe.zadd(SHOWN + name, {key: now + seconds})
                pipe.zremrangebyscore(SHOWN + name, "-inf", now)
            pipe.execute()

    def confirm(self, key: str, seen: int) -> None:
        # Should the page have gone in between, what is left has no address: it is no page.
        with self._asking() as pipe:
            pipe.hset(PAGE + key, "seen", str(seen)).expire(PAGE + key, KNOWN_SECONDS).execute()

    def drop(self, key: str) -> None:
        with self._asking() as pipe:
            pipe.delete(PAGE + key).execute()

    def doubtful(self, tables: Collection[str]) -> list[str]:
        with self._asking() as pipe:
            for name in tables:
                pipe.zrange(SHOWN + name, 0, -1)
            return sorted({key.decode() for keys in pipe.execute() for key in keys})

    def hold(self, token: str, tables: Collection[str], now: float) -> None:
        number = self._next_number()
        with self._asking() as pipe:
            pipe.zadd(CHANGES, dict.fromkeys(tables, number), gt=True)
            pipe.zadd(HELD, {f"{token} {name}": now + HOLD_SECONDS for name in tables})
            pipe.zremrangebyscore(HELD, "-inf", now)
            pipe.execute()

    def release(self, token: str, tables: Collection[str]) -> None:
        number = self._next_number()
        with self._asking() as pipe:
            pipe.zadd(CHANGES, dict.fromkeys(tables, number), gt=True)
            pipe.zrem(HELD, *(f"{token} {name}" for name in tables))
            pipe.execute()

    def _next_number(self) -> int:
        with self._asking() as pipe:
            return int(pipe.incr(NUMBER).execute()[0])

    def clear(self) -> None:
        with self._asking() as pipe:
            for key in self._redis.scan_iter(f"{PAGE}*", count=500):
                pipe.delete(key)
            pipe.execute()
