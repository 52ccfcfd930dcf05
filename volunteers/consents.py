"""The words that a bénévole agrees to at sign-up. A change of words is a new version: earlier consents keep theirs."""

from typing import Final

from volunteers.models import Consent

VERSION: Final = "2026-11"
WORDS: Final = {
    Consent.Kind.ADULT: "J’ai 18 ans ou plus",
    Consent.Kind.PRIVACY: "J’accepte que Polaris 14 utilise ces informations pour organiser mon bénévolat",
}
PRIVACY_HINT: Final = (
    "Elles ne sont lues que par l’équipe, ne sont transmises à personne et sont effacées trois ans après votre départ. "
    "Vous pouvez les corriger ou demander leur effacement à tout moment."
)
