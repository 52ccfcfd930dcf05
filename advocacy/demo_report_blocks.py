"""What the demo's activity report is built with."""

from typing import Any, Final

from advocacy.blocks.figures import LARGE, TABLE
from advocacy.blocks.quantities import COUNT, PERCENT
from advocacy.charts.kinds import BAR
from home.demo_writing import Block, items

Part = tuple[str, tuple[str | Block, ...]]

SOURCE: Final = "Rapport d’activité 2024"
OF_REGISTERED: Final = "des 242 personnes inscrites"
OF_SUPPORTED: Final = "des 160 personnes accompagnées"
AMONG_REGISTERED: Final = "parmi les 242 personnes inscrites"
AMONG_SUPPORTED: Final = "parmi les 160 personnes accompagnées"
OF_ACTIVITIES: Final = "des 38 activités de 2024"


def figure(
    key: str,
    label: str,
    value: str | None,
    definition: str = "",
    *,
    unit: str = COUNT,
    of: str = "",
    is_about: bool = False,
) -> dict[str, Any]:
    """`key` names the figure in the open data; `of` says what it is a part of."""
    return {
        "key": key,
        "label": label,
        "value": value,
        "unit": unit,
        "is_about": is_about,
        "denominator": of,
        "definition": definition,
        "year": None,
        "source": "",
    }


def share(key: str, label: str, value: str | None, of: str, definition: str = "", *, is_about: bool = False) -> dict[str, Any]:
    return figure(key, label, value, definition, unit=PERCENT, of=of, is_about=is_about)


def figure_list(key: str, *rows: dict[str, Any], display: str = LARGE) -> Block:
    return ("figures", {"figures": items(f"report/figures/{key}", rows), "display": display, "source": SOURCE})


def figure_table(key: str, *rows: dict[str, Any]) -> Block:
    return figure_list(key, *rows, display=TABLE)


def chart(
    title: str,
    description: str,
    rows: tuple[tuple[str, ...], ...],
    *,
    kind: str = BAR,
    columns: str = "Libellé | Valeur",
    unit: str = COUNT,
    of: str = "",
    several: bool = False,
    note: str = "",
) -> Block:
    """`columns` and each of `rows` are lines of the table that an editor would type."""
    return (
        "chart",
        {
            "kind": kind,
            "title": title,
            "description": description,
            "table": "\n".join([columns, *(" | ".join(row) for row in rows)]),
            "unit": unit,
            "denominator": of,
            "several_answers": several,
            "note": note,
            "source": SOURCE,
        },
    )
