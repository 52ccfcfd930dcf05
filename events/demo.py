"""The demo's activities: a year 2024 with the report's figures, outings to lead, a public agenda. Everybody is fictitious."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from events.copies import make_template, template_reasons
from events.demo_activities import CANCELLED, OUTINGS_TO_COME, PLACES, PUBLIC_EVENTS, REPORTED, TO_PUBLISH, TO_REPORT, YEAR_2024, Planned
from events.demo_details import DETAILS, PARTNER, REPEATED, WITH_PARTNER, WORTH_DOING_AGAIN
from events.models import Activity, OutingSettings, Seat
from events.reports import Answers, write_report
from events.series import repeat
from home.places import Partner, PartnerTheme, Venue
from volunteers.engagements import promise
from volunteers.languages import Language
from volunteers.models import Engagement, Mission, Volunteer, VolunteerLanguage

NAMESPACE: Final = uuid.UUID("14141414-2024-5000-8000-000000000014")
FACILITATORS_2024: Final = 24
STANDING_VOLUNTEER: Final = "benevole@demo.test"
COORDINATOR: Final = "coordination@demo.test"
REPORT: Final = Answers(
    participants=7,
    rating=4,
    expense_cents=1850,
    incident="Une chute sans gravité sur le quai, soignée sur place. Rappeler le lieu pour la marche qui n’est pas signalée.",
)
NOTE: Final = "Activité de démonstration."


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there: a second run leaves the demo as people made it."""
    mission, _ = Mission.objects.get_or_create(
        slug="activites-culturelles",
        defaults={
            "title": "Activités culturelles",
            "summary": "Animer une sortie, à deux : musée, promenade, sport, atelier.",
            "time_asked": "une demi-journée par mois",
        },
    )
    venues = build_venues()
    build_year_2024(mission, venues, facilitators_of_2024(mission, now=now))
    build_template(now=now)
    build_outings_to_come(mission, venues, now=now)
    build_public_events(mission, venues, now=now)
    build_days_after(mission, venues, now=now)
    OutingSettings.objects.get_or_create(pk=1)


def build_venues() -> dict[str, Venue]:
    return {
        place.slug: Venue.objects.get_or_create(
            name=place.name,
            defaults={"area": place.area, "address": place.address, "accessibility": place.accessibility},
        )[0]
        for place in PLACES
    }


def facilitators_of_2024(mission: Mission, *, now: datetime) -> list[Volunteer]:
    """The bénévoles who signed up first; invented ones fill up when there are not enough."""
    people = list(Volunteer.objects.filter(kind=Volunteer.Kind.VOLUNTEER).order_by("signed_up_at", "pk")[:FACILITATORS_2024])
    return people + [build_facilitator(number, mission, now=now) for number in range(len(people), FACILITATORS_2024)]


def build_facilitator(number: int, mission: Mission, *, now: datetime) -> Volunteer:
    email = f"animation-{number + 1}@demo.test"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, first_name=f"Fictif·ve {number + 1}", last_name="Démo"
    )
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True, "verified": True})
    volunteer, is_new = Volunteer.objects.get_or_create(user=user, defaults={"signed_up_at": now - timedelta(days=1000)})
    if is_new:
        volunteer.missions.add(mission)
        VolunteerLanguage.objects.create(volunteer=volunteer, code=Language.FRENCH)
    return volunteer


def build_year_2024(mission: Mission, venues: dict[str, Venue], facilitators: Sequence[Volunteer]) -> None:
    for number, row in enumerate(YEAR_2024):
        starts_at = datetime(2024, row.month, row.day, row.hour, tzinfo=timezone.get_default_timezone())
        activity, is_new = Activity.objects.get_or_create(
            pk=make_id("2024", str(number)),
            defaults={
                **words_of(row.title, row.description, row.aims),
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=row.hours),
                "venue": venues[row.place],
                "mission": mission,
                "participants_expected": row.participants + 2,
                "participants_count": row.participants,
                "status": Activity.Status.HELD,
                "published_at": starts_at - timedelta(days=28),
                "staffed_at": starts_at - timedelta(days=14),
            },
        )
        if is_new:
            # Two strides that never meet: nobody twice in one outing, changing pairs, everybody two to four times.
            pair = (number % FACILITATORS_2024, (number + 7 + number // FACILITATORS_2024) % FACILITATORS_2024)
            seat(activity, [facilitators[place] for place in pair], taken_at=starts_at - timedelta(days=14))


def build_template(*, now: datetime) -> None:
    """Of an outing of 2024, which one of those who led it had proposed."""
    number = next(number for number, row in enumerate(YEAR_2024) if row.title == WORTH_DOING_AGAIN)
    activity = Activity.objects.get(pk=make_id("2024", str(number)))
    if not template_reasons(activity):
        activity.proposed_by, activity.credits_proposer = activity.seats.all()[0].volunteer, True
        activity.save()
        make_template(activity, now=now)


def build_outings_to_come(mission: Mission, venues: dict[str, Venue], *, now: datetime) -> None:
    ready = Volunteer.objects.ready_for(mission, timezone.localdate(now)).filter(kind=Volunteer.Kind.VOLUNTEER)
    others = list(ready.exclude(user__email=STANDING_VOLUNTEER).order_by("signed_up_at", "pk"))
    standing = list(ready.filter(user__email=STANDING_VOLUNTEER))
    for number, planned in enumerate(OUTINGS_TO_COME):
        activity, is_new = plan(planned, f"outing-{number}", mission, venues, Activity.Status.PUBLISHED, now=now)
        if is_new:
            # The standing bénévole leads tomorrow's outing, so that its meeting point can be seen; the rest is theirs to take.
            people = [*(standing if number == 0 else []), *others[number:], *others[:number]]
            seat(activity, people[: planned.seats], taken_at=now - timedelta(days=2))
        coordinator = User.objects.filter(email=COORDINATOR).first()
        if is_new and planned.title == REPEATED and coordinator:
            until = timezone.localdate(activity.starts_at) + timedelta(weeks=6)
            repeat(activity, every_weeks=2, until=until, by=coordinator, now=now)
    plan(TO_PUBLISH, "to-publish", mission, venues, Activity.Status.ACCEPTED, now=now)
    plan(CANCELLED, "cancelled", mission, venues, Activity.Status.CANCELLED, now=now)


def plan(
    planned: Planned, key: str, mission: Mission, venues: dict[str, Venue], status: Activity.Status, *, now: datetime
) -> tuple[Activity, bool]:
    starts_at = at(now, planned.days, planned.hour, planned.minute)
    return Activity.objects.get_or_create(
        pk=make_id("to-come", key),
        defaults={
            **words_of(planned.title, planned.description, planned.aims),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=planned.hours),
            "venue": venues[planned.place],
            "meeting_point": "Devant l’entrée principale, sous l’horloge.",
            "mission": mission,
            "status": status,
            "published_at": None if status == Activity.Status.ACCEPTED else now - timedelta(days=7),
            "partner": partner() if key in WITH_PARTNER else None,
            **DETAILS.get(key, {}),
            "cancellation_reason": "Le parc est fermé ce jour-là pour travaux." if status == Activity.Status.CANCELLED else "",
        },
    )


def partner() -> Partner:
    found, _ = Partner.objects.get_or_create(name=PARTNER, defaults={"theme": PartnerTheme.CULTURE, "state": Partner.State.HIDDEN})
    return found


def build_days_after(mission: Mission, venues: dict[str, Venue], *, now: datetime) -> None:
    """An outing of this week with its report, an incident in it, and a seat given back late; another whose report is to be written."""
    ready = Volunteer.objects.ready_for(mission, timezone.localdate(now)).filter(kind=Volunteer.Kind.VOLUNTEER)
    people = [*ready.filter(user__email=STANDING_VOLUNTEER), *ready.exclude(user__email=STANDING_VOLUNTEER).order_by("signed_up_at", "pk")]
    for planned, key, leaders in ((REPORTED, "reported", people[1:3]), (TO_REPORT, "to-report", people[:2])):
        activity, is_new = plan(planned, key, mission, venues, Activity.Status.PUBLISHED, now=now)
        if not is_new:
            continue
        seat(activity, leaders, taken_at=activity.starts_at - timedelta(days=4))
        Activity.objects.filter(pk=activity.pk).update(
            published_at=activity.starts_at - timedelta(days=14), staffed_at=activity.starts_at - timedelta(days=4)
        )
        if planned is REPORTED and leaders:
            gave_back = people[3:4]
            for person in gave_back:
                Seat.objects.create(
                    pk=make_id("seat-left", str(activity.pk)),
                    activity=activity,
                    volunteer=person,
                    taken_at=activity.starts_at - timedelta(days=9),
                    left_at=activity.starts_at - timedelta(days=2),
                    leaving_reason="Mon train est supprimé, je rentre un jour plus tard.",
                )
            write_report(activity, REPORT, by=leaders[0].user, now=activity.ends_at + timedelta(hours=20))


def build_public_events(mission: Mission, venues: dict[str, Venue], *, now: datetime) -> None:
    for number, event in enumerate(PUBLIC_EVENTS):
        starts_at = at(now, event.days, event.hour, event.minute)
        Activity.objects.get_or_create(
            pk=make_id("public", str(number)),
            defaults={
                **words_of(event.title, event.description, "C"),
                "kind": event.kind,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=event.hours),
                "venue": venues[event.place] if event.place else None,
                "mission": mission,
                "participants_expected": 40,
                "status": Activity.Status.PUBLISHED if event.days > 0 else Activity.Status.HELD,
                "participants_count": None if event.days > 0 else 34,
                "published_at": starts_at - timedelta(days=60),
            },
        )


def seat(activity: Activity, people: Sequence[Volunteer], *, taken_at: datetime) -> None:
    """Seats people and holds their time; what the rules would refuse today (a past date) is history here."""
    for volunteer in people:
        engagement = promise(volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at)
        Seat.objects.create(
            pk=make_id("seat", f"{activity.pk}-{volunteer.pk}"),
            activity=activity,
            volunteer=volunteer,
            engagement=engagement,
            taken_at=taken_at,
        )


def words_of(title: str, description: str, aims: str) -> dict[str, str | bool]:
    return {
        "title": title,
        "description": f"{description}\n\n{NOTE}",
        "is_cultural": "C" in aims,
        "is_language_and_work": "L" in aims,
        "is_sport": "S" in aims,
    }


def at(now: datetime, days: int, hour: int, minute: int) -> datetime:
    """That time of the day in Paris, so many days from now."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=days), time(hour, minute)))


def make_id(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"events/{kind}/{key}")
