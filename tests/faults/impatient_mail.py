"""SMTP as the site speaks it, to the mail server under fault, with less patience: its twenty seconds would be minutes here."""

import os
from typing import Any, Final

from django.core.mail.backends.smtp import EmailBackend

PORT: Final = "FAULTS_MAIL_PORT"
PATIENCE_SECONDS: Final = 4


class ImpatientBackend(EmailBackend):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "host": "127.0.0.1", "port": int(os.environ[PORT]), "timeout": PATIENCE_SECONDS})
