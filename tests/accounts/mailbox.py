"""What the tests read in the outbox."""

import re

from accounts.models import OutgoingMail


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.latest("created_at")


def last_code() -> str:
    """The code in the last mail written."""
    found = re.search(r"^ +([A-Z]{4}-[A-Z]{4})$", last_mail().text, re.MULTILINE)
    assert found, last_mail().text
    return found[1]
