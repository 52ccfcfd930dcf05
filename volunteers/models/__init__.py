from volunteers.models.availability import FreeSlot, Pause
from volunteers.models.certificates import Certificate, Feedback
from volunteers.models.charter import Charter, CharterSignature
from volunteers.models.feed import CalendarFeed
from volunteers.models.following import BulkMail, DataExport, MailTemplate, Note, VolunteerImport
from volunteers.models.hours import TypedHours
from volunteers.models.pages import VolunteeringPage
from volunteers.models.pairing import Pairing, Participant, ParticipantLanguage, Programme
from volunteers.models.settings import WelcomeSettings
from volunteers.models.sign_up import SignUpDraft
from volunteers.models.training import Attendance, Booking, Mission, Training, TrainingSession, Waiting
from volunteers.models.volunteer import Consent, Engagement, Topic, Volunteer, VolunteerLanguage

__all__ = [
    "Attendance",
    "Booking",
    "BulkMail",
    "CalendarFeed",
    "Certificate",
    "Charter",
    "CharterSignature",
    "Consent",
    "DataExport",
    "Engagement",
    "Feedback",
    "FreeSlot",
    "MailTemplate",
    "Mission",
    "Note",
    "Pairing",
    "Participant",
    "ParticipantLanguage",
    "Pause",
    "Programme",
    "SignUpDraft",
    "Topic",
    "Training",
    "TrainingSession",
    "TypedHours",
    "Volunteer",
    "VolunteerImport",
    "VolunteerLanguage",
    "VolunteeringPage",
    "Waiting",
    "WelcomeSettings",
]
