"""The heading of the palette under which the blocks of publications stand."""

from typing import Final

DATA: Final = "Chiffres"
