"""The officer's start page in the content admin: who waits, what has grown old, what is not found, what leads nowhere."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from accounts.access import role_required
from accounts.roles import Role
from advocacy.consents import uncovered_pages, unread_testimonies
from advocacy.undefined_acronyms import acronyms_to_define
from home.broken_links import links_to_mend
from home.consents import Consent
from home.enquiries.models import Enquiry
from home.page_reviews import mark_reviewed, pages_to_review
from home.search_log import most_missed
from home.settings import find_association

SHOWN: Final = 8


class EnquiriesPanel(Component):
    name = "enquiries"
    template_name = "home/admin/enquiries.html"
    order = 229

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"waiting_count": Enquiry.objects.waiting().count()}


class MissingFactsPanel(Component):
    """Only where something is missing: once it is filled, there is nothing to say every day."""

    name = "missing_facts"
    template_name = "home/admin/missing_facts.html"
    order = 229

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        association = find_association(parent_context["request"])
        if association.site_id is None:
            return {"facts": []}
        settings_url = reverse("wagtailsettings:edit", args=["home", "associationsettings", association.site_id])
        return {"facts": association.missing_facts(), "settings_url": settings_url}


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


class AcronymsPanel(Component):
    name = "acronyms_to_define"
    template_name = "home/admin/acronyms_to_define.html"
    order = 233

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        acronyms = acronyms_to_define()
        return {"acronyms": acronyms[:SHOWN], "more": max(len(acronyms) - SHOWN, 0)}


PANELS: Final = (ConsentsPanel, EnquiriesPanel, MissingFactsPanel, PagesToReviewPanel, BrokenLinksPanel, MissedSearchesPanel, AcronymsPanel)


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
