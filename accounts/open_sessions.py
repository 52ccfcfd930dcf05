"""Signing somebody out everywhere, at once."""

import json
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User


def addresses_of(user: User) -> set[str]:
    """Every e-mail address of theirs, confirmed or not."""
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}


def end_sessions(user: User, addresses: Collection[str]) -> None:
    """A session in which somebody began to sign in with one of the addresses goes too, and the list of devices with them."""
    for session in Session.objects.iterator():
        words = json.dumps(session.get_decoded(), default=str, ensure_ascii=False).casefold()
        if any(word.casefold() in words for word in (str(user.pk), *addresses)):
            session.delete()
    UserSession.objects.filter(user=user).delete()
