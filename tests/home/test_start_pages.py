"""Where people land after signing in: what awaits a bénévole, a coordinator, a treasurer."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from donations.models import Payment
from tests.accounts.factories import UserFactory
from tests.donations.factories import GiftFactory, PaymentFactory
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import BookingFactory, ParticipantFactory, ProgrammeFactory, TrainingSessionFactory, VolunteerFactory
from volunteers.models import Pairing, Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
DAY = timedelta(days=1)
SPACE = "/espace/"
COORDINATION = "/coordination/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def pair(volunteer: Volunteer, *, review_on: date, alias: str = "Alma") -> Pairing:
    starts_on = review_on - timedelta(days=60)
    pairing = Pairing.objects.create(
        programme=ProgrammeFactory(),
        volunteer=volunteer,
        status=Pairing.Status.ACTIVE,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=120),
        review_on=review_on,
    )
    pairing.participants.add(ParticipantFactory(alias=alias))
    return pairing


def give(cents: int, *, paid_at: datetime | None = NOW) -> Payment:
    gift = GiftFactory(amount_cents=cents, created_at=NOW)
    return PaymentFactory(gift=gift, state=Payment.State.PAID if paid_at else Payment.State.PENDING, paid_at=paid_at)


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_new_volunteer_sees_the_steps_and_what_to_do(new_volunteer: Volunteer, signed_in: SignIn) -> None:
    ActivityFactory(title="Sortie ouverte")
    content = signed_in(new_volunteer.user).get(SPACE).content.decode()
    assert f"Bonjour {new_volunteer.user.first_name}" in content
    assert 'aria-current="step"' in content
    assert reverse("space_training") in content
    assert "Sortie ouverte" not in content


def test_ready_volunteer_sees_appointments_soonest_first_and_open_outings(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    SeatFactory(activity=ActivityFactory(title="Plus tard", starts_at=NOW + 9 * DAY), volunteer=ready_volunteer)
    SeatFactory(activity=ActivityFactory(title="Bientôt", starts_at=NOW + 2 * DAY), volunteer=ready_volunteer)
    session = TrainingSessionFactory(
        training__slug="autre", training__title="Premiers secours", starts_at=NOW + 5 * DAY, venue=VenueFactory()
    )
    BookingFactory(session=session, volunteer=ready_volunteer)
    ActivityFactory(title="Ouverte", starts_at=NOW + 3 * DAY)
    SeatFactory.create_batch(2, activity=ActivityFactory(title="Complète", starts_at=NOW + 4 * DAY))
    ActivityFactory(title="Déjà commencée", starts_at=NOW - timedelta(hours=1))

    response = signed_in(ready_volunteer.user).get(SPACE)

    assert response.context["next_appointment"].title == "Bientôt"
    assert [appointment.title for appointment in response.context["later_appointments"]] == ["Premiers secours", "Plus tard"]
    assert [outing.title for outing in response.context["outings"]] == ["Ouverte"]


def test_what_is_over_left_or_cancelled_is_no_appointment(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    SeatFactory(activity=ActivityFactory(starts_at=NOW - DAY), volunteer=ready_volunteer)
    SeatFactory(activity=ActivityFactory(starts_at=NOW + DAY, cancelled=True), volunteer=ready_volunteer, engagement=None)
    SeatFactory(activity=ActivityFactory(starts_at=NOW + DAY), volunteer=ready_volunteer, left_at=NOW, engagement=None)
    BookingFactory(session=TrainingSessionFactory(cancelled_at=NOW), volunteer=ready_volunteer)
    BookingFactory(session=TrainingSessionFactory(), volunteer=ready_volunteer, cancelled_at=NOW)
    response = signed_in(ready_volunteer.user).get(SPACE)
    assert response.context["next_appointment"] is None
    assert "Rien de prévu pour l’instant" in response.content.decode()


def test_appointment_does_not_give_the_exact_place_away(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    venue = VenueFactory(name="Musée secret", area="Paris 18e")
    SeatFactory(activity=ActivityFactory(venue=venue, meeting_point="Sous l’horloge", starts_at=NOW + 5 * DAY), volunteer=ready_volunteer)
    content = signed_in(ready_volunteer.user).get(SPACE).content.decode()
    assert [words in content for words in ("Paris 18e", "Musée secret", "Sous l’horloge")] == [True, False, False]


def test_own_pairings_are_shown_with_their_review_and_those_of_others_are_not(
    ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn
) -> None:
    pair(ready_volunteer, review_on=date(2026, 6, 1), alias="Alma")
    pair(stranger, review_on=date(2026, 6, 1), alias="Bruno")
    content = signed_in(ready_volunteer.user).get(SPACE).content.decode()
    assert ("Alma" in content, "Bruno" in content) == (True, False)
    assert "lundi 1er\u00a0juin 2026" in content


def test_space_asks_as_many_queries_for_thirty_things_as_for_one(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(ready_volunteer.user)

    def add() -> None:
        SeatFactory(activity=ActivityFactory(venue=VenueFactory()), volunteer=ready_volunteer)
        BookingFactory(session=TrainingSessionFactory(venue=VenueFactory()), volunteer=ready_volunteer)
        ActivityFactory(venue=VenueFactory())
        SeatFactory(activity__over=True, volunteer=ready_volunteer)
        pair(ready_volunteer, review_on=date(2026, 6, 1))

    add()
    count_queries(client, SPACE)
    one = count_queries(client, SPACE)
    for _ in range(29):
        add()
    assert count_queries(client, SPACE) == one


def test_anonymous_sign_in_first(client: Client) -> None:
    assert client.get(SPACE)["Location"] == "/compte/login/?next=/espace/"
    assert client.get(COORDINATION)["Location"] == "/compte/login/?next=/coordination/"


@pytest.mark.parametrize(
    ("trait", "address"),
    [("coordinator", COORDINATION), ("treasurer", COORDINATION), ("communication", "/admin/"), ("superuser", COORDINATION)],
)
def test_member_of_the_team_without_a_profile_goes_to_their_own_page(trait: str, address: str, signed_in: SignIn) -> None:
    response = signed_in(UserFactory(**{trait: True})).get(SPACE)
    assert (response.status_code, response["Location"]) == (302, address)


def test_coordinator_who_is_also_a_volunteer_enters_the_space(coordinator: User, signed_in: SignIn) -> None:
    VolunteerFactory(user=coordinator)
    assert signed_in(coordinator).get(SPACE).status_code == 200


def test_account_without_profile_or_role_is_told_so(signed_in: SignIn) -> None:
    response = signed_in(UserFactory()).get(SPACE)
    assert response.status_code == 404
    assert "Ce compte n’a pas de profil bénévole" in response.content.decode()


def test_coordinator_sees_who_and_what_waits_and_no_gift(coordinator: User, new_volunteer: Volunteer, signed_in: SignIn) -> None:
    booked = VolunteerFactory()
    BookingFactory(session=TrainingSessionFactory(starts_at=NOW + DAY, capacity=10), volunteer=booked)
    BookingFactory(session=TrainingSessionFactory(starts_at=NOW - DAY), volunteer=VolunteerFactory())
    SeatFactory(activity=ActivityFactory(title="Manque une personne", starts_at=NOW + DAY))
    SeatFactory.create_batch(2, activity=ActivityFactory(title="Au complet", starts_at=NOW + DAY))
    ActivityFactory(to_publish=True, starts_at=NOW + DAY)
    pair(VolunteerFactory(trained=True), review_on=date(2026, 5, 13))
    give(5000)

    response = signed_in(coordinator).get(COORDINATION)
    waits, content = response.context["coordination"], response.content.decode()

    assert [volunteer.awaited for volunteer, _ in waits["awaiting"]] == ["mark"]
    assert waits["to_train_count"] == 1
    assert [session.booked_count for session in waits["sessions"]] == [1]
    assert [session.unanswered_count for session in waits["to_mark"]] == [1]
    assert [outing.title for outing in waits["outings"]] == ["Manque une personne"]
    idle = VolunteerFactory(trained=True)
    waits = signed_in(coordinator).get(COORDINATION).context["coordination"]
    assert list(waits["idle"]) == [idle]
    assert [words in content for words in ("1 inscrit·e sur 10", "1 présence à noter", "1 à publier")] == [True, True, True]
    assert response.context["treasury"] is None
    assert "Derniers dons" not in content


def test_treasurer_sees_gifts_alone(treasurer: User, new_volunteer: Volunteer, signed_in: SignIn) -> None:
    give(5000)
    give(123456, paid_at=NOW - DAY)
    give(100, paid_at=NOW - 40 * DAY)
    give(777, paid_at=None)
    response = signed_in(treasurer).get(COORDINATION)
    content = response.content.decode()
    assert response.context["coordination"] is None
    assert new_volunteer.user.last_name not in content.replace(treasurer.get_full_name(), "")
    assert [payment.amount_cents for payment in response.context["treasury"]["payments"]] == [5000, 123456, 100]
    assert "2 dons ce mois-ci" in content
    assert "@demo.test" not in content.replace(treasurer.email, "")


def test_superuser_sees_both(superuser: User, signed_in: SignIn) -> None:
    context = signed_in(superuser).get(COORDINATION).context
    assert None not in (context["coordination"], context["treasury"])


def test_quiet_day_says_that_nobody_waits(coordinator: User, signed_in: SignIn) -> None:
    content = signed_in(coordinator).get(COORDINATION).content.decode()
    assert "Toutes les sorties publiées ont leurs animateur·rices." in content
    assert "Aucune session à venir." in content


def test_communication_officer_goes_to_the_pages_and_volunteers_are_refused(
    communication_officer: User, ready_volunteer: Volunteer, signed_in: SignIn
) -> None:
    assert signed_in(communication_officer).get(COORDINATION)["Location"] == "/admin/"
    assert signed_in(ready_volunteer.user).get(COORDINATION).status_code == 403


def test_coordination_asks_as_many_queries_for_thirty_things_as_for_one(superuser: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)

    def add() -> None:
        SeatFactory(activity=ActivityFactory(venue=VenueFactory()))
        ActivityFactory(over=True)
        BookingFactory(session=TrainingSessionFactory(), volunteer=VolunteerFactory())
        BookingFactory(session=TrainingSessionFactory(starts_at=NOW - DAY), volunteer=VolunteerFactory())
        pair(VolunteerFactory(), review_on=date(2026, 5, 1))
        give(5000)

    add()
    count_queries(client, COORDINATION)
    one = count_queries(client, COORDINATION)
    for _ in range(29):
        add()
    assert count_queries(client, COORDINATION) == one


@pytest.mark.parametrize("address", [SPACE, COORDINATION])
def test_start_pages_are_private_and_take_no_post(address: str, superuser: User, signed_in: SignIn) -> None:
    VolunteerFactory(user=superuser)
    client = signed_in(superuser)
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405


def test_own_outings_over_wait_for_their_report_the_last_first(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    for days, title in ((3, "Avant-hier"), (1, "La dernière")):
        SeatFactory(volunteer=ready_volunteer, activity=ActivityFactory(title=title, starts_at=NOW - days * DAY))
    SeatFactory(volunteer=ready_volunteer, activity=ActivityFactory(held=True))
    SeatFactory(volunteer=ready_volunteer, activity=ActivityFactory(cancelled=True, starts_at=NOW - DAY))
    SeatFactory(volunteer=ready_volunteer, activity=ActivityFactory(over=True), left_at=NOW - 9 * DAY, engagement=None)
    SeatFactory(volunteer=stranger, activity=ActivityFactory(title="D’une autre personne", starts_at=NOW - DAY))
    SeatFactory(volunteer=ready_volunteer, activity=ActivityFactory(title="À venir", starts_at=NOW + DAY))
    response = signed_in(ready_volunteer.user).get(SPACE)
    assert [outing.title for outing in response.context["to_report"]] == ["La dernière", "Avant-hier"]
    page = response.content.decode()
    assert ("Bilans à faire" in page, page.count("Faire le bilan, en 30")) == (True, 4)


def test_coordination_sees_outings_without_report_and_since_when(coordinator: User, signed_in: SignIn) -> None:
    # Ended late the evening before: yesterday, though a few hours ago.
    ActivityFactory(title="Hier soir", starts_at=NOW - timedelta(hours=14))
    ActivityFactory(title="La plus ancienne", starts_at=NOW - 12 * DAY)
    ActivityFactory(title="Ce matin", starts_at=NOW - timedelta(hours=3), ends_at=NOW)
    ActivityFactory(held=True)
    ActivityFactory(public=True, starts_at=NOW - DAY)
    ActivityFactory(to_publish=True, starts_at=NOW - DAY)
    client = signed_in(coordinator)
    response = client.get(COORDINATION)
    found = [(outing.title, days) for outing, days in response.context["coordination"]["unreported"]]
    assert found == [("La plus ancienne", 12), ("Hier soir", 1), ("Ce matin", 0)]
    page = response.content.decode()
    assert ["il y a 12 jours" in page, "hier</span>" in page, "aujourd’hui</span>" in page] == [True, True, True]
    address = reverse("coordination_activities") + "?when=past&kind=outing&status=published"
    assert address.replace("&", "&amp;") in page
    assert client.get(address).context["page"].paginator.count == 3
