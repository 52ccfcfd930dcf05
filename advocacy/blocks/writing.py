"""What a publication is written with: the blocks of every page, with numbered notes, and its own."""

from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError
from wagtail.rich_text import RichText, expand_db_html
from wagtail.snippets.blocks import SnippetChooserBlock

from advocacy.blocks.groups import DATA, SHARED
from advocacy.footnotes import Notes, drop_citations, replace_citations
from home.blocks import INLINE_FEATURES, TEXT_FEATURES, CalloutBlock, ParagraphBlock

NOTES: Final = "footnotes"


def call_note(notes: Notes, uuid: str) -> str:
    """The number in the text that leads to the note; nothing for a note that is gone."""
    citation = notes.cite(uuid)
    if citation is None:
        return ""
    return format_html(
        '<sup class="call"><a id="{}" href="#{}" role="doc-noteref"><span class="visually-hidden">Note\u00a0</span>{}</a></sup>',
        citation.anchor,
        citation.note_anchor,
        citation.number,
    )


class NotedTextBlock(ParagraphBlock):
    """Formatted text that may cite notes. They are numbered by `notes` of the page's context (advocacy/footnotes.py)."""

    def __init__(self, features: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(features=[*(features or TEXT_FEATURES), NOTES], **kwargs)

    def render_basic(self, value: RichText, context: dict[str, Any] | None = None) -> SafeString:
        context = context or {}
        html = context.get("texts", {}).get(value.source)
        if html is None:
            html = expand_db_html(value.source)
        notes = context.get("notes")
        cited = drop_citations(html) if notes is None else replace_citations(html, lambda uuid: call_note(notes, uuid))
        # What the editor stores was cleaned by Wagtail when it was saved; what is added here is escaped.
        return mark_safe(cited)  # noqa: S308

    def get_searchable_content(self, value: RichText) -> list[str]:
        found: list[str] = super().get_searchable_content(RichText(drop_citations(value.source)))
        return found

    class Meta:
        icon = "pilcrow"
        description = "Du texte courant, avec listes, liens et notes de bas de page."


class NotedCalloutBlock(CalloutBlock):
    text = NotedTextBlock(label="Texte")

    class Meta:
        icon = "info-circle"


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn: what it holds, the heading of its column, whether it is a number or names its row."""

    block: blocks.BoundBlock
    heading: str
    is_number: bool
    is_heading: bool


class CellsBlock(TypedTableBlock):
    """Columns of text, which may cite notes, and columns of numbers."""

    text = NotedTextBlock(label="Texte", features=INLINE_FEATURES, required=False)
    number = blocks.CharBlock(label="Nombre", required=False, help_text="Comme il doit paraître, avec son unité : 1 250 €.")

    def clean(self, table: TypedTable) -> TypedTable:
        cleaned = super().clean(table)
        if self.is_deferred_validation:
            return cleaned
        errors = []
        if not table.caption.strip():
            errors.append("Donnez une légende au tableau : elle dit ce qu’il montre à qui ne le voit pas.")
        if not table.columns or not table.row_data:
            errors.append("Un tableau a au moins une colonne et une ligne.")
        elif not all(column["heading"].strip() for column in table.columns):
            errors.append("Donnez un titre à chaque colonne.")
        if errors:
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(error) for error in errors])
        return cleaned

    class Meta:
        icon = "table"
        label = "Tableau"


class TableBlock(blocks.StructBlock):
    """A table with its caption and its source. On a phone each row becomes a card whose cells say their column."""

    table = CellsBlock(label="Tableau")
    has_row_headings = blocks.BooleanBlock(
        label="La première colonne nomme les lignes",
        required=False,
        default=True,
        help_text="Lue avec chaque case de sa ligne.",
    )
    source = blocks.CharBlock(label="Source", required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        table = value["table"]
        columns = [(column["heading"], column["block"].name == "number") for column in table.columns]
        context["columns"] = columns
        context["rows"] = [
            [
                Cell(block, heading, is_number, is_heading=value["has_row_headings"] and place == 0)
                for place, (block, (heading, is_number)) in enumerate(zip(row, columns, strict=True))
            ]
            for row in table.rows
        ]
        return context

    def excerpt(self, value: Any) -> str:
        return str(value["table"].caption)

    class Meta:
        icon = "table"
        label = "Tableau"
        group = DATA
        template = "blocks/table.html"
        description = "Un tableau de textes et de nombres, avec sa légende et sa source."
        preview_value = {
            "table": {
                "columns": [{"type": "text", "heading": "Pôle"}, {"type": "number", "heading": "Personnes"}],
                "rows": [{"values": ["<p>Linguistique</p>", "84"]}, {"values": ["<p>Culturel</p>", "97"]}],
                "caption": "Personnes accompagnées par pôle (exemple)",
            },
            "has_row_headings": True,
            "source": "Exemple",
        }


class RecommendationBlock(blocks.StructBlock):
    """Shows a recommendation where the argument calls for it; its text is kept once, in the recommendation itself."""

    recommendation = SnippetChooserBlock("advocacy.Recommendation", label="Recommandation")
    comment = NotedTextBlock(label="Précisions", required=False, features=INLINE_FEATURES)

    def get_preview_value(self) -> Any:
        """An example, which no database holds."""
        title = "Ouvrir les cours de français dès la demande d’asile"
        example = apps.get_model("advocacy.Recommendation")(number=3, title=title, addressee="government")
        return self.normalize({"recommendation": example, "comment": ""})

    def excerpt(self, value: Any) -> str:
        asked = value["recommendation"]
        return f"{asked.name}\u00a0: {asked.title}" if asked else ""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """`status_on` is the day to write beside the status, in an earlier version (advocacy/reading.py)."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context.setdefault("status_on", None)
        return context

    class Meta:
        icon = "pick"
        label = "Recommandation"
        group = SHARED
        template = "blocks/recommendation.html"
        description = "Une recommandation numérotée, avec son ancre (#r-3)."


class TestimonyBlock(blocks.StructBlock):
    """Somebody's words, kept once (advocacy/models/testimonies.py): taken back there, they are gone from every version."""

    testimony = SnippetChooserBlock("advocacy.Testimony", label="Témoignage")

    def get_preview_value(self) -> Any:
        """An example, which no database holds."""
        example = apps.get_model("advocacy.Testimony")(alias="Aline, alias de démonstration", text="J’attendais. Puis j’ai appris.")
        return self.normalize({"testimony": example})

    def excerpt(self, value: Any) -> str:
        return value["testimony"].text if value["testimony"] and value["testimony"].is_readable else ""

    class Meta:
        icon = "comment"
        label = "Témoignage"
        group = SHARED
        template = "blocks/testimony.html"
        description = "Les mots d’une personne, sous un alias, que l’on peut retirer partout d’un coup."
