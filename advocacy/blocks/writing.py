"""What an argument is written with: beyond the blocks that every page has."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from advocacy.blocks.groups import DATA
from home.blocks import INLINE_FEATURES, ParagraphBlock


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
