"""Redis as the site uses it: what must be counted is counted or refused, and a page is read without it."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

# Redis answers within a thousandth of it.
PATIENCE_SECONDS: Final = 1
# How long pages do without, once it did not answer: each would wait for it, several times.
LEFT_ALONE_SECONDS: Final = 5
# What Wagtail remembers of the database to draw pages: it is there to be read again.
SPARED: Final = ("wagtail",)


class CacheAwayError(Exception):
    """The cache that all processes share does not answer: what asks for a limit or a lock has to wait."""


class Client(RedisCacheClient):
    """Tries twice at most, the second time at once: a connection that the server has closed is found out by using it."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        # Here, for an installation without Redis pays nothing for it.
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        super().__init__(servers, **{**patience, "retry": Retry(NoBackoff(), 1), **options})


class SharedCache(RedisCache):
    """Django's cache in Redis. When it does not answer, everything raises CacheAwayError but the reading of SPARED keys, which finds none.

    Deleting one of those raises as well: what Redis kept would be believed when it comes back.
    """

    # Of the process: each of its threads has a cache of its own.
    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if self._is_left_alone([key]):
            return default
        with self._answering(spared=is_spared([key])):
            return super().get(key, default, version)
        return default

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        keys = list(keys)
        if self._is_left_alone(keys):
            return {}
        with self._answering(spared=is_spared(keys)):
            return super().get_many(keys, version)
        return {}

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not self._is_left_alone([key]):
            with self._answering(spared=is_spared([key])):
                super().set(key, value, timeout, version)

    def set_many(self, data: Mapping[Any, Any], timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        if not self._is_left_alone(data):
            with self._answering(spared=is_spared(data)):
                super().set_many(dict(data), timeout, version)
        return []

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._answering():
            return super().add(*args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        with self._answering():
            return super().touch(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        with self._answering():
            return super().delete(*args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        with self._answering():
            super().delete_many(*args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        with self._answering():
            return super().has_key(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._answering():
            return super().incr(*args, **kwargs)

    def clear(self) -> None:
        with self._answering():
            super().clear()

    def _is_left_alone(self, keys: Iterable[Any]) -> bool:
        return is_spared(keys) and time.monotonic() < SharedCache.away_until

    @contextmanager
    def _answering(self, *, spared: bool = False) -> Iterator[None]:
        from redis.exceptions import RedisError

        try:
            yield
        except RedisError as error:
            SharedCache.away_until = time.monotonic() + LEFT_ALONE_SECONDS
            if not spared:
                raise CacheAwayError from error
        else:
            SharedCache.away_until = 0.0


def is_spared(keys: Iterable[Any]) -> bool:
    return all(str(key).startswith(SPARED) for key in keys)
