"""An activity done again: at another date, or from a template."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.copies import KEPT, copy_activity, copy_reasons, create_from_template, make_template, template_reasons
from events.models import Activity, ActivityTemplate
from home.dates import NBSP
from tests.events.factories import ActivityFactory, PartnerFactory, ProposalFactory, SeatFactory, VenueFactory, make_activity_template
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LIST = "/coordination/activites/modeles/"
PAST = f"Cette date est passée{NBSP}: choisissez une date à venir."


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def whole(**fields: object) -> Activity:
    """An activity in which no field is what it is by default."""
    activity: Activity = ActivityFactory(
        venue=VenueFactory(),
        partner=PartnerFactory(),
        meeting_point="Porte bleue",
        facilitator_seats=3,
        participants_expected=9,
        participants_most=11,
        cost_cents=1250,
        payer="partner",
        to_bring="Une gourde",
        arrangements="Billets au bureau.",
        day_phone="01 99 00 14 14",
        is_sport=True,
        **fields,
    )
    return activity


def test_copy_keeps_everything_but_the_date_the_people_and_the_state(client: Client) -> None:
    activity = whole(starts_at=NOW + timedelta(days=3), sequence=4)
    SeatFactory(activity=activity)
    page = reverse("coordination_activity_copy", args=[activity.pk])
    assert [field.name for field in client.get(page).context["form"]] == ["starts_at"]
    response = client.post(page, {"starts_at": "2026-06-20T14:00"}, follow=True)
    copied = Activity.objects.exclude(pk=activity.pk).get()
    assert response.redirect_chain == [(reverse("coordination_activity", args=[copied.pk]), 302)]
    assert {name: getattr(copied, name) for name in (*KEPT, "day_phone")} == {
        name: getattr(activity, name) for name in (*KEPT, "day_phone")
    }
    assert (copied.starts_at, copied.ends_at) == (
        datetime(2026, 6, 20, 14, 0, tzinfo=PARIS),
        datetime(2026, 6, 20, 17, 0, tzinfo=PARIS),
    )
    assert (copied.status, copied.published_at, copied.sequence, copied.seats.count()) == ("accepted", None, 0, 0)
    activity.refresh_from_db()
    assert (activity.status, activity.seats.count(), OutgoingMail.objects.count()) == ("published", 1, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Indiquez la date et l’heure de début."),
        ("demain", "Écrivez la date et l’heure de début."),
        ("2026-05-12T09:00", PAST),
        ("2029-01-01T10:00", f"Cette date est trop lointaine{NBSP}: une activité se prévoit dans les deux ans à venir."),
    ],
)
def test_wrong_date_gets_its_sentence(typed: str, sentence: str, client: Client) -> None:
    activity = ActivityFactory()
    response = client.post(reverse("coordination_activity_copy", args=[activity.pk]), {"starts_at": typed})
    assert response.context["form"].errors == {"starts_at": [sentence]}
    template = make_activity_template()
    response = client.post(reverse("coordination_activity_template", args=[template.pk]), {"starts_at": typed})
    assert response.context["form"].errors == {"starts_at": [sentence]}
    assert Activity.objects.count() == 2


def test_copy_over_a_clock_change_lasts_as_long_on_clocks(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=datetime(2026, 5, 20, 22, 0, tzinfo=PARIS), ends_at=datetime(2026, 5, 21, 6, 0, tzinfo=PARIS))
    copied = copy_activity(activity, datetime(2026, 10, 24, 22, 0, tzinfo=PARIS), by=coordinator)
    assert copied.ends_at == datetime(2026, 10, 25, 6, 0, tzinfo=PARIS)


def test_cancelled_activity_is_copied_and_a_proposal_is_not(client: Client, coordinator: User) -> None:
    assert copy_reasons(ActivityFactory(cancelled=True)) == []
    proposal = ActivityFactory(status="proposed", published_at=None)
    response = client.get(reverse("coordination_activity_copy", args=[proposal.pk]), follow=True)
    assert "Une activité proposée se copie une fois acceptée." in response.content.decode()
    assert "Copier à une autre date" not in response.content.decode()
    with pytest.raises(Refused):
        copy_activity(proposal, NOW + timedelta(days=3), by=coordinator)


def test_copy_and_template_keep_what_was_said_of_the_access(coordinator: User) -> None:
    said = ProposalFactory(accessibility="no", accessibility_words="Trois marches", activity__status="held", activity__published_at=NOW)
    copied = copy_activity(said.activity, NOW + timedelta(days=40), by=coordinator)
    again = copy_activity(copied, NOW + timedelta(days=50), by=coordinator)
    made = create_from_template(make_template(said.activity, now=NOW), NOW + timedelta(days=60), by=coordinator)
    expected = "pas accessible à tout le monde, d’après la personne qui propose\u00a0: Trois marches"
    assert [activity.access_in_full for activity in (said.activity, copied, again, made)] == [expected] * 4
    known = ActivityFactory(access_words="Une rampe")
    assert copy_activity(known, NOW + timedelta(days=40), by=coordinator).access_words == "Une rampe"


def test_template_is_made_with_one_button_once_and_gives_an_activity(client: Client) -> None:
    activity = whole(held=True, participants_count=9)
    page = reverse("coordination_activity", args=[activity.pk])
    make = reverse("coordination_activity_template_make", args=[activity.pk])
    assert "En faire un modèle" in client.get(page).content.decode()
    client.post(make)
    template = ActivityTemplate.objects.get()
    assert {name: getattr(template, name) for name in KEPT} == {name: getattr(activity, name) for name in KEPT}
    assert (template.minutes, template.credited_to, template.aims) == (180, None, activity.aims)
    assert "Cette activité a déjà son modèle." in client.post(make, follow=True).content.decode()
    assert "En faire un modèle" not in client.get(page).content.decode()

    client.post(reverse("coordination_activity_template", args=[template.pk]), {"starts_at": "2026-06-20T14:00"})
    made = Activity.objects.exclude(pk=activity.pk).get()
    assert {name: getattr(made, name) for name in KEPT} == {name: getattr(activity, name) for name in KEPT}
    assert (made.status, made.ends_at, made.participants_count) == ("accepted", datetime(2026, 6, 20, 17, 0, tzinfo=PARIS), None)
    assert (made.proposed_by, made.credits_proposer, made.day_phone) == (None, False, "")


@pytest.mark.parametrize("traits", [{}, {"to_publish": True}, {"cancelled": True}])
def test_only_what_was_held_becomes_a_template(traits: dict[str, bool]) -> None:
    activity = ActivityFactory(**traits)
    assert [reason.code for reason in template_reasons(activity)] == ["not_held"]
    with pytest.raises(Refused):
        make_template(activity, now=NOW)


@pytest.mark.parametrize("wishes", [True, False])
def test_who_proposed_is_named_if_they_wish(wishes: bool, client: Client) -> None:
    who: Volunteer = VolunteerFactory(user__first_name="Philomène")
    template = make_activity_template(proposed_by=who, credits_proposer=wishes)
    page = reverse("coordination_activity_template", args=[template.pk])
    pages = [client.get(address).content.decode() for address in (LIST, page)]
    assert ["Philomène" in content for content in pages] == [wishes, wishes]
    client.post(page, {"starts_at": "2026-06-20T14:00"})
    made = Activity.objects.exclude(pk=template.made_from_id).get()
    assert (made.proposed_by, made.credits_proposer) == (who if wishes else None, wishes)


def test_erased_proposer_leaves_the_template() -> None:
    who = VolunteerFactory()
    template = make_activity_template(proposed_by=who, credits_proposer=True)
    who.delete()
    template.refresh_from_db()
    assert template.credited_to is None


def test_removed_template_leaves_its_activities(client: Client) -> None:
    template = make_activity_template()
    response = client.post(reverse("coordination_activity_template_remove", args=[template.pk]), follow=True)
    assert "Aucun modèle pour le moment." in response.content.decode()
    assert (ActivityTemplate.objects.count(), Activity.objects.count()) == (0, 1)
    assert template_reasons(Activity.objects.get()) == []


def test_list_asks_as_many_queries_for_ten_templates_as_for_one(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    def add() -> None:
        make_activity_template(venue=VenueFactory(), partner=PartnerFactory(), proposed_by=VolunteerFactory(), credits_proposer=True)

    add()
    count()
    one = count()
    for _ in range(9):
        add()
    assert count() == one


def test_same_page_sent_twice_makes_one_copy_and_one_activity_of_a_template(client: Client) -> None:
    activity, template = ActivityFactory(), make_activity_template()
    before = Activity.objects.count()
    for number, address in enumerate(
        (reverse("coordination_activity_copy", args=[activity.pk]), reverse("coordination_activity_template", args=[template.pk])), 1
    ):
        sent = {"starts_at": "2026-06-20T14:00", "page_id": client.get(address).context["page_key"]["page_id"].value()}
        assert len({client.post(address, sent)["Location"] for _ in range(2)}) == 1
        assert Activity.objects.count() == before + number
