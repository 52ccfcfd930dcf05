"""The officer's start page in the content admin: what has grown old, what readers did not find, what leads nowhere."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from accounts.access import role_required
from accounts.roles import Role
from advocacy.consents import uncovered_pages, unread_testimonies
from home.broken_links import links_to_mend
from home.consents import Consent
from home.page_reviews import mark_reviewed, pages_to_review
from home.search_log import most_missed

SHOWN: Final = 8


class PagesToReviewPanel(Component):
    name = "pages_to_review"
    template_name = "home/admin/pages_to_review.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        pages = pages_to_review(timezone.now())
        return {"csrf_token": parent_context["csrf_token"], "pages": pages[:SHOWN], "more": max(pages.count() - SHOWN, 0)}


class BrokenLinksPanel(Component):
    name = "broken_links"
    template_name = "home/admin/broken_links.html"
    order = 231

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        links = links_to_mend()
        return {"links": links[:SHOWN], "more": max(links.count() - SHOWN, 0)}


class MissedSearchesPanel(Component):
    name = "missed_searches"
    template_name = "home/admin/missed_searches.html"
    order = 232

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"searches": most_missed(timezone.now(), limit=SHOWN)}


class ConsentsPanel(Component):
    name = "consents"
    template_name = "home/admin/consents.html"
    order = 229

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        consents = Consent.objects.ending_soon(timezone.localdate())
        return {
            "ending": consents.prefetch_related("testimony_pages", "quoted_testimonies", "pictures")[:SHOWN],
            "more": max(consents.count() - SHOWN, 0),
            "uncovered": list(uncovered_pages())[:SHOWN],
            "unread": unread_testimonies()[:SHOWN],
        }


PANELS: Final = (ConsentsPanel, PagesToReviewPanel, BrokenLinksPanel, MissedSearchesPanel)


@role_required(Role.COMMUNICATION)
@require_POST
def mark_page_reviewed(request: HttpRequest, page_id: int) -> HttpResponse:
    """The button of the panel."""
    page = get_object_or_404(Page.objects.live(), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    mark_reviewed(page, now=timezone.now())
    messages.success(request, f"«\u00a0{page.title}\u00a0» est à jour. La page vous sera proposée de nouveau dans un an.")
    return redirect("wagtailadmin_home")
