"""The demo's publications: glossary, plaidoyer, awareness content and the 2024 report. Adds what is missing, changes nothing."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from accounts.keys import encrypt
from advocacy import demo_report as report
from advocacy.demo_awareness import ITEMS, add_subjects, make_item
from advocacy.demo_consents import agree_to_testimony
from advocacy.demo_edition import build_edition
from advocacy.demo_glossary import TERMS
from advocacy.models import (
    ActivityReportPage,
    AdvocacyIndexPage,
    Announcement,
    AwarenessIndexPage,
    AwarenessPage,
    GlossaryPage,
    GlossaryTerm,
    ReportIndexPage,
    Subscriber,
    TheoryElement,
    TheoryOfChange,
)
from advocacy.models.subscriptions import digests_of
from home.demo_writing import make_id, raw_stream, stream
from home.typography import set_spaces


def build(now: datetime) -> None:
    """The glossary's terms and the subscribers; the pages are built with the tree (home/demo.py)."""
    for row in TERMS:
        GlossaryTerm.objects.get_or_create(
            slug=row.slug,
            defaults={
                "term": row.term,
                "expansion": row.expansion,
                "other_spellings": row.spellings,
                "definition": set_spaces(row.definition),
                "plain_definition": set_spaces(row.plain),
                "long_definition": set_spaces(row.long),
            },
        )
    build_subscribers(now)


def build_subscribers(now: datetime) -> None:
    """Two who confirmed, one who has not yet."""
    for email, is_confirmed in (("lectrice@demo.test", True), ("lecteur@demo.test", True), ("curieuse@demo.test", False)):
        digest = digests_of(email)[0]
        if not Subscriber.objects.filter(digest=digest).exists():
            subscriber = Subscriber(digest=digest, asked_at=now, confirmed_at=now if is_confirmed else None)
            subscriber.encrypted_email = encrypt(email, field=Subscriber.field_of(subscriber.pk))
            subscriber.save()


def add_page(parent: Page, page: Page) -> tuple[Any, bool]:
    """The child of `parent` at the page's slug, published; made from `page` when missing. Says whether it was made."""
    existing = parent.get_children().filter(slug=page.slug).first()
    if existing is not None:
        return existing.specific, False
    page.title = set_spaces(page.title)
    page.introduction = set_spaces(page.introduction)
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    parent.refresh_from_db()
    return page, True


def build_publications(home: Page, *, now: datetime) -> None:
    """`/plaidoyer/`, `/sensibilisation/`, `/glossaire/` and `/rapports-activite/`, with what is under them."""
    build_plaidoyer(home)
    build_awareness(home, now=now)
    introduction = "Les mots et les sigles de l’asile, en une phrase, en français facile, puis en détail."
    add_page(home, GlossaryPage(title="Glossaire", slug="glossaire", introduction=introduction, show_in_menus=True))
    build_report(home)


def build_plaidoyer(home: Page) -> None:
    introduction = "Ce que nous demandons pour que la demande d’asile soit un temps utile : à qui, et pourquoi."
    index, _ = add_page(home, AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer", introduction=introduction, show_in_menus=True))
    build_edition(index)


def build_awareness(home: Page, *, now: datetime) -> None:
    introduction = "Décrypter les mots et les procédures, lire les études, démonter les idées reçues, faire entendre des voix."
    index, _ = add_page(home, AwarenessIndexPage(title="Comprendre", slug="sensibilisation", introduction=introduction, show_in_menus=True))
    subjects = add_subjects()
    today = timezone.localtime(now).date()
    consent = agree_to_testimony(now)
    for item in ITEMS:
        if not index.get_children().filter(slug=item.slug).exists():
            page = make_item(item, subjects, today=today)
            if item.kind == AwarenessPage.Kind.TESTIMONY:
                page.consent, page.alias = consent, consent.alias
            page, _ = add_page(index, page)
            # Nobody is written to about what the demo begins with.
            Announcement.objects.create(page_id=page.pk, announced_at=now, completed_at=now)


def add_theory() -> int:
    theory = TheoryOfChange.objects.filter(title=report.THEORY_TITLE).first()
    if theory is None:
        theory = TheoryOfChange(title=report.THEORY_TITLE, source=set_spaces(report.THEORY_SOURCE))
        theory.elements.set([TheoryElement(stage=stage, text=set_spaces(text)) for stage, text in report.THEORY])
        theory.save()
    return int(theory.pk)


def build_report(home: Page) -> None:
    introduction = "Ce que nous avons fait de chaque année, avec ses chiffres et ses comptes."
    index, _ = add_page(
        home, ReportIndexPage(title="Rapports d’activité", slug="rapports-activite", introduction=introduction, show_in_menus=True)
    )
    headline = [("figure", {"value": value, "label": label, "detail": detail}) for value, label, detail in report.HEADLINE]
    parts = [
        {"type": "part", "id": make_id("report", place), "value": {"title": set_spaces(title), "body": raw_stream(f"report/{place}", body)}}
        for place, (title, body) in enumerate(report.parts(add_theory()))
    ]
    page = ActivityReportPage(
        title=report.TITLE,
        slug=str(report.YEAR),
        year=report.YEAR,
        introduction=report.INTRODUCTION,
        headline_figures=stream("report/headline", *headline),
        parts=json.dumps(parts),
    )
    add_page(index, page)
