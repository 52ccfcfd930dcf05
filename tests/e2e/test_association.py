"""A reader who wonders whether the association is serious: partners, poles, team, offers, legal texts, on the narrowest screen."""

from collections.abc import Callable
from typing import Final, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

import home.demo

ADDRESSES: Final = (
    "/",
    "/association/partenaires/",
    "/association/partenaires/point-virgule/",
    "/association/equipe/",
    "/association/nous-rejoindre/",
    "/association/nous-rejoindre/coordination-du-francais/",
    "/mentions-legales/",
    "/accessibilite/",
)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_a_reader_goes_from_a_partner_to_its_pole_by_keyboard(page: Page, site: Site, axe: Callable[[Page], list[str]]) -> None:
    home.demo.build(timezone.now())
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/")
    page.get_by_role("link", name="Point Virgule").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Point Virgule")
    page.get_by_role("link", name="Pôle santé mentale").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pôle santé mentale")
    page.get_by_role("region", name="Avec qui").get_by_role("link", name="ETAPE").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ETAPE")

    complaints = []
    for address in ADDRESSES:
        page.goto(address)
        if page.evaluate(OVERFLOW) > 0:
            complaints.append(f"{address}: wider than the screen")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            complaints += [f"{address} {scheme}: {violation}" for violation in axe(page)]
    assert complaints == []
