"""What a rule answers when it refuses: every reason at once, in words the person concerned can act on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Reason:
    """Why something cannot be done. `code` is for the code and the tests, `sentence` for the screen (French)."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Refused(Exception):  # noqa: N818 a refusal is an answer, not an error
    """Raised by every function of a rule module that will not do what was asked; nothing was written."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(reason.sentence for reason in self.reasons))


class AlreadyDone(Exception):  # noqa: N818 as above
    """Raised under lock by what finds that the very same was asked before, and done: `made` is what it made."""

    def __init__(self, made: object) -> None:
        self.made = made


def once(act: Callable[P, R]) -> Callable[P, R]:
    """Answers the same thing asked again (a double click, a page gone back to) as the first time, and does nothing more."""

    @wraps(act)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except AlreadyDone as done:
            return cast("R", done.made)

    return answer
