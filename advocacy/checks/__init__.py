"""What is looked at before a publication is published: what must hold, and what the editor is asked to look at again.

Every check takes a draft and yields findings (findings.py). Those that block become errors beside their field when the
page is published (advocacy/page_forms.py); all are listed at the head of the form (advocacy/panels.py). Drafts are never
stopped: an editor may leave things unfinished.
"""

from typing import Final

from advocacy.checks.accounts import check_accounts
from advocacy.checks.asked import CODE as ASKED
from advocacy.checks.asked import check_asked, check_introduction
from advocacy.checks.averages import check_averages
from advocacy.checks.consents import check_consents
from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Check, Finding
from advocacy.checks.links import check_links
from advocacy.checks.objects import check_notes, check_pictures, check_recommendations
from advocacy.checks.overlaps import check_overlaps
from advocacy.checks.placeholders import check_placeholders
from advocacy.checks.required import CODE as REQUIRED
from advocacy.checks.required import check_required
from advocacy.checks.scripts import check_script
from advocacy.checks.shares import check_denominators, check_ratios, check_totals
from advocacy.checks.sources import check_percentages
from advocacy.checks.wording import check_acronyms, check_link_texts

__all__ = [
    "BLOCKING",
    "EVERY_PAGE",
    "OTHER_LANGUAGE",
    "PUBLICATION",
    "Check",
    "Draft",
    "Finding",
    "find_all",
    "find_blocking",
    "find_unmarked",
]

# Those that may block, the only ones asked when a page is published. The last tells what Wagtail's own form refuses.
BLOCKING: Final[tuple[Check, ...]] = (
    check_placeholders,
    check_consents,
    check_pictures,
    check_accounts,
    check_recommendations,
    check_asked,
    check_required,
)
EVERY_PAGE: Final[tuple[Check, ...]] = (
    check_placeholders,
    check_consents,
    check_pictures,
    check_asked,
    check_required,
    check_introduction,
    check_acronyms,
    check_link_texts,
    check_links,
)
# A text that is not in French: its words are not looked at.
OTHER_LANGUAGE: Final[tuple[Check, ...]] = (check_placeholders, check_consents, check_pictures, check_required, check_script, check_links)
PUBLICATION: Final[tuple[Check, ...]] = (
    *BLOCKING,
    check_totals,
    check_denominators,
    check_ratios,
    check_averages,
    check_overlaps,
    check_percentages,
    check_acronyms,
    check_notes,
    check_link_texts,
    check_links,
)


def find_blocking(draft: Draft) -> list[Finding]:
    """What must be mended before the page is published."""
    return [finding for finding in find_all(draft, BLOCKING) if finding.blocks]


def find_unmarked(draft: Draft) -> list[Finding]:
    """Of these, those that the page's form does not show by itself."""
    return [finding for check in BLOCKING if check is not check_required for finding in check(draft) if finding.blocks]


def find_all(draft: Draft, checks: tuple[Check, ...] = PUBLICATION) -> list[Finding]:
    """What these checks find, one thing once: first what blocks, in the order of the text after what the type asks for."""
    order = {spot.contentpath: place for place, spot in reversed(list(enumerate(draft.spots)))}
    found = dict.fromkeys(finding for check in checks for finding in check(draft))
    told = {finding.contentpath for finding in found if finding.blocks and finding.code != REQUIRED}
    kept = [finding for finding in found if finding.code != REQUIRED or finding.contentpath not in told]
    return sorted(kept, key=lambda finding: (not finding.blocks, -1 if finding.code == ASKED else place_in(order, finding.contentpath)))


def place_in(order: dict[str, int], contentpath: str) -> int:
    """Where it stands in the text: an empty field, at what holds it."""
    steps = contentpath.split(".")
    paths = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
    return next((order[path] for path in paths if path in order), len(order))
