"""The palettes of the two publications: what an editor may put in a plaidoyer and in a report."""

from wagtail import blocks

from advocacy.blocks.charts import ChartBlock
from advocacy.blocks.figures import AccountsBlock, FigureValuesBlock, TheoryBlock
from advocacy.blocks.writing import NotedCalloutBlock, NotedTextBlock, RecommendationBlock, TableBlock, TestimonyBlock
from home.blocks import BodyBlock, DownloadBlock, FigureBlock, QuoteBlock, SubheadingBlock


class CosignerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label="Nom")
    address = blocks.URLBlock(label="Site", required=False)

    class Meta:
        icon = "group"
        label = "Organisation"
        description = "Une organisation qui signe l’édition, avec son site."


class ArgumentBlock(blocks.StreamBlock):
    """What a section of the plaidoyer is made of."""

    subheading = SubheadingBlock()
    paragraph = NotedTextBlock()
    quote = QuoteBlock()
    testimony = TestimonyBlock()
    callout = NotedCalloutBlock()
    figures = FigureValuesBlock()
    chart = ChartBlock()
    table = TableBlock()
    recommendation = RecommendationBlock()
    figure = FigureBlock()
    download = DownloadBlock()

    class Meta:
        template = "blocks/passages.html"


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


class ReportBodyBlock(BodyBlock):
    """What a part of the report is made of: the palette of ordinary pages with notes, and published numbers."""

    paragraph = NotedTextBlock()
    callout = NotedCalloutBlock()
    testimony = TestimonyBlock()
    figures = FigureValuesBlock()
    chart = ChartBlock()
    accounts = AccountsBlock()
    theory = TheoryBlock()
    table = TableBlock()

    class Meta:
        template = "blocks/passages.html"


class ReportPartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre de la partie")
    body = ReportBodyBlock(label="Contenu")

    class Meta:
        icon = "folder-open-inverse"
        label = "Partie"
        description = "Un chapitre du rapport."
