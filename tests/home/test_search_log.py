"""Searches in vain: counted by words, without a trace of who asked or of anybody they name."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.models import EmptySearch, HomePage
from home.permissions import grant_to_communication
from home.search_log import (
    ROWS_A_DAY,
    WORDS_A_DAY_PER_ADDRESS,
    Missed,
    most_missed,
    note_empty_search,
    purge_empty_searches,
    words_to_keep,
)
from tests.conftest import SignIn

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


def test_search_that_finds_nothing_is_counted(home_page: HomePage, client: Client) -> None:
    client.get("/recherche/", {"q": "Girafe"})
    assert list(EmptySearch.objects.values_list("words", "count", "searched_on")) == [("girafe", 1, timezone.localdate())]
    client.get("/recherche/", {"q": "girafe"})
    assert EmptySearch.objects.get().count == 1
    client.get("/recherche/", {"q": "girafe"}, REMOTE_ADDR="192.0.2.7")
    assert EmptySearch.objects.get().count == 2


def test_search_without_a_word_is_not_counted(home_page: HomePage, client: Client) -> None:
    client.get("/recherche/", {"q": "…"})
    client.get("/recherche/")
    assert not EmptySearch.objects.exists()


def test_one_address_fills_no_list(db: None) -> None:
    for number in range(WORDS_A_DAY_PER_ADDRESS + 5):
        note_empty_search(f"mot {chr(97 + number % 26)}{chr(97 + number // 26)}", address="192.0.2.1", now=NOW)
    assert EmptySearch.objects.count() == WORDS_A_DAY_PER_ADDRESS


def test_a_day_has_room_for_so_many_words(db: None) -> None:
    rows = [EmptySearch(words=f"mot {number}", searched_on=NOW.date()) for number in range(ROWS_A_DAY)]
    EmptySearch.objects.bulk_create(rows)
    note_empty_search("un de trop", address="192.0.2.1", now=NOW)
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


def test_officer_sees_what_was_missed(home_page: HomePage, communication_officer: User, signed_in: SignIn, client: Client) -> None:
    grant_to_communication(apps)
    for address in ("192.0.2.1", "192.0.2.2"):
        client.get("/recherche/", {"q": "permanence"}, REMOTE_ADDR=address)
    client.get("/recherche/", {"q": "Zoé Fictif"}, REMOTE_ADDR="192.0.2.3")
    cache.clear()
    shown = signed_in(communication_officer).get(reverse("wagtailadmin_home")).content.decode()
    assert ">permanence</a>" in shown
    assert "2 fois" in shown
    assert "zoé fictif" not in shown
