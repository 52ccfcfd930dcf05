"""Acronyms of published pages that neither the glossary nor the page itself says in full: what the officer may define."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from wagtail.models import Page

from advocacy.checks import OTHER_LANGUAGE, Draft
from advocacy.checks.drafts import Text
from advocacy.checks.wording import explained_words, find_unexplained, glossary_words
from advocacy.models import Recommendation, Testimony, UndefinedAcronym
from advocacy.readiness import checks_of
from home.search_text import fold

LONGEST_PATH: Final = 400


def find_undefined_acronyms(now: datetime) -> None:
    """Goes through every published page in French, and puts what it finds in the place of what was found before."""
    explained = explained_words()
    found: dict[str, UndefinedAcronym] = {}
    for page in Page.objects.live().filter(depth__gt=1).order_by("path").specific().iterator(chunk_size=100):
        if checks_of(page) is OTHER_LANGUAGE:
            continue
        draft = Draft.of_page(page)
        for contentpath, acronym in find_unexplained(draft, [*draft.prose, *texts_beside(draft)], explained):
            row = found.setdefault(
                acronym, UndefinedAcronym(acronym=acronym, page_id=page.pk, contentpath=contentpath[:LONGEST_PATH], page_count=0)
            )
            row.page_count += 1
    with transaction.atomic():
        UndefinedAcronym.objects.all().delete()
        UndefinedAcronym.objects.bulk_create(found.values())


def texts_beside(draft: Draft) -> list[Text]:
    """What readers see and the checks of a draft leave out: words kept once for several pages, and formatted fields."""
    texts = []
    for spot in draft.spots:
        shown: Any = spot.value
        if isinstance(shown, Recommendation):
            texts.append(Text(spot.path, f"{shown.title}\n{shown.text}"))
        elif isinstance(shown, Testimony):
            texts.append(Text(spot.path, shown.text))
    return texts


def acronyms_to_define() -> list[UndefinedAcronym]:
    """Those that the last look found, of pages still online, the most used first. One that was defined since leaves at once."""
    defined = glossary_words()
    waiting = UndefinedAcronym.objects.filter(page__live=True).select_related("page")
    return [row for row in waiting if fold(row.acronym) not in defined]
