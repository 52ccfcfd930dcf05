"""What gunicorn says itself, under the rules of the site's own lines: an answer that breaks on its way is told with its path and query."""

import os

from gunicorn.config import Config
from gunicorn.glogging import Logger

from site_polaris.logs import DiscreetFormatter, JsonFormatter


class DiscreetLogger(Logger):
    """gunicorn's `logger_class`; it is made before Django has read the settings."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        plain = os.environ.get("LOG_FORMAT") == "plain" or os.environ.get("POLARIS_MODE") in ("demo", "test")
        for handler in self.error_log.handlers:
            handler.setFormatter(DiscreetFormatter("{asctime} {levelname} {name} {message}", style="{") if plain else JsonFormatter())
