"""Multi-factor sign-in, mandatory for the team: who has it, and the way out when every device is lost."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from accounts.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """True when an authenticator application or a passkey is set up: allauth then asks for it at every sign-in."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def must_set_up_second_factor(user: User) -> bool:
    """True for a member of the team who has none yet. Only the demo waives it."""
    return not settings.MFA_WAIVED and user.is_team and not has_second_factor(user)


@transaction.atomic
def reset_second_factor(user: User) -> int:
    """Forgets every second factor of somebody who lost theirs, and ends their sessions. Returns how many were forgotten.

    At the next sign-in, by password or mailed code, a member of the team sets up a new one before anything else.
    """
    count, _ = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return count
