"""The day after: counts, how it went, what was spent, and an incident that is told at once and kept apart."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, User
from events.figures import measure
from events.models import Activity, OutingReport, ReportCorrection, Seat
from events.own_hours import describe_seats
from events.reports import Answers, correct_report, correcting_reasons, encrypt_again, forget_words, reporting_reasons, write_report
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, SeatFactory
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
TYPED = {"participants": "7", "rating": "4", "expense": "12,50", "incident": ""}
INCIDENT = "Quelqu’un s’est tordu la cheville."


def outing(**fields: object) -> Activity:
    return ActivityFactory(**{"starts_at": NOW - timedelta(days=1), **fields})


def page_of(seat: Seat) -> str:
    return reverse("space_activity_report", args=[seat.activity_id])


def codes(activity: Activity, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in reporting_reasons(activity, now=now)]


def test_report_waits_for_the_end_of_the_outing() -> None:
    activity = outing()
    assert codes(activity, activity.ends_at - timedelta(seconds=1)) == ["not_over"]
    assert codes(activity, activity.ends_at) == []


@pytest.mark.parametrize(
    ("traits", "expected"), [({"cancelled": True}, ["wrong_state"]), ({"to_publish": True}, ["wrong_state"]), ({"held": True}, ["given"])]
)
def test_what_did_not_take_place_or_is_reported_has_no_report_to_write(traits: dict[str, bool], expected: list[str]) -> None:
    assert codes(outing(**traits)) == expected


def test_report_holds_the_outing_with_its_count(ready_volunteer: Volunteer) -> None:
    activity = outing()
    report = write_report(activity, Answers(7, 4, 1250), by=ready_volunteer.user, now=NOW)
    activity.refresh_from_db()
    assert (activity.status, activity.participants_count) == (Activity.Status.HELD, 7)
    assert (report.rating, report.expense_cents, report.has_incident, report.incident) == (4, 1250, False, "")
    assert activity.history.latest().history_user == ready_volunteer.user
    assert OutgoingMail.objects.count() == 0


def test_second_report_is_refused_and_writes_nothing(ready_volunteer: Volunteer, coordinator: User) -> None:
    activity = outing()
    write_report(activity, Answers(7, 4, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    with pytest.raises(Refused) as refused:
        write_report(activity, Answers(3, 1, incident=INCIDENT), by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["given"]
    activity.refresh_from_db()
    assert (activity.participants_count, OutingReport.objects.count(), OutgoingMail.objects.count()) == (7, 1, 1)


def test_incident_is_encrypted_and_no_mail_tells_it(ready_volunteer: Volunteer, coordinator: User) -> None:
    report = write_report(outing(), Answers(7, 2, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    kept = OutingReport.objects.get()
    assert "cheville" not in kept.sealed
    assert kept.incident == INCIDENT
    sent = OutgoingMail.objects.get()
    assert sent.recipient == coordinator.email
    assert "cheville" not in sent.subject + sent.text + sent.html
    assert reverse("coordination_activity", args=[report.activity_id]) in sent.text


def test_words_are_deleted_after_a_year_and_the_fact_stays(ready_volunteer: Volunteer) -> None:
    write_report(outing(), Answers(7, 2, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    seat = SeatFactory(activity=outing(), left_at=NOW, engagement=None, leaving_reason="Grippe")
    forget_words(NOW + timedelta(days=365))
    assert (OutingReport.objects.get().incident, Seat.objects.get(pk=seat.pk).leaving_reason) == (INCIDENT, "Grippe")
    forget_words(NOW + timedelta(days=365, seconds=1))
    kept = OutingReport.objects.get()
    assert (kept.incident, kept.has_incident, Seat.objects.get(pk=seat.pk).leaving_reason) == ("", True, "")


def test_incidents_are_encrypted_again_under_a_new_key(ready_volunteer: Volunteer) -> None:
    write_report(outing(), Answers(7, 2, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    write_report(outing(), Answers(7, 2), by=ready_volunteer.user, now=NOW)
    before = OutingReport.objects.exclude(sealed="").get().sealed
    assert encrypt_again().done == 1
    after = OutingReport.objects.exclude(sealed="").get()
    assert (after.sealed == before, after.incident) == (False, INCIDENT)


# Screens ------------------------------------------------------------------------------------------


def over(volunteer: Volunteer) -> Seat:
    seat: Seat = SeatFactory(activity__over=True, volunteer=volunteer)
    return seat


def test_one_of_the_two_writes_the_report_in_one_form(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = over(ready_volunteer)
    client = signed_in(ready_volunteer.user)
    space = reverse("space_activity", args=[seat.activity_id])
    assert page_of(seat) in client.get(space).content.decode()
    assert client.get(page_of(seat)).status_code == 200
    assert "Le bilan est enregistré." in client.post(page_of(seat), TYPED, follow=True).content.decode()
    report = OutingReport.objects.get()
    assert (report.activity.participants_count, report.rating, report.expense_cents) == (7, 4, 1250)
    assert f'href="{page_of(seat)}"' not in client.get(space).content.decode()
    assert "déjà fait" in client.get(page_of(seat), follow=True).content.decode()


def test_nobody_reports_an_outing_of_others(ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn) -> None:
    seat = over(ready_volunteer)
    SeatFactory(activity=seat.activity, volunteer=stranger, left_at=timezone.now(), engagement=None)
    assert signed_in(stranger.user).post(page_of(seat), TYPED).status_code == 404
    assert OutingReport.objects.count() == 0


def test_wrong_answers_are_named_in_french(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    typed = {"participants": "", "rating": "9", "expense": "-3", "incident": "x" * 2001}
    form = signed_in(ready_volunteer.user).post(page_of(over(ready_volunteer)), typed).context["form"]
    assert form.errors == {
        "participants": ["Indiquez combien de personnes sont venues, zéro s’il n’y avait personne."],
        "rating": ["Choisissez une des réponses."],
        "expense": ["Écrivez un montant en euros, par exemple 12,50."],
        "incident": ["Écrivez-le plus court\u00a0: 2\u202f000 signes au plus."],
    }


@pytest.mark.parametrize("amount", ["abc", "1,234", "10000", "12 345 678,00"])
def test_amount_that_is_none_is_refused(amount: str, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    form = signed_in(ready_volunteer.user).post(page_of(over(ready_volunteer)), {**TYPED, "expense": amount}).context["form"]
    assert form.errors == {"expense": ["Écrivez un montant en euros, par exemple 12,50."]}


def test_telling_incident_is_warned_of_once(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    client, seat = signed_in(ready_volunteer.user), over(ready_volunteer)
    typed = {**TYPED, "incident": "Appelez le 06 12 34 56 78."}
    form = client.post(page_of(seat), typed).context["form"]
    assert list(form.errors) == ["incident"]
    client.post(page_of(seat), {**typed, "warned_of": form["warned_of"].value(), "confirms": "on"})
    assert OutingReport.objects.get().incident == typed["incident"]


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def test_coordinator_writes_and_reads_reports(office: Client, coordinator: User) -> None:
    activity = ActivityFactory(over=True)
    page, form = (reverse(name, args=[activity.pk]) for name in ("coordination_activity", "coordination_activity_report"))
    assert form in office.get(page).content.decode()
    office.post(form, {**TYPED, "incident": INCIDENT})
    content = office.get(page).content.decode()
    missing = [words for words in (INCIDENT, "Bien (4 sur 5)", "12,50\u202f€", coordinator.get_full_name()) if words not in content]
    assert missing == []
    assert f'href="{form}"' not in content


def test_page_stays_readable_when_the_key_is_lost(office: Client, ready_volunteer: Volunteer) -> None:
    report = write_report(outing(), Answers(7, 2, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    OutingReport.objects.update(sealed="illisible")
    content = office.get(reverse("coordination_activity", args=[report.activity_id])).content.decode()
    assert "ne peut plus être lu" in content


def test_who_wrote_a_report_finds_it_in_their_data(ready_volunteer: Volunteer) -> None:
    write_report(outing(title="Canal"), Answers(7, 2, incident=INCIDENT), by=ready_volunteer.user, now=NOW)
    (told,) = describe_seats(ready_volunteer)["bilans de sorties"]
    assert (told["activité"], told["incident"]) == ("Canal", INCIDENT)


# Corrections --------------------------------------------------------------------------------------


def test_coordinator_puts_a_slip_right_whenever_and_the_figures_follow(ready_volunteer: Volunteer, coordinator: User) -> None:
    report = write_report(outing(), Answers(70, 4, 1250), by=ready_volunteer.user, now=NOW)
    much_later = NOW + timedelta(days=90)
    for _ in range(2):
        correct_report(report, participants=7, expense_cents=1300, by=coordinator, now=much_later)
    figures = {figure.key: figure.value for group in measure(2026, now=much_later) for figure in group.figures}
    assert (figures["participants_average"], figures["spent"]) == (7, Decimal(13))
    kept = ReportCorrection.objects.get()
    assert (kept.participants_before, kept.participants_after) == (70, 7)
    assert (kept.expense_cents_before, kept.expense_cents_after) == (1250, 1300)
    assert (kept.corrected_at, kept.corrected_by) == (much_later, coordinator)
    assert [line.participants_count for line in report.activity.history.all()[:2]] == [7, 70]


@pytest.mark.parametrize(("days", "expected"), [(7, []), (8, ["late"])])
def test_who_wrote_it_has_a_week_and_the_other_none(
    days: int, expected: list[str], ready_volunteer: Volunteer, stranger: Volunteer
) -> None:
    report = write_report(outing(), Answers(7, 4), by=ready_volunteer.user, now=NOW)
    now = NOW + timedelta(days=days)
    assert [reason.code for reason in correcting_reasons(report, by=ready_volunteer.user, now=now)] == expected
    with pytest.raises(Refused):
        correct_report(report, participants=1, expense_cents=0, by=stranger.user, now=NOW)


def test_report_is_corrected_on_its_page_which_keeps_what_was_written(
    ready_volunteer: Volunteer, signed_in: SignIn, office: Client
) -> None:
    seat = over(ready_volunteer)
    client = signed_in(ready_volunteer.user)
    for _ in range(2):
        assert "Le bilan est enregistré." in client.post(page_of(seat), TYPED, follow=True).content.decode()
    correct = reverse("space_activity_report_correct", args=[seat.activity_id])
    assert correct in client.get(reverse("space_activity", args=[seat.activity_id])).content.decode()
    form = client.get(correct).context["form"]
    assert [(name, str(form[name].value())) for name in form.fields] == [("participants", "7"), ("expense", "12.50")]
    client.post(correct, {"participants": "8", "expense": "12,50"})
    content = office.get(reverse("coordination_activity", args=[seat.activity_id])).content.decode()
    assert "7 puis 8 participant·es" in content
    assert OutingReport.objects.get().rating == 4


def test_count_that_was_imported_is_corrected_on_its_page_which_keeps_both(office: Client, coordinator: User) -> None:
    activity = ActivityFactory(held=True, participants_count=70)
    page, correct = (reverse(name, args=[activity.pk]) for name in ("coordination_activity", "coordination_activity_report_correct"))
    assert correct in office.get(page).content.decode()
    assert list(office.get(correct).context["form"].fields) == ["participants"]
    assert list(office.post(correct, {"participants": "beaucoup"}).context["form"].errors) == ["participants"]
    for _ in range(2):
        office.post(correct, {"participants": "7"})
    activity.refresh_from_db()
    kept = ReportCorrection.objects.get()
    assert (activity.participants_count, kept.participants_before, kept.participants_after, kept.corrected_by) == (7, 70, 7, coordinator)
    content = office.get(page).content.decode()
    assert ("70 puis 7 participant·es." in content, "€" in content.split("70 puis 7")[1].split("</li>")[0]) == (True, False)


def test_no_count_is_corrected_before_an_activity_is_held(office: Client) -> None:
    activity = outing()
    correct = reverse("coordination_activity_report_correct", args=[activity.pk])
    assert office.post(correct, {"participants": "7"})["Location"] == reverse("coordination_activity", args=[activity.pk])
    assert not ReportCorrection.objects.exists()
