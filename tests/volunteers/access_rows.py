"""Who may open each address of bénévoles, trainings and pairings: rows of tests/access_table.py."""

from datetime import timedelta

from django.utils import timezone

from tests.doors import COORDINATION, OWN, PUBLIC, SPACE, Route, World
from tests.volunteers import factories as volunteers
from volunteers.calendar_feed import renew
from volunteers.models import Booking, Certificate, TypedHours
from volunteers.sign_ups import token_of

VOLUNTEERS: dict[str, Route] = {
    "volunteer_sign_up": Route(get=PUBLIC, post=PUBLIC),
    "space_training": Route(get=SPACE),
    "space_training_book": Route(post=SPACE, kwargs=volunteers.of_a_session),
    "space_training_join": Route(post=SPACE, kwargs=volunteers.of_a_session),
    "space_training_wait": Route(get=OWN, post=OWN, kwargs=lambda world: {"wait_id": volunteers.WaitingFactory(volunteer=world.ready).pk}),
    "space_training_give_back": Route(get=OWN, post=OWN, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "space_profile": Route(get=SPACE, post=SPACE),
    "space_pairings": Route(get=SPACE),
    "space_pairing": Route(get=OWN, kwargs=lambda world: {"pairing_id": volunteers.PairingFactory(volunteer=world.ready).pk}),
    "coordination_volunteers": Route(get=COORDINATION),
    "coordination_volunteer": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"volunteer_id": world.ready.pk}),
    "coordination_missions": Route(get=COORDINATION),
    "coordination_mission_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_mission": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"slug": volunteers.MissionFactory().slug}),
    "coordination_sessions": Route(get=COORDINATION),
    "coordination_session_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_session": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_session),
    "coordination_session_cancel": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_session),
    "coordination_session_move": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_session),
    "coordination_participants": Route(get=COORDINATION),
    "coordination_participant_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_participant": Route(get=COORDINATION, kwargs=lambda world: {"participant_id": volunteers.ParticipantFactory().pk}),
    "coordination_pairings": Route(get=COORDINATION),
    "coordination_pairing_new": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"programme": volunteers.ProgrammeFactory().slug}
    ),
    "coordination_pairing": Route(get=COORDINATION, kwargs=lambda world: {"pairing_id": volunteers.PairingFactory().pk}),
    # What a bénévole settles alone, and their hours.
    "space_hours": Route(get=SPACE, post=SPACE),
    "space_hours_take_back": Route(post=OWN, kwargs=lambda world: {"hours_id": typed_hours_of(world).pk}),
    "space_hours_statement": Route(get=OWN, kwargs=lambda world: {"year": typed_hours_of(world, status="validated").day.year}),
    "space_availability": Route(get=SPACE, post=SPACE),
    "space_mails": Route(get=SPACE, post=SPACE),
    "space_calendar": Route(get=SPACE, post=SPACE),
    "space_my_data": Route(get=SPACE),
    "space_my_data_download": Route(get=SPACE),
    "space_withdraw_picture": Route(post=SPACE),
    "space_erase": Route(get=SPACE, post=SPACE),
    "calendar_feed": Route(get=PUBLIC, kwargs=lambda world: {"secret": renew(world.ready, now=timezone.now())}),
    "coordination_hours": Route(get=COORDINATION),
    "coordination_hours_answer": Route(post=COORDINATION, kwargs=lambda world: {"hours_id": typed_hours_of(world).pk}),
    # trainings
    "certificate_verify": Route(get=PUBLIC),
    "certificate_check": Route(get=PUBLIC, kwargs=lambda world: {"code": certificate_of(world).code}),
    "space_training_date": Route(get=SPACE, post=SPACE, kwargs=volunteers.of_a_session),
    "space_training_ask": Route(post=OWN, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "space_training_calendar": Route(get=OWN, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "space_certificate": Route(get=OWN, kwargs=lambda world: {"booking_id": certificate_of(world).booking_id}),
    "space_training_feedback": Route(get=OWN, post=OWN, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "coordination_trainings": Route(get=COORDINATION),
    "coordination_training_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_training": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"slug": volunteers.TrainingFactory().slug}),
    "coordination_session_sheet": Route(get=COORDINATION, kwargs=volunteers.of_a_session),
    "coordination_booking_free": Route(post=COORDINATION, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "coordination_certificate": Route(get=COORDINATION, kwargs=lambda world: {"booking_id": certificate_of(world).booking_id}),
    # signup
    "volunteer_sign_up_step": Route(
        get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"token": token_of(volunteers.SignUpDraftFactory()), "step": 2}
    ),
}


def booking_of(world: World) -> Booking:
    return volunteers.BookingFactory(volunteer=world.ready)


def typed_hours_of(world: World, **changes: str) -> TypedHours:
    return volunteers.TypedHoursFactory(volunteer=world.ready, day=timezone.localdate() - timedelta(days=900), **changes)


def certificate_of(world: World) -> Certificate:
    return volunteers.CertificateFactory(booking=booking_of(world))
