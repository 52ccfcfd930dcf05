"""What counts in a programme: changing the weights, after seeing what would change."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import matching_weights as rules
from volunteers.exceptions import Reason, Refused
from volunteers.forms.matching import WeightsForm
from volunteers.matching_words import profile_name
from volunteers.models import MatchingWeights, Participant, Programme


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest, programme: str) -> HttpResponse:
    """One address for the form, its preview and the saving: what is typed goes from one to the next."""
    found = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    current = rules.weights_of(found)
    form = WeightsForm(request.POST or None, instance=MatchingWeights(programme=found))
    if request.method != "POST":
        form = WeightsForm(instance=current)
    seen = request.POST.get("seen", str(current.version))
    reasons: list[Reason] = []
    preview = None
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            try:
                rules.change(found, form.cleaned_data, seen=int(seen) if seen.isdecimal() else -1, by=cast("User", request.user))
            except Refused as refused:
                reasons = refused.reasons
                seen = str(current.version)
            else:
                messages.success(request, "Les poids sont enregistrés\u00a0: les prochains rapprochements en tiennent compte.")
                return redirect("coordination_weights", found.slug)
        else:
            preview = rules.preview(found, form.instance, today=timezone.localdate())
    people = Participant.objects.in_bulk([key for key, _, _ in preview.changes]) if preview else {}
    context = {
        "programme": found,
        "form": form,
        "seen": seen,
        "reasons": reasons,
        "preview": preview,
        "changes": [(people[key], _named(one), _named(other)) for key, one, other in preview.changes] if preview else [],
        "history": rules.history_of(found),
    }
    return render(request, "volunteers/coordination/weights.html", context)


def _named(choice: rules.Choice) -> str:
    return f"{profile_name(choice.volunteer)}, {choice.percent} sur 100" if choice.volunteer else "personne"
