"""Nobody waits in silence: a bénévole who is late is reminded, and so is the team when it is."""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from home.dates import full_day, short_day
from volunteers.models import Volunteer, WelcomeSettings
from volunteers.pauses import available
from volunteers.retention import UNFINISHED_KEPT
from volunteers.steps import State, steps_of

# Between two reminders of a step, and until they stop.
AGAIN_AFTER: Final = timedelta(days=30)
GIVEN_UP_AFTER: Final = timedelta(days=120)
MONDAY: Final = 0
SATURDAY: Final = 5
MORNING: Final = 8


def remind_of_steps(now: datetime) -> None:
    """Writes to those who could take their next step and have not for ten days (setting): once, then once a month, four times at most."""
    late = now - timedelta(days=WelcomeSettings.load().remind_after_days)
    people = Volunteer.objects.filter(kind=Volunteer.Kind.VOLUNTEER, write_back_on=None).awaiting_themselves(now).still_since(late)
    for volunteer in available(people, timezone.localdate(now)).select_related("user"):
        if is_reminder_due(volunteer, now=now):
            _remind(volunteer, now=now)


def is_reminder_due(volunteer: Volunteer, *, now: datetime) -> bool:
    """For somebody who is late, with their `moved_at`: whether this step was not, or no longer lately, spoken of."""
    if volunteer.moved_at < now - GIVEN_UP_AFTER:
        return False
    reminded_at = volunteer.reminded_at
    return reminded_at is None or reminded_at < volunteer.moved_at or reminded_at <= now - AGAIN_AFTER


def _remind(volunteer: Volunteer, *, now: datetime) -> None:
    step = next(step for step in steps_of(volunteer, now=now) if step.state == State.CURRENT)
    is_confirmed = volunteer.stage != Volunteer.Stage.EMAIL
    address = step.action_url or reverse("space_home" if is_confirmed else "account_login")
    with transaction.atomic():
        # Of two workers, one writes.
        if not Volunteer.objects.filter(pk=volunteer.pk, reminded_at=volunteer.reminded_at).update(reminded_at=now):
            return
        write_mail(
            "volunteers/step_reminder",
            to=volunteer.user.email,
            subject="Votre inscription de bénévole vous attend",
            context={
                "first_name": volunteer.user.first_name,
                "step": step,
                "step_url": settings.SITE_URL + address,
                "forgotten_on": "" if is_confirmed else full_day(volunteer.signed_up_at + UNFINISHED_KEPT),
            },
            key=f"volunteers/step/{volunteer.pk}/{now.isoformat()}",
        )


def tell_team(now: datetime) -> None:
    """Tells the coordinators, on the morning of a working day, that people have waited for the team for seven days (setting).

    On the day when somebody comes to it, and on Mondays as long as it lasts. The mail counts and names nobody.
    """
    local = timezone.localtime(now)
    if local.weekday() >= SATURDAY or local.hour < MORNING:
        return
    limit = now - timedelta(days=WelcomeSettings.load().team_late_after_days)
    late = [volunteer for volunteer in Volunteer.objects.awaiting_team(now) if volunteer.awaited_since <= limit]
    if not late or (local.weekday() != MONDAY and all(volunteer.awaited_since <= limit - timedelta(days=1) for volunteer in late)):
        return
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            "volunteers/team_is_late",
            to=user.email,
            subject="Des bénévoles attendent l’équipe",
            context={
                "first_name": user.first_name,
                "count": len(late),
                "own_count": sum(volunteer.contact_id == user.pk for volunteer in late),
                "since": short_day(late[0].awaited_since),
                "list_url": f"{settings.SITE_URL}{reverse('coordination_volunteers')}?waits=team",
            },
            key=f"volunteers/team-is-late/{local.date()}/{user.pk}",
        )


def write_back_sooner(today: date) -> None:
    """People are taken again before the day that was named: whoever waits for it is written to within the hour."""
    Volunteer.objects.filter(write_back_on__gt=today).update(write_back_on=today)


def write_back(now: datetime) -> None:
    """On the day that was named to those who could not be taken, says that they can be, or names another day."""
    today = timezone.localdate(now)
    welcome = WelcomeSettings.load()
    closed_until = welcome.closed_until if welcome.is_closed(today) else None
    for volunteer in Volunteer.objects.filter(write_back_on__lte=today, left_on=None).select_related("user"):
        with transaction.atomic():
            if not Volunteer.objects.filter(pk=volunteer.pk, write_back_on=volunteer.write_back_on).update(write_back_on=closed_until):
                continue
            write_mail(
                "volunteers/write_back",
                to=volunteer.user.email,
                subject="Des nouvelles de votre inscription de bénévole",
                context={
                    "first_name": volunteer.user.first_name,
                    "closed_until": full_day(closed_until) if closed_until else "",
                    "space_url": settings.SITE_URL + reverse("space_home"),
                },
                key=f"volunteers/written-back/{volunteer.pk}/{now.isoformat()}",
            )
