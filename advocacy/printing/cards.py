"""The pictures that go with a link or a post: drawn by the site, the same for every publication."""

from typing import Final

from advocacy.models import PublicationPage, Version
from advocacy.printing.document import cover_of, headline_figures, night_sky
from advocacy.printing.typesetting import draw

# What link previews ask for, and what social networks show whole.
WIDE: Final = (1200, 630)
SQUARE: Final = (1080, 1080)
MOST_FIGURES: Final = 3


def draw_card(version: Version, size: tuple[int, int]) -> bytes:
    """A PNG of `size` pixels with the title of the publication, and its first figures when it has some."""
    page: PublicationPage = version.as_page()
    width, height = size
    figures = headline_figures(page)[:MOST_FIGURES]
    data = {**vars(cover_of(page)), "figures": figures, "width": width, "height": height}
    return draw("card.typ", data, {"sky.svg": night_sky()})
