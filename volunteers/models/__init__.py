from volunteers.models.alert import Discomfort, PairingAlert
from volunteers.models.availability import FreeSlot, Pause
from volunteers.models.certificates import Certificate, Feedback, PairingCertificate
from volunteers.models.charter import Charter, CharterSignature
from volunteers.models.engagement import Engagement, EngagementSettings
from volunteers.models.feed import CalendarFeed
from volunteers.models.following import BulkMail, BulkMailRecipient, DataExport, MailTemplate, Note, VolunteerImport, WaitingImport
from volunteers.models.hours import TypedHours
from volunteers.models.matching import Round, RoundWait, Suggestion
from volunteers.models.meeting import Meeting
from volunteers.models.pages import VolunteeringPage
from volunteers.models.pairing import Exclusion, Pairing
from volunteers.models.pairing_charter import PairingCharter, PairingSignature
from volunteers.models.participant import Contact, Participant, ParticipantLanguage, ParticipantSlot, ProgrammeWish
from volunteers.models.programme import MatchingWeights, Programme
from volunteers.models.reading import FileReading
from volunteers.models.review import Evaluation, Outcome, PairingReview
from volunteers.models.settings import WelcomeSettings
from volunteers.models.sign_up import SignUpDraft
from volunteers.models.topic import Topic
from volunteers.models.training import Attendance, Booking, Mission, Training, TrainingSession, Waiting
from volunteers.models.volunteer import Consent, Volunteer, VolunteerLanguage

__all__ = [
    "Attendance",
    "Booking",
    "BulkMail",
    "BulkMailRecipient",
    "CalendarFeed",
    "Certificate",
    "Charter",
    "CharterSignature",
    "Consent",
    "Contact",
    "DataExport",
    "Discomfort",
    "Engagement",
    "EngagementSettings",
    "Evaluation",
    "Exclusion",
    "Feedback",
    "FileReading",
    "FreeSlot",
    "MailTemplate",
    "MatchingWeights",
    "Meeting",
    "Mission",
    "Note",
    "Outcome",
    "Pairing",
    "PairingAlert",
    "PairingCertificate",
    "PairingCharter",
    "PairingReview",
    "PairingSignature",
    "Participant",
    "ParticipantLanguage",
    "ParticipantSlot",
    "Pause",
    "Programme",
    "ProgrammeWish",
    "Round",
    "RoundWait",
    "SignUpDraft",
    "Suggestion",
    "Topic",
    "Training",
    "TrainingSession",
    "TypedHours",
    "Volunteer",
    "VolunteerImport",
    "VolunteerLanguage",
    "VolunteeringPage",
    "Waiting",
    "WaitingImport",
    "WelcomeSettings",
]
