"""A calendar of outings: what its dry run says, and what its import writes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from events import imports
from events.activity_states import publish
from events.import_lines import COLUMNS
from events.models import Activity, ActivityImport, ImportedLeader, Seat
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, ActivityImportFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from tests.volunteers.test_erasure import own_files as own_files
from tests.volunteers.test_erasure import tables_naming
from tests.volunteers.words import plain
from volunteers import erasure
from volunteers.exceptions import Refused
from volunteers.models import Volunteer
from volunteers.spreadsheets import UnreadableSheetError, read_sheet
from volunteers.waiting_imports import GONE, Outcome, Report, abandon, write_model

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HEADER = "TITRE;date;Debut;fin;lieu;Visées;participants venus;Animateurs\n"
CANAL = "Visite du canal;12/03/2024;14 h 30;17h;Musée du canal;culturelle;6;{}\n"
NEXT_MONTH = f"{timezone.localdate(NOW) + timedelta(days=30):%d/%m/%Y}"
CONCERT = f"Concert;{NEXT_MONTH};18:30;21:00;;;;{{}}\n"


def rows(*lines: str, header: str = HEADER) -> dict[str, Any]:
    return imports.rows_of(read_sheet((header + "".join(lines)).encode()))


def upload(*lines: str, header: str = HEADER) -> ActivityImport:
    return imports.begin(rows(*lines, header=header), by=UserFactory(coordinator=True), now=NOW)


def examine(*lines: str) -> Report[imports.CheckedLine]:
    return imports.examine(upload(*lines), now=NOW)


def import_now(*lines: str) -> int:
    MissionFactory(slug="activites-culturelles")
    waiting = upload(*lines)
    return imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)


def test_columns_are_known_in_any_order_and_others_are_named() -> None:
    assert rows("14h;x;Canal;12/03/2024\n", header="Heure de début;Salle;titre;DATE\n") == {
        "unknown": ["Salle"],
        "lines": [[2, {"starts": "14h", "title": "Canal", "day": "12/03/2024"}]],
    }


def test_list_without_its_columns_is_refused() -> None:
    with pytest.raises(UnreadableSheetError) as refused:
        rows("Canal\n", header="Titre\n")
    assert plain(str(refused.value)) == "La première ligne doit nommer les colonnes. Il manque : « Date », « Début »."


def test_every_title_of_the_model_is_known_and_its_example_is_not_imported() -> None:
    found = imports.rows_of(read_sheet(write_model(COLUMNS, imports.EXAMPLE).encode()))
    assert found["unknown"] == []
    report = imports.examine(imports.begin(found, by=UserFactory(coordinator=True), now=NOW), now=NOW)
    assert [[*line.errors] for line in report.lines] == [["title"]]


def test_past_outing_is_held_with_its_count_and_those_who_led_it() -> None:
    venue = VenueFactory(name="Musée du canal")
    leaders = [VolunteerFactory(user__email=f"anime-{number}@demo.test") for number in range(3)]
    assert import_now(CANAL.format("Anime-0@demo.test, anime-1@demo.test,anime-2@demo.test")) == 1
    activity = Activity.objects.get()
    assert (activity.status, activity.kind, activity.participants_count) == ("held", "outing", 6)
    assert (activity.venue, activity.arrangements, activity.aims) == (venue, "", ["culturelle"])
    assert (activity.facilitator_seats, activity.staffed_at) == (3, None)
    seats = Seat.objects.select_related("engagement")
    assert {seat.volunteer_id for seat in seats} == {volunteer.pk for volunteer in leaders}
    assert {(seat.engagement.starts_at, seat.engagement.ends_at) for seat in seats if seat.engagement} == {
        (activity.starts_at, activity.ends_at)
    }
    assert (activity.history.count(), Seat.history.count()) == (1, 3)
    assert not OutgoingMail.objects.exists()


def test_outing_to_come_is_accepted_and_never_published() -> None:
    VolunteerFactory(user__email="anime@demo.test")
    assert import_now(CONCERT.format("anime@demo.test")) == 1
    activity = Activity.objects.get()
    assert (activity.status, activity.published_at, activity.participants_count) == ("accepted", None, None)
    assert not Seat.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_report_tells_what_becomes_of_those_who_lead() -> None:
    VolunteerFactory(user__email="anime@demo.test")
    past, to_come = examine(CANAL.format('"anime@demo.test; qui@demo.test, Zoé"'), CONCERT.format("anime@demo.test")).lines
    assert plain(past.remark).endswith("les 2e et 3e adresses ne sont celles d’aucun·e bénévole. Elles sont laissées de côté.")
    assert [volunteer.user.email for volunteer in past.leaders] == ["anime@demo.test"]
    assert "se prennent une fois publiée" in to_come.remark
    assert list(to_come.leaders) == []


def test_place_that_is_not_known_is_where_to_meet_and_waits_for_the_eve(client: Client) -> None:
    import_now(CONCERT.replace(";;;;", ";Cave des Lilas, 14 rue Cachée;;;").format(""))
    activity = Activity.objects.get()
    assert (activity.venue, activity.arrangements, activity.meeting_point) == (None, "", "Cave des Lilas, 14 rue Cachée")
    publish(activity, by=UserFactory(coordinator=True), now=NOW)
    seat = SeatFactory(activity=activity)
    client.force_login(seat.volunteer.user)
    assert "Cachée" not in client.get(reverse("space_activity", args=[activity.pk])).text
    with time_machine.travel(activity.starts_at - timedelta(days=1), tick=False):
        client.force_login(seat.volunteer.user)
        assert "Cachée" in client.get(reverse("space_activity", args=[activity.pk])).text


def test_cost_is_paid_by_the_association() -> None:
    MissionFactory(slug="activites-culturelles")
    waiting = upload("Canal;12/03/2024;14h;2 h;7;12,50\n", header="titre;date;début;durée;venus;coût\n")
    imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
    activity = Activity.objects.get()
    assert (activity.cost_cents, activity.payer) == (1250, "association")


def test_same_title_and_start_is_known() -> None:
    MissionFactory(slug="activites-culturelles")
    import_now(CANAL.format(""))
    lines = examine(
        CANAL.format("").upper(), CANAL.replace("14 h 30", "15 h").format(""), CANAL.replace("14 h 30", "15:00").format("")
    ).lines
    assert [line.outcome for line in lines] == [Outcome.KNOWN, Outcome.NEW, Outcome.KNOWN]
    assert plain(lines[2].remark) == "Cette sortie est déjà à la ligne 3 : rien de plus."
    ActivityFactory(title="visite du CANAL", starts_at=lines[1].outing.starts_at if lines[1].outing else NOW, cancelled=True)
    assert [line.outcome for line in examine(CANAL.replace("14 h 30", "15 h").format("")).lines] == [Outcome.KNOWN]


def test_wrong_lines_stay_out() -> None:
    assert import_now(CANAL.format(""), ";12/03/2024;14h;15h;;;3;\n") == 1
    assert Activity.objects.count() == 1


def test_line_with_more_people_than_seats_is_wrong() -> None:
    people = [VolunteerFactory(user__email=f"anime-{number}@demo.test") for number in range(11)]
    line = examine(CANAL.format('"' + ",".join(person.user.email for person in people) + '"')).lines[0]
    assert list(line.errors) == ["leaders"]


@pytest.mark.usefixtures("own_files")
def test_waiting_import_holds_no_address() -> None:
    VolunteerFactory(user__email="anime@demo.test")
    upload(
        "Canal (contact@demo.test);12/03/2024;14h;15h;;;3;Anime@Demo.test, inconnue@demo.test\n",
        header=HEADER.replace("lieu", "a@demo.test"),
    )
    assert tables_naming("contact@demo.test", "inconnue@demo.test", "a@demo.test") == []
    waiting = ActivityImport.objects.get()
    assert "@" not in str(waiting.rows)
    assert waiting.rows["lines"][0][1]["title"] == "Canal ([adresse retirée])"


@pytest.mark.usefixtures("own_files")
def test_erasure_leaves_nothing_in_a_waiting_import() -> None:
    MissionFactory(slug="activites-culturelles")
    volunteer, other = VolunteerFactory(user__email="quetzal@demo.test"), VolunteerFactory(user__email="autre@demo.test")
    waiting = upload(CANAL.format("quetzal@demo.test, autre@demo.test"))
    ids = [str(volunteer.pk), volunteer.pk.hex]
    # The negative control: the same search finds the person before.
    assert "events_importedleader" in tables_naming(*ids)
    erasure.erase(volunteer, now=NOW)
    assert tables_naming("quetzal", *ids) == ["accounts_outgoingmail"]
    assert imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW) == 1
    assert [seat.volunteer for seat in Seat.objects.all()] == [other]
    erasure.erase(other, now=NOW)
    assert not Seat.objects.exists()
    assert not Seat.history.exists()


def test_decision_is_taken_once() -> None:
    MissionFactory(slug="activites-culturelles")
    waiting = upload(CANAL.format(""))
    imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
    with pytest.raises(Refused) as refused:
        imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
    assert refused.value.reasons == [GONE]
    assert (Activity.objects.count(), ActivityImport.objects.count()) == (1, 0)


def test_nothing_new_and_no_mission_are_refused() -> None:
    waiting = upload(CANAL.format(""))
    with pytest.raises(Refused) as refused:
        imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
    assert refused.value.reasons == [imports.NO_MISSION]
    MissionFactory(slug="activites-culturelles")
    wrong = upload("Canal;hier;14h;15h;;;;\n")
    with pytest.raises(Refused) as refused:
        imports.carry_out(wrong.pk, by=wrong.uploaded_by, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["nothing"]
    assert ActivityImport.objects.count() == 2


def test_abandoned_twice_is_abandoned_once() -> None:
    VolunteerFactory(user__email="anime@demo.test")
    waiting = upload(CANAL.format("anime@demo.test"))
    abandon(ActivityImport, waiting.pk)
    abandon(ActivityImport, waiting.pk)
    assert (ActivityImport.objects.count(), ImportedLeader.objects.count(), Volunteer.objects.count()) == (0, 0, 1)


def test_list_without_decision_goes_after_a_day() -> None:
    ActivityImportFactory(uploaded_at=NOW - timedelta(hours=25))
    recent = ActivityImportFactory(uploaded_at=NOW - timedelta(hours=23))
    imports.forget_waiting(NOW)
    assert list(ActivityImport.objects.all()) == [recent]


def test_many_lines_ask_as_many_queries_as_few() -> None:
    MissionFactory(slug="activites-culturelles")
    for number in range(4):
        VolunteerFactory(user__email=f"anime-{number}@demo.test")

    def count(lines: int, year: int) -> tuple[int, int]:
        words = [f"Sortie {number};12/03/{year};14h;15h;;;3;anime-{number % 4}@demo.test\n" for number in range(lines)]
        with CaptureQueriesContext(connection) as reading:
            waiting = upload(*words)
            imports.examine(waiting, now=NOW)
        with CaptureQueriesContext(connection) as writing:
            imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
        return len(reading), len(writing)

    (read_few, written_few), (read_many, written_many) = count(4, 2024), count(90, 2023)
    assert read_many == read_few
    # Written in batches, whose size the database bounds.
    assert written_many - written_few < 10


def test_public_event_comes_in_as_such_and_the_report_says_where_it_shows() -> None:
    MissionFactory(slug="activites-culturelles")
    waiting = upload("Les métiers;12/03/2024;14h;2 h;7;Webinaire\n", header="titre;date;début;durée;venus;nature\n")
    assert "L’agenda public la montre dès l’import." in imports.examine(waiting, now=NOW).lines[0].remark
    imports.carry_out(waiting.pk, by=waiting.uploaded_by, now=NOW)
    activity = Activity.objects.public().get()
    assert (activity.kind, activity.facilitator_seats, activity.status) == ("webinar", 0, "held")
