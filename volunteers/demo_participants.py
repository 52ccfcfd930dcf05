"""What the demo's supported persons want, and how to reach them. All invented: addresses at demo.test, numbers kept for fiction."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from home.typography import set_spaces
from volunteers.demo import make_id
from volunteers.demo_words import ALIASES
from volunteers.models import Contact, Participant, ParticipantSlot, Programme, ProgrammeWish, Topic
from volunteers.profiles import AgeBand, AgeWish, FrenchLevel, Gender, HalfDay, Level, Weekday

AREAS: Final = ("75018", "93", "75019", "75014", "94", "75013", "95", "75020")
PROJECTS: Final = (
    "Devenir électricien, après une formation courte.",
    "Reprendre le travail de comptable, en français d’abord.",
    "Ouvrir un jour un atelier de couture.",
    "Parler assez bien pour accompagner ses enfants à l’école.",
    "Travailler dans la restauration, en cuisine.",
    "Passer le permis, puis livrer.",
    "Étudier l’informatique ; faire reconnaître un diplôme.",
    "Trouver un stage dans le soin aux personnes âgées.",
    "Comprendre une offre d’emploi et écrire sa candidature.",
    "Jardiner, ou travailler en espaces verts.",
)
ARRANGEMENTS: Final = ("Un lieu sans escalier.", "Pas le vendredi après-midi.", "Près d’une station de la ligne 13.", "Avec une poussette.")
STANDINGS: Final = {
    44: Participant.Standing.PAUSED,
    47: Participant.Standing.PAUSED,
    50: Participant.Standing.STOPPED,
    53: Participant.Standing.FORMER,
    56: Participant.Standing.FORMER,
}
# In a fortnight, two years without contact.
SILENT: Final = timedelta(days=716)


def build(now: datetime) -> None:
    """Describes those of whom nothing is known yet, and changes nothing of the others."""
    topics = list(Topic.objects.filter(kind__in=[Topic.Kind.SECTOR, Topic.Kind.INTEREST]).order_by("slug"))
    programmes = list(Programme.objects.order_by("slug"))
    numbers = {make_id("participant", alias): number for number, alias in enumerate(ALIASES)}
    for participant in Participant.objects.filter(pk__in=numbers, sealed=""):
        describe(participant, numbers[participant.pk], topics, programmes, now=now)


def describe(participant: Participant, number: int, topics: list[Topic], programmes: list[Programme], *, now: datetime) -> None:
    random = Random(number)  # noqa: S311 the demo is the same each time
    today = timezone.localdate(now)
    participant.french_level = FrenchLevel.values[number % len(FrenchLevel.values)] if number % 3 else ""
    participant.age_band = (AgeBand.YOUNG, AgeBand.ADULT, AgeBand.ADULT, AgeBand.MIDDLE, "")[number % 5]
    participant.gender = (Gender.WOMAN, Gender.MAN, "")[number % 3]
    # Whoever has been brought near somebody could be: a half-day in common, and no wish against it.
    paired = participant.pairings.standing().first()
    participant.wished_gender = Gender.WOMAN if number % 9 == 0 and paired is None else ""
    participant.wished_age = AgeWish.SIMILAR if number % 7 == 0 else ""
    participant.area = AREAS[number % len(AREAS)]
    participant.project = set_spaces(PROJECTS[number % len(PROJECTS)]) if number % 6 else ""
    participant.arrangement = ARRANGEMENTS[number % len(ARRANGEMENTS)] if number % 8 == 1 else ""
    participant.shares_first_name, participant.shares_phone = number % 4 != 3, number % 2 == 0
    participant.seal(fictitious_contact(participant.alias, number))
    has_pairing = participant.pairings.exists()
    if not has_pairing:
        participant.standing = STANDINGS.get(number, Participant.Standing.HERE)
    is_silent = participant.standing == Participant.Standing.FORMER
    participant.last_contact_on = today - (SILENT if is_silent else timedelta(days=number % 45))
    participant.save()
    opened_at = now - timedelta(days=740 if is_silent else 60 + number * 5)
    Participant.objects.filter(pk=participant.pk).update(created_at=opened_at)
    participant.topics.set(random.sample(topics, min(len(topics), 1 + number % 3)))
    participant.languages.update(level=Level.TALK if number % 2 else Level.FLUENT)
    for weekday in random.sample(Weekday.values, 2 + number % 3):
        ParticipantSlot.objects.get_or_create(participant=participant, weekday=weekday, half_day=random.choice(HalfDay.values))
    for slot in paired.volunteer.free_slots.all()[:1] if paired else ():
        ParticipantSlot.objects.get_or_create(participant=participant, weekday=slot.weekday, half_day=slot.half_day)
    wanted = {pairing.programme for pairing in participant.pairings.select_related("programme")}
    if not has_pairing and participant.standing != Participant.Standing.FORMER and number % 12 != 11:
        wanted.add(programmes[number % len(programmes)])
    for programme in wanted:
        since = today - timedelta(days=10 + number * 3)
        ProgrammeWish.objects.get_or_create(participant=participant, programme=programme, defaults={"since": since})


def fictitious_contact(alias: str, number: int) -> Contact:
    """Numbers that the French regulator keeps for fiction: 06 39 98 and four digits more."""
    return Contact(
        first_name=f"{alias} (prénom fictif)",
        phone=f"06 39 98 {number // 100:02} {number % 100:02}",
        email=f"participant-{number + 1}@demo.test" if number % 3 else "",
    )
