"""The numbers of a year of outings, who led them, and the files of them and of their lists."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from events.figures import facilitators_of, measure, rows_of, years_counted
from events.forms import ActivityFilterForm
from events.list_exports import export_activities, export_facilitators
from events.models import Activity
from home.dates import year_asked
from volunteers.sheets import CONTENT_TYPES, Format, write_sheet

HEADER = ("Partie", "Clé", "Chiffre", "Valeur", "Unité", "Définition", "Lignes de la liste")


@role_required(Role.COORDINATOR)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    year = year_asked(request.GET.get("annee", ""), today=today)
    context = {"year": year, "years": years_counted(today), "groups": measure(year, now=now)}
    return render(request, "events/coordination_figures.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def facilitators(request: HttpRequest) -> HttpResponse:
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate())
    people = facilitators_of(year).select_related("user")
    back_url = f"{reverse('coordination_activity_figures')}?annee={year}"
    return render(
        request,
        "events/coordination_facilitators.html",
        {"year": year, "people": people, "back_url": back_url, "proof_due": is_proof_due(request)},
    )


@role_required(Role.COORDINATOR)
@require_safe
def numbers_as_csv(request: HttpRequest) -> HttpResponse:
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate())
    file = write_sheet(Format.CSV, f"Sorties {year}", HEADER, rows_of(measure(year, now=timezone.now())))
    return HttpResponse(
        file,
        content_type=CONTENT_TYPES[Format.CSV],
        headers={"Content-Disposition": f'attachment; filename="sorties-{year}.csv"'},
    )


@role_required(Role.COORDINATOR)
@require_POST
@cache_control(private=True, no_store=True)
def activities_as_csv(request: HttpRequest) -> HttpResponseBase:
    """The list that the filters of the address narrow, whole."""
    now = timezone.now()
    found = ActivityFilterForm(request.GET).narrow(Activity.objects.all(), now=now)
    return export_activities(found, by=cast("User", request.user), now=now).as_response()


@role_required(Role.COORDINATOR)
@require_POST
@cache_control(private=True, no_store=True)
def facilitators_as_csv(request: HttpRequest) -> HttpResponseBase:
    """It names people: whoever takes it shows first that it is them, then asks again."""
    year = year_asked(request.GET.get("annee", ""), today=timezone.localdate())
    if is_proof_due(request):
        return ask_for_proof(request, then=f"{reverse('coordination_activity_facilitators')}?annee={year}")
    return export_facilitators(year, by=cast("User", request.user), now=timezone.now()).as_response()
