"""What a check finds, and the one shape that every check has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing to look at before publishing.

    `contentpath` is its place in the editor's form, as Wagtail writes it; `sentence` says it in French. With `blocks`
    nothing is published until it is mended; without, the editor decides. `code` names the check.
    """

    contentpath: str
    sentence: str
    blocks: bool
    code: str


# Takes a draft (advocacy/checks/drafts.py).
Check = Callable[[Any], Iterator[Finding]]
