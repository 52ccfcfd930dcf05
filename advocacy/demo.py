"""The demo's publications: glossary, plaidoyer, awareness content and the 2024 report. Adds what is missing, changes nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from advocacy import demo_report as report
from advocacy.demo_awareness import ITEMS, TYPES, Kind
from advocacy.demo_consents import agree_to_testimony
from advocacy.demo_edition import build_edition
from advocacy.demo_glossary import TERMS
from advocacy.models import (
    ActivityReportPage,
    AdvocacyIndexPage,
    AwarenessIndexPage,
    GlossaryPage,
    GlossaryTerm,
    ReportIndexPage,
    TheoryElement,
    TheoryOfChange,
)
from home.demo_writing import make_id, raw_stream, stream
from home.typography import set_spaces


def build(now: datetime) -> None:
    """The glossary's terms; the pages are built with the tree (home/demo.py)."""
    for term, slug, expansion, definition in TERMS:
        GlossaryTerm.objects.get_or_create(slug=slug, defaults={"term": term, "expansion": expansion, "definition": set_spaces(definition)})


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
    introduction = "Les mots et les sigles de l’asile, en français simple."
    add_page(home, GlossaryPage(title="Glossaire", slug="glossaire", introduction=introduction, show_in_menus=True))
    build_report(home)


def build_plaidoyer(home: Page) -> None:
    introduction = "Ce que nous demandons pour que la demande d’asile soit un temps utile : à qui, et pourquoi."
    index, _ = add_page(home, AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer", introduction=introduction, show_in_menus=True))
    build_edition(index)


def build_awareness(home: Page, *, now: datetime) -> None:
    introduction = "Décrypter les mots et les procédures, lire les études, démonter les idées reçues, faire entendre des voix."
    index, _ = add_page(home, AwarenessIndexPage(title="Comprendre", slug="sensibilisation", introduction=introduction, show_in_menus=True))
    today = timezone.localtime(now).date()
    consent = agree_to_testimony(now)
    for item in ITEMS:
        page = TYPES[item.kind](
            title=item.title,
            slug=item.slug,
            introduction=item.introduction,
            published_on=today - timedelta(days=item.published) if isinstance(item.published, int) else item.published,
            body=stream(f"awareness/{item.slug}", *item.body),
            **({"consent": consent, "alias": consent.alias} if item.kind == Kind.TESTIMONY else {}),
        )
        add_page(index, page)


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
