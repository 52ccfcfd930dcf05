"""A missing or malformed variable stops the start with a sentence that names it, and a password is never quoted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from site_polaris.env import Env

Read = Callable[[Env], object]


@pytest.mark.parametrize(
    ("value", "read", "result"),
    [
        (" été ", lambda env: env.text("X"), "été"),
        ("", lambda env: env.text("X", default="d"), "d"),
        ("", lambda env: env.text("X", default=""), ""),
        ("b", lambda env: env.choice("X", ("a", "b")), "b"),
        ("Yes", lambda env: env.flag("X"), True),
        ("0", lambda env: env.flag("X", default=True), False),
        ("", lambda env: env.flag("X", default=True), True),
        ("12", lambda env: env.integer("X"), 12),
        ("", lambda env: env.integer("X", default=3), 3),
        ("a, ,b", lambda env: env.words("X"), ["a", "b"]),
        ("/srv/x", lambda env: env.path("X"), Path("/srv/x")),
        ("", lambda env: env.path("X", Path("/d")), Path("/d")),
        ("https://a.test/", lambda env: env.address("X", ("https",)), "https://a.test"),
        ("", lambda env: env.address("X", ("redis",), default=""), ""),
    ],
)
def test_value_is_read(value: str, read: Read, result: object) -> None:
    assert read(Env({"X": value})) == result


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        ("", lambda env: env.text("X"), "The environment variable X is not set"),
        ("c", lambda env: env.choice("X", ("a", "b")), "X is “c”; it must be one of: a, b."),
        ("maybe", lambda env: env.flag("X"), "X is “maybe”; it must be true or false."),
        ("1.5", lambda env: env.integer("X"), "X is “1.5”; it must be a whole number."),
        ("0", lambda env: env.integer("X", minimum=1), "X is 0; it must be at least 1."),
        ("srv/x", lambda env: env.path("X"), "X is “srv/x”; it must be an absolute path."),
        (
            "ftp://me:secret@a.test",
            lambda env: env.address("X", ("http", "https")),
            "X must be an address starting with http:// or https://.",
        ),
    ],
)
def test_bad_value_is_named(value: str, read: Read, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read(Env({"X": value}))
    assert str(caught.value).startswith(sentence)
    assert "secret" not in str(caught.value)


def test_variables_are_the_process_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLARIS_SOMETHING", "x")
    assert Env().text("POLARIS_SOMETHING") == "x"
