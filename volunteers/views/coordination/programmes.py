"""The programmes of individual support: what each is, and the forms that change it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.forms.pairings import ProgrammeForm
from volunteers.models import Pairing, Programme


@role_required(Role.COORDINATOR)
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    under_way = Count("pairings", filter=Q(pairings__status=Pairing.Status.ACTIVE))
    every = Programme.objects.select_related("mission").annotate(active_count=under_way).order_by("-is_open", "title")
    return render(request, "volunteers/coordination/programmes.html", {"programmes": every})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    return _edit(request, Programme())


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _edit(request, get_object_or_404(Programme.objects.select_for_update(), slug=slug))


def _edit(request: HttpRequest, found: Programme) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, instance=found)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"Le programme «\u00a0{saved}\u00a0» est enregistré.")
        return redirect("coordination_programmes")
    # The instance holds what was typed: the title of the page is what is kept.
    title = Programme.objects.filter(pk=found.pk).values_list("title", flat=True).first() or "Nouveau programme"
    return render(request, "volunteers/coordination/programme.html", {"form": form, "title": title})
