"""Builds the demo's plaidoyer: a first version with a slip, and its correction, with notes, cosigners, words and figures."""

import json
import re
from datetime import date, datetime
from typing import Any, Final

from wagtail.models import Page

from advocacy import demo_plaidoyer as plaidoyer
from advocacy.consents import withdraw
from advocacy.demo_consents import QUOTED, TAKEN_BACK, agree
from advocacy.models import AdvocacyDocumentPage, Recommendation, RecommendationChange, Testimony, Version
from home.consents import Channel, Consent
from home.demo_writing import Block, items, make_id, raw_stream, rich, set_all_spaces, stream
from home.typography import set_spaces

EDITION: Final = 2024
# `[^work]` in a text cites the note of that key.
CITED: Final = re.compile(r"\[\^(\w+)\]")
AGREED: Final = date(2023, 11, 20)
FIRST_PUBLISHED: Final = datetime.fromisoformat("2024-01-15T09:30+01:00")
CORRECTED: Final = datetime.fromisoformat("2025-09-01T14:00+02:00")


def build_edition(index: Page) -> None:
    """The edition of 2024 in its two versions, unless it is there."""
    if index.get_children().filter(slug=str(EDITION)).exists():
        return
    page = AdvocacyDocumentPage(
        title=set_spaces(plaidoyer.TITLE),
        slug=str(EDITION),
        introduction=set_spaces(plaidoyer.INTRODUCTION),
        edition_on=date(2024, 1, 15),
        authors="Polaris 14",
        summary_text=set_spaces(plaidoyer.SUMMARY),
        cosigners=stream("plaidoyer/cosigners", *[("organisation", {"name": name, "address": ""}) for name in plaidoyer.COSIGNERS]),
        live=False,
    )
    index.add_child(instance=page)
    page.footnotes = [
        page.footnotes.model(uuid=note_id(key), text=set_spaces(rich(text)), sort_order=place)
        for place, (key, text) in enumerate(plaidoyer.NOTES.items())
    ]
    # Both versions then have the same rows.
    page.save()
    keys = {number: add_recommendation(page, number, *row) for number, *row in plaidoyer.RECOMMENDATIONS}
    kept, taken_back = (
        Testimony.objects.create(
            alias=alias, text=set_spaces(text), consent=agree(reference, Channel.SITE, Channel.PRINTS, alias=alias, given_on=AGREED)
        )
        for reference, (alias, text) in zip((QUOTED, TAKEN_BACK), plaidoyer.TESTIMONIES, strict=True)
    )
    shown = {"kept": kept.pk, "taken back": taken_back.pk}
    page.parts = json.dumps([part_block(place, part, keys, shown) for place, part in enumerate(plaidoyer.FIRST_PARTS)])
    publish(page, 1, at=FIRST_PUBLISHED)
    page.parts = json.dumps([part_block(place, part, keys, shown) for place, part in enumerate(plaidoyer.PARTS)])
    page.correction = set_spaces(plaidoyer.CORRECTION)
    publish(page, 2, at=CORRECTED)
    withdraw(Consent.objects.get(quoted_testimonies=taken_back), at=CORRECTED)


def publish(page: AdvocacyDocumentPage, number: int, *, at: datetime) -> None:
    """Publishes the page as it is, as the version `number` of that date."""
    page.save_revision().publish()
    Version.objects.filter(page_id=page.pk, number=number).update(published_at=at)
    page.refresh_from_db()


def note_id(key: str) -> str:
    return make_id("plaidoyer/note", key)


def cite(value: Any) -> Any:
    """The texts of a block with their notes, as the editor stores them."""
    if isinstance(value, str):
        return CITED.sub(lambda found: f'<footnote id="{note_id(found[1])}">[{note_id(found[1])[:6]}]</footnote>', value)
    if isinstance(value, dict):
        return {name: cite(item) for name, item in value.items()}
    return [cite(item) for item in value] if isinstance(value, list) else value


def add_recommendation(page: AdvocacyDocumentPage, number: int, title: str, text: str, addressee: str) -> int:
    recommendation = Recommendation(
        document=page,
        number=number,
        title=set_spaces(title),
        text=set_spaces(f"{text}\n{plaidoyer.DEMO_NOTE}"),
        addressee=addressee,
    )
    recommendation.changes.set(
        [
            RecommendationChange(status=status, changed_on=on, source=set_spaces(source))
            for status, on, source in plaidoyer.CHANGES.get(number, ())
        ]
    )
    recommendation.save()
    return int(recommendation.pk)


def part_block(place: int, part: plaidoyer.Part, keys: dict[int, int], testimonies: dict[str, int]) -> dict[str, Any]:
    sections = []
    for number, section in enumerate(part.sections):
        said: list[Block] = [("testimony", {"testimony": testimonies[name]}) for name in section.testimonies]
        asked: list[Block] = [("recommendation", {"recommendation": keys[key], "comment": ""}) for key in section.recommendations]
        # Beside the text that comes first, so that the ids of what both versions show are the same.
        body = raw_stream(f"plaidoyer/{place}/{number}", [("paragraph", rich(section.text)), *said, *asked, *section.more])
        sections.append({"title": section.title, "body": cite(body)})
    value = {"title": part.title, "introduction": part.introduction, "sections": items(f"plaidoyer/{place}", sections)}
    return {"type": "part", "id": make_id("plaidoyer", place), "value": set_all_spaces(value)}
