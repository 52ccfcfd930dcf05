"""The demo's activities: a year 2024 with the report's figures, outings to lead, a public agenda. Everybody is fictitious."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from events.demo_activities import CANCELLED, OUTINGS_TO_COME, PLACES, PUBLIC_EVENTS, TO_PUBLISH, YEAR_2024, Planned
from events.models import Activity, Seat
from home.places import Venue
from volunteers.engagements import promise
from volunteers.languages import Language
from volunteers.models import Engagement, Mission, Volunteer, VolunteerLanguage

NAMESPACE: Final = uuid.UUID("14141414-2024-5000-8000-000000000014")
FACILITATORS_2024: Final = 24
STANDING_VOLUNTEER: Final = "benevole@demo.test"
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
    build_outings_to_come(mission, venues, now=now)
    build_public_events(mission, venues, now=now)


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
            },
        )
        if is_new:
            # Two strides that never meet: nobody twice in one outing, changing pairs, everybody two to four times.
            pair = (number % FACILITATORS_2024, (number + 7 + number // FACILITATORS_2024) % FACILITATORS_2024)
            seat(activity, [facilitators[place] for place in pair], taken_at=starts_at - timedelta(days=14))


def build_outings_to_come(mission: Mission, venues: dict[str, Venue], *, now: datetime) -> None:
    ready = Volunteer.objects.ready_for(mission).filter(kind=Volunteer.Kind.VOLUNTEER)
    others = list(ready.exclude(user__email=STANDING_VOLUNTEER).order_by("signed_up_at", "pk"))
    standing = list(ready.filter(user__email=STANDING_VOLUNTEER))
    for number, planned in enumerate(OUTINGS_TO_COME):
        activity, is_new = plan(planned, f"outing-{number}", mission, venues, Activity.Status.PUBLISHED, now=now)
        if is_new:
            # The standing bénévole leads tomorrow's outing, so that its meeting point can be seen; the rest is theirs to take.
            people = [*(standing if number == 0 else []), *others[number:], *others[:number]]
            seat(activity, people[: planned.seats], taken_at=now - timedelta(days=2))
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
            "cancellation_reason": "Le parc est fermé ce jour-là pour travaux." if status == Activity.Status.CANCELLED else "",
        },
    )


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
