"""Charts that an editor makes from a table."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from advocacy.blocks.chart_samples import CHART_SAMPLES
from advocacy.blocks.groups import DATA
from advocacy.blocks.quantities import COUNT, EUROS, PERCENT, UNITS, format_quantity
from advocacy.charts.drawings import draw
from advocacy.charts.kinds import BAR, KINDS, MONTHS, PIE, Chart, all_months, check_kind
from advocacy.charts.tables import Table, TableError, read_table
from advocacy.csv_files import write_csv
from home.numbers import NARROW_SPACE, format_number

NOT_A_WHOLE = "Quand plusieurs réponses sont possibles, les parts ne font pas un tout\u00a0: choisissez des barres."
OVERLAPPING_SHARES = f"Ces parts se recoupent\u00a0: leur total n’est pas 100{NARROW_SPACE}%."
OVERLAPPING_NUMBERS = "Ces nombres se recoupent\u00a0: ils ne s’additionnent pas."
NO_TABLE = Table("", ("",), ())


def chart_of(value: Any) -> Chart:
    """The chart that a ChartBlock's value describes. A table that cannot be read is shown empty: it was refused when typed."""
    try:
        table = read_table(value["table"])
    except TableError:
        table = NO_TABLE
    unit = value["unit"]
    return Chart(
        kind=value["kind"],
        table=all_months(table) if value["kind"] == MONTHS else table,
        write=lambda quantity: format_quantity(quantity, unit),
        # Cents say nothing on an axis.
        write_step=lambda step: f"{format_number(step)}{NARROW_SPACE}€" if unit == EUROS else format_quantity(step, unit),
        title=value["title"],
        description=value["description"],
        full_scale=Decimal(100) if unit == PERCENT else Decimal(0),
    )


def what_it_counts(value: Any) -> str:
    """The sentences above a chart, on its page and in print: of what its values are, and whether they overlap."""
    is_share, denominator = value["unit"] == PERCENT, value["denominator"]
    counted = ""
    if denominator:
        counted = f"En{NARROW_SPACE}% {denominator}." if is_share else f"{denominator[0].upper()}{denominator[1:]}."
    overlap = (OVERLAPPING_SHARES if is_share else OVERLAPPING_NUMBERS) if value["several_answers"] else ""
    return " ".join(filter(None, [counted, overlap]))


def write_chart_csv(value: Any) -> bytes:
    """The numbers of a chart for a spreadsheet: a gap is an empty cell, a true zero a 0.

    A file travels without its page: the name of each column says the unit and of what, the last column says the source.
    """
    table, denominator = chart_of(value).table, value["denominator"]
    if value["unit"] == PERCENT:
        measure = f"% {denominator}" if denominator else "%"
    else:
        measure = "\u00a0: ".join(filter(None, [dict(UNITS)[value["unit"]], denominator]))
    header = [table.heading or "Libellé", *(f"{column} ({measure})" for column in table.columns), "Source"]
    return write_csv(header, [[row.label, *row.values, value["source"]] for row in table.rows])


def csv_address(context: dict[str, Any]) -> str:
    """Where the numbers of the chart that a page shows are downloaded; empty in a preview."""
    page_address, block_id = context.get("page_address"), context.get("block_id")
    if not page_address or not block_id:
        return ""
    version = f"versions/{context['version'].number}/" if context.get("is_earlier") else ""
    return f"{page_address}{version}graphiques/{block_id}.csv"


class TableTextBlock(blocks.TextBlock):
    """A table as text. A draft keeps what is half written; publishing asks that it can be read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # A tab that opens the first line is the empty corner of a spreadsheet.
        self.field_options["strip"] = False

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        if text and not self.is_deferred_validation:
            try:
                read_table(text)
            except TableError as error:
                raise ValidationError(error.sentences) from error
        return text


class ChartBlock(blocks.StructBlock):
    """A chart of one kind with its table. The description is what somebody who does not see the chart is told."""

    kind = blocks.ChoiceBlock(KINDS, label="Genre", default=BAR)
    title = blocks.CharBlock(label="Titre", help_text="Ce que le graphique montre, en une phrase.")
    description = blocks.TextBlock(
        label="Description pour qui ne voit pas le graphique",
        rows=3,
        help_text="Dites ce que montre le graphique, avec ses ordres de grandeur.",
    )
    table = TableTextBlock(
        label="Données",
        rows=8,
        max_length=6000,
        help_text="Collez un tableau de votre tableur, ou écrivez une ligne par libellé, colonnes séparées par une barre | ou un "
        "point-virgule. La première ligne nomme les colonnes. Un vrai zéro s’écrit 0 ; une valeur inconnue reste vide.",
    )
    unit = blocks.ChoiceBlock(UNITS, label="Unité", default=COUNT)
    denominator = blocks.CharBlock(
        label="Sur quoi portent les valeurs\u202f?", required=False, help_text="Par exemple «\u00a0des 38 activités de 2024\u00a0»."
    )
    several_answers = blocks.BooleanBlock(
        label="Plusieurs réponses possibles", required=False, help_text="Les parts peuvent alors dépasser 100\u202f%\u00a0: la page le dit."
    )
    note = blocks.CharBlock(label="Note de lecture", required=False)
    source = blocks.CharBlock(label="Source")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            if cleaned["kind"] == PIE and cleaned["several_answers"]:
                raise StructBlockValidationError(block_errors={"kind": ValidationError(NOT_A_WHOLE)})
            try:
                check_kind(cleaned["kind"], read_table(cleaned["table"]))
            except TableError as error:
                raise StructBlockValidationError(block_errors={"table": ValidationError(error.sentences)}) from error
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        chart = chart_of(value)
        return {
            **context,
            "chart_id": context.get("block_id", "apercu"),
            "drawing": draw(chart),
            "table": chart.table,
            "lines": [(row.label, [chart.write(quantity) for quantity in row.values]) for row in chart.table.rows],
            "counted": what_it_counts(value),
            "csv_address": csv_address(context),
        }

    def excerpt(self, value: Any) -> str:
        return f"{value['title']}. {value['description']}"

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """One chart of each kind, so that the editor chooses."""
        samples = [self.bind(self.normalize(sample)) for sample in CHART_SAMPLES]
        return {**super().get_preview_context(value, parent_context), "charts": samples}

    class Meta:
        icon = "polaris-chart"
        label = "Graphique"
        group = DATA
        template = "blocks/chart.html"
        description = "Barres, camembert ou courbes, dessinés par le site depuis un tableau."
        preview_template = "blocks/previews/charts.html"
        preview_value = CHART_SAMPLES[0]
