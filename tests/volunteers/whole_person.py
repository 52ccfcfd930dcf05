"""A bénévole with something in every table that can hold something of theirs, each word told from all others."""

import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.outbox import put_in_outbox
from events.copies import make_template
from events.models import ImportedLeader, LineMove
from tests.accounts.factories import UserFactory
from tests.events.factories import (
    ActivityFactory,
    ActivityImportFactory,
    DuoRequestFactory,
    OutingReportFactory,
    ProposalFactory,
    SeatCallFactory,
    SeatFactory,
    SeatWaitFactory,
)
from tests.volunteers.factories import (
    BookingFactory,
    MeetingFactory,
    MissionFactory,
    PairingAlertFactory,
    PairingFactory,
    PairingSignatureFactory,
    ParticipantFactory,
    SuggestionFactory,
    TrainingSessionFactory,
    TypedHoursFactory,
    VolunteerFactory,
    WaitingFactory,
)
from volunteers import calendar_feed
from volunteers.models import (
    BulkMail,
    BulkMailRecipient,
    Certificate,
    Charter,
    CharterSignature,
    Consent,
    Discomfort,
    Evaluation,
    Exclusion,
    FreeSlot,
    Note,
    Pairing,
    PairingAlert,
    PairingCertificate,
    PairingReview,
    Pause,
    SignUpDraft,
    Topic,
    Volunteer,
    VolunteerImport,
)
from volunteers.profiles import AgeBand, Gender, HalfDay, Source, Weekday

# In every text that is theirs.
CANARY = "quetzal"
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def make_whole_person() -> Volunteer:
    """Nothing binds them: the pairing is over, the outing past. They hold a place in a session to come and wait for another."""
    contact = UserFactory(coordinator=True, email="contact@demo.test")
    user = UserFactory(email=f"{CANARY}-adresse@demo.test", first_name=f"{CANARY}-prenom", last_name=f"{CANARY}-nom")
    volunteer: Volunteer = VolunteerFactory(
        user=user,
        trained=True,
        phone=f"{CANARY}-tel",
        availability_note=f"{CANARY}-disponible",
        motivation=f"{CANARY}-motivation",
        age_band=AgeBand.ADULT,
        gender=Gender.WOMAN,
        area="75014",
        heard_through=Source.FRIEND,
        contact=contact,
    )
    fill_account(user)
    fill_profile(volunteer)
    fill_engagements(volunteer)
    SignUpDraft.objects.create(email=user.email.title(), answers={"why": f"{CANARY}-brouillon"}, begun_at=NOW, changed_at=NOW)
    VolunteerImport.objects.create(rows=[{"email": user.email.upper()}], uploaded_by=contact, uploaded_at=NOW)
    return volunteer


def fill_account(user: User) -> None:
    EmailAddress.objects.create(user=user, email=f"{CANARY}-autre@demo.test", primary=False, verified=False)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": f"{CANARY}-graine"})
    UserSession.objects.create(user=user, session_key=f"{CANARY}-session", user_agent=f"{CANARY}-appareil", ip="192.0.2.14")
    put_in_outbox(to=user.email, subject="Un courriel", text=f"{CANARY}-courriel", html="", key=f"volunteers/ready/{user.volunteer.pk}")
    # Somebody began to sign in with the address, and went no further.
    visitor = Client()
    visitor.post("/compte/login/code/", {"email": user.email})


def fill_profile(volunteer: Volunteer) -> None:
    volunteer.topics.add(Topic.objects.create(slug="couture", kind=Topic.Kind.SKILL, label="Couture"))
    FreeSlot.objects.create(volunteer=volunteer, weekday=Weekday.TUESDAY, half_day=HalfDay.EVENING)
    Pause.objects.create(volunteer=volunteer, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=3))
    Consent.objects.create(volunteer=volunteer, kind=Consent.Kind.PICTURE, version="2026-11", given_at=NOW)
    charter = Charter.objects.create(number=1, text="La charte.", published_at=NOW)
    CharterSignature.objects.create(volunteer=volunteer, charter=charter, typed_name=f"{CANARY}-signature", signed_at=NOW)
    Note.objects.create(volunteer=volunteer, author=volunteer.contact, text=f"{CANARY}-note", written_at=NOW)
    unfinished = BulkMail.objects.create(subject="Réunion de rentrée", text="Bonjour {prenom},", sent_at=NOW, count=1)
    BulkMailRecipient.objects.create(mail=unfinished, volunteer=volunteer)
    calendar_feed.renew(volunteer, now=NOW)


def fill_engagements(volunteer: Volunteer) -> None:
    attended = volunteer.bookings.get()
    Certificate.objects.create(booking=attended, code="CODE-VERIF", issued_at=NOW)
    BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW + timedelta(days=7), capacity=1))
    WaitingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW + timedelta(days=20)))
    led = SeatFactory(volunteer=volunteer, activity=ActivityFactory(held=True, title="Sortie au canal")).activity
    SeatFactory(volunteer=volunteer, activity__held=True, left_at=NOW, engagement=None, leaving_reason=f"{CANARY}-raison")
    OutingReportFactory(activity=led, written_by=volunteer.user, incident=f"{CANARY}-incident")
    SeatCallFactory(volunteer=volunteer, activity__title="Sortie à court")
    ImportedLeader.objects.create(upload=ActivityImportFactory(uploaded_by=volunteer.contact), line=2, volunteer=volunteer)
    wait = SeatWaitFactory(volunteer=volunteer)
    LineMove.objects.create(wait=wait, from_place=2, to_place=1, reason=f"{CANARY}-rang", moved_at=NOW, moved_by=volunteer.contact)
    DuoRequestFactory(asker=volunteer)
    # What they proposed is the association's, and stays when they go.
    ProposalFactory(by=volunteer, activity__title="Concert au parc")
    pairing = PairingFactory(volunteer=volunteer, status=Pairing.Status.ENDED, participants=[ParticipantFactory(alias="Alma")])
    PairingSignatureFactory(pairing=pairing, typed_name=f"{CANARY}-signature")
    PairingCertificate.objects.create(pairing=pairing, code="CODE-SAVOIR", issued_at=NOW)
    follow(pairing)
    excluded = ParticipantFactory(alias="Basma")
    SuggestionFactory(volunteer=volunteer, participant=excluded)
    Exclusion.objects.create(volunteer=volunteer, participant=excluded, reason=Exclusion.Reason.TEAM, since=timezone.localdate(NOW))
    TypedHoursFactory(volunteer=volunteer, mission=MissionFactory(), what=f"{CANARY}-heures", status="validated")
    # What they proposed went well: their first name stands on it.
    make_template(ActivityFactory(held=True, title="Rallye photo", proposed_by=volunteer, credits_proposer=True), now=NOW)


def follow(pairing: Pairing) -> None:
    """What a pairing leaves: a meeting with its note, a word to the coordinators, an evaluation, a review."""
    meeting = MeetingFactory.build(pairing=pairing, own_mood=4)
    meeting.seal(f"{CANARY}-memoire")
    meeting.save()
    discomfort = Discomfort(alert=PairingAlertFactory(pairing=pairing, kind=PairingAlert.Kind.DISCOMFORT), written_at=NOW)
    discomfort.seal(f"{CANARY}-malaise")
    discomfort.save()
    voice = Evaluation.Voice.VOLUNTEER
    Evaluation.objects.create(pairing=pairing, moment="debut", voice=voice, answers={"french": 3}, answered_at=NOW)
    scales = {"suits_volunteer": 4, "suits_participant": 4, "goes_forward": 3}
    counts = {"meetings_count": 1, "minutes": 60}
    PairingReview.objects.create(pairing=pairing, held_at=NOW, conclusion=PairingReview.Conclusion.CONTINUE, **scales, **counts)


def say_who_they_are(client: Client, user: User) -> Client:
    """As if the password had been typed a moment ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
