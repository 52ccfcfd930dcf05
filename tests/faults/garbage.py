"""Stripe's answers as something between it and the site may leave them: a page of some proxy, with a good status."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from donations.stand_in.http_client import Answer, StandInClient

PAGE: Final = "<html><body>It works!</body></html>"


def speak_garbage(while_there: Path) -> None:
    """Has the stand-in answer with that page for as long as the file is there."""
    request = StandInClient.request

    def answer(
        self: StandInClient, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **options: Any
    ) -> Answer:
        return (PAGE, 200, {}) if while_there.exists() else request(self, method, url, headers, post_data, **options)

    StandInClient.request = answer  # type: ignore[method-assign]
