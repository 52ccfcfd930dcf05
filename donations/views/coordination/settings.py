"""What the treasurer decides about giving online."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.roles import Role
from donations.forms.treasury import DonationSettingsForm
from donations.models import DonationSettings


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def gift_settings(request: HttpRequest) -> HttpResponse:
    form = DonationSettingsForm(request.POST if request.method == "POST" else None, instance=DonationSettings.load())
    if form.is_valid():
        form.save()
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("coordination_gift_settings")
    return render(request, "donations/coordination/settings.html", {"form": form})
