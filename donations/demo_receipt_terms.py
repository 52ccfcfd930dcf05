"""What the demo's receipts are made out with: all of it invented, and said to be. The signature is drawn here."""

import io
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from donations.models import ReceiptBody, ReceiptEligibility, ReceiptSignatory
from donations.receipt_mentions import keep_signature

TREASURER: Final = "tresorerie@demo.test"
YEARS_BEFORE: Final = 2
SIZE: Final = (480, 160)
# Drawn four times as large, then reduced: that smooths the strokes.
LARGER: Final = 4
INK: Final = (28, 36, 74)
STROKES: Final = (
    ((118, 38), (92, 30), (66, 48), (52, 82), (60, 112), (88, 122), (120, 108)),
    ((120, 108), (138, 92), (146, 84), (140, 104), (150, 110), (164, 90), (168, 108), (182, 92), (188, 108), (204, 96)),
    ((204, 96), (226, 40), (218, 34), (206, 84), (212, 110), (232, 100), (246, 58), (252, 54), (240, 100), (250, 108), (272, 96)),
    ((272, 96), (286, 88), (276, 104), (296, 108), (330, 88), (372, 96), (420, 78)),
    ((70, 136), (180, 128), (300, 130), (410, 118)),
)


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there."""
    today = timezone.localdate(now)
    treasurer = User.objects.filter(email=TREASURER).first()
    since = date(today.year - YEARS_BEFORE, 1, 1)
    if not ReceiptEligibility.objects.exists():
        ReceiptEligibility.objects.create(
            ground=ReceiptEligibility.Ground.GENERAL,
            evidence="Rescrit fictif, pour la démonstration",
            decided_on=since,
            since=since,
            recorded_by=treasurer,
            recorded_at=now,
        )
    if not ReceiptBody.objects.exists():
        ReceiptBody.objects.create(
            since=since,
            name="Polaris 14 (démonstration)",
            address="14 rue de la Démonstration",
            postal_code="75014",
            city="Paris",
            rna="W000000000",
            purpose="Accompagner les personnes dès leur demande d’asile. Objet résumé pour la démonstration.",
            quality="Association d’intérêt général (démonstration)",
            person_articles="200, 1, b",
            company_articles="238 bis, 1, a",
            recorded_by=treasurer,
            recorded_at=now,
        )
    if not ReceiptSignatory.objects.exists():
        ReceiptSignatory.objects.create(
            since=since,
            name="Camille Exemple",
            quality="Trésorière fictive",
            signature=keep_signature(draw_signature()),
            recorded_by=treasurer,
            recorded_at=now,
        )


def draw_signature() -> bytes:
    """A PNG, always the same: strokes that look like a hand, of nobody."""
    picture = Image.new("RGB", (SIZE[0] * LARGER, SIZE[1] * LARGER), "white")
    pen = ImageDraw.Draw(picture)
    for stroke in STROKES:
        points = [(x * LARGER, y * LARGER) for x, y in _round_off(stroke)]
        pen.line(points, fill=INK, width=3 * LARGER, joint="curve")
    target = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(target, "PNG")
    return target.getvalue()


def _round_off(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Corners cut three times (Chaikin): a curve through what were angles."""
    curve = list(points)
    for _time in range(3):
        cut = [curve[0]]
        for (x, y), (to_x, to_y) in pairwise(curve):
            cut += [(x * 0.75 + to_x * 0.25, y * 0.75 + to_y * 0.25), (x * 0.25 + to_x * 0.75, y * 0.25 + to_y * 0.75)]
        curve = [*cut, curve[-1]]
    return curve
