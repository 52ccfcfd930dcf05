"""What is said once something is done: once, even when the form came twice."""

import pytest
from django.contrib.messages import constants
from django.http import HttpRequest, HttpResponse

from site_polaris.message_storage import SaidOnceStorage


def answer(request: HttpRequest, *said: tuple[int, str]) -> None:
    """One request of the same session, whose answer nobody reads."""
    storage = SaidOnceStorage(request)
    for level, sentence in said:
        storage.add(level, sentence)
    storage.update(HttpResponse())


@pytest.fixture
def request_of_a_session() -> HttpRequest:
    request = HttpRequest()
    request.session = {}  # type: ignore[assignment]
    return request


def test_same_sentence_is_said_once_until_it_is_read(request_of_a_session: HttpRequest) -> None:
    done = (constants.SUCCESS, "L’activité est annulée. Une personne en est prévenue par courriel.")
    answer(request_of_a_session, done, done)
    answer(request_of_a_session, done)
    # What comes second knows less.
    answer(request_of_a_session, (constants.SUCCESS, "L’activité est annulée."))
    storage = SaidOnceStorage(request_of_a_session)
    assert [str(message) for message in storage] == [done[1]]
    storage.update(HttpResponse())
    answer(request_of_a_session, done)
    assert len(SaidOnceStorage(request_of_a_session)) == 1


def test_other_sentences_are_all_said(request_of_a_session: HttpRequest) -> None:
    answer(request_of_a_session, (constants.SUCCESS, "Enregistré."), (constants.ERROR, "Enregistré."), (constants.SUCCESS, "Publié."))
    assert [str(message) for message in SaidOnceStorage(request_of_a_session)] == ["Enregistré.", "Enregistré.", "Publié."]
