"""An item appears: one mail to each subscriber, once, by whatever door it was published and whatever happens meanwhile."""

from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import OutgoingMail
from accounts.outbox import take_back, write_mail
from advocacy.models import Announcement, AwarenessPage, Subscriber
from advocacy.subscribing import mail_key, stop_address, stop_headers

# On the embedded database nobody else writes meanwhile: a batch is short.
BATCH: Final = 25
LONGEST_SUBJECT: Final = 150


def announce_items(now: datetime) -> None:
    """Announces what came online since the last look. Run again after a crash, it goes on where it stopped.

    An item is looked for where it is published, so that no way of publishing is forgotten: form, list, hour, proofreading, code.
    """
    candidates = AwarenessPage.objects.live().filter(announcement=None, announce=True)
    for page in candidates.specific():
        if is_announceable(page, on=timezone.localdate(now)):
            Announcement.objects.get_or_create(page_id=page.pk, defaults={"announced_at": now})
    for key in Announcement.objects.filter(completed_at=None).values_list("pk", flat=True):
        while write_batch(key, now=now):
            pass
    call_off_withdrawn()


def is_announceable(page: AwarenessPage, *, on: date) -> bool:
    """Whether an item, in its own type, may be mailed to the subscribers that day: online, open to everybody, and agreed to."""
    return page.live and page.alias_of_id is None and not page.get_view_restrictions().exists() and page.may_be_announced(on)


def write_batch(announcement_id: int, *, now: datetime) -> bool:
    """Writes the mails of the next few subscribers; False when there is nothing left to write.

    The mails and how far they got are written together, under the announcement's lock; the key of each mail keeps it single.
    """
    item = AwarenessPage.objects.filter(announcement=announcement_id).first()
    if item is None:
        return False
    page = item.specific
    # Withdrawn meanwhile: those who were not written to yet will not be.
    is_due = is_announceable(page, on=timezone.localdate(now))
    # Before the transaction: Wagtail keeps in the cache, which is the database, what it found to make it; others would wait for that row.
    address = f"{settings.SITE_URL}{page.get_url()}"
    with transaction.atomic():
        announcement = Announcement.objects.select_for_update().filter(pk=announcement_id, completed_at=None).first()
        if announcement is None:
            return False
        batch = list(next_subscribers(announcement, page)) if is_due else []
        for subscriber in batch:
            write_announcement(page, subscriber, address=address)
            announcement.reached = subscriber.pk
        announcement.mail_count += len(batch)
        if len(batch) < BATCH:
            announcement.completed_at = now
        announcement.save(update_fields=["reached", "mail_count", "completed_at"])
    return announcement.completed_at is None


def next_subscribers(announcement: Announcement, page: AwarenessPage) -> QuerySet[Subscriber]:
    """Those who were subscribers when the item appeared, after the last one served. Locked: who stops meanwhile waits, or is gone."""
    since = page.first_published_at or announcement.announced_at
    subscribers = Subscriber.objects.select_for_update().filter(confirmed_at__lte=since).order_by("pk")
    return subscribers.filter(pk__gt=announcement.reached)[:BATCH] if announcement.reached else subscribers[:BATCH]


def write_announcement(page: AwarenessPage, subscriber: Subscriber, *, address: str) -> None:
    write_mail(
        "advocacy/new_item",
        to=subscriber.email,
        subject=subject_of(page),
        context={
            "kind": page.get_kind_display(),
            "title": page.title,
            "summary": page.introduction or "\n".join(page.gist_lines()),
            "address": address,
            "stop_address": stop_address(subscriber),
        },
        key=f"{mail_key(subscriber)}item/{page.pk}",
        headers=stop_headers(subscriber),
    )


def subject_of(page: AwarenessPage) -> str:
    """A title is public; that of a testimony may say more of a person than should lie open in a mailbox."""
    if page.kind == AwarenessPage.Kind.TESTIMONY:
        return "Un nouveau témoignage sur Polaris\u00a014"
    return Truncator(f"{page.get_kind_display()}\u00a0: {' '.join(page.title.split())}").chars(LONGEST_SUBJECT, truncate="…")


def call_off_withdrawn() -> None:
    """Takes back the mails that have not left about items no longer online, or no longer open to everybody."""
    pending = (OutgoingMail.State.WAITING, OutgoingMail.State.GIVEN_UP)
    mails = OutgoingMail.objects.filter(state__in=pending, key__startswith="subscriber/", key__contains="/item/")
    announced = {int(key.rpartition("/")[2]) for key in mails.values_list("key", flat=True) if key}
    if announced:
        shown = AwarenessPage.objects.live().public().filter(pk__in=announced).values_list("pk", flat=True)
        for page_id in announced - set(shown):
            call_off(page_id)


def call_off(page_id: int) -> None:
    """Takes back the mails about an item that have not left yet."""
    take_back(OutgoingMail.objects.filter(key__startswith="subscriber/", key__endswith=f"/item/{page_id}"))
