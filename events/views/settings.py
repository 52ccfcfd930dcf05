"""What coordinators decide of outings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.roles import Role
from events.first_times import experienced
from events.models import OutingSettings
from events.outing_forms import OutingSettingsForm


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def outing_settings(request: HttpRequest) -> HttpResponse:
    form = OutingSettingsForm(request.POST or None, instance=OutingSettings.load())
    if form.is_valid():
        form.save()
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("coordination_outing_settings")
    return render(request, "events/coordination_settings.html", {"form": form, "experienced_count": experienced().count()})
