"""Searches in vain: counted by words, without a trace of who asked or of anybody they name."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from home.models import EmptySearch, HomePage
from home.permissions import grant_to_communication
from home.search_log import (
    BRIEF_MILLISECONDS,
    CROWDS,
    ROWS_A_DAY,
    WORDS_A_DAY_PER_CROWD,
    Missed,
    brief_patience,
    most_missed,
    note_empty_search,
    purge_empty_searches,
    words_to_keep,
)
from tests.conftest import RunTasks, SignIn

NOW = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Permanence   JURIDIQUE ", "permanence juridique"),
        ("aide d'urgence", "aide d’urgence"),
        ("rapport 2024", "rapport 2024"),
        ("<b>zèbre", "b zèbre"),
        ("zoe@demo.test", ""),
        ("https://example.org", ""),
        ("06 12 34 56 78", ""),
        ("numéro 9912345678", ""),
        ("12 rue de la Paix", ""),
        ("3 bis, avenue de Flandre", ""),
        ("je cherche quelqu’un qui puisse m’aider demain", ""),
        ("x" * 81, ""),
        ("…", ""),
    ],
)
def test_only_words_that_name_nobody_are_kept(query: str, kept: str) -> None:
    assert words_to_keep(query) == kept


def test_search_that_finds_nothing_is_counted(home_page: HomePage, client: Client, run_tasks: RunTasks) -> None:
    client.get("/recherche/", {"q": "Girafe"})
    run_tasks()
    assert list(EmptySearch.objects.values_list("words", "count", "searched_on")) == [("girafe", 1, timezone.localdate())]
    client.get("/recherche/", {"q": "girafe"})
    run_tasks()
    assert EmptySearch.objects.get().count == 1
    client.get("/recherche/", {"q": "girafe"}, REMOTE_ADDR="192.0.2.7")
    run_tasks()
    assert EmptySearch.objects.get().count == 2


def test_task_that_counts_knows_nothing_of_who_asked(home_page: HomePage, client: Client) -> None:
    marks = []
    for words in ("girafe", "okapi"):
        client.get("/recherche/", {"q": words}, REMOTE_ADDR="192.0.2.7")
        arguments = DBTaskResult.objects.latest("enqueued_at").args_kwargs
        assert "192.0.2.7" not in str(arguments)
        marks.append(arguments["args"])
    # The same crowd, with 1/256 of all who ask, and two marks that nobody can bring together.
    (_first, day, crowd, mark), (_second, *others) = marks
    assert others[:2] == [day, crowd]
    assert 0 <= crowd < CROWDS
    assert others[2] != mark


def test_search_without_a_word_is_not_counted(home_page: HomePage, client: Client, run_tasks: RunTasks) -> None:
    client.get("/recherche/", {"q": "…"})
    client.get("/recherche/")
    run_tasks()
    assert not EmptySearch.objects.exists()


def test_one_address_fills_no_list(run_tasks: RunTasks) -> None:
    for number in range(WORDS_A_DAY_PER_CROWD + 5):
        note_empty_search(f"mot {chr(97 + number % 26)}{chr(97 + number // 26)}", address="192.0.2.1", now=NOW)
    run_tasks()
    assert EmptySearch.objects.count() == WORDS_A_DAY_PER_CROWD


def test_a_day_has_room_for_so_many_words(run_tasks: RunTasks) -> None:
    rows = [EmptySearch(words=f"mot {number}", searched_on=NOW.date()) for number in range(ROWS_A_DAY)]
    EmptySearch.objects.bulk_create(rows)
    note_empty_search("un de trop", address="192.0.2.1", now=NOW)
    run_tasks()
    assert EmptySearch.objects.count() == ROWS_A_DAY


def test_spellings_of_one_word_are_one_line(db: None) -> None:
    for words, days, count in [("préfecture", 1, 3), ("prefecture", 5, 1), ("école", 2, 1), ("école", 100, 40)]:
        EmptySearch.objects.create(words=words, searched_on=NOW.date() - timedelta(days=days), count=count)
    # Asked once in these three months, « école » may be anything: it is not shown.
    assert most_missed(NOW, limit=8) == [Missed("préfecture", 4, NOW.date() - timedelta(days=1))]


def test_words_are_deleted_after_three_months(db: None) -> None:
    for days in (10, 91, 92, 200):
        EmptySearch.objects.create(words="girafe", searched_on=NOW.date() - timedelta(days=days))
    purge_empty_searches(NOW)
    assert EmptySearch.objects.count() == 2


def test_officer_sees_what_was_missed(
    home_page: HomePage, communication_officer: User, signed_in: SignIn, client: Client, run_tasks: RunTasks
) -> None:
    grant_to_communication(apps)
    for address in ("192.0.2.1", "192.0.2.2"):
        client.get("/recherche/", {"q": "permanence"}, REMOTE_ADDR=address)
    client.get("/recherche/", {"q": "Zoé Fictif"}, REMOTE_ADDR="192.0.2.3")
    run_tasks()
    cache.clear()
    shown = signed_in(communication_officer).get(reverse("wagtailadmin_home")).content.decode()
    assert ">permanence</a>" in shown
    assert "2 fois" in shown
    assert "zoé fictif" not in shown


class FullDisk:
    """A queue whose database takes no row more."""

    def enqueue(self, *_arguments: object) -> None:
        raise OperationalError("database or disk is full")


def test_page_is_read_while_the_database_takes_nothing(home_page: HomePage, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("home.search_log.count_empty_search", FullDisk())
    assert client.get("/recherche/?q=introuvable").status_code == 200


def test_brief_patience_ends_with_its_block(db: None) -> None:
    def patience() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SELECT 0")
            return int(cursor.fetchone()[0])

    usual = patience()
    with brief_patience():
        assert patience() == (BRIEF_MILLISECONDS if connection.vendor == "sqlite" else usual)
    assert patience() == usual
