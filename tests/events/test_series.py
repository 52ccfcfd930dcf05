"""An activity every so many weeks: its dates, each with a life of its own, and their texts changed at once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.activity_states import cancel
from events.changes import change_activity
from events.models import Activity, ActivitySeries
from events.series import MOST_DATES, change_texts, dates_after, publish_all, repeat, repetition_reasons
from home.dates import NBSP
from tests.events.factories import ActivityFactory, SeatFactory, make_series
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LATER = datetime(2026, 5, 21, 18, 0, tzinfo=PARIS)
"""A Thursday."""
UNTIL = date(2026, 6, 18)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def days(series: ActivitySeries) -> list[str]:
    return [f"{activity.starts_at.astimezone(PARIS):%d/%m %H:%M} {activity.status}" for activity in series.activities.all()]


def test_dates_keep_their_hour_over_clock_changes_and_the_last_day_counts() -> None:
    starts_at = datetime(2026, 10, 15, 18, 0, tzinfo=PARIS)
    found = dates_after(starts_at, every_weeks=2, until=date(2026, 11, 12))
    assert found == [datetime(2026, 10, 29, 18, 0, tzinfo=PARIS), datetime(2026, 11, 12, 18, 0, tzinfo=PARIS)]
    assert {moment.utcoffset() for moment in found} == {timedelta(hours=1)}


def test_activity_becomes_the_first_of_its_series(client: Client) -> None:
    activity = ActivityFactory(starts_at=LATER, to_bring="Une gourde")
    SeatFactory(activity=activity)
    page = reverse("coordination_activity_repeat", args=[activity.pk])
    assert page in client.get(reverse("coordination_activity", args=[activity.pk])).content.decode()
    response = client.post(page, {"every_weeks": "2", "until": UNTIL.isoformat()}, follow=True)
    series = ActivitySeries.objects.get()
    assert response.redirect_chain == [(reverse("coordination_series", args=[series.pk]), 302)]
    assert days(series) == ["21/05 18:00 published", "04/06 18:00 accepted", "18/06 18:00 accepted"]
    assert {made.to_bring for made in series.activities.all()} == {"Une gourde"}
    assert [made.seats.count() for made in series.activities.all()] == [1, 0, 0]
    content = client.get(reverse("coordination_activity", args=[activity.pk])).content.decode()
    assert f"Toutes les 2{NBSP}semaines jusqu’au 18{NBSP}juin 2026" in content
    assert page not in content
    assert "fait déjà partie d’une série" in client.get(page, follow=True).content.decode()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"every_weeks": ""}, {"every_weeks": ["Indiquez toutes les combien de semaines."]}),
        ({"every_weeks": "13"}, {"every_weeks": ["Indiquez un nombre entre 1 et 12."]}),
        ({"until": ""}, {"until": ["Indiquez jusqu’à quel jour."]}),
        ({"until": "juin"}, {"until": ["Écrivez la date du dernier jour."]}),
        (
            {"until": "2036-01-01"},
            {"until": [f"Cette date est trop lointaine{NBSP}: une activité se prévoit dans les deux ans à venir."]},
        ),
        (
            {"until": "2026-06-03"},
            {"__all__": [f"Aucune date ne tombe avant ce jour-là{NBSP}: choisissez un jour plus lointain."]},
        ),
        (
            {"every_weeks": "1", "until": "2028-01-01"},
            {"__all__": [f"Cela ferait 84{NBSP}dates{NBSP}: {MOST_DATES} au plus à la fois."]},
        ),
    ],
)
def test_wrong_rhythm_gets_its_sentence(typed: dict[str, str], errors: dict[str, list[str]], client: Client) -> None:
    activity = ActivityFactory(starts_at=LATER)
    page = reverse("coordination_activity_repeat", args=[activity.pk])
    assert client.post(page, {"every_weeks": "2", "until": "2026-06-18", **typed}).context["form"].errors == errors
    assert (Activity.objects.count(), ActivitySeries.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"status": "proposed", "published_at": None}, ["proposed"]),
        ({"cancelled": True}, ["closed"]),
        ({"held": True}, ["closed"]),
    ],
)
def test_what_does_not_take_place_is_not_repeated(fields: dict[str, object], codes: list[str], coordinator: User) -> None:
    activity = ActivityFactory(**fields)
    reasons = repetition_reasons(activity, every_weeks=2, until=date(2026, 9, 1), now=NOW)
    assert [reason.code for reason in reasons] == codes
    with pytest.raises(Refused):
        repeat(activity, every_weeks=2, until=date(2026, 9, 1), by=coordinator, now=NOW)


def test_moving_or_cancelling_one_leaves_the_others_alone(coordinator: User) -> None:
    series = make_series(ActivityFactory(starts_at=LATER), dates=4)
    _, second, third, _ = series.activities.all()
    moved = {"starts_at": second.starts_at + timedelta(days=1), "ends_at": second.ends_at + timedelta(days=1)}
    change_activity(second, moved, by=coordinator, now=NOW)
    cancel(third, reason="Jour férié", by=coordinator, now=NOW)
    assert days(series) == ["21/05 18:00 published", "05/06 18:00 accepted", "18/06 18:00 cancelled", "02/07 18:00 accepted"]


def test_texts_change_on_all_dates_to_come_and_are_told_once_each(client: Client, coordinator: User) -> None:
    first = ActivityFactory(starts_at=LATER, title="Atelier", description="Parler.\n\nÉcouter.", arrangements="Salle 1.\nSalle 2.")
    series = make_series(first, dates=4)
    _, second, third, _ = series.activities.all()
    change_activity(second, {"description": "La sienne."}, by=coordinator, now=NOW)
    cancel(third, reason="Jour férié", by=coordinator, now=NOW)
    seat = SeatFactory(activity=first)

    page = reverse("coordination_series_texts", args=[series.pk])
    edit = reverse("coordination_activity_edit", args=[first.pk])
    assert page in client.get(edit).content.decode()
    # As a browser sends them: ends of lines are its own.
    typed = {
        "title": "Atelier de conversation",
        "description": "Parler.\r\n\r\nÉcouter.",
        "to_bring": "Un cahier",
        "arrangements": "Salle 1.\r\nSalle 2.",
    }
    responses = [client.post(page, typed, follow=True).content.decode() for _ in range(2)]
    assert ["3 dates à venir ont changé." in responses[0], "Rien n’a changé." in responses[1]] == [True, True]
    assert [(made.title, made.to_bring) for made in series.activities.all()] == [
        ("Atelier de conversation", "Un cahier"),
        ("Atelier de conversation", "Un cahier"),
        ("Atelier", ""),
        ("Atelier de conversation", "Un cahier"),
    ]
    assert Activity.objects.get(pk=second.pk).description == "La sienne."
    mail = OutgoingMail.objects.get()
    assert mail.recipient == seat.volunteer.user.email
    assert [line for line in mail.text.splitlines() if line.startswith("- ")] == [
        f"- Titre{NBSP}: «{NBSP}Atelier de conversation{NBSP}» (au lieu de «{NBSP}Atelier{NBSP}»).",
        f"- À apporter{NBSP}: Un cahier.",
    ]


def test_empty_title_gets_its_sentence(client: Client) -> None:
    series = make_series()
    response = client.post(reverse("coordination_series_texts", args=[series.pk]), {"description": "Parler."})
    assert response.context["form"].errors == {"title": ["Donnez un titre à l’activité."]}


def test_cancelled_date_of_a_series_says_so_instead_of_its_seats(client: Client) -> None:
    series = make_series(dates=2)
    last = series.activities.last()
    assert last is not None
    Activity.objects.filter(pk=last.pk).update(status=Activity.Status.CANCELLED, cancellation_reason="Musée fermé")
    content = client.get(reverse("coordination_series", args=[series.pk])).content.decode()
    assert (content.count("0 sur 2"), content.count(">Annulée</span>")) == (1, 2)
    page = client.get(reverse("coordination_activity", args=[last.pk])).content.decode()
    assert ("0 sur 2" in page, "Qui devait animer" in page, "Personne n’avait pris de place." in page) == (False, True, True)


def test_series_without_date_to_come_has_no_text_to_change(client: Client, coordinator: User) -> None:
    series = make_series(dates=2)
    for activity in series.activities.all():
        cancel(activity, reason="Fermé", by=coordinator, now=NOW)
    response = client.get(reverse("coordination_series_texts", args=[series.pk]), follow=True)
    assert "n’a plus de date à venir" in response.content.decode()
    assert change_texts(series, {"title": "Autre"}, by=coordinator, now=NOW) == 0


def test_dates_are_published_together(client: Client, coordinator: User) -> None:
    series = make_series(ActivityFactory(starts_at=LATER), dates=3)
    assert "Publier les 2 dates à publier" in client.get(reverse("coordination_series", args=[series.pk])).content.decode()
    client.post(reverse("coordination_series_publish", args=[series.pk]))
    assert {made.status for made in series.activities.all()} == {"published"}
    assert publish_all(series, by=coordinator, now=NOW) == 0


def test_page_asks_as_many_queries_for_ten_dates_as_for_two(client: Client) -> None:
    def count(series: ActivitySeries) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("coordination_series", args=[series.pk])).status_code == 200
        return len(queries)

    short, long = make_series(dates=2), make_series(dates=10)
    count(short)
    assert count(short) == count(long)
