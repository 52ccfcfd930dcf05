"""`citer/<anchor>/`: the citation of one passage, ready to be copied."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocacy.citations import find_passage, passage_address, write_citation
from advocacy.models import PublicationPage
from advocacy.views.finding import get_publication, get_version


@require_safe
def cite_passage(request: HttpRequest, address: str, anchor: str) -> HttpResponse:
    """Of the publication as it is read today."""
    return show_citation(request, get_publication(request, address), anchor)


@require_safe
def cite_passage_of_version(request: HttpRequest, address: str, number: int, anchor: str) -> HttpResponse:
    """Of one version, so that what was quoted from it can still be."""
    return show_citation(request, get_version(request, address, number).as_page(), anchor)


def show_citation(request: HttpRequest, page: PublicationPage, anchor: str) -> HttpResponse:
    passage, version = find_passage(page, anchor), page.shown_version
    if passage is None or version is None:
        raise Http404
    context = {
        "page": page,
        "passage": passage,
        "citation": write_citation(page, version, passage),
        "address": passage_address(page, version, passage),
    }
    return render(request, "advocacy/citation.html", context)
