"""The words that a bénévole agrees to at sign-up. A change of words is a new version: earlier consents keep theirs."""

from datetime import datetime
from typing import Final

from volunteers.models import Consent, Volunteer

VERSION: Final = "2026-12"
WORDS: Final = {
    Consent.Kind.PARENT: "J’ai 16 ou 17 ans et un de mes parents est d’accord",
    Consent.Kind.PRIVACY: "J’accepte que Polaris 14 utilise ces informations pour organiser mon bénévolat",
    Consent.Kind.PICTURE: "J’accepte d’être reconnaissable sur les photos de l’association (facultatif)",
}
PRIVACY_HINT: Final = (
    "Elles ne sont lues que par l’équipe, ne sont transmises à personne et sont effacées trois ans après votre départ. "
    "Vous pouvez les corriger ou demander leur effacement à tout moment."
)


def standing_picture(volunteer: Volunteer) -> Consent | None:
    """The agreement to pictures that has not been taken back."""
    return volunteer.consents.filter(kind=Consent.Kind.PICTURE, withdrawn_at=None).first()


def withdraw_picture(volunteer: Volunteer, *, now: datetime) -> None:
    """Takes the agreement to pictures back, in whatever version; it stays, with both dates. A second call changes nothing."""
    volunteer.consents.filter(kind=Consent.Kind.PICTURE, withdrawn_at=None).update(withdrawn_at=now)
