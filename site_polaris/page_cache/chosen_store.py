"""Which store this site has."""

from functools import cache

from django.conf import settings

from site_polaris.page_cache.file_store import FileStore
from site_polaris.page_cache.stores import Store


@cache
def store() -> Store:
    """In Redis when there is one, which several machines share; else in a file of this machine."""
    if not settings.REDIS_URL:
        return FileStore(settings.VAR_DIR)
    # Here, for an installation without Redis pays nothing for it.
    from site_polaris.page_cache.redis_store import RedisStore

    return RedisStore(settings.REDIS_URL)
