from volunteers.models.pages import VolunteeringPage
from volunteers.models.pairing import Pairing, Participant, ParticipantLanguage, Programme
from volunteers.models.training import Attendance, Booking, Mission, Training, TrainingSession, Waiting
from volunteers.models.volunteer import Consent, Engagement, Volunteer, VolunteerLanguage

__all__ = [
    "Attendance",
    "Booking",
    "Consent",
    "Engagement",
    "Mission",
    "Pairing",
    "Participant",
    "ParticipantLanguage",
    "Programme",
    "Training",
    "TrainingSession",
    "Volunteer",
    "VolunteerLanguage",
    "VolunteeringPage",
    "Waiting",
]
