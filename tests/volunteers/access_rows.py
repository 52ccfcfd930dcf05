"""Who may open each address of bénévoles, trainings and pairings: rows of tests/access_table.py."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tests.doors import COORDINATION, OWN, PUBLIC, SPACE, Route, World
from tests.volunteers import factories as volunteers
from tests.volunteers import office_factories as office
from volunteers.calendar_feed import renew
from volunteers.models import Booking, Certificate, Meeting, Note, Pairing, PairingCertificate, Topic, TypedHours
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
    "coordination_export": Route(get=COORDINATION, post=COORDINATION),
    "coordination_write": Route(get=COORDINATION, post=COORDINATION),
    "coordination_sending": Route(get=COORDINATION, kwargs=lambda world: {"mail_id": office.BulkMailFactory().pk}),
    "coordination_mail_templates": Route(get=COORDINATION),
    "coordination_mail_template_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_mail_template": Route(get=COORDINATION, post=COORDINATION, kwargs=office.of_a_mail_template),
    "coordination_mail_template_delete": Route(post=COORDINATION, kwargs=office.of_a_mail_template),
    "coordination_volunteer": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"volunteer_id": world.ready.pk}),
    "coordination_volunteer_leave": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"volunteer_id": world.ready.pk}),
    "coordination_volunteer_back": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"volunteer_id": world.ready.pk}),
    "coordination_note_delete": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"note_id": note_about(world).pk}),
    "coordination_import": Route(get=COORDINATION, post=COORDINATION),
    "coordination_import_model": Route(get=COORDINATION),
    "coordination_import_report": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"upload_id": office.VolunteerImportFactory().pk}
    ),
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
    "space_charter": Route(get=SPACE, post=SPACE),
    "space_charter_copy": Route(get=OWN, kwargs=lambda world: {"signature_id": volunteers.SignatureFactory(volunteer=world.ready).pk}),
    "coordination_figures": Route(get=COORDINATION),
    "coordination_welcome_settings": Route(get=COORDINATION, post=COORDINATION),
    "coordination_topics": Route(get=COORDINATION),
    "coordination_topic_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_topic": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"slug": topic_of().slug}),
    "coordination_charters": Route(get=COORDINATION),
    "coordination_charter_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_charter_copy": Route(get=COORDINATION, kwargs=lambda world: {"signature_id": volunteers.SignatureFactory().pk}),
    # What a bénévole settles alone, and their hours.
    "space_hours": Route(get=SPACE, post=SPACE),
    "space_hours_take_back": Route(post=OWN, kwargs=lambda world: {"hours_id": typed_hours_of(world).pk}),
    "space_hours_statement": Route(get=OWN, kwargs=lambda world: {"year": typed_hours_of(world, status="validated").day.year}),
    "space_availability": Route(get=SPACE, post=SPACE),
    "space_messages": Route(get=SPACE, post=SPACE),
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
    "coordination_booking_free": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "coordination_certificate": Route(get=COORDINATION, kwargs=lambda world: {"booking_id": certificate_of(world).booking_id}),
    # signup
    "volunteer_sign_up_step": Route(
        get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"token": token_of(office.SignUpDraftFactory()), "step": 2}
    ),
    # participants
    "coordination_participant_search": Route(get=COORDINATION, post=COORDINATION),
    "coordination_participant_export": Route(get=COORDINATION, post=COORDINATION),
    "coordination_participant_edit": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_participant),
    "coordination_participant_contact": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_participant),
    "coordination_participant_readings": Route(get=COORDINATION, kwargs=volunteers.of_a_participant),
    "coordination_participant_touch": Route(post=COORDINATION, kwargs=volunteers.of_a_participant),
    "coordination_participant_erase": Route(get=COORDINATION, post=COORDINATION, kwargs=volunteers.of_a_participant),
    # pairings
    "coordination_pairing_offer": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, suggested=True)),
    "coordination_pairing_withdraw": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, offered=True)),
    "coordination_pairing_answer": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, accepted=True)),
    "coordination_pairing_join": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, accepted=True)),
    "coordination_pairing_sign": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, agreed=True)),
    "coordination_pairing_start": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world, agreed=True)),
    "coordination_pairing_end": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world)),
    "coordination_pairing_hand_over": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: pairing_in(world)),
    "coordination_pairing_charter_blank": Route(get=COORDINATION, kwargs=lambda world: agreed_pairing_of(world)),
    "coordination_pairing_charter_copy": Route(get=COORDINATION, kwargs=lambda world: signed_pairing_of(world)),
    "coordination_pairing_charters": Route(get=COORDINATION),
    "coordination_pairing_charter_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_programmes": Route(get=COORDINATION),
    "coordination_programme_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_programme": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"slug": volunteers.ProgrammeFactory().slug}),
    "space_pairing_answer": Route(post=OWN, kwargs=lambda world: pairing_in(world, offered=True)),
    "space_pairing_charter": Route(get=OWN, post=OWN, kwargs=lambda world: signed_pairing_of(world)),
    "space_pairing_charter_copy": Route(get=OWN, kwargs=lambda world: signed_pairing_of(world)),
    "space_pairing_first_meeting": Route(get=OWN, kwargs=lambda world: pairing_in(world)),
    "space_pairing_stop": Route(get=OWN, post=OWN, kwargs=lambda world: pairing_in(world)),
    # a pairing as it goes
    "space_meeting_new": Route(get=OWN, post=OWN, kwargs=lambda world: {"pairing_id": pairing_of(world).pk}),
    "space_meeting_plan": Route(get=OWN, post=OWN, kwargs=lambda world: {"pairing_id": pairing_of(world).pk}),
    "space_meeting": Route(get=OWN, post=OWN, kwargs=lambda world: {"meeting_id": meeting_of(world).pk}),
    "space_meeting_call_off": Route(post=OWN, kwargs=lambda world: {"meeting_id": meeting_of(world).pk}),
    "space_discomfort": Route(get=OWN, post=OWN, kwargs=lambda world: {"pairing_id": pairing_of(world).pk}),
    "space_evaluation": Route(get=OWN, post=OWN, kwargs=lambda world: {"pairing_id": pairing_of(world).pk, "moment": "debut"}),
    "coordination_alerts": Route(get=COORDINATION),
    "coordination_alert": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"alert_id": volunteers.PairingAlertFactory().pk}
    ),
    "coordination_evaluations": Route(get=COORDINATION),
    "coordination_review": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"pairing_id": pairing_of(world).pk}),
    "coordination_evaluation": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"pairing_id": pairing_of(world).pk, "moment": "debut"}
    ),
    "coordination_evaluation_of": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: evaluation_of_a_person(world)),
    "coordination_outcome_new": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"pairing_id": pairing_of(world).pk}),
    # matching
    "coordination_matches": Route(
        get=COORDINATION,
        post=COORDINATION,
        kwargs=lambda world: {"participant_id": volunteers.ParticipantFactory().pk, "programme": volunteers.ProgrammeFactory().slug},
    ),
    "coordination_volunteer_matches": Route(
        get=COORDINATION,
        post=COORDINATION,
        kwargs=lambda world: {"volunteer_id": world.ready.pk, "programme": volunteers.ProgrammeFactory().slug},
    ),
    "coordination_rounds": Route(get=COORDINATION, post=COORDINATION),
    "coordination_round": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"round_id": volunteers.RoundFactory().pk}),
    "coordination_weights": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"programme": volunteers.ProgrammeFactory().slug}
    ),
    "coordination_never_proposed": Route(get=COORDINATION, kwargs=lambda world: {"programme": volunteers.ProgrammeFactory().slug}),
    # a pairing that is over
    "space_pairing_certificate": Route(get=OWN, kwargs=lambda world: certified_pairing_of(world)),
    "space_pairing_again": Route(post=OWN, kwargs=lambda world: ended_pairing_of(world)),
    "coordination_pairing_certify": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: ended_pairing_of(world)),
    "coordination_pairing_uncertify": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: certified_pairing_of(world)),
    "coordination_pairing_former": Route(post=COORDINATION, kwargs=lambda world: ended_pairing_of(world, with_person=True)),
    # The numbers of pairing.
    "coordination_pairing_figures": Route(get=COORDINATION),
    "coordination_pairing_figures_csv": Route(get=COORDINATION),
    "coordination_pairing_figure": Route(get=COORDINATION, kwargs=lambda world: {"key": "active"}),
}


def ended_pairing_of(world: World, *, with_person: bool = False) -> dict[str, UUID]:
    pairing = volunteers.PairingFactory(volunteer=world.ready, status="ended", ended_on=timezone.localdate())
    return {"pairing_id": pairing.pk} | ({"participant_id": pairing.participants.get().pk} if with_person else {})


def certified_pairing_of(world: World) -> dict[str, UUID]:
    ended = ended_pairing_of(world)
    PairingCertificate.objects.create(pairing_id=ended["pairing_id"], code="333333333333", issued_at=timezone.now())
    return ended


def pairing_in(world: World, **traits: bool) -> dict[str, UUID]:
    return {"pairing_id": volunteers.PairingFactory(volunteer=world.ready, **traits).pk}


def agreed_pairing_of(world: World) -> dict[str, UUID]:
    volunteers.PairingCharterFactory()
    return pairing_in(world, agreed=True)


def signed_pairing_of(world: World) -> dict[str, UUID]:
    return {"pairing_id": volunteers.signed_pairing(volunteer=world.ready).pk}


def pairing_of(world: World) -> Pairing:
    return volunteers.PairingFactory(volunteer=world.ready)


def meeting_of(world: World) -> Meeting:
    return volunteers.MeetingFactory(pairing=pairing_of(world))


def evaluation_of_a_person(world: World) -> dict[str, object]:
    pairing = pairing_of(world)
    return {"pairing_id": pairing.pk, "moment": "debut", "participant_id": pairing.participants.get().pk}


def booking_of(world: World) -> Booking:
    return volunteers.BookingFactory(volunteer=world.ready)


def note_about(world: World) -> Note:
    return Note.objects.create(volunteer=world.ready, author=world.coordinator, text="Une note.", written_at=timezone.now())


def typed_hours_of(world: World, **changes: str) -> TypedHours:
    return volunteers.TypedHoursFactory(volunteer=world.ready, day=timezone.localdate() - timedelta(days=900), **changes)


def certificate_of(world: World) -> Certificate:
    return volunteers.CertificateFactory(booking=booking_of(world))


def topic_of() -> Topic:
    topic, _ = Topic.objects.get_or_create(slug="couture", defaults={"kind": Topic.Kind.SKILL, "label": "Couture"})
    return topic
