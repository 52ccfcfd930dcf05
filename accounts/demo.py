"""The team of the demo. Everybody is fictitious; bénévoles are made by the volunteers' own builder."""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role

PASSWORD: Final = "polaris-demo"  # noqa: S105 printed on the terminal, and refused outside the demo

TEAM: Final = (
    ("coordination@demo.test", "Camille", "Exemple", Role.COORDINATOR),
    ("tresorerie@demo.test", "Thaïs", "Exemple", Role.TREASURER),
    ("communication@demo.test", "Chloé", "Exemple", Role.COMMUNICATION),
    ("admin@demo.test", "Adel", "Exemple", None),
)


def build(now: datetime) -> None:
    for email, first_name, last_name, role in TEAM:
        user = build_user(email, first_name=first_name, last_name=last_name, now=now)
        if role is not None:
            user.groups.add(Group.objects.get(name=role.value))
        elif not user.is_superuser:
            user.is_superuser = user.is_staff = True
            user.save(update_fields=["is_superuser", "is_staff"])


def build_user(email: str, *, first_name: str, last_name: str, now: datetime) -> User:
    """Somebody who can sign in with the demo's password, their e-mail confirmed. Somebody already there is left as they are."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name, date_joined=now)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
