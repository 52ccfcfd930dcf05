"""How often somebody may do a thing. The counts are in the cache that all processes share."""

import hashlib
import secrets
from itertools import chain

from django.core.cache import cache


def allow(key: str, *, limit: int, seconds: int) -> bool:
    """True for the first `limit` calls with this key in any `seconds`, False for those beyond.

    Each call allowed holds one of `limit` slots for `seconds`: adding a slot is atomic in every cache, counting is not.
    The search begins anywhere, so that it meets few that are held. The key may hold an e-mail or an address: only its hash is stored.
    """
    name = f"limit:{hashlib.sha256(key.encode()).hexdigest()}"
    start = secrets.randbelow(limit)
    return any(cache.add(f"{name}:{slot}", True, timeout=seconds) for slot in chain(range(start, limit), range(start)))
