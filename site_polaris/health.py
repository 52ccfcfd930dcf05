"""Whether the site can serve: for the monitoring of its host, which learns nothing else."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult, get_date_max

# A task that waits longer than this says that no worker is at work.
LONGEST_WAIT: Final = timedelta(minutes=15)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database, the cache and the queue answer, 503 otherwise."""
    state = {"database": answers(database), "cache": answers(shared_cache), "queue": answers(queue)}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def answers(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 whatever is broken, the answer is 503
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def shared_cache() -> bool:
    name, value = f"health:{secrets.token_hex(4)}", secrets.token_hex(4)
    cache.set(name, value, timeout=10)
    return bool(cache.get(name) == value)


def queue() -> bool:
    """No task has been ready for long: somebody takes them."""
    limit = timezone.now() - LONGEST_WAIT
    waiting = DBTaskResult.objects.ready().filter(Q(run_after=get_date_max()) | Q(run_after__lt=limit))
    return not waiting.filter(enqueued_at__lt=limit).exists()
