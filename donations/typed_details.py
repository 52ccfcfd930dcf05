"""What donors type of themselves with a gift: it waits there until the gift is paid, and gives way to what they write later."""

from collections.abc import Mapping

from donations.models import Donor


def forget_typed_details(donor: Donor) -> None:
    """What was typed with gifts still under way is older than what was just written in the donor's file."""
    donor.gifts.exclude(donor_details={}).update(donor_details={})


def known_details(donor: Donor) -> Mapping[str, str]:
    """The name and address of the donor's file, by the names of `Donor.DETAILS`; without any, those of their last gift under way."""
    own = {name: str(getattr(donor, name)) for name in Donor.DETAILS}
    if donor.full_name or donor.address:
        return own
    typed = donor.gifts.exclude(donor_details={}).order_by("-created_at").first()
    return {**own, **typed.donor_details} if typed else own
