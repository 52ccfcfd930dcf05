"""Deleting in the content admin what publications show: refused while a published text shows it, so that none loses a passage."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

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
