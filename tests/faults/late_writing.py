"""The worst of habits, for a control: thanks are said before anything is written."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

LATE_SECONDS = 2.0


def write_later(write: Callable[..., Any]) -> Callable[..., None]:
    def late(*args: Any, **options: Any) -> None:
        def run() -> None:
            time.sleep(LATE_SECONDS)
            write(*args, **options)
            connection.close()

        threading.Thread(target=run, daemon=True).start()

    return late
