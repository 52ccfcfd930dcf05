"""Every pair of colours that the style sheets lay on each other, computed in both schemes (WCAG 2.2 AA)."""

import re
from functools import cache

import pytest
from django.conf import settings

from site_polaris.stylesheets import join_stylesheets

CSS = settings.BASE_DIR / "static" / "css"
TEXT, SHAPE = 4.5, 3.0
SCHEMES = ("light", "dark")
GROUNDS = ("paper", "surface", "sunk")
PAIRS = [
    *[(front, ground, TEXT) for front in ("ink", "ink-soft", "link", "gold-ink", "error", "accent") for ground in GROUNDS],
    *[(front, "quiet-tint", TEXT) for front in ("ink", "ink-soft", "accent")],
    *[(front, "found", TEXT) for front in ("ink", "ink-soft", "link")],
    *[(tone, f"{tone}-tint", TEXT) for tone in ("info", "success", "warning", "error")],
    *[("ink", f"{tone}-tint", TEXT) for tone in ("info", "success", "warning", "error")],
    *[("on-button", ground, TEXT) for ground in ("button", "button-hover")],
    *[("on-gold", ground, TEXT) for ground in ("gold", "gold-bright")],
    *[("surface", "success", TEXT)],
    *[(front, ground, SHAPE) for front in ("line-strong", "focus", "button") for ground in GROUNDS],
]
NIGHT_PAIRS = [(front, TEXT) for front in ("ink", "ink-soft", "link", "gold-ink", "gold-bright", "accent")] + [
    (front, SHAPE) for front in ("line-strong", "focus", "gold", "gold-deep")
]


@cache
def colours(scheme: str) -> dict[str, str]:
    """Every colour token by name; the night's own values are under `night:<name>`."""
    text = join_stylesheets(CSS)
    tokens = (CSS / "tokens" / "colours.css").read_text(encoding="utf-8")
    found = {
        name: {"light": light, "dark": dark}[scheme]
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", tokens)
    }
    night = re.search(r"\.section--night \{(.*?)\}", text, re.DOTALL)
    assert night is not None
    return found | {f"night:{name}": value for name, value in re.findall(r"--([\w-]+): (#\w{6})", night[1])}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_are_told_apart(scheme: str, front: str, ground: str, least: float) -> None:
    found = colours(scheme)
    assert contrast(found[front], found[ground]) >= least


@pytest.mark.parametrize(("front", "least"), NIGHT_PAIRS)
@pytest.mark.parametrize("ground", ["paper", "surface", "sunk"])
def test_colours_are_told_apart_on_the_night(front: str, ground: str, least: float) -> None:
    found = colours("dark")
    assert contrast(found[front], found[f"night:{ground}"]) >= least
