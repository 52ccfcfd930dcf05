"""What a text shows or cites: pictures, recommendations, notes."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from wagtail.images.blocks import ImageBlock

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from advocacy.footnotes import CITED_IN_TEXT

FILE_NAME: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|heic)\s*$|^(?:img|dsc|dcim|pxl|image|photo)[\s_-]*\d+", re.IGNORECASE)


def check_pictures(draft: Draft) -> Iterator[Finding]:
    """A picture says what it shows, or that it is decorative."""
    for spot in draft.spots:
        if not isinstance(spot.block, ImageBlock) or getattr(spot.value, "decorative", False):
            continue
        place = f"{spot.contentpath}.alt_text"
        words = (getattr(spot.value, "contextual_alt_text", "") or "").strip()
        if not words:
            sentence = "Décrivez l’image pour qui ne la voit pas, ou cochez «\u00a0image décorative\u00a0»."
            yield Finding(place, sentence, blocks=True, code="picture")
        elif FILE_NAME.search(words):
            sentence = f"«\u00a0{words}\u00a0» ressemble à un nom de fichier\u00a0: dites plutôt ce que montre l’image."
            yield Finding(place, sentence, blocks=False, code="picture")


def check_recommendations(draft: Draft) -> Iterator[Finding]:
    """A number is shown once: its anchor leads to one place."""
    seen: Counter[int] = Counter()
    for spot in draft.structs("recommendation"):
        recommendation = spot.value["recommendation"]
        if recommendation is None:
            continue
        seen[recommendation.number] += 1
        if seen[recommendation.number] > 1:
            sentence = (
                f"La recommandation {recommendation.number} paraît déjà plus haut\u00a0: chacune paraît une seule fois dans le texte."
            )
            yield Finding(f"{spot.contentpath}.recommendation", sentence, blocks=True, code="recommendation")


def check_notes(draft: Draft) -> Iterator[Finding]:
    """Every note is cited, and every citation has its note."""
    known = {note.uuid for note in draft.notes}
    cited: set[str] = set()
    for text in draft.texts:
        found = set(CITED_IN_TEXT.findall(text.html))
        cited |= found
        if found - known:
            sentence = "Un appel de note renvoie à une note qui n’existe plus\u00a0: il ne paraîtra pas."
            yield Finding(text.contentpath, sentence, blocks=False, code="note")
    for note in draft.notes:
        if note.uuid not in cited:
            sentence = "Cette note n’est appelée nulle part dans le texte\u00a0: elle ne paraîtra pas."
            yield Finding(".".join(note.path), sentence, blocks=False, code="note")
