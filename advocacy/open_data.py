"""The figures of a report as open data: all that its lists of figures and its accounts publish, each under its key."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from advocacy.blocks.quantities import EUROS, UNITS
from advocacy.csv_files import write_csv
from advocacy.models import ActivityReportPage
from home.contents import anchor_of

FIELDS: Final = {
    "key": ("identifiant", "Nomme le chiffre ; le même d’une année à l’autre."),
    "label": ("libellé", "Ce que le chiffre compte."),
    "value": ("valeur", "Vide : non communiquée. Un 0 est un vrai zéro."),
    "unit": ("unité", "nombre, pourcentage, euros ou mois."),
    "is_about": ("valeur approchée", "oui quand la valeur est un ordre de grandeur."),
    "denominator": ("dénominateur", "Sur quoi porte le chiffre, pour un pourcentage."),
    "year": ("année", "Celle que le chiffre décrit."),
    "definition": ("définition", "Ce qui est compté, et comment."),
    "source": ("source", "D’où vient le chiffre."),
    "part": ("partie", "La partie du rapport où il paraît."),
    "address": ("adresse", "L’endroit du rapport où il paraît."),
}
TYPES: Final = {"value": "number", "is_about": "boolean", "year": "integer"}
ACCOUNTS: Final = (("income", "produits", "Produits"), ("expenses", "charges", "Charges"), ("result", "resultat", "Résultat"))


@dataclass(frozen=True)
class OpenFigure:
    """One published figure. `value` is None where it is not known; `unit` is in words."""

    key: str
    label: str
    value: Decimal | None
    unit: str
    is_about: bool
    denominator: str
    year: int
    definition: str
    source: str
    part: str
    address: str


def figures_of(report: ActivityReportPage) -> Iterator[OpenFigure]:
    """Every figure of the report, in the order of reading."""
    page_address = report.full_url or ""
    units = dict(UNITS)
    for placed in report.body_blocks():
        value, place = placed.child.value, {"part": placed.headings[0], "address": f"{page_address}#{anchor_of(placed.child.id)}"}
        if placed.child.block_type == "figures":
            for figure in value["figures"]:
                yield OpenFigure(
                    key=figure["key"],
                    label=figure["label"],
                    value=figure["value"],
                    unit=units[figure["unit"]],
                    is_about=bool(figure["is_about"]),
                    denominator=figure["denominator"] or "",
                    year=figure["year"] or report.year,
                    definition=figure["definition"] or "",
                    source=figure["source"] or value["source"] or report.title,
                    **place,
                )
        elif placed.child.block_type == "accounts":
            for name, key, label in ACCOUNTS:
                yield OpenFigure(
                    key=key,
                    label=label,
                    value=value[name],
                    unit=units[EUROS],
                    is_about=False,
                    denominator="",
                    year=report.year,
                    definition="Produits moins charges." if name == "result" else "",
                    source=report.title,
                    **place,
                )


def write_figures_csv(report: ActivityReportPage) -> bytes:
    """One line for each figure, under French headings."""
    names = [field.name for field in fields(OpenFigure)]
    rows = []
    for figure in figures_of(report):
        cells = {name: getattr(figure, name) for name in names}
        cells["is_about"] = "oui" if figure.is_about else "non"
        rows.append([cells[name] for name in names])
    return write_csv([FIELDS[name][0] for name in names], rows)


def as_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def describe_figures(report: ActivityReportPage) -> dict[str, Any]:
    """The same as the CSV, for JSON, with what each field means."""
    return {
        "title": report.title,
        "year": report.year,
        "address": report.full_url,
        "published_at": report.last_published_at,
        "schema": {
            "fields": [
                {"name": name, "title": title, "type": TYPES.get(name, "string"), "description": description}
                for name, (title, description) in FIELDS.items()
            ]
        },
        "figures": [{name: getattr(figure, name) for name in FIELDS} | {"value": as_number(figure.value)} for figure in figures_of(report)],
    }
