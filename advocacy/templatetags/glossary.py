"""`{% glossed page %}…{% endglossed %}`: what is inside, its first words of the glossary opened by a touch or by the focus."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from advocacy.glossary_links import Glossary, draw_words
from advocacy.models import GlossaryPage, GlossaryTerm
from home.bases import BasePage

register = template.Library()

DEFINITIONS = ("definition", "plain_definition", "long_definition")


class GlossedNode(template.Node):
    def __init__(self, page: FilterExpression, nodelist: NodeList) -> None:
        self.page = page
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        page = self.page.resolve(context, ignore_failures=True)
        if not isinstance(page, BasePage) or isinstance(page, GlossaryPage) or not page.links_glossary:
            return html
        terms = list(GlossaryTerm.objects.linkable().defer(*DEFINITIONS))
        if not terms or not terms[0].page_slug:
            # Nowhere to lead to.
            return html
        words = Glossary(terms).first_words(html)
        if words:
            # Those of this page alone: it is no other page when another word is defined otherwise (site_polaris/page_cache).
            prefetch_definitions([word.term for word in words])
        return mark_safe(draw_words(html, words, draw_term))  # noqa: S308


def prefetch_definitions(terms: list[GlossaryTerm]) -> None:
    """Reads the short definitions of terms that were read without, in one query."""
    told = dict(GlossaryTerm.objects.filter(pk__in=[term.pk for term in terms]).values_list("pk", "definition"))
    for term in terms:
        term.definition = told.get(term.pk, "")


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
