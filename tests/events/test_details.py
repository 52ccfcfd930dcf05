"""With whom an activity is done, what it costs and who pays, what to bring, whom to call: typed, shown, told when it changes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.activity_states import cancel
from events.changes import change_activity
from events.models import Activity
from home.dates import NBSP
from tests.events.factories import ActivityFactory, PartnerFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import MissionFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(days=3)
CREATE = "/coordination/activites/nouvelle/"
EUROS = f"Écrivez un montant en euros, par exemple 12,50{NBSP}; 10\u202f000 au plus."


@pytest.fixture(autouse=True)
def clock() -> Iterator["time_machine.Traveller"]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Visite du musée",
        "kind": "outing",
        "description": "Une heure dans les salles.",
        "aims": ["is_cultural"],
        "starts_at": "2026-05-20T14:00",
        "ends_at": "2026-05-20T16:30",
        "facilitator_seats": "2",
        "participants_expected": "8",
        "mission": MissionFactory().pk,
        **fields,
    }


def test_details_are_typed_kept_and_shown(client: Client) -> None:
    partner = PartnerFactory()
    details = {
        "partner": partner.pk,
        "participants_most": "12",
        "cost_cents": "12,50",
        "payer": "partner",
        "to_bring": "Une gourde",
        "arrangements": "Billets au bureau.",
        "day_phone": "01 99 00 14 14",
        "venue": VenueFactory(accessibility="Entrée de plain-pied.").pk,
    }
    content = client.post(CREATE, typed(**details), follow=True).content.decode()
    activity = Activity.objects.get()
    assert (activity.partner, activity.participants_most, activity.cost_cents, activity.payer) == (partner, 12, 1250, "partner")
    shown = [
        "8 attendu·es, 12 au plus",
        "12,50\u202f€, que paie le partenaire",
        "gratuit pour les participant·es",
        "Une gourde",
        "Billets au bureau.",
        "01 99 00 14 14",
        f"Accessibilité{NBSP}: Entrée de plain-pied.",
        partner.name,
    ]
    assert [words for words in shown if words not in content] == []
    form = client.get(reverse("coordination_activity_edit", args=[activity.pk])).context["form"]
    assert (form["cost_cents"].value(), form.fields["cost_cents"].prepare_value(form["cost_cents"].initial)) == ("12,50", "12,50")


def test_nothing_typed_costs_nothing(client: Client) -> None:
    client.post(CREATE, typed())
    activity = Activity.objects.get()
    assert (activity.cost_cents, activity.payer, activity.participants_most, activity.partner) == (0, "nobody", None, None)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"cost_cents": "douze", "payer": "association"}, {"cost_cents": [EUROS]}),
        ({"cost_cents": "-3", "payer": "association"}, {"cost_cents": [EUROS]}),
        ({"cost_cents": "10000,01", "payer": "association"}, {"cost_cents": [EUROS]}),
        ({"cost_cents": "9" * 30, "payer": "association"}, {"cost_cents": [EUROS]}),
        (
            {"cost_cents": "12,50"},
            {"payer": [f"Dites qui paie{NBSP}: l’association ou le partenaire. C’est toujours gratuit pour les participant·es."]},
        ),
        (
            {"cost_cents": "12,50", "payer": "participants"},
            {"payer": [f"Dites qui paie{NBSP}: l’association ou le partenaire. C’est toujours gratuit pour les participant·es."]},
        ),
        (
            {"cost_cents": "0", "payer": "association"},
            {"cost_cents": [f"Indiquez ce que cela coûte, ou choisissez «{NBSP}Personne{NBSP}: c’est gratuit{NBSP}»."]},
        ),
        ({"cost_cents": "5", "payer": "partner"}, {"partner": ["Choisissez le partenaire qui paie."]}),
        ({"partner": "99999"}, {"partner": ["Choisissez un partenaire de la liste, ou aucun."]}),
        ({"participants_most": "7"}, {"participants_most": [f"Ce nombre est au moins celui des personnes attendues{NBSP}: 8."]}),
        ({"participants_most": "0"}, {"participants_most": ["Indiquez un nombre entre 1 et 200."]}),
        ({"day_phone": "à l’accueil"}, {"day_phone": ["Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."]}),
        ({"to_bring": "x" * 241}, {"to_bring": [f"Cette liste est trop longue{NBSP}: 240 signes au plus."]}),
        ({"arrangements": "x" * 601}, {"arrangements": [f"Ce texte est trop long{NBSP}: 600 signes au plus."]}),
    ],
)
def test_wrong_detail_gets_its_sentence(fields: dict[str, object], errors: dict[str, list[str]], client: Client) -> None:
    response = client.post(CREATE, typed(**fields))
    assert response.context["form"].errors == errors
    assert Activity.objects.count() == 0


def test_who_may_take_a_seat_reads_what_to_bring_and_no_price(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    outing = detailed_outing()
    content = signed_in(ready_volunteer.user).get(reverse("space_activity", args=[outing.pk])).content.decode()
    assert [words in content for words in ("Une gourde", "Gratuit pour les participant·es", "Rampe à droite.")] == [True, True, True]
    hidden = ("12,50", "01 99 00 14 14", "Billets au bureau.", "Atelier secret")
    assert [words for words in hidden if words in content] == []


def test_phone_of_the_day_and_partner_come_with_the_meeting_point(
    ready_volunteer: Volunteer, signed_in: SignIn, clock: "time_machine.Traveller"
) -> None:
    outing = SeatFactory(activity=detailed_outing(), volunteer=ready_volunteer).activity
    page = reverse("space_activity", args=[outing.pk])
    content = signed_in(ready_volunteer.user).get(page).content.decode()
    assert ("Billets au bureau." in content, "12,50\u202f€, que paie l’association" in content) == (True, True)
    assert ("01 99 00 14 14" in content, "Atelier secret" in content) == (False, False)
    clock.move_to(LATER - timedelta(days=1))
    content = signed_in(ready_volunteer.user).get(page).content.decode()
    assert ("01 99 00 14 14" in content, "Atelier secret" in content) == (True, True)


def detailed_outing() -> Activity:
    outing: Activity = ActivityFactory(
        starts_at=LATER,
        venue=VenueFactory(accessibility="Rampe à droite."),
        partner=PartnerFactory(name="Atelier secret"),
        cost_cents=1250,
        payer="association",
        to_bring="Une gourde",
        arrangements="Billets au bureau.",
        day_phone="01 99 00 14 14",
    )
    return outing


def test_each_change_is_told_in_words_once_and_without_the_place(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    seats = SeatFactory.create_batch(2, activity=activity)
    fields = {
        "partner": PartnerFactory(name="Atelier secret"),
        "participants_most": 10,
        "cost_cents": 1250,
        "payer": "association",
        "to_bring": "Une gourde",
        "arrangements": "Billets au bureau.",
        "day_phone": "01 99 00 14 14",
    }
    for _ in range(2):
        change_activity(activity, fields, by=coordinator, now=NOW)
    mails = OutgoingMail.objects.all()
    assert sorted(mail.recipient for mail in mails) == sorted(seat.volunteer.user.email for seat in seats)
    lines = [line.removeprefix("- ") for line in mails[0].text.splitlines() if line.startswith("- ")]
    assert lines == [
        f"Participant·es{NBSP}: 8 attendu·es, 10 au plus (au lieu de 8 attendu·es).",
        f"Coût{NBSP}: 12,50\u202f€, que paie l’association (au lieu de rien à payer).",
        f"Le partenaire a changé{NBSP}: votre espace le donne à partir de la veille.",
        f"À apporter{NBSP}: Une gourde.",
        f"L’organisation pratique a changé{NBSP}: la page de la sortie la donne.",
        f"Le téléphone du jour a changé{NBSP}: votre espace le donne à partir de la veille.",
    ]


@pytest.mark.parametrize(
    ("fields", "sequence"),
    [
        ({"title": "Autre titre"}, 1),
        ({"starts_at": LATER + timedelta(hours=1)}, 1),
        ({"meeting_point": "Porte bleue"}, 1),
        ({"to_bring": "Une gourde"}, 0),
        ({}, 0),
    ],
)
def test_calendars_get_a_new_version_of_time_place_and_title(fields: dict[str, Any], sequence: int, coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    assert change_activity(activity, fields, by=coordinator, now=NOW).sequence == sequence
    cancel(activity, reason="Musée fermé", by=coordinator, now=NOW)
    activity.refresh_from_db()
    assert activity.sequence == sequence + 1


def test_new_activity_starts_as_a_usual_outing(client: Client) -> None:
    form = client.get(CREATE).context["form"]
    assert (form["facilitator_seats"].value(), form["participants_expected"].value()) == (2, 8)
