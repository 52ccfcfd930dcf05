"""The door of the volunteer space."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.models import User
from volunteers.models import Volunteer

VolunteerView = Callable[Concatenate[HttpRequest, Volunteer, ...], HttpResponseBase]


def volunteer_required(view: VolunteerView) -> Callable[Concatenate[HttpRequest, ...], HttpResponseBase]:
    """Gives the view the bénévole who is signed in; a member of the team without that profile goes to their own start page."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        volunteer = Volunteer.objects.select_related("user").filter(user=cast("User", request.user)).first()
        if volunteer is None:
            return redirect("coordination_home")
        return view(request, volunteer, *args, **kwargs)

    return guarded
