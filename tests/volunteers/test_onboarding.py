"""Who is ready, why not, and what each step says."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import OutgoingMail
from home.dates import duration, midnight
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks
from tests.volunteers.factories import BookingFactory, MissionFactory, TrainingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import figures, onboarding
from volunteers.models import Attendance, Booking, Consent, Mission, TrainingSession, Volunteer
from volunteers.own_profile import Profile, save_profile
from volunteers.steps import State, Step, steps_of, trainings_for
from volunteers.training import book

pytestmark = pytest.mark.django_db


def steps(volunteer: Volunteer) -> dict[str, Step]:
    return {step.code: replace(step, detail=plain(step.detail)) for step in steps_of(volunteer, now=timezone.now())}


def states(volunteer: Volunteer) -> list[State]:
    return [step.state for step in steps(volunteer).values()]


@pytest.mark.parametrize(("active", "here", "verified", "speaks", "wishes", "trained"), list(product([True, False], repeat=6)))
def test_reasons_are_empty_exactly_for_those_ready(
    active: bool, here: bool, verified: bool, speaks: bool, wishes: bool, trained: bool
) -> None:
    mission, today = MissionFactory(), timezone.localdate()
    volunteer = VolunteerFactory(
        user__is_active=active,
        user__verified=verified,
        left_on=None if here else today,
        languages=None if speaks else [],
        missions=[mission] if wishes else [],
        trained=trained,
    )
    reasons = onboarding.readiness_reasons(volunteer, mission, today=today)
    missing = {"closed": active and here, "email": verified, "languages": speaks, "mission": wishes, "training": trained}
    assert [reason.code for reason in reasons] == [code for code, there in missing.items() if not there]
    is_ready = not reasons
    assert Volunteer.objects.ready_for(mission, today).filter(pk=volunteer.pk).exists() is is_ready
    assert Volunteer.objects.ready(today).filter(pk=volunteer.pk).exists() is is_ready


@pytest.mark.parametrize(
    ("attended_on", "validity_months", "today", "is_valid"),
    [
        (date(2026, 1, 15), None, date(2036, 1, 15), True),
        (date(2026, 1, 15), 12, date(2027, 1, 14), True),
        (date(2026, 1, 15), 12, date(2027, 1, 15), False),
        (date(2026, 1, 31), 1, date(2026, 2, 27), True),
        (date(2026, 1, 31), 1, date(2026, 3, 1), False),
        (date(2024, 2, 29), 12, date(2025, 2, 28), True),
        (date(2024, 2, 29), 12, date(2025, 3, 1), False),
    ],
)
def test_training_is_valid_for_its_months(attended_on: date, validity_months: int | None, today: date, is_valid: bool) -> None:
    training = TrainingFactory(validity_months=validity_months)
    volunteer = VolunteerFactory()
    at = midnight(attended_on) + timedelta(hours=23)
    booking = BookingFactory(volunteer=volunteer, session__training=training, session__starts_at=at, attendance=Attendance.PRESENT)
    reasons = onboarding.readiness_reasons(volunteer, MissionFactory(), today=today)
    said = [] if is_valid else ["La formation « Connaissance du public » n’est plus valable : elle reste à suivre de nouveau."]
    assert [plain(reason.sentence) for reason in reasons] == said
    assert Volunteer.objects.ready_for(MissionFactory(), today).exists() is is_valid
    assert booking.is_valid(today) is is_valid


def test_training_that_ran_out_can_be_booked_again() -> None:
    now = timezone.now()
    training = TrainingFactory(validity_months=12)
    volunteer = VolunteerFactory()
    BookingFactory(volunteer=volunteer, session__starts_at=now - timedelta(days=400), attendance=Attendance.PRESENT)
    session = TrainingSessionFactory(starts_at=now + timedelta(days=7))
    step = steps(volunteer)["training-connaissance-du-public"]
    assert step.detail.startswith("Suivie le ")
    assert "elle n’est plus valable. 2 h. Prochaine session avec des places" in step.detail
    assert book(session, volunteer, now=now).session == session
    assert training.validity_months == 12


def test_ready_for_counts_every_training_of_the_mission() -> None:
    second = TrainingFactory(slug="posture", title="Posture")
    mission = MissionFactory(slug="fle", required_trainings=[TrainingFactory(), second])
    volunteer = VolunteerFactory(trained=True, missions=[mission, MissionFactory()])
    assert not Volunteer.objects.ready_for(mission, timezone.localdate()).exists()
    assert list(Volunteer.objects.ready(timezone.localdate())) == [volunteer]
    assert list(volunteer.open_missions(timezone.localdate())) == [MissionFactory()]
    assert [plain(reason.sentence) for reason in onboarding.readiness_reasons(volunteer, mission, today=timezone.localdate())] == [
        "La formation « Posture » reste à suivre."
    ]
    assert [step.state for step in steps(volunteer).values()] == [State.DONE, State.DONE, State.DONE, State.CURRENT, State.DONE]


def test_mission_without_training_needs_none() -> None:
    mission = MissionFactory(slug="communication", required_trainings=[])
    volunteer = VolunteerFactory(missions=[mission])
    assert list(Volunteer.objects.ready_for(mission, timezone.localdate())) == [volunteer]
    assert states(volunteer) == [State.DONE, State.DONE, State.DONE]


@pytest.mark.parametrize("mark", [Attendance.ABSENT, Attendance.EXCUSED, ""])
def test_only_presence_makes_ready(mark: str) -> None:
    volunteer = VolunteerFactory()
    BookingFactory(volunteer=volunteer, session__starts_at=timezone.now() - timedelta(days=2), attendance=mark)
    assert not Volunteer.objects.ready(timezone.localdate()).exists()


def test_given_back_place_does_not_make_ready() -> None:
    now = timezone.now()
    BookingFactory(volunteer=VolunteerFactory(), attendance=Attendance.PRESENT, cancelled_at=now)
    assert not Volunteer.objects.ready(timezone.localdate()).exists()


def test_stage_of_each() -> None:
    stage = Volunteer.Stage
    people = {
        stage.CLOSED: VolunteerFactory(user__is_active=False, trained=True),
        stage.EMAIL: VolunteerFactory(user__verified=False),
        stage.PROFILE: VolunteerFactory(languages=[]),
        stage.TRAINING: VolunteerFactory(),
        stage.BOOKED: BookingFactory(volunteer=VolunteerFactory()).volunteer,
        stage.READY: VolunteerFactory(trained=True),
    }
    found = {volunteer.pk: volunteer.stage for volunteer in Volunteer.objects.with_facts(timezone.localdate())}
    assert found == {volunteer.pk: expected for expected, volunteer in people.items()}
    assert [Volunteer.objects.at_stage(expected, timezone.localdate()).get() for expected in people] == list(people.values())


def test_steps_of_somebody_new_say_what_lacks_and_when() -> None:
    now = timezone.now()
    TrainingSessionFactory(starts_at=now + timedelta(days=2))
    volunteer = VolunteerFactory(languages=[])
    found = steps(volunteer)
    assert [step.state for step in found.values()] == [State.DONE, State.CURRENT, State.UPCOMING, State.UPCOMING]
    assert found["profile"].detail == "Il manque au moins une langue parlée. Cela prend deux minutes."
    assert found["profile"].action_url == "/espace/profil/"
    assert "Prochaine session avec des places : " in found["training-connaissance-du-public"].detail


def test_next_session_is_the_first_with_a_place_left() -> None:
    now = timezone.now()
    full = TrainingSessionFactory(starts_at=now + timedelta(days=2), capacity=1)
    BookingFactory(session=full, volunteer=VolunteerFactory())
    TrainingSessionFactory(starts_at=now + timedelta(days=9))
    first_free = TrainingSessionFactory(starts_at=now + timedelta(days=5))
    assert TrainingSession.objects.upcoming(now).with_places_left().first() == first_free


def test_step_without_any_date_says_so() -> None:
    step = steps(VolunteerFactory())["training-connaissance-du-public"]
    assert step.action_url == ""
    assert step.detail == "2 h, une seule fois. Aucune date n’est ouverte en ce moment : la prochaine s’affichera ici."


def test_booked_step_says_when_and_where() -> None:
    booking = BookingFactory(volunteer=VolunteerFactory())
    step = steps(booking.volunteer)["training-connaissance-du-public"]
    assert step.state == State.CURRENT
    assert step.detail.startswith("Place réservée : ")
    assert step.action_label == "Voir ma réservation"


def test_step_after_the_session_waits_for_the_team() -> None:
    booking = BookingFactory(volunteer=VolunteerFactory(), session__starts_at=timezone.now() - timedelta(days=1))
    step = steps(booking.volunteer)["training-connaissance-du-public"]
    assert step.detail.endswith("l’équipe doit encore noter qui était là.")
    assert step.action_url == ""


def test_absence_invites_to_another_date() -> None:
    TrainingSessionFactory()
    absent = BookingFactory(
        volunteer=VolunteerFactory(), session__starts_at=timezone.now() - timedelta(days=1), attendance=Attendance.ABSENT
    )
    step = steps(absent.volunteer)["training-connaissance-du-public"]
    assert step.detail.startswith("Une absence a été notée : une autre date vous attend.")
    assert step.action_label == "Réserver une place"


def test_ready_step_names_the_open_missions() -> None:
    found = steps(VolunteerFactory(trained=True))
    assert {step.state for step in found.values()} == {State.DONE}
    assert found["ready"].detail == "Missions ouvertes : Activités culturelles."
    assert found["training-connaissance-du-public"].detail.startswith("Suivie le ")


def test_unconfirmed_address_is_the_first_step() -> None:
    found = steps(VolunteerFactory(user__verified=False, languages=[], missions=[]))
    assert found["email"].state == State.CURRENT
    assert found["profile"].detail.startswith("Il manque au moins une langue parlée et une mission souhaitée.")


def test_without_a_mission_the_trainings_are_those_of_open_missions() -> None:
    MissionFactory()
    MissionFactory(slug="fermee", is_open=False, required_trainings=[TrainingFactory(slug="autre", title="Autre")])
    assert [training.slug for training in trainings_for(VolunteerFactory(missions=[]))] == ["connaissance-du-public"]


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30"), (120, "2 h"), (125, "2 h 05")])
def test_duration_in_words(minutes: int, words: str) -> None:
    assert plain(duration(minutes)) == words


def test_expected_delay_is_the_median_of_the_last_cases() -> None:
    now = timezone.now()
    session = TrainingSessionFactory(starts_at=now - timedelta(days=10))
    assert figures.expected_days(figures.Delay.TRAINING) is None
    for days in (5, 6, 7, 8, 40):
        volunteer = VolunteerFactory(signed_up_at=session.ends_at - timedelta(days=days))
        BookingFactory(session=session, volunteer=volunteer, attendance=Attendance.PRESENT)
    # Trained before signing up here: no delay to speak of.
    BookingFactory(session=session, volunteer=VolunteerFactory(signed_up_at=now), attendance=Attendance.LATE)
    assert figures.expected_days(figures.Delay.TRAINING) == 7
    assert "comptez sept jours en ce moment" in steps(VolunteerFactory())["training-connaissance-du-public"].detail


def test_register_keeps_dated_consents() -> None:
    user, now = UserFactory(), timezone.now()
    volunteer = onboarding.register(user, missions=[MissionFactory()], agreed=["privacy", "picture"], now=now)
    assert volunteer.signed_up_at == now
    assert volunteer.kind == Volunteer.Kind.VOLUNTEER
    assert set(volunteer.consents.values_list("kind", "version", "given_at")) == {
        (Consent.Kind.PICTURE, "2026-12", now),
        (Consent.Kind.PRIVACY, "2026-12", now),
    }


def save(volunteer: Volunteer, *, languages: list[str], missions: list[Mission], first_name: str = "Élodie") -> None:
    profile = Profile(
        first_name=first_name,
        last_name="Fictif",
        phone="06 00 00 00 00",
        area="75011",
        gender="",
        availability_note="",
        missions=missions,
        languages=dict.fromkeys(languages, "fluent"),
        free_slots=[(1, "evening")],
        topics=[],
        pairings_most=2,
        wished_gender="woman",
    )
    save_profile(volunteer, profile, today=timezone.localdate())


def test_save_profile_writes_everything() -> None:
    volunteer = VolunteerFactory(languages=["fr", "ar"])
    mission = MissionFactory(slug="fle", title="Cours de français")
    save(volunteer, languages=["fr", "en"], missions=[mission])
    saved = Volunteer.objects.get()
    assert saved.user.get_full_name() == "Élodie Fictif"
    assert saved.phone == "06 00 00 00 00"
    assert sorted(saved.languages.values_list("code", "level")) == [("en", "fluent"), ("fr", "fluent")]
    assert list(saved.free_slots.values_list("weekday", "half_day")) == [(1, "evening")]
    assert (saved.area, saved.pairings_most, saved.wished_gender) == ("75011", 2, "woman")
    assert list(saved.missions.all()) == [mission]
    assert list(Volunteer.objects.named("elodie FICT")) == [saved]
    assert not Volunteer.objects.named("elodie autre").exists()


def test_profile_that_was_all_that_lacked_makes_ready_and_says_so_once(run_tasks: RunTasks) -> None:
    volunteer = VolunteerFactory(trained=True, languages=[])
    save(volunteer, languages=["fr"], missions=[MissionFactory()])
    save(volunteer, languages=[], missions=[MissionFactory()])
    save(volunteer, languages=["fr"], missions=[MissionFactory()])
    assert OutgoingMail.objects.count() == 1
    run_tasks()
    assert [plain(str(message.subject)) for message in mail.outbox] == ["Vous êtes prêt·e : les missions vous sont ouvertes"]
    assert mail.outbox[0].to == [volunteer.user.email]
    assert "Bonjour Élodie," in mail.outbox[0].body


def test_profile_of_somebody_ready_tells_nothing() -> None:
    save(VolunteerFactory(trained=True), languages=["en"], missions=[MissionFactory()])
    assert not OutgoingMail.objects.exists()


def test_steps_ask_as_many_queries_however_many_sessions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    volunteer = VolunteerFactory()
    TrainingSessionFactory.create_batch(30)
    with django_assert_max_num_queries(11):
        steps_of(volunteer, now=timezone.now())


def test_booking_is_named_without_its_person() -> None:
    booking = BookingFactory(volunteer=VolunteerFactory())
    texts = [str(booking), str(booking.volunteer), str(booking.volunteer.languages.get()), str(Booking.objects.get().session)]
    assert not any(booking.volunteer.user.first_name in text for text in texts)
