"""A list of today's bénévoles: what its dry run says, and what its import writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OutgoingMail, User
from accounts.outbox import send_due_mails
from tests.accounts.factories import UserFactory
from tests.accounts.mailbox import last_code
from tests.volunteers.factories import MissionFactory, TrainingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.office_factories import VolunteerImportFactory
from tests.volunteers.words import plain
from volunteers import erasure, imports
from volunteers.exceptions import Refused
from volunteers.import_lines import COLUMNS
from volunteers.models import Booking, Certificate, Consent, TrainingSession, Volunteer, VolunteerImport
from volunteers.retention import UNFINISHED_KEPT, erase_unfinished_sign_ups
from volunteers.spreadsheets import UnreadableSheetError, read_sheet
from volunteers.waiting_imports import GONE, Outcome, abandon, write_model

pytestmark = pytest.mark.django_db

PARIS_TEN = datetime(2026, 3, 5, 9, tzinfo=UTC)
NOW = timezone.now()
HEADER = "prenom;NOM;Adresse e-mail;Téléphone;Missions;Langues;Arrondissement;Inscription;Formation suivie le\n"
NADIA = "Nadia;Fictif;Nadia@Demo.test;06 12 34 56 78;activites culturelles;anglais : courant;14e;01/02/2020;{day}\n"


def rows(*lines: str, header: str = HEADER) -> dict[str, Any]:
    return imports.rows_of(read_sheet((header + "".join(lines)).encode()))


def import_now(*lines: str, by: User | None = None, now: datetime = NOW) -> int:
    upload = imports.begin(rows(*lines), by=by or UserFactory(coordinator=True), now=now)
    return imports.carry_out(upload.pk, by=upload.uploaded_by, now=now)


def many(count: int) -> list[str]:
    return [f"Nadia;Fictif;nadia-{number}@demo.test;;;arabe\n" for number in range(count)]


def test_columns_are_known_in_any_order_and_others_are_named() -> None:
    found = rows("x;n@demo.test;Fictif;y;Nadia\n", header="Équipe;E-Mail;nom;;PRÉNOM\n")
    assert found == {
        "unknown": ["Équipe", "sans titre, la 4e"],
        "lines": [[2, {"first_name": "Nadia", "last_name": "Fictif", "email": "n@demo.test"}]],
    }


def test_line_that_says_nothing_we_know_is_wrong_rather_than_lost() -> None:
    report = imports.examine(rows("Total;;;\n", header="Équipe;Prénom;Nom;E-mail\n"), now=NOW)
    assert [(line.number, line.outcome, [*line.errors]) for line in report.lines] == [
        (2, Outcome.WRONG, ["first_name", "last_name", "email"])
    ]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("Nom;Ville\n", "La première ligne doit nommer les colonnes. Il manque : « Prénom », « E-mail »."),
        ("Prénom;Nom;E-mail;Courriel\n", "Deux colonnes disent la même chose : « E-mail » et « Courriel »."),
    ],
)
def test_columns_that_lack_or_come_twice_refuse_the_list(header: str, sentence: str) -> None:
    with pytest.raises(UnreadableSheetError) as refused:
        rows("Nadia;Fictif\n", header=header)
    assert plain(str(refused.value)) == sentence


def test_model_is_read_and_its_example_is_not_imported() -> None:
    sheet = read_sheet(write_model(COLUMNS, imports.EXAMPLE).encode())
    report = imports.examine(imports.rows_of(sheet), now=NOW)
    assert [line.outcome for line in report.lines] == [Outcome.WRONG]
    assert [*report.lines[0].errors] == ["email"]


def test_report_tells_new_known_and_wrong_lines_apart() -> None:
    VolunteerFactory(user__email="connue@demo.test")
    EmailAddress.objects.create(user=UserFactory(), email="seconde@demo.test")
    report = imports.examine(
        rows(
            "Nadia;Fictif;nadia@demo.test\n",
            "Connue;Fictif;CONNUE@demo.test;téléphone faux\n",
            "Seconde;Fictif;Seconde@demo.test\n",
            "Nadia;Fictif;NADIA@demo.test\n",
            "Faux;Fictif;double@demo.test;abc\n",
            "Juste;Fictif;double@demo.test\n",
        ),
        now=NOW,
    )
    assert [(line.number, line.outcome, plain(line.remark)) for line in report.lines] == [
        (2, Outcome.NEW, ""),
        (3, Outcome.KNOWN, "Cette adresse a déjà un compte : rien ne change."),
        (4, Outcome.KNOWN, "Cette adresse a déjà un compte : rien ne change."),
        (5, Outcome.KNOWN, "Cette adresse est déjà à la ligne 2 : rien de plus."),
        (6, Outcome.WRONG, ""),
        (7, Outcome.NEW, ""),
    ]
    assert (report.count(Outcome.NEW), report.count(Outcome.KNOWN), report.count(Outcome.WRONG)) == (2, 3, 1)


def test_dry_run_writes_one_waiting_import_alone() -> None:
    coordinator = UserFactory(coordinator=True)
    upload = imports.begin(rows(NADIA), by=coordinator, now=NOW)
    imports.examine(upload.rows, now=NOW)
    assert (User.objects.count(), Volunteer.objects.count(), OutgoingMail.objects.count()) == (1, 0, 0)
    assert VolunteerImport.objects.get() == upload


def test_import_writes_all_that_the_line_says() -> None:
    mission = MissionFactory()
    assert import_now(NADIA.format(day="")) == 1
    volunteer = Volunteer.objects.get()
    user = volunteer.user
    assert (user.email, user.get_full_name(), user.has_usable_password()) == ("nadia@demo.test", "Nadia Fictif", False)
    assert (volunteer.phone, volunteer.area, volunteer.folded_name) == ("06 12 34 56 78", "75014", "nadia fictif")
    assert timezone.localtime(volunteer.signed_up_at).strftime("%d/%m/%Y %H:%M") == "01/02/2020 00:00"
    assert list(volunteer.missions.all()) == [mission]
    assert list(volunteer.languages.values_list("code", "level")) == [("en", "fluent")]
    assert list(EmailAddress.objects.values_list("user", "email", "primary", "verified")[1:]) == [(user.pk, user.email, True, False)]
    # Nobody agreed to anything in somebody else's name.
    assert not Consent.objects.exists()
    assert not VolunteerImport.objects.exists()


def test_sign_up_without_a_date_is_today() -> None:
    import_now("Nadia;Fictif;nadia@demo.test\n")
    assert Volunteer.objects.get().signed_up_at == NOW


def test_imported_person_signs_in_with_a_mailed_code_which_confirms_the_address(client: Client) -> None:
    import_now("Nadia;Fictif;nadia@demo.test\n")
    client.post("/compte/login/code/", {"email": "nadia@demo.test"})
    response = client.post("/compte/login/code/confirm/", {"code": last_code()})
    assert (response.status_code, response["Location"]) == (302, "/espace/")
    assert EmailAddress.objects.get(email="nadia@demo.test").verified


def test_imported_person_is_told_once_by_mail() -> None:
    import_now("Nadia;Fictif;nadia@demo.test\n")
    letter = OutgoingMail.objects.get()
    assert (letter.recipient, plain(letter.subject)) == ("nadia@demo.test", "Votre bénévolat se suit maintenant en ligne")
    assert letter.key == f"volunteers/imported/{Volunteer.objects.get().pk}"
    for words in ("Bonjour Nadia,", "/compte/login/code/", "nous effacerons ce compte"):
        assert words in letter.text
        assert words in letter.html
    send_due_mails(timezone.now() + timedelta(seconds=1))
    send_due_mails(timezone.now() + timedelta(seconds=1))
    assert [message.to for message in mail.outbox] == [["nadia@demo.test"]]


def test_names_are_escaped_in_the_mail() -> None:
    import_now('"L""Amie & Cie";Fictif;nadia@demo.test\n')
    assert "Bonjour L&quot;Amie &amp; Cie," in OutgoingMail.objects.get().html
    assert 'Bonjour L"Amie & Cie,' in OutgoingMail.objects.get().text


def test_training_is_noted_where_a_session_was_held_that_day() -> None:
    coordinator = UserFactory(coordinator=True)
    held = TrainingSessionFactory(starts_at=datetime(2026, 3, 4, 18, tzinfo=UTC), capacity=1)
    TrainingSessionFactory(starts_at=datetime(2026, 3, 5, 18, tzinfo=UTC), cancelled_at=NOW)
    lines = (NADIA.format(day="04/03/2026"), "Bruno;Fictif;bruno@demo.test;;;;;;05/03/2026\n", "Zoé;Fictif;zoe@demo.test;;;;;;04/03/2026\n")
    MissionFactory()
    report = imports.examine(rows(*lines), now=NOW)
    assert [plain(line.remark) for line in report.lines] == [
        "",
        "La session de ce jour n’est pas sur le site : elle y sera notée, avec les personnes qui l’ont suivie.",
        "",
    ]
    assert TrainingSession.objects.count() == 2
    # Whoever was there has no need of a place any more.
    assert import_now(*lines, by=coordinator) == 3
    noted = Booking.objects.attended().filter(session=held).order_by("volunteer__user__email")
    assert [(booking.volunteer.user.first_name, booking.attendance_marked_by) for booking in noted] == [
        ("Nadia", coordinator),
        ("Zoé", coordinator),
    ]
    assert Certificate.objects.filter(booking__in=noted).count() == 2
    texts = dict(OutgoingMail.objects.values_list("recipient", "text"))
    assert ["nous effacerons" in texts[f"{name}@demo.test"] for name in ("nadia", "bruno", "zoe")] == [False, False, False]
    made = Booking.objects.attended().get(volunteer__user__first_name="Bruno").session
    assert (made.starts_at, made.ends_at - made.starts_at, made.cancelled_at) == (PARIS_TEN, timedelta(hours=2), None)


def test_training_is_not_noted_before_the_day_is_over_nor_without_a_training() -> None:
    MissionFactory(required_trainings=[])
    today = f"{timezone.localdate(NOW):%d/%m/%Y}"
    lines = NADIA.format(day=today), "Bruno;Fictif;bruno@demo.test;;;;;;05/03/2026\n"
    for there in (False, True):
        if there:
            TrainingFactory()
        report = imports.examine(rows(*lines), now=NOW)
        said = [plain(line.remark).partition(" ")[0] for line in report.lines]
        assert said == ["Aucune", "La" if there else "Aucune"]


def test_trained_person_is_ready_once_the_address_is_confirmed() -> None:
    MissionFactory()
    TrainingSessionFactory(starts_at=datetime(2026, 3, 4, 18, tzinfo=UTC))
    import_now(NADIA.format(day="04/03/2026"))
    assert not Volunteer.objects.ready(timezone.localdate()).exists()
    EmailAddress.objects.filter(email="nadia@demo.test").update(verified=True)
    assert Volunteer.objects.ready(timezone.localdate()).count() == 1


def test_checks_are_asked_again_at_the_decision() -> None:
    upload = imports.begin(rows(*many(2)), by=UserFactory(coordinator=True), now=NOW)
    VolunteerFactory(user__email="nadia-1@demo.test")
    assert imports.carry_out(upload.pk, by=upload.uploaded_by, now=NOW) == 1
    assert User.objects.filter(email__startswith="nadia-").count() == 2


def test_mission_that_is_gone_meanwhile_makes_the_line_wrong() -> None:
    mission = MissionFactory(required_trainings=[])
    upload = imports.begin(rows(NADIA.format(day="")), by=UserFactory(coordinator=True), now=NOW)
    mission.delete()
    with pytest.raises(Refused) as refused:
        imports.carry_out(upload.pk, by=upload.uploaded_by, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["nothing"]
    # The report that says why is still there.
    assert VolunteerImport.objects.get() == upload


def test_second_decision_finds_nothing_to_do() -> None:
    upload = VolunteerImportFactory()
    assert imports.carry_out(upload.pk, by=upload.uploaded_by, now=NOW) == 1
    with pytest.raises(Refused) as refused:
        imports.carry_out(upload.pk, by=upload.uploaded_by, now=NOW)
    assert refused.value.reasons == [GONE]
    assert (Volunteer.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_abandoned_import_is_deleted() -> None:
    upload = VolunteerImportFactory()
    abandon(VolunteerImport, upload.pk)
    abandon(VolunteerImport, upload.pk)
    assert (VolunteerImport.objects.count(), Volunteer.objects.count()) == (0, 0)


def test_import_without_decision_is_forgotten_after_a_day() -> None:
    VolunteerImportFactory(uploaded_at=NOW - timedelta(hours=25))
    recent = VolunteerImportFactory(uploaded_at=NOW - timedelta(hours=23))
    imports.forget_waiting(NOW)
    assert list(VolunteerImport.objects.all()) == [recent]


def test_account_that_is_erased_takes_the_waiting_lines_with_it() -> None:
    volunteer = VolunteerFactory(user__email="nadia@demo.test")
    VolunteerImportFactory()
    erasure.erase(volunteer, now=NOW)
    assert not VolunteerImport.objects.exists()


def test_old_sign_up_that_was_imported_is_kept_three_months_from_the_import() -> None:
    with time_machine.travel(NOW, tick=False):
        import_now(NADIA.format(day="").replace("activites culturelles", ""))
    erase_unfinished_sign_ups(NOW + UNFINISHED_KEPT)
    assert Volunteer.objects.count() == 1
    erase_unfinished_sign_ups(NOW + UNFINISHED_KEPT + timedelta(minutes=1))
    assert Volunteer.objects.count() == 0


def test_queries_do_not_grow_with_lines() -> None:
    def count(lines: list[str]) -> int:
        upload = imports.begin(rows(*lines), by=UserFactory(coordinator=True), now=NOW)
        with CaptureQueriesContext(connection) as queries:
            imports.carry_out(upload.pk, by=upload.uploaded_by, now=NOW)
        return len(queries)

    assert count(many(31)[1:]) == count(many(1))
