"""What a rule answers when it refuses: every reason at once, in words the person concerned can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


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
