"""What counts in each of the demo's programmes, and a round that waits to be read over. Nobody in it exists."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from volunteers import rounds
from volunteers.models import (
    FreeSlot,
    MatchingWeights,
    Pairing,
    Participant,
    ParticipantSlot,
    Programme,
    ProgrammeWish,
    Volunteer,
    VolunteerLanguage,
)
from volunteers.profiles import HalfDay, Weekday

WEIGHTS: Final[dict[str, dict[str, Any]]] = {
    "socioprofessionnel": {"sector": 8, "skills": 6, "age": 0},
    "linguistique": {"level": 8, "interests": 5, "sector": 1},
    "mentorat-entreprise": {"sector": 10, "earlier": 4, "age_wanted": MatchingWeights.AgeWanted.DIFFERENT},
}
ROUND_OF: Final = "socioprofessionnel"
WAITING: Final = 8
SUCCESSORS: Final = 2
SLOTS: Final = ((Weekday.TUESDAY, HalfDay.EVENING), (Weekday.THURSDAY, HalfDay.EVENING), (Weekday.SATURDAY, HalfDay.MORNING))


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there."""
    coordinator = User.objects.filter(email="coordination@demo.test").first()
    for programme in Programme.objects.filter(slug__in=WEIGHTS):
        if not MatchingWeights.objects.filter(programme=programme).exists():
            weights = MatchingWeights(programme=programme, **WEIGHTS[programme.slug])
            weights._history_user = coordinator  # type: ignore[attr-defined]  # simple-history reads it when it writes the row
            weights.save()
            Programme.objects.filter(pk=programme.pk).update(practises_french=programme.slug == "linguistique")
    programme = Programme.objects.select_related("mission").get(slug=ROUND_OF)
    if coordinator and not programme.rounds.exists():
        build_wishes(programme, now=now)
        build_slots(programme, now=now)
        bring_within_reach(programme, now=now)
        let_others_take_over(now=now)
        rounds.start(programme, by=coordinator, now=now)


def build_wishes(programme: Programme, *, now: datetime) -> None:
    """So that somebody waits, where nobody does yet."""
    if Participant.objects.waiting_for(programme).exists():
        return
    for number, person in enumerate(Participant.objects.free_for(programme)[:WAITING]):
        since = timezone.localdate(now) - timedelta(days=9 + 17 * number)
        ProgrammeWish.objects.create(participant=person, programme=programme, since=since)
        if not person.free_slots.exists() and number:
            weekday, half_day = SLOTS[number % len(SLOTS)]
            ParticipantSlot.objects.create(participant=person, weekday=weekday, half_day=half_day)


def build_slots(programme: Programme, *, now: datetime) -> None:
    """So that the ready ones can meet somebody."""
    people = Volunteer.objects.ready_for(programme.mission, timezone.localdate(now)).filter(free_slots=None)
    FreeSlot.objects.bulk_create(
        FreeSlot(volunteer=volunteer, weekday=weekday, half_day=half_day)
        for number, volunteer in enumerate(people)
        for weekday, half_day in SLOTS[: 1 + number % 2]
    )


def bring_within_reach(programme: Programme, *, now: datetime) -> None:
    """So that the round pairs nearly all who wait: for each but the last, a bénévole with their first language, their half-days and room."""
    waiting = list(Participant.objects.waiting_for(programme).prefetch_related("languages", "free_slots").order_by("folded_alias", "code"))
    ready = Volunteer.objects.ready_for(programme.mission, timezone.localdate(now)).order_by("user__email")
    for person, volunteer in zip(waiting[:-1], ready, strict=False):
        bring_near(person, volunteer)
        Volunteer.objects.filter(pk=volunteer.pk).update(pairings_most=2)


def let_others_take_over(*, now: datetime) -> None:
    """So that whoever must stop has two successors, for both of the persons."""
    for pairing in Pairing.objects.active().exclude(stop_asked_at=None):
        ready = Volunteer.objects.ready_for(pairing.programme.mission, timezone.localdate(now))
        free = ready.exclude(pairings__in=Pairing.objects.standing()).order_by("user__email")[:SUCCESSORS]
        for volunteer, person in product(free, pairing.participants.all()):
            bring_near(person, volunteer)


def bring_near(person: Participant, volunteer: Volunteer) -> None:
    """Gives the bénévole the person's first language and half-days."""
    for spoken in person.languages.all()[:1]:
        VolunteerLanguage.objects.get_or_create(volunteer=volunteer, code=spoken.code)
    for slot in person.free_slots.all():
        FreeSlot.objects.get_or_create(volunteer=volunteer, weekday=slot.weekday, half_day=slot.half_day)
