"""Who may open each address of bénévoles, trainings and pairings: rows of tests/access_table.py."""

from tests.doors import COORDINATION, OWN, PUBLIC, SPACE, Route, World
from tests.volunteers import factories as volunteers
from volunteers.models import Booking
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
    # signup
    "volunteer_sign_up_step": Route(
        get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"token": token_of(volunteers.SignUpDraftFactory()), "step": 2}
    ),
}


def booking_of(world: World) -> Booking:
    return volunteers.BookingFactory(volunteer=world.ready)
