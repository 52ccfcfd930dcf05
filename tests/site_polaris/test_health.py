"""/sante/ says whether the site can serve, and nothing more."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from site_polaris import health
from tests.site_polaris.queue_tasks import fail

WELL = {"database": True, "cache": True, "queue": True}


def test_all_is_well(client: Client, db: None) -> None:
    response = client.get("/sante/")
    assert (response.status_code, response.json()) == (200, WELL)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def break_down(*args: object, **kwargs: object) -> bool:
    raise RuntimeError("zoe@demo.test, at 192.0.2.1")


@pytest.mark.parametrize("part", ["database", "shared_cache", "queue"])
def test_anything_broken_is_a_503_without_detail(client: Client, db: None, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(health, part, break_down)
    response = client.get("/sante/")
    assert response.status_code == 503
    assert response.json() == {**WELL, part.removeprefix("shared_"): False}


def test_cache_that_forgets_is_broken(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: None)
    assert client.get("/sante/").json() == {**WELL, "cache": False}


@pytest.mark.parametrize(
    ("minutes", "status", "later", "well"),
    [
        (14, "READY", False, True),
        (16, "READY", False, False),
        (16, "SUCCESSFUL", False, True),
        # A task put off until later is not late.
        (16, "READY", True, True),
    ],
)
def test_task_that_nobody_takes_is_told(client: Client, db: None, minutes: int, status: str, later: bool, well: bool) -> None:
    fail.enqueue()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=minutes), status=status)
    if later:
        DBTaskResult.objects.update(run_after=timezone.now() + timedelta(minutes=1))
    assert client.get("/sante/").json() == {**WELL, "queue": well}


def test_it_is_only_read(client: Client, db: None) -> None:
    assert client.post("/sante/").status_code == 405
