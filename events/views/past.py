"""An activity that took place and was never written down, as a coordinator notes it afterwards."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.forms import PastActivityForm
from events.forms_keys import PageKeyForm
from events.past_activities import record
from events.proposals import OUTINGS_MISSION
from volunteers.exceptions import Refused
from volunteers.models import Mission


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    now, mission = timezone.now(), Mission.objects.filter(slug=OUTINGS_MISSION).first()
    form = PastActivityForm(request.POST or None, now=now, initial={"mission": mission})
    page_key = PageKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        participants = form.cleaned_data["participants"]
        try:
            activity = record(
                form.values, form.leaders, participants=participants, by=cast("User", request.user), now=now, key=page_key.key
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason.sentence)
        else:
            messages.success(request, "L’activité est notée comme tenue. Les chiffres et les heures suivent.")
            return redirect("coordination_activity", activity.pk)
    return render(request, "events/coordination_past.html", {"form": form, "page_key": page_key})
