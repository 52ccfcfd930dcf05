"""The signed addresses by which a donor, who has no account, comes to their own gifts."""

import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from accounts.outbox import write_mail
from donations.models import Donor

# A monthly gift is stopped by any mail of the last year, the yearly one included.
LIFETIME: Final = timedelta(days=400)
_signer = TimestampSigner(salt="donations.donor", sep=".")


def token_of(donor: Donor) -> str:
    """The part of an address that opens the donor's own pages. To be written in mails to their address, and nowhere else."""
    return _signer.sign(donor.pk.hex)


def find_donor(token: str) -> Donor | None:
    """Whom a token lets in; nobody once it is old, or once the donor has no address of ours any more."""
    try:
        pk = uuid.UUID(_signer.unsign(token, max_age=LIFETIME))
    except (BadSignature, ValueError):
        return None
    return Donor.objects.filter(pk=pk).exclude(email="").first()


def own_address(donor: Donor) -> str:
    """The whole address of « Mes dons », for a mail."""
    return settings.SITE_URL + reverse("my_gifts", args=[token_of(donor)])


def send_link(email: str) -> None:
    """Writes to whoever asks at that address: with a link to their gifts, or to say that none is known.

    Both are the same work, so that neither the answer nor its time tells which it was.
    """
    donor = Donor.objects.filter(email=email.lower()).first()
    link = own_address(donor) if donor else settings.SITE_URL + reverse("give")
    write_mail(
        "donations/link",
        to=email,
        subject="Vos dons à Polaris 14",
        context={"link": link, "is_known": donor is not None},
        key=f"donor:{donor.pk if donor else uuid.uuid4()}:link:{uuid.uuid4()}",
    )
