"""The demo's consents: papers that do not exist, of people who do not either."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from advocacy.models import TestimonyPage
from home.consents import Channel, Consent
from home.dates import local_date

QUOTED: Final = "C-DEMO-2023-01"
TAKEN_BACK: Final = "C-DEMO-2023-02"
TOLD: Final = "C-DEMO-2026-01"
# So many days before its last one, the officer’s start page shows it.
LEFT: Final = timedelta(days=20)


def agree(reference: str, *channels: Channel, alias: str, given_on: date, **fields: Any) -> Consent:
    """The consent of this reference; another paper, under the next reference, once it is over."""
    papers = Consent.objects.filter(reference__startswith=reference)
    valid = papers.filter(withdrawn_at=None, erased_at=None).first()
    if valid is not None:
        return valid
    count = papers.count()
    agreed = {channel.value: channel in channels for channel in Channel}
    return Consent.objects.create(
        reference=f"{reference}-{count + 1}" if count else reference, alias=alias, given_on=given_on, **agreed, **fields
    )


def agree_to_testimony(now: datetime) -> Consent:
    """That of the testimony page, which ends soon however old the demo grows."""
    today = local_date(now)
    consent = agree(TOLD, Channel.SITE, Channel.MAILS, alias="Sahra, personnage de fiction", given_on=today - timedelta(days=345))
    consent.until = today + LEFT
    consent.save()
    # A demo made before consents were noted.
    TestimonyPage.objects.filter(consent=None, live=True).update(consent=consent)
    return consent
