"""`recommandations/`: what a plaidoyer asks, of whom, and what became of it."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advocacy.forms import RecommendationFilterForm
from advocacy.models import AdvocacyDocumentPage
from advocacy.views.finding import get_publication


@require_safe
def show_recommendations(request: HttpRequest, address: str) -> HttpResponse:
    """Those of the text, by number, each with its dated steps and their sources."""
    page = get_publication(request, address)
    if not isinstance(page, AdvocacyDocumentPage):
        raise Http404
    everything = page.shown_recommendations()
    prefetch_related_objects(everything, "changes")
    filters = RecommendationFilterForm(request.GET or None, recommendations=everything)
    context = {
        "page": page,
        "breadcrumbs": [*page.ancestor_links(request)[:-1], (page.title, page.get_url(request)), ("Recommandations", "")],
        "filters": filters,
        "recommendations": filters.narrow(everything) if filters.is_bound else everything,
        "count": len(everything),
        "text_url": page.get_url(request),
        "today": timezone.localdate(),
    }
    return render(request, "advocacy/recommendations.html", context)
