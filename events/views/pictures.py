"""Pictures of activities: to anybody for public events, behind their right for outings; given and taken away by coordinators."""

from pathlib import PurePath
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.forms_picture import ActivityPictureForm
from events.models import Activity
from events.models.activity import ActivityQuerySet
from events.pictures import give_picture, picture_reasons, take_picture_away
from home.signposts import AGENDA, path_to
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

TYPES: Final = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
PUBLIC_SECONDS: Final = 15 * 60


@require_safe
def public_picture(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Of a public event; not found while anybody may not open the agenda."""
    if not path_to(AGENDA, request):
        raise Http404
    # Short: a picture that is taken away is gone soon, wherever a copy was kept.
    return _send(Activity.objects.public(), activity_id, cached=f"public, max-age={PUBLIC_SECONDS}")


@volunteer_required
@require_safe
def space_picture(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    return _send(Activity.objects.shown_to(volunteer), activity_id)


@role_required(Role.COORDINATOR)
@require_safe
def coordination_picture(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    return _send(Activity.objects.all(), activity_id)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Gives the activity a picture, in place of the one it has."""
    activity = get_object_or_404(Activity.objects.select_related("picture"), pk=activity_id)
    if reasons := picture_reasons(activity):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    form = ActivityPictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            give_picture(activity, typed["file"], alternative=typed["alternative"], by=cast("User", request.user))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "L’image est enregistrée.")
        return redirect("coordination_activity", activity_id)
    return render(request, "events/coordination_picture.html", {"form": form, "activity": activity})


@role_required(Role.COORDINATOR)
@require_POST
def remove(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    take_picture_away(get_object_or_404(Activity, pk=activity_id), by=cast("User", request.user))
    messages.success(request, "L’image est retirée et effacée.")
    return redirect("coordination_activity", activity_id)


def _send(activities: ActivityQuerySet, activity_id: UUID, *, cached: str = "") -> HttpResponse:
    """What is asked for behind a right is kept by no cache: the decorators of its view say so."""
    activity = get_object_or_404(activities.filter(picture__isnull=False).select_related("picture"), pk=activity_id)
    file = activity.picture.file  # type: ignore[union-attr]
    try:
        # Reduced when it came: small enough to be held whole.
        with file.open("rb") as opened:
            response = HttpResponse(opened.read(), content_type=TYPES[PurePath(file.name).suffix])
    except FileNotFoundError:
        raise Http404 from None
    if cached:
        response["Cache-Control"] = cached
    return response
