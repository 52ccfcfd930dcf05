"""Charts that an editor makes from a table."""

from decimal import Decimal
from typing import Any

from wagtail import blocks

from advocacy.blocks.groups import DATA
from advocacy.blocks.quantities import COUNT, PERCENT, UNITS, FrenchDecimalBlock, format_quantity
from advocacy.charts import Bar, draw_bars
from home.numbers import format_percent


class ChartRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Libellé", max_length=90)
    value = FrenchDecimalBlock(label="Valeur", required=False, min_value=0, help_text="Vide : non communiqué.")

    class Meta:
        icon = "list-ul"
        label = "Ligne"


class ChartBlock(blocks.StructBlock):
    """Horizontal bars with their table. The description is what somebody who does not see the chart is told."""

    title = blocks.CharBlock(label="Titre")
    description = blocks.TextBlock(
        label="Description pour qui ne voit pas le graphique",
        rows=3,
        help_text="Dites ce que montre le graphique, avec ses ordres de grandeur.",
    )
    unit = blocks.ChoiceBlock(UNITS, label="Unité", default=COUNT)
    denominator = blocks.CharBlock(
        label="Sur quoi portent les valeurs ?", required=False, help_text="Par exemple « des 38 activités de 2024 »."
    )
    several_answers = blocks.BooleanBlock(
        label="Plusieurs réponses possibles", required=False, help_text="Les parts peuvent alors dépasser 100 % : la page le dit."
    )
    rows = blocks.ListBlock(ChartRowBlock(), label="Données", min_num=2)
    note = blocks.CharBlock(label="Note de lecture", required=False)
    source = blocks.CharBlock(label="Source")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        bars = [Bar(row["label"], row["value"], format_quantity(row["value"], value["unit"])) for row in value["rows"]]
        total = sum((bar.value for bar in bars if bar.value is not None), start=Decimal(0))
        exceeds = value["several_answers"] and value["unit"] == PERCENT and total > 100
        return {
            **context,
            "bars": bars,
            "chart": draw_bars(bars, full_scale=Decimal(100) if value["unit"] == PERCENT else Decimal(0)),
            "total_text": format_percent(total) if exceeds else "",
        }

    class Meta:
        icon = "table"
        label = "Graphique en barres"
        group = DATA
        template = "blocks/chart.html"
        description = "Des barres dessinées par le site, avec leur tableau et leur source."
        preview_value = {
            "title": "Visées des activités culturelles",
            "description": "Deux activités sur trois ont une visée culturelle.",
            "unit": PERCENT,
            "denominator": "des 38 activités",
            "several_answers": True,
            "rows": [{"label": "Culturelle", "value": "66"}, {"label": "Sportive", "value": "13"}],
            "note": "",
            "source": "Rapport d’activité 2024",
        }
