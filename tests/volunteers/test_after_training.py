"""The sheet is filled: who came says what they thought and sees what to do next, who did not has other dates."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import BookingFactory, MissionFactory, TrainingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import onboarding, training
from volunteers.exceptions import Refused
from volunteers.feedback import give_feedback, opinions_of
from volunteers.models import Booking, Feedback, TrainingSession

pytestmark = pytest.mark.django_db

ANSWERS = {"clarity": 5, "usefulness": 4, "confidence": 3, "welcome": 5, "remark": ""}


@pytest.fixture
def begun() -> TrainingSession:
    session: TrainingSession = TrainingSessionFactory(starts_at=timezone.now() - timedelta(hours=1))
    return session


def attended(session: TrainingSession) -> Booking:
    booking: Booking = BookingFactory(session=session, volunteer=VolunteerFactory(), attendance="present")
    return booking


def test_absent_people_are_invited_again_once_each_in_their_words(begun: TrainingSession, coordinator: User) -> None:
    other = TrainingSessionFactory(training=begun.training)
    absent, excused = (BookingFactory(session=begun, volunteer=VolunteerFactory()) for _ in range(2))
    for mark in ("absent", "late", "absent"):
        training.record_attendance(begun, {absent.pk: mark, excused.pk: "excused"}, by=coordinator, now=timezone.now())
    invited = {mail.recipient: plain(mail.text) for mail in OutgoingMail.objects.filter(subject="Une autre date pour votre formation")}
    assert set(invited) == {absent.volunteer.user.email, excused.volunteer.user.email}
    assert all(f"/espace/formation/{other.pk}/" in text for text in invited.values())
    assert "Nous ne vous avons pas vu·e" in invited[absent.volunteer.user.email]
    assert "c’est sans conséquence" in invited[excused.volunteer.user.email]


def test_page_of_a_date_books_it_or_changes_for_it(signed_in: SignIn) -> None:
    first, second = TrainingSessionFactory(), TrainingSessionFactory(starts_at=timezone.now() + timedelta(days=20))
    volunteer = VolunteerFactory()
    client = signed_in(volunteer.user)
    assert "Réserver cette date" in client.get(f"/espace/formation/{first.pk}/").content.decode()
    assert Booking.objects.count() == 0
    client.post(f"/espace/formation/{first.pk}/")
    assert "Changer pour cette date" in client.get(f"/espace/formation/{second.pk}/").content.decode()
    client.post(f"/espace/formation/{second.pk}/")
    assert Booking.objects.active().get().session == second


def test_change_that_is_refused_keeps_the_place(signed_in: SignIn) -> None:
    held, full = TrainingSessionFactory(), TrainingSessionFactory(capacity=1, starts_at=timezone.now() + timedelta(days=20))
    training.book(full, VolunteerFactory(), now=timezone.now())
    volunteer = VolunteerFactory()
    training.book(held, volunteer, now=timezone.now())
    page = signed_in(volunteer.user).post(f"/espace/formation/{full.pk}/", follow=True).content.decode()
    assert "Cette session est complète." in page
    assert Booking.objects.active().get(volunteer=volunteer).session == held


def test_who_came_is_told_of_certificate_and_next_steps_once(begun: TrainingSession, coordinator: User, signed_in: SignIn) -> None:
    booking = BookingFactory(session=begun, volunteer=VolunteerFactory())
    for mark in ("present", "late"):
        training.record_attendance(begun, {booking.pk: mark}, by=coordinator, now=timezone.now())
    told = OutgoingMail.objects.get(subject="Vous êtes prêt·e, et votre attestation vous attend")
    assert OutgoingMail.objects.count() == 1
    links = (f"/places/{booking.pk}/attestation/", f"/places/{booking.pk}/avis/", "/espace/activites/", "/espace/profil/")
    assert [link for link in links if link not in told.text] == []
    page = signed_in(booking.volunteer.user).get("/espace/formation/").content.decode()
    assert [words for words in ("Et maintenant", "Mon attestation (PDF)", "Donner mon avis") if words not in page] == []


def test_certificate_alone_is_told_to_who_is_not_ready_yet_and_ready_alone_later(begun: TrainingSession, coordinator: User) -> None:
    """The interview comes after: two mails, as there are two days."""
    mission = MissionFactory(slug="entretien", asks_interview=True)
    booking = BookingFactory(session=begun, volunteer=VolunteerFactory(missions=[mission]))
    training.record_attendance(begun, {booking.pk: "present"}, by=coordinator, now=timezone.now())
    onboarding.note_facts(booking.volunteer, interviewed_on=timezone.localdate(), parent_agreed_on=None, today=timezone.localdate())
    subjects = [plain(mail.subject) for mail in OutgoingMail.objects.order_by("created_at")]
    assert subjects == ["Votre attestation de formation est prête", "Vous êtes prêt·e : les missions vous sont ouvertes"]


def test_ready_is_told_once_in_a_life_with_a_certificate_or_without(begun: TrainingSession, coordinator: User) -> None:
    now = timezone.now()
    first = BookingFactory(session=begun, volunteer=VolunteerFactory())
    training.record_attendance(begun, {first.pk: "present"}, by=coordinator, now=now)
    # A mission wished later asks for another training: ready once more, for somebody who was told already.
    other = TrainingFactory(slug="interculturel", title="Interculturel")
    first.volunteer.missions.set([MissionFactory(slug="cours", required_trainings=[other])])
    session = TrainingSessionFactory(training=other, starts_at=now - timedelta(hours=1))
    second = BookingFactory(session=session, volunteer=first.volunteer)
    training.record_attendance(session, {second.pk: "present"}, by=coordinator, now=now)
    first.volunteer.missions.set([])
    onboarding.note_facts(first.volunteer, interviewed_on=None, parent_agreed_on=None, today=timezone.localdate())
    assert {plain(mail.subject) for mail in OutgoingMail.objects.all()} == {
        "Vous êtes prêt·e, et votre attestation vous attend",
        "Votre attestation de formation est prête",
    }
    assert OutgoingMail.objects.count() == 2


def test_who_left_since_has_a_certificate_and_no_mail(begun: TrainingSession, coordinator: User) -> None:
    came, absent = (
        BookingFactory(session=begun, volunteer=VolunteerFactory(left_on=timezone.localdate(), user__is_active=False)) for _ in range(2)
    )
    training.record_attendance(begun, {came.pk: "present", absent.pk: "absent"}, by=coordinator, now=timezone.now())
    assert (came.certificate.booking_id, OutgoingMail.objects.count()) == (came.pk, 0)


def test_opinion_is_given_once_and_kept_without_the_person(begun: TrainingSession, signed_in: SignIn) -> None:
    booking = attended(begun)
    client: Client = signed_in(booking.volunteer.user)
    address = f"/espace/formation/places/{booking.pk}/avis/"
    incomplete = client.post(address, {"clarity": "6", "remark": "Merci."}).context["form"]
    assert set(incomplete.errors) == {"clarity", "usefulness", "confidence", "welcome"}
    assert "Merci de votre avis." in client.post(address, ANSWERS, follow=True).content.decode()
    assert "Vous avez déjà donné votre avis" in client.post(address, ANSWERS).content.decode()
    kept = Feedback.objects.get()
    assert (kept.session, kept.clarity, kept.usefulness, kept.confidence, kept.welcome) == (begun, 5, 4, 3, 5)


def test_who_did_not_come_gives_no_opinion(begun: TrainingSession) -> None:
    booking = BookingFactory(session=begun, volunteer=VolunteerFactory(), attendance="absent")
    with pytest.raises(Refused, match="une fois votre présence notée"):
        give_feedback(booking, ANSWERS, now=timezone.now())


def test_averages_show_from_three_answers_on(begun: TrainingSession, signed_in: SignIn, coordinator: User) -> None:
    office, page = signed_in(coordinator), f"/coordination/formations/{begun.pk}/"
    for clarity in (5, 4):
        give_feedback(attended(begun), {**ANSWERS, "clarity": clarity, "remark": f"Note {clarity}."}, now=timezone.now())
    assert (opinions_of(begun).averages, opinions_of(begun).remarks) == ([], [])
    assert "à partir de trois" in office.get(page).content.decode()
    give_feedback(attended(begun), {**ANSWERS, "clarity": 1}, now=timezone.now())
    assert opinions_of(begun).averages[0] == ("C’était clair", 3.3)
    assert "3 réponses, sans nom" in office.get(page).content.decode()


def test_sheet_to_print_has_names_and_empty_lines(begun: TrainingSession, signed_in: SignIn, coordinator: User) -> None:
    BookingFactory(session=begun, volunteer=VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif"))
    page = signed_in(coordinator).get(f"/coordination/formations/{begun.pk}/feuille/").content.decode()
    assert page.count('<th scope="row">Élodie Fictif</th>') == 1
    # One box to sign for her, a name and a signature on each of the five empty lines.
    assert page.count("sheet__signature") == 1 + 2 * 5
