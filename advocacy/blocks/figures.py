"""Published numbers: figures with what they count, and the accounts of a year."""

from typing import Any

from wagtail import blocks

from advocacy.blocks.groups import DATA
from advocacy.blocks.quantities import COUNT, PERCENT, UNITS, FrenchDecimalBlock, format_quantity
from home.blocks import INLINE_FEATURES, ParagraphBlock


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
