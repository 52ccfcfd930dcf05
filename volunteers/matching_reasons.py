"""The hard rules of matching: who cannot be brought near whom, and why. Their only definition, whoever asks.

Every rule has the same shape: two profiles in, the reasons out, none when it holds. What is not known satisfies nothing.
`matching_grid.py` says the same of many at once; a test holds them together.
"""

from collections.abc import Callable
from typing import Final

from volunteers.exceptions import Reason
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.models import Participant
from volunteers.profiles import Gender

Rule = Callable[[VolunteerProfile, ParticipantProfile], list[Reason]]

# What a rule is called where it is counted.
LABELS: Final = {
    "room": "plus de place chez le ou la bénévole",
    "pause": "bénévole en pause",
    "standing": "personne en pause, ou qui n’est plus suivie",
    "taken": "déjà un binôme dans ce programme",
    "language": "aucune langue en commun",
    "volunteer_wish": "souhait du ou de la bénévole sur le genre",
    "participant_wish": "souhait de la personne sur le genre",
    "volunteer_slots": "créneaux du ou de la bénévole inconnus",
    "participant_slots": "créneaux de la personne inconnus",
    "slots": "aucun créneau libre en commun",
    "excluded": "rapprochement exclu",
    "together": "déjà ensemble",
}
# Of the person's file, what a rule that leaves somebody out lets know. The others are about the bénévole, or about both.
TELLS: Final = {
    "standing": "standing",
    "language": "languages",
    "volunteer_wish": "gender",
    "participant_wish": "wished_gender",
    "participant_slots": "free_slots",
    "slots": "free_slots",
}
# What two people who have agreed to meet have settled between them.
ABOUT_SLOTS: Final = frozenset({"volunteer_slots", "participant_slots", "slots"})


def reasons(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    """Why these two cannot be brought together. All reasons at once, those of the bénévole first."""
    return [reason for rule in RULES for reason in rule(volunteer, participant)]


def ready(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    return [Reason(reason.code, f"Bénévole\u00a0: {reason.sentence}") for reason in volunteer.lacking]


def room(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if volunteer.room > 0:
        return []
    count = volunteer.most - volunteer.room
    held = f"{count} binôme{'s' if count > 1 else ''}, en cours ou à répondre, pour {volunteer.most} à la fois au plus"
    return [Reason("room", f"Bénévole\u00a0: plus de place ({held}).")]


def not_paused(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    return [Reason("pause", f"Bénévole\u00a0: en pause {volunteer.pause}.")] if volunteer.pause else []


def followed(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if participant.standing == Participant.Standing.HERE:
        return []
    words = str(Participant.Standing(participant.standing).label)
    return [Reason("standing", f"Personne accompagnée\u00a0: {words[0].lower()}{words[1:]}.")]


def free(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    sentence = "Cette personne a déjà un binôme dans ce programme, en cours ou à répondre."
    return [Reason("taken", sentence)] if participant.is_taken else []


def common_language(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if volunteer.languages.keys() & participant.languages.keys():
        return []
    return [Reason("language", "Les deux n’ont aucune langue en commun.")]


def wish_of_volunteer(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if volunteer.wished_gender in ("", participant.gender):
        return []
    wish = f"Bénévole\u00a0: souhaite accompagner {_gender(volunteer.wished_gender)}"
    unknown = ", et le dossier de la personne n’indique pas son genre"
    return [Reason("volunteer_wish", f"{wish}{'' if participant.gender else unknown}.")]


def wish_of_participant(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if participant.wished_gender in ("", volunteer.gender):
        return []
    wish = f"Personne accompagnée\u00a0: souhaite rencontrer {_gender(participant.wished_gender)}"
    unknown = ", et le profil du ou de la bénévole n’indique pas son genre"
    return [Reason("participant_wish", f"{wish}{'' if volunteer.gender else unknown}.")]


def common_slot(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    """A half-day or an evening is longer than the two hours of a meeting: one in common is enough."""
    if not (volunteer.slots and participant.slots):
        found = []
        if not volunteer.slots:
            sentence = "Bénévole\u00a0: le profil n’indique aucun créneau libre. Il se complète sous «\u00a0Mes disponibilités\u00a0»."
            found.append(Reason("volunteer_slots", sentence))
        if not participant.slots:
            sentence = "Personne accompagnée\u00a0: le dossier n’indique aucun créneau libre. Complétez-le."
            found.append(Reason("participant_slots", sentence))
        return found
    if volunteer.slots & participant.slots:
        return []
    return [Reason("slots", "Les deux n’ont aucun créneau libre en commun.")]


def not_excluded(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    words = volunteer.excluded.get(participant.key)
    return [Reason("excluded", f"Ces deux personnes ne sont plus rapprochées\u00a0: {words}.")] if words else []


def not_together(volunteer: VolunteerProfile, participant: ParticipantProfile) -> list[Reason]:
    if participant.key not in volunteer.together:
        return []
    return [Reason("together", "Ces deux personnes forment déjà un binôme, en cours ou à répondre.")]


def _gender(wished: str) -> str:
    return "une personne d’un autre genre" if wished == Gender.OTHER else str(Gender(wished).label).lower()


RULES: Final[tuple[Rule, ...]] = (
    ready,
    room,
    not_paused,
    common_language,
    wish_of_volunteer,
    wish_of_participant,
    common_slot,
    followed,
    free,
    not_excluded,
    not_together,
)
