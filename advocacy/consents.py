"""The end of a person's consent: what it covers, what is erased with it, and what the passing of time brings."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from advocacy.erasing import erase_mails, erase_page, erase_pictures, erase_revisions, overwrite_freed_space, take_out_pictures
from advocacy.models import Testimony, TestimonyPage, Version
from advocacy.testimonies import withdraw as withdraw_testimony
from home.consents import Channel, Consent, reason_against, reasons_to_wait
from home.dates import local_date
from home.media import Picture
from home.pictured_persons import pages_showing, pictures_in

EVERYTHING: Final = frozenset(Channel)
# The end of a consent in its history: who took it back, or nobody when its last day is past.
ENDING: Final = "advocacy.consent.end"


class Covered(NamedTuple):
    """What a consent lets the site publish: its pages, the words it quotes, its pictures."""

    pages: list[TestimonyPage]
    testimonies: list[Testimony]
    pictures: list[Any]

    def __bool__(self) -> bool:
        return bool(self.pages or self.testimonies or self.pictures)


def covered_by(consent: Consent) -> Covered:
    drafted = set(drafts_under(consent).values_list("object_id", flat=True))
    pages = TestimonyPage.objects.filter(Q(consent=consent) | Q(pk__in=drafted)).order_by("pk")
    return Covered(list(pages), list(consent.quoted_testimonies.filter(withdrawn_at=None)), list(consent.pictures.order_by("pk")))


def drafts_under(consent: Consent) -> Any:
    """The revisions of testimony pages that chose this consent, whatever their page chose since."""
    return Revision.objects.page_revisions().filter(content__consent=consent.pk)


def end(consent: Consent, *, at: datetime) -> None:
    """Erases all that `consent` covered, once its last day is past. A second call does nothing."""
    with transaction.atomic():
        kept = Consent.objects.select_for_update().get(pk=consent.pk)
        if kept.erased_at is None and not kept.is_valid_on(local_date(at)):
            _erase(kept, EVERYTHING, at=at)


def withdraw(consent: Consent, *, at: datetime, channels: Collection[Channel] = EVERYTHING) -> None:
    """The person takes back what they agreed to, all of it or these channels: what they covered is erased at once.

    A consent with no channel left that publishes is withdrawn. A second call does nothing.
    """
    with transaction.atomic():
        kept = Consent.objects.select_for_update().get(pk=consent.pk)
        if kept.is_over:
            return
        left = set(kept.channels) - set(channels)
        if left & {Channel.SITE, Channel.PRINTS}:
            _erase(kept, channels, at=at)
        else:
            kept.withdrawn_at = at
            _erase(kept, EVERYTHING, at=at)


def _erase(consent: Consent, channels: Collection[Channel], *, at: datetime) -> None:
    """`consent` is locked. Written first, so that a page published meanwhile is refused or found here."""
    everything = set(channels) == EVERYTHING
    if everything:
        consent.alias, consent.erased_at = "", at
    else:
        for channel in channels:
            setattr(consent, channel.value, False)
    consent.save()
    log(consent, ENDING)
    covered = covered_by(consent)
    for page in covered.pages:
        if Channel.SITE in channels:
            _erase_words(page, consent)
        elif Channel.MAILS in channels:
            erase_mails([page.serializable_data()])
    if Channel.PRINTS in channels:
        for testimony in covered.testimonies:
            withdraw_testimony(testimony, at=at)
    pictures = {picture.pk for picture in covered.pictures}
    if everything or Channel.PICTURE in channels:
        erase_pictures(pictures)
    else:
        take_out_pictures(pictures, channels)
    overwrite_freed_space()


def _erase_words(page: TestimonyPage, consent: Consent) -> None:
    """The page, when it is under this consent; otherwise only the drafts that were."""
    Page.objects.select_for_update().get(pk=page.pk)
    kept = TestimonyPage.objects.get(pk=page.pk)
    if kept.consent_id in (consent.pk, None) or not kept.live:
        erase_page(kept)
    else:
        erase_revisions(kept, Revision.objects.for_instance(kept).filter(content__consent=consent.pk))


def end_due_consents(now: datetime) -> None:
    """Erases what consents past their last day covered, and takes offline the testimonies that no consent covers."""
    today = local_date(now)
    for consent in Consent.objects.to_erase_on(today):
        end(consent, at=now)
    erase_late_drafts(now)
    for page in TestimonyPage.objects.filter(live=True).select_related("consent"):
        if reason_against(page.consent, Channel.SITE, on=today):
            # Published before consents were asked for: its text is kept, for the officer to note the consent.
            page.unpublish()


def erase_late_drafts(now: datetime) -> None:
    """A form that was open when its consent ended may bring its text back as a draft: it is erased as well."""
    over = Consent.objects.exclude(erased_at=None).values_list("pk", flat=True)
    drafts = Revision.objects.page_revisions().filter(content_type__model="testimonypage", content__consent__in=list(over))
    for page in TestimonyPage.objects.filter(pk__in=set(drafts.values_list("object_id", flat=True))):
        with transaction.atomic():
            Page.objects.select_for_update().get(pk=page.pk)
            erase_page(TestimonyPage.objects.get(pk=page.pk))
            overwrite_freed_space()


def hold_back_scheduled(now: datetime) -> None:
    """Cancels the publishing of pages whose hour has come without the consent they need; the officer's start page lists them."""
    for revision in Revision.objects.page_revisions().filter(approved_go_live_at__lt=now):
        if reasons_to_wait(revision.as_object()):
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)


def waits_for_erasure(version: Version, *, on: date) -> bool:
    """Whether the files of a version may hold what a consent past its last day covered, that the worker has not erased yet."""
    over = Consent.objects.to_erase_on(on)
    testimonies = Testimony.objects.filter(consent__in=over)
    if any(Version.objects.filter(pk=version.pk).showing(testimony).exists() for testimony in testimonies):
        return True
    pictures = set(Picture.objects.filter(consent__in=over).values_list("pk", flat=True))
    return bool(pictures and pictures & set(pictures_in(Version.objects.values_list("content", flat=True).get(pk=version.pk))))


def uncovered_pages() -> Iterator[TestimonyPage]:
    """Testimonies that were online, or whose hour has come, and that no consent lets the site show."""
    now = timezone.now()
    wanted = Q(first_published_at__isnull=False) | Q(go_live_at__lt=now)
    pages = TestimonyPage.objects.filter(wanted, live=False, expired=False).select_related("consent").order_by("title")
    return (page for page in pages if reason_against(page.consent, Channel.SITE, on=local_date(now)))


def unread_testimonies() -> list[Testimony]:
    """Those whose words are kept, and that no consent lets publications quote."""
    today = timezone.localdate()
    testimonies = Testimony.objects.filter(withdrawn_at=None).order_by("pk")
    return [testimony for testimony in testimonies if testimony.reason_against_quoting(on=today)]


def pages_around(covered: Covered) -> list[Page]:
    """The other pages online that show its pictures or quote its words: they stay, without them."""
    own = {page.pk for page in covered.pages}
    keys = {version.page_id for testimony in covered.testimonies for version in Version.objects.showing(testimony).only("page_id")}
    keys |= {page.pk for picture in covered.pictures for page in pages_showing(picture.pk)}
    return list(Page.objects.filter(pk__in=keys - own).order_by("title"))
