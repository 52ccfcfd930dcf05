"""Hours that count, those typed and answered for, and the statement of a year."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import OutgoingMail, User
from home.settings import AssociationSettings
from tests.conftest import RunTasks, SignIn
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import (
    BookingFactory,
    MissionFactory,
    PairingFactory,
    ProgrammeFactory,
    TrainingFactory,
    TrainingSessionFactory,
    TypedHoursFactory,
    VolunteerFactory,
)
from tests.volunteers.words import plain
from volunteers import hours, own_data
from volunteers.exceptions import Refused
from volunteers.hours import Entry, Year
from volunteers.hours_statement import state_hours
from volunteers.models import Attendance, Engagement, TypedHours, Volunteer
from volunteers.skills import Skill

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
PAGE = "/espace/heures/"


def counted(volunteer: Volunteer) -> list[tuple[str, int]]:
    return [(entry.mission, entry.minutes) for year in hours.years_of(volunteer) for entry in year.entries]


@pytest.mark.parametrize(("mark", "minutes"), [("present", 120), ("late", 120), ("absent", None), ("excused", None), ("", None)])
def test_training_counts_once_it_is_known_who_came(mark: str, minutes: int | None) -> None:
    volunteer = VolunteerFactory()
    BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW - timedelta(days=3)), attendance=mark)
    assert counted(volunteer) == ([("Formations suivies", minutes)] if minutes else [])


def test_outing_counts_once_it_was_held_for_those_who_kept_their_place() -> None:
    leader, left, another_day = VolunteerFactory(), VolunteerFactory(), VolunteerFactory()
    held = ActivityFactory(held=True, mission=MissionFactory(title="Activités culturelles"))
    SeatFactory(activity=held, volunteer=leader)
    SeatFactory(activity=held, volunteer=left, left_at=NOW - timedelta(days=8), engagement=None)
    SeatFactory(activity=ActivityFactory(starts_at=NOW - timedelta(days=1)), volunteer=another_day)
    assert [counted(person) for person in (leader, left, another_day)] == [[("Activités culturelles", 180)], [], []]


def test_time_counts_as_it_passes_on_the_night_when_clocks_change() -> None:
    starts_at = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    entry = Entry.of_span(starts_at, starts_at + timedelta(hours=4), mission="", what="")
    assert (entry.day, entry.minutes) == (date(2026, 10, 25), 240)


def met(volunteer: Volunteer, days_ago: int, *, kind: Engagement.Kind = Engagement.Kind.MEETING) -> None:
    starts_at = NOW - timedelta(days=days_ago)
    Engagement.objects.create(volunteer=volunteer, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))


@pytest.mark.parametrize(
    ("status", "days_ago", "mission"),
    [
        ("active", 10, "Accompagnement socioprofessionnel"),
        ("active", 20, "Accompagnement socioprofessionnel"),
        ("active", 21, "Rencontres d’un binôme"),
        ("active", 2, "Accompagnement socioprofessionnel"),
        ("ended", 10, "Accompagnement socioprofessionnel"),
        ("ended", 2, "Rencontres d’un binôme"),
    ],
)
def test_meeting_counts_for_the_mission_of_the_pairing_of_that_day(status: str, days_ago: int, mission: str) -> None:
    volunteer = VolunteerFactory()
    days = {name: TODAY - timedelta(days=ago) for name, ago in (("starts_on", 20), ("review_on", 6), ("ends_on", 5))}
    PairingFactory(volunteer=volunteer, status=status, **days)
    met(volunteer, days_ago)
    assert counted(volunteer) == [(mission, 90)]


def test_meeting_counts_once_it_is_over_and_no_promise_of_another_kind_does() -> None:
    volunteer, other = VolunteerFactory(), VolunteerFactory()
    met(volunteer, -1)
    for kind in (Engagement.Kind.SEAT, Engagement.Kind.TRAINING):
        met(volunteer, 3, kind=kind)
    Engagement.objects.create(
        volunteer=volunteer, kind=Engagement.Kind.MEETING, starts_at=NOW - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1)
    )
    met(other, 3)
    assert [counted(person) for person in (volunteer, other)] == [[], [("Rencontres d’un binôme", 90)]]


def test_meeting_on_a_day_of_two_missions_counts_for_neither() -> None:
    volunteer = VolunteerFactory()
    lessons = ProgrammeFactory(slug="francais", title="Français", mission=MissionFactory(slug="francais", title="Français"))
    since = TODAY - timedelta(days=30)
    for programme in (ProgrammeFactory(), lessons):
        PairingFactory(volunteer=volunteer, programme=programme, starts_on=since)
    PairingFactory(programme=lessons, starts_on=since)
    met(volunteer, 3)
    assert counted(volunteer) == [("Rencontres d’un binôme", 90)]


@pytest.mark.parametrize(("status", "total"), [("waiting", 0), ("validated", 90), ("refused", 0)])
def test_typed_hours_count_when_validated_alone(status: str, total: int) -> None:
    row = TypedHoursFactory(status=status)
    assert sum(minutes for _, minutes in counted(row.volunteer)) == total


def test_totals_are_by_year_and_mission_the_most_first() -> None:
    volunteer = VolunteerFactory()
    lessons, outings = MissionFactory(slug="cours", title="Cours de français"), MissionFactory(slug="sorties", title="Sorties")
    for mission, day, minutes in ((outings, date(2026, 3, 1), 60), (lessons, date(2026, 3, 2), 45), (lessons, date(2026, 4, 2), 30)):
        TypedHoursFactory(volunteer=volunteer, mission=mission, day=day, minutes=minutes, status="validated")
    TypedHoursFactory(volunteer=volunteer, mission=outings, day=date(2025, 12, 31), minutes=20, status="validated")
    found = [(year.year, year.minutes, year.by_mission) for year in hours.years_of(volunteer)]
    assert found == [(2026, 135, [("Cours de français", 75), ("Sorties", 60)]), (2025, 20, [("Sorties", 20)])]


def typed(volunteer: Volunteer, **changes: object) -> dict[str, object]:
    return {"mission": volunteer.missions.get().pk, "day": TODAY.isoformat(), "minutes": "1 h 30", "what": "Tri de livres", **changes}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1 h 30", 90), ("1h30", 90), ("1\u00a0h\u00a030", 90), ("2 h", 120), ("2H", 120), ("45 min", 45), ("45", 45), ("1 h 5 min", 65)],
)
def test_duration_is_read_as_people_write_it(signed_in: SignIn, new_volunteer: Volunteer, text: str, minutes: int) -> None:
    signed_in(new_volunteer.user).post(PAGE, typed(new_volunteer, minutes=text))
    row = TypedHours.objects.get()
    assert (row.minutes, row.status, row.volunteer, row.day, row.what) == (minutes, "waiting", new_volunteer, TODAY, "Tri de livres")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": "longtemps"}, "Écrivez la durée en heures et minutes"),
        ({"minutes": "1 h 75"}, "Écrivez la durée en heures et minutes"),
        ({"minutes": "13 h"}, "Une durée va de 5 minutes à 12 heures"),
        ({"minutes": "2 min"}, "Une durée va de 5 minutes à 12 heures"),
        ({"minutes": ""}, "Indiquez la durée."),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "Ce jour n’est pas encore venu."),
        ({"day": (TODAY - timedelta(days=366)).isoformat()}, "Ces heures datent de plus d’un an"),
        ({"day": "hier"}, "Écrivez une date qui existe"),
        ({"what": ""}, "Dites en quelques mots"),
        ({"mission": ""}, "Choisissez la mission."),
    ],
)
def test_bad_lines_are_said_at_their_field_and_kept(
    signed_in: SignIn, new_volunteer: Volunteer, changes: dict[str, str], sentence: str
) -> None:
    html = plain(signed_in(new_volunteer.user).post(PAGE, typed(new_volunteer, **changes)).content.decode())
    assert sentence in html
    [(name, value)] = changes.items()
    assert name == "mission" or not value or f'value="{value}"' in html
    assert not TypedHours.objects.exists()


def test_mission_is_one_of_theirs(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    other = MissionFactory(slug="autre", title="Autre mission")
    html = signed_in(new_volunteer.user).post(PAGE, typed(new_volunteer, mission=other.pk)).content.decode()
    assert "Choisissez une de vos missions." in html
    assert not TypedHours.objects.exists()


def test_waiting_line_is_taken_back_an_answered_one_stays(signed_in: SignIn, new_volunteer: Volunteer, stranger: Volunteer) -> None:
    rows = [TypedHoursFactory(volunteer=new_volunteer, status=status) for status in ("waiting", "validated")]
    for client in (signed_in(stranger.user), signed_in(new_volunteer.user)):
        answers = [client.post(f"{PAGE}{row.pk}/retirer/").status_code for row in rows]
        assert answers == ([404, 404] if client.get(PAGE).context["request"].user == stranger.user else [302, 302])
    assert [row.status for row in TypedHours.objects.all()] == ["validated"]


def test_coordinator_validates_and_nobody_is_written_to(
    signed_in: SignIn, coordinator: User, run_tasks: RunTasks, new_volunteer: Volunteer
) -> None:
    row = TypedHoursFactory(volunteer=new_volunteer)
    client = signed_in(coordinator)
    assert row.what in client.get("/coordination/heures/").content.decode()
    client.post(f"/coordination/heures/{row.pk}/", {"accept": "1"})
    row.refresh_from_db()
    assert (row.status, row.answered_by) == ("validated", coordinator)
    run_tasks()
    assert mail.outbox == []
    assert client.get("/coordination/heures/").context["page"].paginator.count == 0


def test_refusal_is_told_by_mail_once(signed_in: SignIn, coordinator: User, run_tasks: RunTasks, new_volunteer: Volunteer) -> None:
    row = TypedHoursFactory(volunteer=new_volunteer)
    client = signed_in(coordinator)
    for answer in ("refuse", "accept", "refuse"):
        client.post(f"/coordination/heures/{row.pk}/", {answer: "1"})
    row.refresh_from_db()
    assert row.status == "refused"
    run_tasks()
    assert [message.to for message in mail.outbox] == [[new_volunteer.user.email]]
    assert "1 h 30" in plain(str(mail.outbox[0].body))
    assert new_volunteer.user.first_name not in mail.outbox[0].subject


def test_reason_of_a_refusal_is_read_in_the_mail_and_in_their_space(
    signed_in: SignIn, coordinator: User, run_tasks: RunTasks, new_volunteer: Volunteer
) -> None:
    row, reason = TypedHoursFactory(volunteer=new_volunteer), "Cette réunion est déjà comptée."
    signed_in(coordinator).post(f"/coordination/heures/{row.pk}/", {"refuse": "1", "reason": f" {reason} "})
    row.refresh_from_db()
    assert (row.status, row.answer_reason) == ("refused", reason)
    run_tasks()
    told = "Ce que l’équipe en dit : Cette réunion est déjà comptée."
    assert (told in plain(str(mail.outbox[0].body)), reason in mail.outbox[0].subject) == (True, False)
    assert f"L’équipe : {reason}" in plain(signed_in(new_volunteer.user).get(PAGE).content.decode())
    [line] = own_data.collect(new_volunteer)["heures saisies"]
    assert line["raison de la réponse"] == reason


def test_reason_is_nothing_one_must_give_and_goes_with_a_refusal_alone(signed_in: SignIn, coordinator: User) -> None:
    silent, accepted = TypedHoursFactory(), TypedHoursFactory()
    client = signed_in(coordinator)
    client.post(f"/coordination/heures/{silent.pk}/", {"refuse": "1", "reason": ""})
    client.post(f"/coordination/heures/{accepted.pk}/", {"accept": "1", "reason": "a" * 161})
    answers = {row.pk: (row.status, row.answer_reason) for row in TypedHours.objects.all()}
    assert answers == {silent.pk: ("refused", ""), accepted.pk: ("validated", "")}
    assert "en dit" not in OutgoingMail.objects.get().text


def test_reason_too_long_is_kept_with_its_error_and_nothing_is_answered(signed_in: SignIn, coordinator: User) -> None:
    row, other = TypedHoursFactory(), TypedHoursFactory()
    client = signed_in(coordinator)
    page = client.post(f"/coordination/heures/{row.pk}/", {"refuse": "1", "reason": "a" * 161})
    html = plain(page.content.decode())
    assert ("Écrivez-le plus court : 160 signes au plus." in html, f'value="{"a" * 161}"' in html) == (True, True)
    assert [shown.pk for shown, _ in page.context["cards"]] == [row.pk]
    assert set(TypedHours.objects.values_list("status", flat=True)) == {"waiting"}
    assert len({form["reason"].id_for_label for _, form in client.get("/coordination/heures/").context["cards"]}) == 2
    assert other.answer_reason == ""


def test_button_without_a_name_answers_nothing(signed_in: SignIn, coordinator: User) -> None:
    row = TypedHoursFactory()
    signed_in(coordinator).post(f"/coordination/heures/{row.pk}/")
    row.refresh_from_db()
    assert row.status == "waiting"


def test_second_answer_is_refused(coordinator: User) -> None:
    row = TypedHoursFactory(status="validated")
    with pytest.raises(Refused):
        hours.answer(row, accepted=False, by=coordinator, now=NOW)


def test_team_learns_of_lines_that_wait(signed_in: SignIn, coordinator: User) -> None:
    client = signed_in(coordinator)
    assert "ligne à valider" not in client.get("/coordination/").content.decode()
    TypedHoursFactory()
    assert "Une ligne à valider" in client.get("/coordination/").content.decode()


def test_lists_ask_the_same_queries_however_long(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    clients = ((signed_in(coordinator), "/coordination/heures/"), (signed_in(new_volunteer.user), PAGE))

    def fill(count: int) -> None:
        for _ in range(count):
            TypedHoursFactory(volunteer=new_volunteer)
            TypedHoursFactory(volunteer=new_volunteer, status="validated")
            SeatFactory(activity=ActivityFactory(held=True), volunteer=new_volunteer)
            past = TrainingSessionFactory(starts_at=NOW - timedelta(days=3))
            BookingFactory(volunteer=new_volunteer, session=past, attendance=Attendance.PRESENT)
            PairingFactory(volunteer=new_volunteer)
            met(new_volunteer, 1)

    fill(1)
    before = [count_queries(client, path) for client, path in clients]
    fill(10)
    assert [count_queries(client, path) for client, path in clients] == before


def test_page_says_for_each_year_what_was_put_to_use(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    lessons = MissionFactory(slug="cours", title="Cours de français", learnt="Expliquer sans traduire.")
    silent = MissionFactory(slug="tri", title="Tri de livres")
    for mission, day in ((lessons, date(2026, 3, 1)), (silent, date(2026, 3, 2)), (silent, date(2025, 3, 2))):
        TypedHoursFactory(volunteer=new_volunteer, mission=mission, day=day, status="validated")
    MissionFactory(slug="autre", title="Autre mission", learnt="Rien d’ici.")
    for title, day in (("Écoute", date(2026, 2, 2)), ("Santé", date(2026, 1, 2)), ("Écoute", date(2026, 4, 2))):
        starts_at = datetime.combine(day, time(9), tzinfo=UTC)
        session = TrainingSessionFactory(training=TrainingFactory(slug=title, title=title), starts_at=starts_at)
        BookingFactory(volunteer=new_volunteer, session=session, attendance=Attendance.PRESENT)
    page = signed_in(new_volunteer.user).get(PAGE)
    found = {year.year: skills for year, skills in page.context["years"]}
    assert found == {2026: [("Cours de français", "Expliquer sans traduire."), ("Formations suivies", "Santé, Écoute")], 2025: []}
    html = page.content.decode()
    assert (html.count("Ce que vous y avez mis en œuvre"), html.count("Expliquer sans traduire.")) == (1, 1)


YEAR = Year(2026, [Entry(date(2026, 3, 1), 6000, "Cours de français", "Cours"), Entry(date(2026, 3, 2), 45, "Formations suivies", "")])
ASSOCIATION = AssociationSettings(name="Polaris 14", rna="W751234567")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return plain(" ".join(" ".join(page.extract_text() for page in pages).split()))


def test_statement_says_who_what_and_how_much() -> None:
    text = text_of(state_hours(YEAR, name="Zoé Exemple", association=ASSOCIATION, today=date(2027, 5, 1)))
    parts = [
        *("RNA : W751234567", "Attestation d’heures de bénévolat, 2026", "Zoé Exemple", "Cours de français 100 h"),
        *("Formations suivies 45 min", "Total 100 h 45", "arrêtées au 31 décembre 2026", "Compte d’engagement citoyen"),
        *("Ce total atteint les 100 heures", "Il en faut 200 dans l’année"),
    ]
    assert [part for part in parts if part not in text] == []


def test_statement_of_few_hours_says_so_and_the_day_it_was_made() -> None:
    year = Year(2026, YEAR.entries[1:])
    text = text_of(state_hours(year, name="Zoé Exemple", association=ASSOCIATION, today=date(2026, 5, 1)))
    assert "Ce total n’atteint pas les 100 heures" in text
    assert "arrêtées au 1er mai 2026" in text


SKILLS = [("Cours de français", "Expliquer sans traduire."), ("Formations suivies", "#panic(), Écoute")]


def test_statement_says_what_was_put_to_use() -> None:
    text = text_of(state_hours(YEAR, skills=SKILLS, name="Zoé", association=ASSOCIATION, today=date(2027, 5, 1)))
    assert "mis en œuvre • Cours de français : Expliquer sans traduire. • Formations suivies : #panic(), Écoute Compte" in text
    assert "mis en œuvre" not in text_of(state_hours(YEAR, name="Zoé", association=ASSOCIATION, today=date(2027, 5, 1)))


@pytest.mark.parametrize("skills", [[], SKILLS])
def test_statement_is_tagged_and_the_same_bytes_each_time(skills: list[Skill]) -> None:
    first, second = (state_hours(YEAR, skills=skills, name="Zoé", association=ASSOCIATION, today=date(2027, day, 1)) for day in (1, 6))
    assert first == second
    reader = PdfReader(io.BytesIO(first))
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]  # untyped dictionaries of a PDF
    assert reader.root_object["/Lang"] == "fr-FR"
    # Read by whoever opens the file: it names nobody.
    assert reader.metadata is not None
    assert plain(str(reader.metadata.title)) == "Attestation d’heures de bénévolat, 2026"


def test_what_is_typed_never_becomes_code() -> None:
    year = Year(2026, [Entry(date(2026, 3, 1), 60, "#panic() *Cours* $x$", "")])
    text = text_of(state_hours(year, name="#panic()", association=ASSOCIATION, today=date(2027, 1, 1)))
    assert "#panic() *Cours* $x$" in text


def test_statement_is_downloaded_by_year(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        mission = MissionFactory(slug="cours", title="Cours de français", learnt="Expliquer sans traduire.")
        TypedHoursFactory(volunteer=new_volunteer, mission=mission, day=date(2026, 5, 1), status="validated")
        client = signed_in(new_volunteer.user)
        response = client.get(f"{PAGE}2026/attestation.pdf")
        assert response["Content-Disposition"] == 'attachment; filename="heures-2026.pdf"'
        text = text_of(response.content)
        assert [new_volunteer.user.get_full_name() in text, "Expliquer sans traduire." in text] == [True, True]
        assert client.get(f"{PAGE}2025/attestation.pdf").status_code == 404


def test_same_line_is_written_down_once(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    typed = {
        "mission": ready_volunteer.missions.get().pk,
        "day": timezone.localdate().isoformat(),
        "minutes": "1 h",
        "what": "Tri des livres",
    }
    assert client.post("/espace/heures/", typed).status_code == 302
    again = client.post("/espace/heures/", typed)
    assert "Ces heures sont déjà notées" in again.content.decode()
    warned = client.post("/espace/heures/", {**typed, "what": "Appel au 06 12 34 56 78"})
    assert "what" in warned.context["form"].errors
    assert TypedHours.objects.count() == 1
