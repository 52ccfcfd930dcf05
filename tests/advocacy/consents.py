"""Consents made for the tests."""

from datetime import date
from typing import Any

from home.models import Consent


def agree(**fields: Any) -> Consent:
    """A consent to everything, given on 1 January 2026, without an end unless `until` is given."""
    number = Consent.objects.count() + 1
    everything = {"allows_site": True, "allows_prints": True, "allows_mails": True, "allows_picture": True}
    return Consent.objects.create(
        **{"reference": f"C-2026-{number:03}", "alias": "Étoile", "given_on": date(2026, 1, 1), **everything, **fields}
    )
