"""The one-page sheet of an outing: what it says, who reads it, and when."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from events.models import Activity
from events.outing_sheet import print_sheet
from home.dates import NBSP
from tests.events.factories import ActivityFactory, PartnerFactory, SeatFactory, VenueFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Any]

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def clock() -> Iterator["time_machine.Traveller"]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def whole_outing(**fields: Any) -> Activity:
    details = {
        "title": "Visite du musée",
        "venue": VenueFactory(name="Musée précis", address="1, rue du Tableau", accessibility="Entrée de plain-pied."),
        "partner": PartnerFactory(name="Atelier des arts"),
        "meeting_point": "Sous l’horloge",
        "participants_most": 12,
        "cost_cents": 1250,
        "payer": "association",
        "to_bring": "Une gourde",
        "arrangements": "Billets au bureau.\nGardez le ticket.",
        "day_phone": "01 99 00 14 14",
    }
    activity: Activity = ActivityFactory(starts_at=LATER, **{**details, **fields})
    for minutes, name in enumerate(("Awa", "Zoé")):
        taken_at = NOW + timedelta(minutes=minutes)
        SeatFactory(activity=activity, taken_at=taken_at, volunteer__user__first_name=name, volunteer__user__last_name="Secret")
    return activity


def printed(activity: Activity, days: int = 0) -> bytes:
    return print_sheet(activity, association="Polaris 14", today=(NOW + timedelta(days=days)).date())


def text_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().replace("\u202f", " ").replace(NBSP, " ").split())


def test_sheet_says_all_that_is_needed_on_the_spot() -> None:
    text = text_of(printed(whole_outing()))
    parts = [
        *("Visite du musée", "Vendredi 15 mai 2026, de 10 h à 13 h", "Musée précis 1, rue du Tableau Sous l’horloge"),
        *("Entrée de plain-pied.", "Atelier des arts", "Awa et Zoé", "01 99 00 14 14", "8 attendu·es, 12 au plus", "Une gourde"),
        *("Billets au bureau. Gardez le ticket.", "12,50 €, que paie l’association ; toujours gratuit pour les participant·es"),
        "à jour le 12 mai 2026",
    ]
    assert [part for part in parts if part not in text] == []
    assert "Secret" not in text


def test_sheet_of_an_outing_hardly_planned_is_drawn_too() -> None:
    text = text_of(printed(ActivityFactory(starts_at=LATER)))
    assert "Le lieu n’est pas encore fixé" in text
    assert ("Téléphone" in text, "À apporter" in text, "Accessibilité" in text) == (False, False, False)


def test_longest_sheet_holds_on_one_page() -> None:
    words = "Il faut le dire en peu de mots, et le redire. " * 20
    outing = whole_outing(
        title=words[:120],
        meeting_point=words[:240],
        to_bring=words[:240],
        arrangements="x\n" * 300,
        venue=VenueFactory(name=words[:120], address=words[:240], accessibility=words[:400]),
        partner=PartnerFactory(name=words[:120]),
    )
    assert "aucune personne accompagnée" in text_of(printed(outing))
    outing.arrangements = words[:600]
    assert "aucune personne accompagnée" in text_of(printed(outing))


def test_sheet_is_tagged_and_the_same_bytes_each_time() -> None:
    outing = whole_outing()
    first = printed(outing)
    assert first == printed(outing)
    assert printed(outing, days=3) == printed(outing, days=40)
    assert b"pdfuaid" in first
    reader = PdfReader(io.BytesIO(first))
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]  # untyped dictionaries of a PDF
    assert reader.root_object["/Lang"] == "fr-FR"


def test_what_is_typed_is_neither_code_nor_in_the_way() -> None:
    text = text_of(printed(whole_outing(title="#panic() $x$ 🎨", to_bring="水")))
    assert "#panic() $x$ ?" in text


def test_who_leads_reads_it_from_the_day_before(ready_volunteer: Volunteer, signed_in: SignIn, clock: "time_machine.Traveller") -> None:
    outing = whole_outing(facilitator_seats=3)
    page, sheet = (reverse(name, args=[outing.pk]) for name in ("space_activity", "space_activity_sheet"))
    client = signed_in(ready_volunteer.user)
    assert client.get(sheet).status_code == 404
    SeatFactory(activity=outing, volunteer=ready_volunteer)
    assert sheet not in client.get(page).content.decode()
    response = client.get(sheet, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "se lit à partir de la veille" in response.content.decode()

    clock.move_to(LATER - timedelta(days=1))
    client = signed_in(ready_volunteer.user)
    assert sheet in client.get(page).content.decode()
    response = client.get(sheet)
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="sortie-2026-05-15.pdf"',
    )
    assert "Musée précis" in text_of(response.content)


def test_who_gave_their_seat_back_reads_nothing(ready_volunteer: Volunteer, signed_in: SignIn, clock: "time_machine.Traveller") -> None:
    seat = SeatFactory(activity=ActivityFactory(starts_at=LATER), volunteer=ready_volunteer, left_at=NOW, engagement=None)
    clock.move_to(LATER - timedelta(hours=1))
    assert signed_in(ready_volunteer.user).get(reverse("space_activity_sheet", args=[seat.activity_id])).status_code == 404


def test_cancelled_outing_has_no_sheet_for_who_led_it(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = SeatFactory(activity=ActivityFactory(cancelled=True, starts_at=NOW + timedelta(hours=3)), volunteer=ready_volunteer)
    assert signed_in(ready_volunteer.user).get(reverse("space_activity_sheet", args=[seat.activity_id])).status_code == 302


def test_coordinator_reads_it_at_any_time(coordinator: User, signed_in: SignIn) -> None:
    outing = whole_outing()
    client = signed_in(coordinator)
    sheet = reverse("coordination_activity_sheet", args=[outing.pk])
    assert sheet in client.get(reverse("coordination_activity", args=[outing.pk])).content.decode()
    assert "Awa et Zoé" in text_of(client.get(sheet).content)
    assert client.get(reverse("coordination_activity_sheet", args=[ActivityFactory(public=True).pk])).status_code == 404


def test_sheet_of_a_cancelled_outing_says_so_first() -> None:
    text = text_of(printed(whole_outing(cancelled=True)))
    assert text.index("Cette sortie est annulée. Motif : Musée fermé") < text.index("Vendredi 15 mai 2026")
    assert "annulée" not in text_of(printed(ActivityFactory(starts_at=LATER)))
