"""`{% glossed page %}…{% endglossed %}`: what is inside, its first words of the glossary opened by a touch or by the focus."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from advocacy.glossary_links import Glossary
from advocacy.models import GlossaryPage, GlossaryTerm
from home.bases import BasePage

register = template.Library()


class GlossedNode(template.Node):
    def __init__(self, page: FilterExpression, nodelist: NodeList) -> None:
        self.page = page
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        page = self.page.resolve(context, ignore_failures=True)
        if not isinstance(page, BasePage) or isinstance(page, GlossaryPage) or not page.links_glossary:
            return html
        terms = list(GlossaryTerm.objects.linkable())
        if not terms or not terms[0].page_slug:
            # Nowhere to lead to.
            return html
        return mark_safe(Glossary(terms).link_first(html, draw_term))  # noqa: S308


def draw_term(term: Any, word: str, before: str, after: str) -> str:
    """The word, already HTML, as what opens its definition."""
    context = {"term": term, "word": mark_safe(word), "before": mark_safe(before), "after": mark_safe(after)}  # noqa: S308
    return get_template("advocacy/partials/term.html").render(context).strip()


@register.tag
def glossed(parser: Parser, token: Token) -> GlossedNode:
    """Takes the page. Nothing changes where it is no page of the tree, where its editor wants no links, or in the glossary."""
    _, page = token.split_contents()
    nodelist = parser.parse(("endglossed",))
    parser.delete_first_token()
    return GlossedNode(parser.compile_filter(page), nodelist)
