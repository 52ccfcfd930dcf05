"""The blocks of publications. Migrations name FrenchDecimalBlock under this package."""

from advocacy.blocks.palettes import AdvocacyPartBlock, ReportPartBlock
from advocacy.blocks.quantities import FrenchDecimalBlock

__all__ = ["AdvocacyPartBlock", "FrenchDecimalBlock", "ReportPartBlock"]
