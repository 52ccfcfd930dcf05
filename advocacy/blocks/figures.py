"""Published numbers: figures with what they count, the accounts of a year, and the theory behind them."""

from typing import Any, Final, cast

from django.apps import apps
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from advocacy.blocks.groups import DATA, SHARED
from advocacy.blocks.quantities import COUNT, EUROS, PERCENT, UNITS, FrenchDecimalBlock, format_quantity
from home.blocks import INLINE_FEATURES, ParagraphBlock


class FigureValueBlock(blocks.StructBlock):
    """One published number: what it counts, out of what, and where it comes from. `key` names it in the open data, from year to year."""

    label = blocks.CharBlock(label="Ce qu’il compte")
    value = FrenchDecimalBlock(label="Valeur", required=False, help_text="Vide : non communiqué. Un vrai zéro s’écrit 0.")
    unit = blocks.ChoiceBlock(UNITS, label="Unité", default=COUNT)
    is_about = blocks.BooleanBlock(label="Valeur approchée", required=False)
    denominator = blocks.CharBlock(
        label="Sur quoi porte-t-il ?", required=False, help_text="Pour un pourcentage, par exemple « des 160 personnes accompagnées »."
    )
    definition = blocks.TextBlock(
        label="Définition", required=False, rows=2, help_text="Ce qui est compté, et comment ; donnée avec les données ouvertes."
    )
    year = blocks.IntegerBlock(label="Année", required=False, min_value=2015, max_value=2100, help_text="Vide : celle du rapport.")
    source = blocks.CharBlock(label="Source", required=False, help_text="Vide : celle de la liste.")
    key = blocks.RegexBlock(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        label="Identifiant",
        required=False,
        max_length=80,
        help_text="Nomme le chiffre dans les données ouvertes, d’une année à l’autre. Vide : fait du libellé, puis ne change plus.",
        error_messages={"invalid": "Des minuscules sans accent, des chiffres et des tirets : « personnes-inscrites »."},
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["text"] = format_quantity(value["value"], value["unit"])
        return context

    def excerpt(self, value: Any) -> str:
        details = [*(["environ"] if value["is_about"] else []), *([value["denominator"]] if value["denominator"] else [])]
        told = f"{format_quantity(value['value'], value['unit'])} {value['label']}"
        return f"{told} ({', '.join(details)})" if details else told

    class Meta:
        icon = "decimal"
        label = "Chiffre"
        template = "blocks/figure_value.html"


LARGE, TABLE = "large", "table"
DISPLAYS: Final = [(LARGE, "en grand"), (TABLE, "en tableau, que l’on déplie")]


class FigureValuesBlock(blocks.StructBlock):
    figures = blocks.ListBlock(FigureValueBlock(), label="Chiffres", min_num=1)
    display = blocks.ChoiceBlock(
        DISPLAYS, label="Présentation", default=LARGE, help_text="En tableau, avec leur définition, au-delà de six."
    )
    source = blocks.CharBlock(label="Source", required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if value["display"] == TABLE:
            context["rows"] = [(figure, format_quantity(figure["value"], figure["unit"])) for figure in value["figures"]]
        return context

    def excerpt(self, value: Any) -> str:
        return "\u00a0; ".join(figure.block.excerpt(figure.value) for figure in value["figures"].bound_blocks)

    class Meta:
        icon = "decimal"
        label = "Chiffres du rapport"
        group = DATA
        template = "blocks/figure_values.html"
        description = "Des chiffres publiés, chacun avec son unité et ce sur quoi il porte."
        preview_value = {
            "figures": [
                {"label": "personnes inscrites", "value": "242", "unit": COUNT, "key": "personnes-inscrites"},
                {
                    "label": "ont moins de 26 ans",
                    "value": "24",
                    "unit": PERCENT,
                    "denominator": "des 242 personnes inscrites",
                    "key": "moins-de-26-ans",
                },
            ],
            "display": LARGE,
            "source": "Rapport d’activité 2024",
        }


class AccountLineBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Ligne")
    amount = FrenchDecimalBlock(label="Montant (en euros)")

    class Meta:
        icon = "list-ul"
        label = "Ligne"


class AccountsBlock(blocks.StructBlock):
    """The totals of a year, with or without the lines that make them. That all adds up is asked when the page is published."""

    income_lines = blocks.ListBlock(
        AccountLineBlock(), label="Détail des produits", min_num=0, default=[], help_text="Facultatif : leur somme doit faire le total."
    )
    income = FrenchDecimalBlock(label="Total des produits (en euros)", min_value=0)
    expense_lines = blocks.ListBlock(
        AccountLineBlock(), label="Détail des charges", min_num=0, default=[], help_text="Facultatif : leur somme doit faire le total."
    )
    expenses = FrenchDecimalBlock(label="Total des charges (en euros)", min_value=0)
    result = FrenchDecimalBlock(label="Résultat (en euros)", help_text="Produits moins charges ; négatif en cas de déficit.")
    comment = ParagraphBlock(label="Commentaire", required=False, features=INLINE_FEATURES)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        for side in ("income", "expense"):
            context[f"{side}_lines"] = [(line["label"], format_quantity(line["amount"], EUROS)) for line in value[f"{side}_lines"]]
        for total in ("income", "expenses", "result"):
            context[total] = format_quantity(value[total], EUROS)
        return context

    def excerpt(self, value: Any) -> str:
        sums = (("Produits", "income"), ("charges", "expenses"), ("résultat", "result"))
        return "\u00a0; ".join(f"{label}\u00a0: {format_quantity(value[name], EUROS)}" for label, name in sums)

    class Meta:
        icon = "polaris-euro"
        label = "Comptes"
        group = DATA
        template = "blocks/accounts.html"
        description = "Charges, produits et résultat de l’année, avec leur détail si on le publie."
        preview_value = {
            "income_lines": [],
            "income": "156964.07",
            "expense_lines": [],
            "expenses": "149171.57",
            "result": "7792.50",
            "comment": "",
        }


class TheoryBlock(blocks.StructBlock):
    """Shows a theory of change, kept once as an object of its own: a diagram that is a list of lists."""

    theory = SnippetChooserBlock("advocacy.TheoryOfChange", label="Théorie du changement")

    def get_preview_value(self) -> Any:
        """An example, which no database holds."""
        lines = [
            ("barrier", "Un accès tardif aux cours de français"),
            ("action", "Des cours dès la demande"),
            ("impact", "Une société où chacun agit"),
        ]
        element, theory = apps.get_model("advocacy.TheoryElement"), cast("Any", apps.get_model("advocacy.TheoryOfChange"))
        elements = [element(stage=stage, text=text, sort_order=number) for number, (stage, text) in enumerate(lines)]
        return self.normalize({"theory": theory(title="Notre théorie du changement", elements=elements)})

    def excerpt(self, value: Any) -> str:
        theory = value["theory"]
        if theory is None:
            return ""
        stages = [(stage.name, "\u00a0; ".join(stage.texts)) for stage in theory.stages]
        return ". ".join([theory.title, *(f"{name}\u00a0: {texts}" for name, texts in stages)])

    class Meta:
        icon = "tasks"
        label = "Théorie du changement"
        group = SHARED
        template = "blocks/theory.html"
        description = "Obstacles, actions, changements, impact : un schéma qui se lit aussi comme une liste."
