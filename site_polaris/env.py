"""Strict reading of environment variables: a wrong value stops the start with a sentence that names it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE: Final = frozenset({"1", "true", "yes", "on"})
FALSE: Final = frozenset({"0", "false", "no", "off"})


class Env:
    """Typed access to environment variables.

    Every reader takes the variable's name and an optional default; without a default the variable is
    required. A variable set to an empty string counts as unset. Raises ImproperlyConfigured.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def _read(self, name: str) -> str | None:
        return self._variables.get(name, "").strip() or None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._read(name)
        if value is not None:
            return value
        if default is not None:
            return default
        raise ImproperlyConfigured(f"The environment variable {name} is not set, and the site cannot start without it.")

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is “{value}”; it must be one of: {', '.join(choices)}.")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self.text(name, None if default is None else str(default)).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be true or false.")

    def integer(self, name: str, default: int | None = None, *, minimum: int = 0) -> int:
        value = self.text(name, None if default is None else str(default))
        try:
            number = int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} is “{value}”; it must be a whole number.") from None
        if number < minimum:
            raise ImproperlyConfigured(f"{name} is {number}; it must be at least {minimum}.")
        return number

    def words(self, name: str, default: str | None = None) -> list[str]:
        """A comma-separated list, without its empty items."""
        return [word for part in self.text(name, default).split(",") if (word := part.strip())]

    def path(self, name: str, default: Path | None = None) -> Path:
        path = Path(self.text(name, None if default is None else str(default)))
        if not path.is_absolute():
            raise ImproperlyConfigured(f"{name} is “{path}”; it must be an absolute path.")
        return path

    def addresses(self, name: str, schemes: tuple[str, ...]) -> list[str]:
        """URLs with commas between; none by default."""
        return [self._checked(name, value, schemes) for value in self.words(name, default="")]

    def address(self, name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        """A URL with one of the schemes, without its final slash. The value is never quoted: it may hold a password."""
        value = self.text(name, default)
        return self._checked(name, value, schemes) if value else value

    @staticmethod
    def _checked(name: str, value: str, schemes: tuple[str, ...]) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must be an address starting with {' or '.join(f'{s}://' for s in schemes)}.")
        return value.rstrip("/")
