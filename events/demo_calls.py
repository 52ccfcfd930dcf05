"""The demo's calls for an outing short of people: two said no, two have not answered yet."""

from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from events.demo import COORDINATOR, STANDING_VOLUNTEER, make_id
from events.models import Activity, SeatCall
from events.staffing import candidates
from volunteers.models import Volunteer

Answer = SeatCall.Answer
# One of its two seats is free, in a week and a half.
SHORT: Final = "outing-3"
# The standing bénévole is the one who has not answered.
ANSWERS: Final = ("", Answer.DECLINED, Answer.DECLINED, "")
ASKED_BEFORE: Final = timedelta(hours=20)
ANSWERED_BEFORE: Final = timedelta(hours=3)


def build(now: datetime) -> None:
    """After the activities. Once somebody is asked, changes nothing."""
    activity = Activity.objects.filter(pk=make_id("to-come", SHORT)).select_related("venue", "mission").first()
    if activity is None or activity.seat_calls.exists():
        return
    by = User.objects.filter(email=COORDINATOR).first()
    ids = [one.volunteer_id for one in candidates(activity, now=now)]
    standing = Volunteer.objects.filter(user__email=STANDING_VOLUNTEER, pk__in=ids).values_list("pk", flat=True)
    asked = [*standing, *(pk for pk in ids if pk not in set(standing))]
    for volunteer_id, answer in zip(asked, ANSWERS, strict=False):
        SeatCall.objects.create(
            pk=make_id("seat-call", f"{activity.pk}-{volunteer_id}"),
            activity=activity,
            volunteer_id=volunteer_id,
            asked_at=now - ASKED_BEFORE,
            asked_by=by,
            answer=answer,
            answered_at=now - ANSWERED_BEFORE if answer else None,
        )
