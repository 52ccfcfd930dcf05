"""Draws shapes and words of an SVG file of its own: colours and fonts written out, no style sheet."""

import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from advocacy.charts.kinds import Chart

TEXT: Final = 11
# The width of an average character over the height of the text, a little on the wide side.
CHARACTER: Final = 0.56
# What XML cannot hold.
UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Palette:
    """Literal colours. The parts of a whole are told apart by pattern too."""

    ink: str = "#16213a"
    soft: str = "#4d566b"
    line: str = "#c9c2b4"
    accent: str = "#16305f"
    gold: str = "#d9982c"
    gold_ink: str = "#835600"
    link: str = "#1b438f"
    paper: str = "#ffffff"
    font: str = "Libertinus Serif"

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.accent, self.gold_ink, self.soft, self.link)


PRINT: Final = Palette()


def text_width(text: str) -> float:
    return len(text) * TEXT * CHARACTER


def fold(text: str, characters: int) -> list[str]:
    """The text on lines of so many characters, parted at plain spaces alone: a value stays with its unit."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if len(longer) <= characters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Pen:
    """Draws on one SVG: coordinates in points, text on its middle line."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
        self.group = self.root

    def add(self, tag: str, /, **attributes: str | float) -> ET.Element:
        written = {
            name.rstrip("_").replace("_", "-"): f"{value:.2f}" if isinstance(value, float) else str(value)
            for name, value in attributes.items()
        }
        return ET.SubElement(self.group, tag, written)

    def write(self, x: float, y: float, text: str, *, fill: str = "", anchor: str = "start", bold: bool = False) -> None:
        font: dict[str, str | float] = {"font_family": self.palette.font, "font_size": TEXT}
        if bold:
            font["font_weight"] = "bold"
        written = self.add("text", x=float(x), y=float(y + TEXT * 0.35), text_anchor=anchor, fill=fill or self.palette.ink, **font)
        written.text = UNWRITABLE.sub("", text)

    def rule(self, x1: float, y1: float, x2: float, y2: float, stroke: str, **attributes: str | float) -> None:
        self.add("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), stroke=stroke, **attributes)

    def define_patterns(self) -> None:
        """`motif-1` to `motif-6`, as templates/blocks/charts/patterns.html has them."""
        palette = self.palette
        defs = ET.SubElement(self.root, "defs")
        looks = (
            (palette.accent, "", "", 0.0),
            (palette.gold, "", "", 0.0),
            (palette.paper, "M-2,2L2,-2M0,8L8,0M6,10L10,6", palette.accent, 1.4),
            (palette.paper, "M2,2h0.1M6,6h0.1", palette.gold_ink, 2.2),
            (palette.paper, "M0,4H8", palette.accent, 1.2),
            (palette.paper, "", "", 0.0),
        )
        for number, (ground, path, stroke, thickness) in enumerate(looks, start=1):
            attributes = {"id": f"motif-{number}", "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
            pattern = ET.SubElement(defs, "pattern", attributes)
            ET.SubElement(pattern, "rect", {"width": "8", "height": "8", "fill": ground})
            if path:
                drawn = {"d": path, "stroke": stroke, "stroke-width": str(thickness), "fill": "none", "stroke-linecap": "round"}
                ET.SubElement(pattern, "path", drawn)

    def write_inside(self, x: float, y: float, text: str, series: int) -> None:
        """On a part of a whole: white on the dark one, on a ground of its own where the part is patterned."""
        if series > 2:
            room = text_width(text) + 2
            self.add("rect", x=x - room / 2, y=y - TEXT * 0.6, width=room, height=TEXT * 1.2, fill=self.palette.paper, rx=2)
        self.write(x, y, text, fill=self.palette.paper if series == 1 else self.palette.ink, anchor="middle", bold=True)

    def finish(self, chart: Chart, width: float, height: float) -> str:
        self.root.set("viewBox", f"0 0 {width:g} {height:g}")
        self.root.set("width", f"{width:g}")
        self.root.set("height", f"{height:g}")
        self.root.set("role", "img")
        title = ET.Element("title")
        title.text = UNWRITABLE.sub("", chart.title)
        description = ET.Element("desc")
        description.text = UNWRITABLE.sub("", chart.description)
        self.root.insert(0, title)
        self.root.insert(1, description)
        return ET.tostring(self.root, encoding="unicode")
