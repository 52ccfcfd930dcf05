"""What a bénévole says of themselves, written at once; it may be what they lacked to be ready."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from volunteers.engagements import lock_person
from volunteers.models import FreeSlot, Mission, Topic, Volunteer, VolunteerLanguage
from volunteers.onboarding import ready_ids, tell_newly_ready


@dataclass(frozen=True)
class Profile:
    """Languages are levels by code, free slots are (weekday, half-day); topics are those of the lists as they are offered now."""

    first_name: str
    last_name: str
    phone: str
    area: str
    gender: str
    availability_note: str
    missions: Iterable[Mission]
    languages: Mapping[str, str]
    free_slots: Collection[tuple[int, str]]
    topics: Collection[Topic]
    pairings_most: int
    wished_gender: str


def save_profile(volunteer: Volunteer, profile: Profile, *, today: date) -> None:
    """Writes the profile, and tells the bénévole when this was what they lacked to be ready."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        before = ready_ids([volunteer.pk], today=today)
        user = volunteer.user
        user.first_name, user.last_name = profile.first_name, profile.last_name
        user.save(update_fields=["first_name", "last_name"])
        for name in ("phone", "area", "gender", "availability_note", "pairings_most", "wished_gender"):
            setattr(volunteer, name, getattr(profile, name))
        volunteer.save()
        volunteer.missions.set(profile.missions)
        # What a list offers no more was not asked, and stays.
        volunteer.topics.set([*profile.topics, *volunteer.topics.filter(is_offered=False)])
        _write_languages(volunteer, profile.languages)
        _write_free_slots(volunteer, profile.free_slots)
        tell_newly_ready([volunteer.pk], before=before, today=today)


def _write_languages(volunteer: Volunteer, languages: Mapping[str, str]) -> None:
    volunteer.languages.exclude(code__in=languages).delete()
    VolunteerLanguage.objects.bulk_create(
        [VolunteerLanguage(volunteer=volunteer, code=code, level=level) for code, level in languages.items()],
        update_conflicts=True,
        unique_fields=["volunteer", "code"],
        update_fields=["level"],
    )


def _write_free_slots(volunteer: Volunteer, free_slots: Collection[tuple[int, str]]) -> None:
    volunteer.free_slots.all().delete()
    FreeSlot.objects.bulk_create(FreeSlot(volunteer=volunteer, weekday=weekday, half_day=half_day) for weekday, half_day in free_slots)
