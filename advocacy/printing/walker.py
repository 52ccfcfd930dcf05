"""From the blocks of a publication to what its typst template sets. The list of blocks is closed: another one is an error."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from wagtail.documents.models import AbstractDocument
from wagtail.rich_text import RichText

from advocacy.blocks.charts import chart_of, what_it_counts
from advocacy.blocks.figures import TABLE
from advocacy.blocks.quantities import EUROS, format_quantity
from advocacy.charts.standalone import draw_svg
from advocacy.models import Recommendation, Testimony, TheoryOfChange
from advocacy.printing.pictures import print_picture
from advocacy.printing.rich_text import Cite, Node, UnknownContentError, break_lines, read_plain_text, read_rich_text, whole_address
from home.contents import anchor_of


class Walker:
    """Walks the text once, in the order of reading. `files` gathers what the nodes name: pictures and charts.

    `cite` numbers the notes (advocacy.footnotes.Notes.cite); `recommendations` are those met, in order.
    """

    def __init__(self, cite: Cite) -> None:
        self.cite = cite
        self.files: dict[str, bytes] = {}
        self.recommendations: list[Recommendation] = []
        self.anchors: set[str] = set()
        self._open_ranks: list[int] = []

    def open_heading(self, text: str, anchor: str, rank: int) -> Node:
        """A heading that wants `rank`, right under the one above it: a reader who goes from title to title misses no rank."""
        self._open_ranks = [*(above for above in self._open_ranks if above < rank), rank]
        return {"type": "heading", "text": text, "rank": len(self._open_ranks), "anchors": self.name(anchor)}

    def name(self, *anchors: str) -> list[str]:
        """Those of the anchors that no block bears yet: a link leads to the first that does."""
        new = [anchor for anchor in anchors if anchor not in self.anchors]
        self.anchors.update(new)
        return new

    def walk(self, stream: Iterable[Any], *, under: int) -> Iterator[Node]:
        """What the blocks of a text are set as, `under` a heading of that rank. Raises UnknownContentError."""
        for child in stream:
            node = self._walk_block(child, under)
            if node is not None:
                yield node

    def _walk_block(self, child: Any, under: int) -> Node | None:
        if child.block_type in HEADINGS:
            return self.open_heading(str(child.value), anchor_of(child.id), under + HEADINGS[child.block_type])
        make = BLOCKS.get(child.block_type)
        if make is None:
            raise UnknownContentError(f"The PDF knows no block “{child.block_type}”.")
        node = make(self, child.value)
        return node and {**node, "anchors": self.name(anchor_of(child.id), *node.get("anchors", []))}

    def read(self, text: RichText | None) -> list[Node]:
        return read_rich_text(text.source, self.cite) if text else []


def read_paragraph(walker: Walker, value: RichText) -> Node:
    return {"type": "paragraphs", "content": walker.read(value)}


def read_quote(walker: Walker, value: Any) -> Node:
    attribution = ", ".join(filter(None, [value["author"], value["source"]]))
    return {"type": "quote", "content": read_plain_text(value["text"]), "attribution": attribution}


def read_testimony(walker: Walker, value: Any) -> Node | None:
    testimony: Testimony | None = value["testimony"]
    if testimony is None or not testimony.is_readable:
        return {"type": "withdrawn"}
    return {"type": "quote", "content": read_plain_text(testimony.text), "attribution": testimony.alias}


def read_callout(walker: Walker, value: Any) -> Node:
    return {"type": "callout", "title": value["title"] or "", "content": walker.read(value["text"])}


def read_steps(walker: Walker, value: Any) -> Node:
    return {"type": "steps", "steps": [{"title": step["title"], "content": read_plain_text(step["text"])} for step in value["steps"]]}


def read_key_figures(walker: Walker, value: Any) -> Node:
    figures = [{"value": figure["value"], "label": figure["label"], "detail": figure["detail"] or ""} for figure in value["figures"]]
    return {"type": "figures", "figures": figures, "source": value["source"] or ""}


def read_figure_values(walker: Walker, value: Any) -> Node:
    if value["display"] == TABLE:
        return tabulate_figures(value)
    figures = [{"value": text, "label": label, "detail": detail} for label, text, detail in map(write_figure, value["figures"])]
    return {"type": "figures", "figures": figures, "source": value["source"] or ""}


def tabulate_figures(value: Any) -> Node:
    rows = []
    for figure in value["figures"]:
        label, text, detail = write_figure(figure)
        scope = f"{start_sentence(detail)}." if detail else ""
        source = f"Source\u00a0: {figure['source']}." if figure["source"] else ""
        definition = " ".join(filter(None, [scope, figure["definition"], source]))
        rows.append([break_lines(label), break_lines(text), break_lines(definition)])
    head = ["Chiffre", "Valeur", "Portée et définition"]
    return table_node("Les chiffres en détail", head, rows, numbers=[1], named_rows=True, source=value["source"] or "")


def write_figure(figure: Any) -> tuple[str, str, str]:
    """What it counts, its value with its unit, and out of what."""
    label = f"{figure['label']} (environ)" if figure["is_about"] else figure["label"]
    return label, format_quantity(figure["value"], figure["unit"]), figure["denominator"] or ""


def start_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_picture(walker: Walker, value: Any) -> Node | None:
    picture = value["picture"]
    printed = picture and print_picture(picture)
    if not printed:
        return None
    walker.files[printed.name] = printed.content
    source = f"Source\u00a0: {value['source']}." if value["source"] else ""
    credit = f"©\u00a0{picture.credit}" if picture.credit else ""
    caption = " ".join(filter(None, [value["caption"], source, credit]))
    return {"type": "picture", "file": printed.name, "alt": printed.alt, "share": printed.share, "caption": caption}


def read_chart(walker: Walker, value: Any) -> Node:
    name = f"graphique-{len(walker.files) + 1}.svg"
    walker.files[name] = draw_svg(chart_of(value), width=CHART_WIDTH).encode()
    return {
        "type": "chart",
        "title": value["title"],
        "alt": value["description"],
        "about": what_it_counts(value),
        "file": name,
        "note": value["note"] or "",
        "source": value["source"] or "",
    }


def read_table(walker: Walker, value: Any) -> Node:
    table = value["table"]
    numbers = [place for place, column in enumerate(table.columns) if column["block"].name == "number"]
    rows = [[read_cell(walker, cell) for cell in row] for row in table.rows]
    return table_node(
        table.caption, [column["heading"] for column in table.columns], rows, numbers=numbers, source=value["source"] or "",
        named_rows=value["has_row_headings"],
    )  # fmt: skip


def read_cell(walker: Walker, cell: Any) -> list[Node]:
    return walker.read(cell.value) if isinstance(cell.value, RichText) else break_lines(str(cell.value or ""))


def table_node(
    caption: str,
    head: list[str],
    rows: list[list[list[Node]]],
    *,
    numbers: list[int],
    source: str = "",
    named_rows: bool = False,
    totals: list[int] | None = None,
) -> Node:
    """Cells are nodes; `numbers` are the columns set to the right, `totals` the rows set in bold."""
    return {
        "type": "table",
        "caption": caption,
        "head": [break_lines(text) for text in head],
        "rows": rows,
        "numbers": numbers,
        "named_rows": named_rows,
        "totals": totals or [],
        "source": source,
    }


def read_accounts(walker: Walker, value: Any) -> Node:
    rows: list[tuple[str, Any]] = []
    totals = []
    for lines, total, name in (("income_lines", "income", "Produits"), ("expense_lines", "expenses", "Charges")):
        rows += [(line["label"], line["amount"]) for line in value[lines]]
        if value[lines]:
            totals.append(len(rows))
        rows.append((f"Total des {name.lower()}" if value[lines] else name, value[total]))
    totals.append(len(rows))
    rows.append(("Résultat", value["result"]))
    cells = [[break_lines(label), break_lines(format_quantity(amount, EUROS))] for label, amount in rows]
    table = table_node("Comptes de l’année", ["Poste", "Montant"], cells, numbers=[1], named_rows=True, totals=totals)
    return {"type": "group", "blocks": [table, {"type": "paragraphs", "content": walker.read(value["comment"])}]}


def read_theory(walker: Walker, value: Any) -> Node | None:
    theory: TheoryOfChange | None = value["theory"]
    if theory is None:
        return None
    stages = [{"name": stage.name, "texts": stage.texts} for stage in theory.stages]
    return {"type": "theory", "title": theory.title, "stages": stages, "source": theory.source}


def read_recommendation(walker: Walker, value: Any) -> Node | None:
    recommendation: Recommendation | None = value["recommendation"]
    if recommendation is None:
        return None
    walker.recommendations.append(recommendation)
    return {**describe_recommendation(recommendation), "anchors": [recommendation.anchor], "comment": walker.read(value["comment"])}


def describe_recommendation(recommendation: Recommendation) -> Node:
    return {
        "type": "recommendation",
        "number": recommendation.number,
        "title": recommendation.title,
        "content": read_plain_text(recommendation.text),
        "addressee": recommendation.get_addressee_display(),
        "status": recommendation.get_status_display(),
    }


def read_download(walker: Walker, value: Any) -> Node | None:
    document: AbstractDocument | None = value["document"]
    if document is None:
        return None
    return link_node(document.title, whole_address(document.url), value["description"] or "")


def read_cards(walker: Walker, value: Any) -> Node:
    cards = [link_node(card["title"], whole_address(card["link"].href(None)), card["text"] or "") for card in value["cards"]]
    return {"type": "group", "blocks": cards}


def read_call_to_action(walker: Walker, value: Any) -> Node:
    return link_node(value["title"], whole_address(value["link"].href(None)), value["text"] or "")


def link_node(title: str, href: str, text: str) -> Node:
    return {"type": "pointer", "title": title, "href": href, "text": text}


# As wide as the text, in points: the words of a chart are as large as those around it.
CHART_WIDTH: Final = 400

HEADINGS: Final = {"heading": 1, "subheading": 2}
"""How far under the titles above it a heading stands."""

BLOCKS: Final[dict[str, Callable[[Walker, Any], Node | None]]] = {
    "paragraph": read_paragraph,
    "quote": read_quote,
    "testimony": read_testimony,
    "callout": read_callout,
    "steps": read_steps,
    "key_figures": read_key_figures,
    "figures": read_figure_values,
    "figure": read_picture,
    "chart": read_chart,
    "table": read_table,
    "accounts": read_accounts,
    "theory": read_theory,
    "recommendation": read_recommendation,
    "download": read_download,
    "cards": read_cards,
    "call_to_action": read_call_to_action,
}
