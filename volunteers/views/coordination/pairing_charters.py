"""The charter of pairings in its versions, for all programmes and for those that have their own."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers import pairing_charters
from volunteers.charters import blocks_of
from volunteers.forms.pairings import PairingCharterForm
from volunteers.models import PairingCharter, Programme


@role_required(Role.COORDINATOR)
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    every = PairingCharter.objects.select_related("programme").annotate(pairing_count=Count("signatures__pairing", distinct=True))
    rows = [(charter, list(blocks_of(charter.text))) for charter in every.order_by("programme__title", "-number")]
    context = {"rows": rows, "programmes": Programme.objects.all()}
    return render(request, "volunteers/coordination/pairing_charters.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest) -> HttpResponse:
    """The form, then the same with the text as it will be read, then the version; `?programme=` makes one of that programme alone."""
    slug = request.GET.get("programme", "")
    programme = get_object_or_404(Programme, slug=slug) if slug else None
    current = PairingCharter.objects.filter(programme=programme).order_by("-number").first()
    form = PairingCharterForm(request.POST or None, current=current)
    is_ready = request.method == "POST" and form.is_valid()
    if is_ready and "publish" in request.POST:
        charter = pairing_charters.publish(form.cleaned_data["text"], programme=programme, now=timezone.now())
        messages.success(request, f"La version {charter.number} de la charte est publiée.")
        return redirect("coordination_pairing_charters")
    number = current.number + 1 if current else 1
    context = {
        "form": form,
        "number": number,
        "title": f"Charte de binôme, version {number}",
        "eyebrow": programme.title if programme else "Pour tous les programmes",
        "blocks": list(blocks_of(form.cleaned_data["text"])) if is_ready else [],
    }
    return render(request, "volunteers/coordination/pairing_charter_new.html", context)
