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
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import (
    BookingFactory,
    MissionFactory,
    PairingFactory,
    ParticipantFactory,
    TrainingSessionFactory,
    TypedHoursFactory,
    VolunteerFactory,
    WaitingFactory,
)
from volunteers import calendar_feed
from volunteers.models import (
    Certificate,
    Charter,
    CharterSignature,
    Consent,
    FreeSlot,
    Note,
    Pairing,
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
    calendar_feed.renew(volunteer, now=NOW)


def fill_engagements(volunteer: Volunteer) -> None:
    attended = volunteer.bookings.get()
    Certificate.objects.create(booking=attended, code="CODE-VERIF", issued_at=NOW)
    BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW + timedelta(days=7), capacity=1))
    WaitingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW + timedelta(days=20)))
    SeatFactory(volunteer=volunteer, activity=ActivityFactory(held=True, title="Sortie au canal"))
    PairingFactory(volunteer=volunteer, status=Pairing.Status.ENDED, participants=[ParticipantFactory(alias="Alma")])
    TypedHoursFactory(volunteer=volunteer, mission=MissionFactory(), what=f"{CANARY}-heures", status="validated")


def say_who_they_are(client: Client, user: User) -> Client:
    """As if the password had been typed a moment ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
