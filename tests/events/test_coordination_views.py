"""Activities in the coordination: list, form, publishing, cancelling; for coordinators alone."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.models import Activity
from events.planning import TOO_FAR
from home.dates import NBSP
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import MissionFactory
from volunteers.shared_fields import CLOCK_CHANGE

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(days=3)
LIST = "/coordination/activites/"
CREATE = "/coordination/activites/nouvelle/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def address(name: str, activity: Activity) -> str:
    return reverse(f"coordination_activity{name}", args=[activity.pk])


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Visite du musée",
        "kind": "outing",
        "description": "Une heure dans les salles.",
        "aims": ["is_cultural", "is_language_and_work"],
        "starts_at": "2026-05-20T14:00",
        "ends_at": "2026-05-20T16:30",
        "venue": "",
        "meeting_point": "Sous l’horloge",
        "facilitator_seats": "2",
        "participants_expected": "8",
        "mission": MissionFactory().pk,
        **fields,
    }


def titles(client: Client, query: str = "") -> list[str]:
    return [activity.title for activity in client.get(LIST + query).context["page"].object_list]


@pytest.fixture
def programme() -> None:
    later = iter(LATER + timedelta(days=days) for days in range(20))
    ActivityFactory(title="Personne", starts_at=next(later))
    SeatFactory(activity=ActivityFactory(title="Une", starts_at=next(later)))
    SeatFactory.create_batch(2, activity=ActivityFactory(title="Complète", starts_at=next(later)))
    ActivityFactory(title="Brouillon", to_publish=True, starts_at=next(later))
    ActivityFactory(title="Annulée", cancelled=True, starts_at=next(later))
    ActivityFactory(public=True, title="Webinaire", starts_at=next(later))
    ActivityFactory(title="Tenue", held=True, starts_at=NOW - timedelta(days=2))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Personne", "Une", "Complète", "Brouillon", "Webinaire"]),
        ("?staffing=none", ["Personne", "Brouillon"]),
        ("?staffing=partial", ["Une"]),
        ("?staffing=complete", ["Complète"]),
        ("?when=past", ["Tenue"]),
        ("?when=all", ["Tenue", "Personne", "Une", "Complète", "Brouillon", "Webinaire"]),
        ("?kind=webinar", ["Webinaire"]),
        ("?status=cancelled", ["Annulée"]),
        ("?status=accepted", ["Brouillon"]),
        ("?q=compl", ["Complète"]),
        ("?staffing=nonsense&when=nonsense", ["Personne", "Une", "Complète", "Brouillon", "Webinaire"]),
        ("?page=99", ["Personne", "Une", "Complète", "Brouillon", "Webinaire"]),
    ],
)
@pytest.mark.usefixtures("programme")
def test_list_is_narrowed_by_filters(query: str, expected: list[str], client: Client) -> None:
    assert titles(client, query) == expected


@pytest.mark.usefixtures("programme")
def test_empty_answer_says_so(client: Client) -> None:
    assert "Aucune activité ne répond à ces filtres." in client.get(f"{LIST}?q=introuvable").content.decode()


def test_list_names_who_leads(client: Client) -> None:
    seat = SeatFactory()
    gone = SeatFactory(activity=seat.activity, left_at=NOW, engagement=None)
    content = client.get(LIST).content.decode()
    assert seat.volunteer.user.get_full_name() in content
    assert gone.volunteer.user.first_name not in content
    assert "1 sur 2" in content


def test_list_asks_as_many_queries_for_thirty_activities_as_for_one(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    SeatFactory(activity=ActivityFactory(venue=VenueFactory()))
    count()
    one = count()
    for _ in range(29):
        SeatFactory(activity=ActivityFactory(venue=VenueFactory()))
    assert count() == one


def test_long_list_is_cut_into_pages_that_keep_the_filters(client: Client) -> None:
    ActivityFactory.create_batch(26)
    assert (len(titles(client, "?kind=outing")), len(titles(client, "?kind=outing&page=2"))) == (25, 1)
    assert "?kind=outing&amp;page=2" in client.get(f"{LIST}?kind=outing").content.decode()


def test_activity_is_written_down_unpublished_then_published(client: Client) -> None:
    response = client.post(CREATE, typed(), follow=True)
    activity = Activity.objects.get()
    assert response.redirect_chain == [(address("", activity), 302)]
    assert (activity.status, activity.aims) == ("accepted", ["culturelle", "linguistique et socioprofessionnelle"])
    assert activity.starts_at == datetime(2026, 5, 20, 14, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert "Pas encore publiée" in response.content.decode()

    response = client.post(address("_publish", activity), follow=True)
    activity.refresh_from_db()
    assert (activity.status, activity.published_at) == ("published", NOW)
    assert "Les bénévoles la voient" in response.content.decode()


def test_new_form_offers_the_outings_mission(client: Client) -> None:
    mission = MissionFactory()
    assert client.get(CREATE).context["form"]["mission"].value() == mission.pk


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "title", "Donnez un titre à l’activité."),
        ({"aims": []}, "aims", "Choisissez au moins une visée."),
        ({"starts_at": "2026-05-12T09:00"}, "starts_at", "Cette date est passée\u00a0: choisissez une date à venir."),
        ({"starts_at": "demain"}, "starts_at", "Écrivez la date et l’heure de début."),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at", f"Cette date est passée{NBSP}: choisissez une date à venir."),
        ({"kind": "forum", "starts_at": "2029-01-01T10:00", "ends_at": "2029-01-01T11:00"}, ["starts_at", "ends_at"], TOO_FAR),
        ({"kind": "forum", "ends_at": "9999-12-31T23:59"}, "ends_at", TOO_FAR),
        ({"starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T05:00"}, "starts_at", CLOCK_CHANGE),
        ({"ends_at": "2026-10-25T02:30"}, "ends_at", CLOCK_CHANGE),
        ({"facilitator_seats": "11"}, "facilitator_seats", "Indiquez un nombre entre 0 et 10."),
        ({"facilitator_seats": "9" * 30}, "facilitator_seats", "Indiquez un nombre entre 0 et 10."),
        ({"participants_expected": "201"}, "participants_expected", "Indiquez un nombre entre 0 et 200."),
        ({"participants_expected": "-1"}, "participants_expected", "Indiquez un nombre entre 0 et 200."),
        ({"title": "x" * 121}, "title", f"Ce titre est trop long{NBSP}: 120 signes au plus."),
        ({"ends_at": "2026-05-20T14:00"}, "ends_at", "La fin doit venir après le début."),
        ({"ends_at": "2026-06-20T16:00"}, "ends_at", "Une sortie dure moins de 24 heures\u00a0: vérifiez la date de fin."),
        ({"facilitator_seats": "1"}, "facilitator_seats", "Une sortie est animée à deux au moins."),
        ({"mission": ""}, "mission", "Choisissez la mission qui permet d’animer cette activité."),
    ],
)
def test_wrong_field_gets_its_sentence_and_keeps_what_was_typed(
    fields: dict[str, object], field: str | list[str], sentence: str, client: Client
) -> None:
    response = client.post(CREATE, typed(**fields))
    assert response.status_code == 200
    assert response.context["form"].errors == {name: [sentence] for name in ([field] if isinstance(field, str) else field)}
    assert "Sous l’horloge" in response.content.decode()
    assert Activity.objects.count() == 0


def test_extra_fields_change_nothing(client: Client) -> None:
    client.post(CREATE, typed(status="published", published_at="2020-01-01", participants_count=99, cancellation_reason="x"))
    activity = Activity.objects.get()
    assert (activity.status, activity.published_at, activity.participants_count) == ("accepted", None, None)


def test_public_event_may_have_one_organiser(client: Client) -> None:
    client.post(CREATE, typed(kind="webinar", facilitator_seats="0"))
    assert Activity.objects.get().kind == "webinar"


def test_edited_activity_is_saved_and_shown(client: Client) -> None:
    activity = ActivityFactory(starts_at=LATER, is_sport=True)
    assert client.get(address("_edit", activity)).context["form"]["aims"].value() == ["is_cultural", "is_sport"]
    response = client.post(address("_edit", activity), typed(title="Nouveau titre"), follow=True)
    activity.refresh_from_db()
    assert (activity.title, activity.is_sport, activity.status) == ("Nouveau titre", False, "published")
    assert "Les changements sont enregistrés." in response.content.decode()


def test_refused_change_says_why_and_keeps_what_was_typed(client: Client) -> None:
    activity = SeatFactory(activity=ActivityFactory(starts_at=LATER)).activity
    response = client.post(address("_edit", activity), typed(kind="forum", title="Titre gardé"))
    assert "Des bénévoles ont pris une place" in response.content.decode()
    assert "Titre gardé" in response.content.decode()
    activity.refresh_from_db()
    assert activity.kind == "outing"


def test_closed_activity_is_not_edited(client: Client) -> None:
    activity = ActivityFactory(held=True)
    response = client.get(address("_edit", activity), follow=True)
    assert response.redirect_chain == [(address("", activity), 302)]
    assert "ne change plus" in response.content.decode()
    assert "Modifier" not in response.content.decode()


def test_refused_publication_says_why_on_the_page_and_on_the_post(client: Client) -> None:
    activity = ActivityFactory(to_publish=True, starts_at=NOW - timedelta(days=1))
    sentence = "La date est passée\u00a0: changez-la avant de publier."
    page = client.get(address("", activity)).content.decode()
    assert (sentence in page, "disabled" in page) == (True, True)
    assert sentence in client.post(address("_publish", activity), follow=True).content.decode()


def test_published_public_event_is_said_to_be_on_the_agenda(client: Client) -> None:
    activity = ActivityFactory(public=True, status="accepted", published_at=None, starts_at=LATER)
    assert "L’agenda public la montre" in client.post(address("_publish", activity), follow=True).content.decode()


def test_cancelling_is_a_screen_of_its_own_and_asks_for_a_reason(client: Client) -> None:
    activity = SeatFactory(activity=ActivityFactory(starts_at=LATER)).activity
    screen = client.get(address("_cancel", activity)).content.decode()
    assert "Une personne a pris une place" in screen
    response = client.post(address("_cancel", activity), {"reason": ""})
    assert response.context["form"].errors == {"reason": ["Indiquez le motif\u00a0: les bénévoles le liront."]}

    response = client.post(address("_cancel", activity), {"reason": "Musée en grève"}, follow=True)
    activity.refresh_from_db()
    assert (activity.status, activity.cancellation_reason) == ("cancelled", "Musée en grève")
    assert "Musée en grève" in response.content.decode()
    again = client.post(address("_cancel", activity), {"reason": "Musée en grève"}, follow=True)
    assert [(message.level_tag, str(message)) for message in again.context["messages"]] == [("success", "L’activité est annulée.")]
    assert OutgoingMail.objects.count() == 1


def test_cancelled_activity_has_no_screen_for_cancelling(client: Client) -> None:
    activity = ActivityFactory(cancelled=True, starts_at=LATER)
    response = client.post(address("_cancel", activity), {"reason": "Encore"}, follow=True)
    assert response.redirect_chain == [(address("", activity), 302)]
    assert "Cette activité est déjà annulée." in response.content.decode()


def test_detail_shows_the_exact_place_and_who_leads(client: Client) -> None:
    activity = ActivityFactory(starts_at=LATER, venue=VenueFactory(name="Musée précis"), meeting_point="Sous l’horloge")
    seat = SeatFactory(activity=activity)
    content = client.get(address("", activity)).content.decode()
    assert [words in content for words in ("Musée précis", "Sous l’horloge", seat.volunteer.user.get_full_name())] == [True, True, True]


def test_unknown_activity_is_missing(client: Client) -> None:
    gone = Activity(pk=uuid4())
    assert client.get(address("", gone)).status_code == 404
    assert client.post(address("_publish", gone)).status_code == 404


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(who: str, request: pytest.FixtureRequest, signed_in: SignIn) -> None:
    activity = ActivityFactory(to_publish=True, starts_at=LATER)
    client = signed_in(request.getfixturevalue(who))
    pages = [LIST, CREATE, *(address(name, activity) for name in ("", "_edit", "_cancel"))]
    assert {client.get(page).status_code for page in pages} == {403}
    posts = [CREATE, *(address(name, activity) for name in ("_edit", "_cancel", "_publish"))]
    assert {client.post(page, {"reason": "x"}).status_code for page in posts} == {403}
    activity.refresh_from_db()
    assert activity.status == "accepted"


def test_anonymous_and_volunteers_do_not_enter(signed_in: SignIn, request: pytest.FixtureRequest) -> None:
    assert Client().get(LIST)["Location"] == f"/compte/login/?next={LIST}"
    volunteer = request.getfixturevalue("ready_volunteer")
    assert signed_in(volunteer.user).get(LIST).status_code == 403


def test_same_page_sent_twice_writes_one_activity(client: Client) -> None:
    page_id = client.get(CREATE).context["page_key"]["page_id"].value()
    sent = typed(page_id=page_id)
    answers = [client.post(CREATE, sent)["Location"] for _ in range(2)]
    assert answers == [address("", Activity.objects.get())] * 2
    client.post(CREATE, typed(page_id=client.get(CREATE).context["page_key"]["page_id"].value()))
    assert Activity.objects.count() == 2
