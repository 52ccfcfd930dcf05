"""Giving an activity its picture, and taking it away."""

from functools import partial

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from events.changes import CLOSED
from events.models import Activity, ActivityPicture
from events.seat_times import lock_activity
from volunteers.exceptions import Reason, Refused


def picture_reasons(activity: Activity) -> list[Reason]:
    """Why the activity can be given no picture; none when it can."""
    if activity.status in CLOSED:
        return [Reason("closed", "Une activité tenue ou annulée ne change plus.")]
    return []


def give_picture(activity: Activity, content: File[bytes], *, alternative: str, by: User) -> ActivityPicture:
    """Kept re-encoded, in place of the one it had, which goes if no other activity shows it. Raises Refused."""
    with transaction.atomic():
        activity = lock_activity(activity)
        if reasons := picture_reasons(activity):
            raise Refused(reasons)
        former = activity.picture
        given = ActivityPicture.objects.create(file=content, alternative=alternative)
        _show(activity, given, by=by)
        if former is not None and not former.activities.exists():
            _delete(former)
    return given


def take_picture_away(activity: Activity, *, by: User) -> None:
    """From every activity that shows it, and from the disk: whatever their state, for somebody may be recognised late."""
    with transaction.atomic():
        showing = Activity.objects.select_for_update(of=("self",)).order_by("pk")
        for shown in showing.filter(picture__isnull=False, picture__activities=activity):
            picture = shown.picture
            _show(shown, None, by=by)
            if picture is not None and not picture.activities.exists():
                _delete(picture)


def _show(activity: Activity, picture: ActivityPicture | None, *, by: User) -> None:
    activity.picture = picture
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()


def _delete(picture: ActivityPicture) -> None:
    """The file goes once nothing can bring its row back."""
    storage, name = picture.file.storage, picture.file.name
    picture.delete()
    transaction.on_commit(partial(storage.delete, name))
