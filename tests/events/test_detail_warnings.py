"""Free texts around activities are read for what may lead to a supported person, and let through once confirmed (trust.md 17)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.forms import CancelForm
from events.forms_copies import SeriesTextsForm
from events.import_lines import read_line
from events.models import Activity
from events.outing_forms import LeaveForm, MoveInLineForm
from events.proposal_forms import DeclineForm, ProposalForm, QuestionForm
from home.detail_warning import DetailWarningForm
from tests.events.factories import ActivityFactory
from tests.volunteers.factories import MissionFactory
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
CREATE = "/coordination/activites/nouvelle/"
TELLING = "Appelez le 06 12 34 56 78."


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Forum des savoirs",
        "kind": "forum",
        "description": "Des tables, des voix.",
        "aims": ["is_cultural"],
        "starts_at": "2026-05-20T14:00",
        "ends_at": "2026-05-20T16:30",
        "facilitator_seats": "2",
        "participants_expected": "8",
        "mission": MissionFactory().pk,
        **fields,
    }


@pytest.mark.parametrize("name", ["title", "description", "to_bring", "arrangements", "meeting_point"])
def test_texts_of_an_activity_are_asked_about_then_confirmed(name: str, client: Client) -> None:
    asked = client.post(CREATE, typed(**{name: TELLING}))
    form = asked.context["form"]
    assert (list(form.errors), Activity.objects.count()) == ([name], 0)
    assert "il ne désigne aucune personne accompagnée" in asked.text
    client.post(CREATE, typed(**{name: TELLING}, warned_of=form["warned_of"].value(), confirms="on"))
    assert getattr(Activity.objects.get(), name) == TELLING


def test_phone_of_the_day_and_place_may_hold_theirs(client: Client) -> None:
    client.post(CREATE, typed(day_phone="01 99 00 14 14", meeting_point="Devant le 12 rue de l’Essai"))
    assert Activity.objects.count() == 1


def test_text_that_stays_as_it_was_is_not_asked_about_again(client: Client) -> None:
    activity = ActivityFactory(kind="forum", title="Forum des savoirs", description=TELLING)
    response = client.post(reverse("coordination_activity_edit", args=[activity.pk]), typed(description=TELLING, to_bring="Un stylo"))
    assert response.status_code == 302


def leave(**data: object) -> DetailWarningForm:
    return LeaveForm({"reason": TELLING, **data})


def move(**data: object) -> DetailWarningForm:
    return MoveInLineForm({"reason": TELLING, "to_place": "1", **data}, places=2, current=2)


def cancel(**data: object) -> DetailWarningForm:
    return CancelForm({"reason": TELLING, **data})


def decline(**data: object) -> DetailWarningForm:
    return DeclineForm({"reason": TELLING, **data})


def ask(**data: object) -> DetailWarningForm:
    return QuestionForm({"question": TELLING, **data})


def texts(**data: object) -> SeriesTextsForm:
    return SeriesTextsForm({"title": "Canal", "description": TELLING, **data}, instance=ActivityFactory())


@pytest.mark.parametrize("fill", [leave, move, cancel, decline, ask, texts])
def test_every_other_text_is_asked_about_then_confirmed(fill: Callable[..., DetailWarningForm]) -> None:
    form = fill()
    assert not form.is_valid()
    assert len(form.errors) == 1
    assert fill(warned_of=form["warned_of"].value(), confirms="on").is_valid()


def test_texts_of_a_series_change_without_what_confirmed_them() -> None:
    form = texts()
    form.is_valid()
    form = texts(warned_of=form["warned_of"].value(), confirms="on")
    form.is_valid()
    assert form.changed_texts == {"title": "Canal", "description": TELLING}


@pytest.mark.parametrize("name", ["title", "description", "accessibility_words"])
def test_proposal_says_an_address_beside_its_place_alone(name: str) -> None:
    said: dict[str, Any] = {
        "title": "Promenade",
        "description": "Les ponts.",
        "aims": ["is_cultural"],
        "day": "2026-06-10",
        "begins": "14:00",
        "ends": "16:30",
        "place_words": "12 rue de la Chapelle",
        "accessibility": "yes",
    }
    assert not ProposalForm(said, now=NOW).errors
    assert list(ProposalForm({**said, name: "12 rue de la Chapelle"}, now=NOW).errors) == [name]


def test_line_of_a_calendar_that_tells_of_somebody_is_remarked() -> None:
    said = {"title": "Canal", "day": "12/06/2026", "starts": "14h", "ends": "17h"}
    told = read_line({**said, "description": TELLING, "venue": "12 rue de la Chapelle"}, {}, now=NOW).remarks
    sentence = "Description : ce texte semble contenir un numéro de téléphone (« 06 12 34 56 78 »)."
    assert [plain(remark).startswith(sentence) for remark in told if "semble contenir" in remark] == [True]
