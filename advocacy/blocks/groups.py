"""The headings of the palette under which the blocks of publications stand."""

from typing import Final

DATA: Final = "Chiffres et graphiques"
SHARED: Final = "Fiches, écrites une seule fois"
