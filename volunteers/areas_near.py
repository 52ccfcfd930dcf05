"""How near two areas of a profile are to each other: districts of Paris and the departments around."""

import re
from enum import IntEnum
from typing import Final

from volunteers.profiles import AREAS


class Nearness(IntEnum):
    """The nearer, the greater."""

    FAR = 0
    RING = 1
    ADJACENT = 2
    SAME = 3


# Each pair that touches, written once, with the lesser code first: along a street, across a bridge of the Seine, or at the
# corner of a square (Belleville, Clichy, Saint-Michel).
_TOUCHING: Final[dict[str, str]] = {
    "75001": "75002 75003 75004 75005 75006 75007 75008 75009",
    "75002": "75003 75009 75010",
    "75003": "75004 75010 75011",
    "75004": "75005 75006 75011 75012",
    "75005": "75006 75012 75013 75014",
    "75006": "75007 75014 75015",
    "75007": "75008 75015 75016",
    "75008": "75009 75016 75017 75018",
    "75009": "75010 75017 75018",
    "75010": "75011 75018 75019 75020",
    "75011": "75012 75019 75020",
    "75012": "75013 75020 94",
    "75013": "75014 94",
    "75014": "75015 92 94",
    "75015": "75016 92",
    "75016": "75017 92",
    "75017": "75018 92 93",
    "75018": "75019 93",
    "75019": "75020 93",
    "75020": "93 94",
    "77": "91 93 94 95",
    "78": "91 92 95",
    "91": "92 94",
    "92": "93 94 95",
    "93": "94 95",
}
_PAIRS: Final = frozenset(frozenset((one, other)) for one, others in _TOUCHING.items() for other in others.split())
# Paris, then the departments around it, then those around them.
_RINGS: Final = (
    frozenset(code for code, _ in AREAS if code.startswith("75")),
    frozenset({"92", "93", "94"}),
    frozenset({"77", "78", "91", "95"}),
)
_CODES: Final = frozenset().union(*_RINGS)
_DISTRICT: Final = re.compile(r"\bparis\D{0,3}(\d{1,2})\s*(?:er|e|ème|eme)\b", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"\b(75|77|78|91|92|93|94|95)(\d{3})\b")
_LAST_DISTRICT: Final = 20


def nearness(one: str, other: str) -> Nearness:
    """Between two codes of `AREAS`. « Plus loin » and an area that is not known are near nothing, themselves included."""
    if not {one, other} <= _CODES:
        return Nearness.FAR
    if one == other:
        return Nearness.SAME
    if frozenset((one, other)) in _PAIRS:
        return Nearness.ADJACENT
    return Nearness.RING if any({one, other} <= ring for ring in _RINGS) else Nearness.FAR


def area_code(area: str, address: str = "") -> str:
    """The code of `AREAS` in which a venue lies, read from its area (« Paris 18e », « Seine-Saint-Denis ») or the postcode of its address.

    Empty when neither says it.
    """
    if district := _DISTRICT.search(area):
        number = int(district[1])
        return f"750{number:02}" if 1 <= number <= _LAST_DISTRICT else ""
    named = next((code for code, label in AREAS if code in _CODES and label.casefold() == area.strip().casefold()), "")
    if named:
        return named
    postcode = _POSTCODE.search(area) or _POSTCODE.search(address)
    if postcode is None:
        return ""
    if postcode[1] != "75":
        return postcode[1]
    # The north and the south of the 16th have a postcode each.
    code = f"750{postcode[2][1:]}"
    return code if code in _CODES else ""
