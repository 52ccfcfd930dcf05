"""Deleting in the content admin: refused for what a published text shows, and for what has versions at addresses that stay."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from advocacy.models import Version
from advocacy.models.versions import FrozenInVersions


def published_titles(shown: FrozenInVersions) -> list[str]:
    """The publications that readers find online with it."""
    versions = Version.objects.showing(shown).filter(page__live=True).select_related("page").defer("content", "shown_objects")
    return [version.page.title for version in versions if version.is_latest]


def hold_back_shown(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Sends back to the list, saying where it is shown."""
    for shown in instances:
        titles = published_titles(shown) if isinstance(shown, FrozenInVersions) else []
        if titles:
            told = "«\u00a0{}\u00a0» paraît dans le texte de «\u00a0{}\u00a0»\u00a0: ôtez ce passage et publiez, puis supprimez."
            messages.error(request, told.format(shown, titles[0]))
            return redirect(f"wagtailsnippets_{shown._meta.app_label}_{shown._meta.model_name}:list")
    return None


def hold_back_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Sends back from the deletion of a page that was published in versions, or that holds some."""
    version = Version.objects.filter(page__path__startswith=page.path).select_related("page").defer("content", "shown_objects").first()
    if version is None:
        return None
    told = (
        "«\u00a0{}\u00a0» a paru\u00a0: ses versions et ses PDF sont cités ailleurs, à des adresses qui doivent rester. "
        "Dépubliez la page plutôt que de la supprimer."
    )
    messages.error(request, told.format(version.page.title))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def hold_back_published_pages(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """The same from the list of pages, for several at once."""
    pages = [found for found in objects if isinstance(found, Page)] if action_type == "delete" else []
    answers = (hold_back_published(request, page) for page in pages)
    return next((answer for answer in answers if answer is not None), None)
