"""The window of the editor that lists the notes of a publication; the script of wagtail-footnotes fills it from the form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.roles import Role


@role_required(Role.COMMUNICATION)
@require_safe
def choose_note(request: HttpRequest) -> HttpResponse:
    """For those who edit pages: its words alone, without any note."""
    return render(request, "wagtail_footnotes/admin/footnotes_modal.html")
