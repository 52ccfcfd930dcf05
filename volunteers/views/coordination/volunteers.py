"""Who the bénévoles are, and where each one stands."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.contacts import coordinators
from volunteers.forms.people import VolunteerFilterForm
from volunteers.people import describe_people, find_people
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    form = VolunteerFilterForm(request.GET, team=list(coordinators()))
    asked, now = form.criteria(), timezone.now()
    # Who answers is asked once, and what a line says for one page alone: both cost much over thousands.
    found = list(find_people(asked, now=now).values_list("pk", flat=True))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    people = describe_people(list(page.object_list), now=now)
    context = {
        "form": form,
        "page": page,
        "people": people,
        "query": without_page(request.GET),
        "kept": form.kept(),
        "names_somebody": bool(asked.q),
    }
    return render(request, "volunteers/coordination/volunteers.html", context)
