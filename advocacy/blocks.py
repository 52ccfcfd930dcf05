"""The blocks of the two long publications: the plaidoyer and the activity report."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from advocacy.charts import Bar, draw_bars
from home.blocks import INLINE_FEATURES, BodyBlock, CalloutBlock, FigureBlock, ParagraphBlock, QuoteBlock, SubheadingBlock
from home.numbers import format_euros, format_number, format_percent

DATA: Final = "Chiffres"
MISSING: Final = "non communiqué"

COUNT, PERCENT, EUROS, MONTHS = "count", "percent", "euros", "months"
UNITS: Final = [(COUNT, "nombre"), (PERCENT, "pourcentage"), (EUROS, "euros"), (MONTHS, "mois")]


def format_quantity(value: Decimal | None, unit: str) -> str:
    """The value with its unit, in French; a gap says so."""
    if value is None:
        return MISSING
    if unit == PERCENT:
        return format_percent(value)
    if unit == EUROS:
        return format_euros(value)
    return f"{format_number(value)}\u00a0mois" if unit == MONTHS else format_number(value)


class FrenchDecimalBlock(blocks.DecimalBlock):
    """Takes « 3,5 » as well as “3.5”. A true 0 stays 0; nothing typed is a gap (None)."""

    def __init__(self, required: bool = True, help_text: str = "", min_value: int | None = None, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, min_value=min_value, **kwargs)
        self.field = forms.DecimalField(
            required=required,
            help_text=help_text,
            min_value=min_value,
            max_digits=14,
            decimal_places=2,
            localize=True,
            error_messages={"invalid": "Écrivez un nombre, par exemple 1250 ou 3,5."},
        )

    class Meta:
        icon = "decimal"


class RecommendationBlock(blocks.StructBlock):
    """Shows a recommendation where the argument calls for it; its text is kept once, in the recommendation itself."""

    recommendation = SnippetChooserBlock("advocacy.Recommendation", label="Recommandation")
    comment = ParagraphBlock(label="Précisions", required=False, features=INLINE_FEATURES)

    class Meta:
        icon = "pick"
        label = "Recommandation"
        group = DATA
        template = "blocks/recommendation.html"
        description = "Une recommandation numérotée, avec son ancre (#r-3)."


class ArgumentBlock(blocks.StreamBlock):
    """What a section of the plaidoyer is made of."""

    subheading = SubheadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    figure = FigureBlock()
    recommendation = RecommendationBlock()

    class Meta:
        template = "blocks/body.html"


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre de la section")
    body = ArgumentBlock(label="Contenu")

    class Meta:
        icon = "h3"
        label = "Section"


class AdvocacyPartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre du volet")
    introduction = blocks.TextBlock(label="En bref", rows=3, required=False)
    sections = blocks.ListBlock(SectionBlock(), label="Sections", min_num=1)

    class Meta:
        icon = "folder-open-inverse"
        label = "Volet"
        description = "Une grande partie du plaidoyer, avec ses sections."


class FigureValueBlock(blocks.StructBlock):
    """One published number: what it counts, out of what, and where it comes from."""

    label = blocks.CharBlock(label="Ce qu’il compte")
    value = FrenchDecimalBlock(label="Valeur", required=False, help_text="Vide : non communiqué. Un vrai zéro s’écrit 0.")
    unit = blocks.ChoiceBlock(UNITS, label="Unité", default=COUNT)
    is_about = blocks.BooleanBlock(label="Valeur approchée", required=False)
    denominator = blocks.CharBlock(
        label="Sur quoi porte-t-il ?", required=False, help_text="Pour un pourcentage, par exemple « des 160 personnes accompagnées »."
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["text"] = format_quantity(value["value"], value["unit"])
        return context

    class Meta:
        icon = "decimal"
        label = "Chiffre"
        template = "blocks/figure_value.html"


class FigureValuesBlock(blocks.StructBlock):
    figures = blocks.ListBlock(FigureValueBlock(), label="Chiffres", min_num=1)
    source = blocks.CharBlock(label="Source", required=False)

    class Meta:
        icon = "decimal"
        label = "Chiffres du rapport"
        group = DATA
        template = "blocks/figure_values.html"
        description = "Des chiffres publiés, chacun avec son unité et ce sur quoi il porte."
        preview_value = {
            "figures": [
                {"label": "personnes inscrites", "value": "242", "unit": COUNT, "is_about": False, "denominator": ""},
                {
                    "label": "ont moins de 26 ans",
                    "value": "24",
                    "unit": PERCENT,
                    "is_about": False,
                    "denominator": "des 242 personnes inscrites",
                },
            ],
            "source": "Rapport d’activité 2024",
        }


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


class AccountsBlock(blocks.StructBlock):
    """The totals of a year. That the result is income less expenses is asked when the page is published (advocacy/checks.py)."""

    expenses = FrenchDecimalBlock(label="Charges (en euros)", min_value=0)
    income = FrenchDecimalBlock(label="Produits (en euros)", min_value=0)
    result = FrenchDecimalBlock(label="Résultat (en euros)", help_text="Produits moins charges ; négatif en cas de déficit.")
    comment = ParagraphBlock(label="Commentaire", required=False, features=INLINE_FEATURES)

    class Meta:
        icon = "table"
        label = "Comptes"
        group = DATA
        template = "blocks/accounts.html"
        description = "Charges, produits et résultat de l’année."
        preview_value = {"expenses": "149171.57", "income": "156964.07", "result": "7792.50", "comment": ""}


class ReportBodyBlock(BodyBlock):
    figures = FigureValuesBlock()
    chart = ChartBlock()
    accounts = AccountsBlock()

    class Meta:
        template = "blocks/body.html"


class ReportPartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre de la partie")
    body = ReportBodyBlock(label="Contenu")

    class Meta:
        icon = "folder-open-inverse"
        label = "Partie"
        description = "Un chapitre du rapport."
