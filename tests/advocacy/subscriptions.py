"""Subscribers made for the tests, and the links of the mails they get."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import OutgoingMail
from advocacy import subscribing
from advocacy.models import Subscriber
from advocacy.models.subscriptions import digests_of

ADDRESS = "lectrice@demo.test"


def ask_for_mails(email: str = ADDRESS, *, at: datetime | None = None) -> Subscriber:
    """Somebody asks; the mail is in the outbox."""
    subscribing.ask(email, now=at or timezone.now())
    return Subscriber.objects.get(digest=digests_of(email)[0])


def subscribe(email: str = ADDRESS, *, at: datetime | None = None) -> Subscriber:
    """A confirmed subscriber since yesterday, or since `at`; nothing of theirs waits in the outbox."""
    since = at or timezone.now() - timedelta(days=1)
    subscriber = ask_for_mails(email, at=since)
    subscribing.confirm(links_of(subscriber)["confirmer"], now=since)
    OutgoingMail.objects.filter(key__startswith=subscribing.mail_key(subscriber)).delete()
    subscriber.refresh_from_db()
    return subscriber


def links_of(subscriber: Subscriber) -> dict[str, str]:
    """The tokens of the links to confirm (`confirmer`) and to stop (`arreter`)."""
    addresses = f"{subscribing.confirm_address(subscriber)} {subscribing.stop_address(subscriber)}"
    return dict(re.findall(r"/abonnement/(\w+)/([^/\s]+)/", addresses))
