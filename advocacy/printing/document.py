"""A version of a publication as its PDF shows it: cover, contents, text, notes, recommendations, glossary, permanent address."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import segno
from django.conf import settings
from django.utils.dateformat import format as format_date
from wagtail.models import Site

from advocacy.footnotes import Notes
from advocacy.models import ActivityReportPage, AdvocacyDocumentPage, PublicationPage, Version
from advocacy.printing.glossary import append_glossary
from advocacy.printing.rich_text import Node, UnknownContentError, read_plain_text, read_rich_text
from advocacy.printing.walker import Walker, describe_recommendation
from advocacy.reading import version_address
from home.contents import anchor_of
from home.dates import local_date, short_day
from home.settings import AssociationSettings

# What the words of the glossary are looked for in.
READ: Final = ("introduction", "summary", "figures", "parts", "recommendations", "notes")


@dataclass(frozen=True)
class Layout:
    """What typst is given: the template's data, and the files that it names."""

    data: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Cover:
    """What a publication says of itself, on its cover and on its pictures.

    `eyebrow` and `baseline`, above and below the title, are empty where the title already says them.
    """

    kind: str
    eyebrow: str
    title: str
    introduction: str
    edition: str
    authors: str
    association: str
    baseline: str


def find_association() -> AssociationSettings:
    site = Site.objects.filter(is_default_site=True).first()
    return AssociationSettings.objects.filter(site=site).first() or AssociationSettings()


def cover_of(page: PublicationPage) -> Cover:
    association = find_association()
    is_document = isinstance(page, AdvocacyDocumentPage)
    kind = "Plaidoyer" if is_document else "Rapport d’activité"
    return Cover(
        kind=kind,
        eyebrow=unless_said(kind, page.title),
        title=page.title,
        introduction=page.introduction,
        edition=f"Édition de {format_date(page.edition_on, 'F Y')}" if is_document else f"Année {page.year}",
        authors=page.author_names(),
        association=association.name,
        baseline=unless_said(association.baseline, page.title),
    )


def unless_said(words: str, title: str) -> str:
    """The words; nothing when they stand in the title."""

    def fold(text: str) -> str:
        return " ".join(text.casefold().replace("'", "’").split())

    return "" if fold(words) in fold(title) else words


def permanent_address(version: Version) -> str:
    """Where this version stays, with its earlier and later ones around it."""
    return f"{settings.SITE_URL}{version_address(version.page.get_url(), version.number)}"


def lay_out(version: Version, *, on: date) -> Layout:
    """The publication as it was in `version`.

    What became of its recommendations, and which testimonies are withdrawn, is as it is `on` that day.
    """
    page: PublicationPage = version.as_page()
    notes = Notes(page)
    walker = Walker(notes.cite)
    parts = list(lay_out_parts(page, walker))
    cover = cover_of(page)
    published_on = local_date(version.published_at)
    address = permanent_address(version)
    is_document = isinstance(page, AdvocacyDocumentPage)
    data = {
        **vars(cover),
        "date": [published_on.year, published_on.month, published_on.day],
        "version": version.number,
        "published_on": short_day(published_on),
        "status_on": short_day(on),
        "address": address,
        "cosigners": [child.value["name"] for child in page.cosigners] if is_document else [],
        "summary": read_plain_text(page.summary_text) if is_document else [],
        "figures": headline_figures(page),
        "parts": parts,
        "recommendations": [describe_recommendation(recommendation) for recommendation in walker.recommendations],
        "notes": [read_note(note.text) for note in notes.cited],
        "anchors": sorted(walker.anchors),
    }
    data["glossary"] = append_glossary(page, [data[name] for name in READ])
    return Layout(data, {**walker.files, "qr.svg": draw_qr_code(address), "sky.svg": night_sky()})


def read_note(source: str) -> list[Node]:
    """A note as one run of text: it stands at the foot of the page, where a list would not."""
    run: list[Node] = []
    for node in read_rich_text(source, lambda uuid: None):
        if node["type"] != "paragraph":
            raise UnknownContentError("A note is made of sentences, without lists.")
        run += [{"type": "break"}, *node["content"]] if run else node["content"]
    return run


def lay_out_parts(page: PublicationPage, walker: Walker) -> Iterator[Node]:
    """Each part with its heading and all the blocks under it, in the order of reading."""
    for number, part in enumerate(page.parts, start=1):
        heading = walker.open_heading(part.value["title"], anchor_of(part.id), 1)
        if "sections" in part.value:
            eyebrow, introduction = f"Volet {number}", part.value["introduction"] or ""
            blocks = list(lay_out_sections(part.value["sections"].bound_blocks, walker))
        else:
            eyebrow, introduction = "", ""
            blocks = list(walker.walk(part.value["body"], under=1))
        yield {"heading": heading, "eyebrow": eyebrow, "introduction": introduction, "blocks": blocks}


def lay_out_sections(sections: Iterable[Any], walker: Walker) -> Iterator[Node]:
    for section in sections:
        yield walker.open_heading(section.value["title"], anchor_of(section.id), 2)
        yield from walker.walk(section.value["body"], under=2)


def headline_figures(page: PublicationPage) -> list[Node]:
    """The figures at the head of a report; a plaidoyer has none."""
    figures = [child.value for child in page.headline_figures] if isinstance(page, ActivityReportPage) else []
    return [{"value": figure["value"], "label": figure["label"], "detail": figure["detail"] or ""} for figure in figures]


def draw_qr_code(address: str) -> bytes:
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", border=0, dark="#0c1a36", xmldecl=False)
    return target.getvalue()


def night_sky() -> bytes:
    """The drawing behind the site's first words: turning stars."""
    return (settings.BASE_DIR / "static" / "img" / "night-sky.svg").read_bytes()
