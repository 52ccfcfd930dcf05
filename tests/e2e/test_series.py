"""A coordinator repeats an outing, moves one of its dates, changes the texts of all, and makes a template of one that was held."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from accounts.models import OutgoingMail, User
from events.models import Activity, ActivitySeries, ActivityTemplate
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


def at(days: int) -> datetime:
    """Two in the afternoon, so many days from now."""
    return timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=days)


def typed(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def holds(page: Page, axe: Axe) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_series_with_one_date_moved(page: Page, sign_in: SignIn, axe: Axe, coordinator: User, live_server: object) -> None:
    first = ActivityFactory(title="Atelier de conversation", starts_at=at(10), venue=VenueFactory())
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{first.pk}/")
    holds(page, axe)
    page.get_by_role("link", name="Répéter").click()
    holds(page, axe)
    page.get_by_role("button", name="Créer les dates").click()
    expect(page.get_by_role("link", name="Indiquez jusqu’à quel jour.")).to_be_visible()
    holds(page, axe)
    page.get_by_label("Toutes les combien de semaines").fill("2")
    page.get_by_label("Jusqu’au").fill((at(10) + timedelta(weeks=4)).date().isoformat())
    page.get_by_role("button", name="Créer les dates").click()
    expect(page.get_by_role("rowheader")).to_have_count(3)
    holds(page, axe)
    page.get_by_role("button", name="Publier les 2 dates à publier").click()
    expect(page.get_by_role("status")).to_contain_text("2 dates sont publiées.")

    page.get_by_role("rowheader").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Modifier").click()
    holds(page, axe)
    moved = at(10) + timedelta(weeks=2, days=1)
    page.get_by_label("Début").fill(typed(moved))
    page.get_by_label("Fin").fill(typed(moved + timedelta(hours=2)))
    page.get_by_label("Coût en euros").fill("12,50")
    page.get_by_label("Qui paie").select_option(label="L’association")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("12,50\u202f€, que paie l’association")).to_be_visible()
    dates = list(ActivitySeries.objects.get().activities.values_list("starts_at", "cost_cents"))
    assert [(timezone.localtime(moment), cents) for moment, cents in dates] == [
        (at(10), 0),
        (moved, 1250),
        (at(10) + timedelta(weeks=4), 0),
    ]

    page.get_by_role("link", name="Toutes les 2").click()
    page.get_by_role("link", name="Changer les textes de toutes les dates à venir").click()
    holds(page, axe)
    page.get_by_label("À apporter").fill("Un cahier")
    page.get_by_role("button", name="Changer les dates à venir").click()
    expect(page.get_by_role("status")).to_contain_text("3 dates à venir ont changé.")
    assert set(Activity.objects.values_list("to_bring", flat=True)) == {"Un cahier"}


def tab_to(page: Page, target: Locator) -> None:
    """Goes on with the Tab key until the focus is there, and sees it."""
    for _press in range(90):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    pytest.fail("The Tab key never comes to it.")


def press(page: Page, role: Literal["link", "button"], name: str) -> None:
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def test_every_second_thursday_one_moved_and_one_dropped_by_keyboard(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, ready_volunteer: Volunteer, live_server: object
) -> None:
    today = at(0)
    thursday = today + timedelta(days=(3 - today.weekday()) % 7 + 7)
    first = ActivityFactory(title="Atelier de conversation", starts_at=thursday, ends_at=thursday + timedelta(hours=2))
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{first.pk}/")
    press(page, "link", "Répéter")
    tab_to(page, page.get_by_label("Toutes les combien de semaines"))
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    # A field of the browser: its parts differ from one language to another, what it holds does not.
    page.get_by_label("Jusqu’au").fill((thursday + timedelta(weeks=6)).date().isoformat())
    press(page, "button", "Créer les dates")
    expect(page.get_by_role("rowheader")).to_have_count(4)
    assert [timezone.localtime(moment) for moment in starts()] == [thursday + timedelta(weeks=weeks) for weeks in (0, 2, 4, 6)]
    press(page, "button", "Publier les 3 dates à publier")
    expect(page.get_by_role("status")).to_contain_text("3 dates sont publiées.")

    _, moved, dropped, last = ActivitySeries.objects.get().activities.all()
    SeatFactory(activity=moved, volunteer=ready_volunteer)
    elsewhere = SeatFactory(activity=last)
    page.goto(f"/coordination/activites/{moved.pk}/")
    press(page, "link", "Modifier")
    friday = thursday + timedelta(weeks=2, days=1)
    page.get_by_label("Début").fill(typed(friday))
    page.get_by_label("Fin").fill(typed(friday + timedelta(hours=2)))
    press(page, "button", "Enregistrer")
    expect(page.get_by_role("status")).to_contain_text("Les changements sont enregistrés.")
    holds(page, axe)

    page.goto(f"/coordination/activites/{dropped.pk}/")
    press(page, "link", "Annuler l’activité")
    tab_to(page, page.get_by_label("Motif"))
    page.keyboard.type("La salle est prise.")
    press(page, "button", "Annuler l’activité")
    expect(page.get_by_text("La salle est prise.")).to_be_visible()
    holds(page, axe)

    kept = list(ActivitySeries.objects.get().activities.values_list("starts_at", "status"))
    assert [(timezone.localtime(moment), status) for moment, status in kept] == [
        (thursday, "published"),
        (friday, "published"),
        (thursday + timedelta(weeks=4), "cancelled"),
        (thursday + timedelta(weeks=6), "published"),
    ]
    # Who leads the moved one is told, once, from what to what; who leads another is not.
    told = OutgoingMail.objects.get(subject="Une sortie que vous animez a changé")
    assert told.recipient == ready_volunteer.user.email
    assert "Date et heure\u00a0: vendredi" in told.text
    assert "(au lieu de jeudi" in told.text
    assert not OutgoingMail.objects.filter(recipient=elsewhere.volunteer.user.email).exists()


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_move_onto_another_engagement_is_decided_on_the_page(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, ready_volunteer: Volunteer, live_server: object
) -> None:
    busy = SeatFactory(activity=ActivityFactory(title="Rallye photo", starts_at=at(10)), volunteer=ready_volunteer)
    SeatFactory(activity=ActivityFactory(starts_at=at(11)), volunteer=ready_volunteer)
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{busy.activity_id}/modifier/")
    page.get_by_label("Début").fill(typed(at(11)))
    page.get_by_label("Fin").fill(typed(at(11) + timedelta(hours=3)))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("group", name="a un autre engagement à ce moment-là")).to_be_visible()
    holds(page, axe)
    assert timezone.localtime(Activity.objects.get(pk=busy.activity_id).starts_at) == at(10)
    page.get_by_label("Sa place est rendue").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Personne n’a encore pris de place.")).to_be_visible()
    assert timezone.localtime(Activity.objects.get(pk=busy.activity_id).starts_at) == at(11)


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_picture_is_given_and_seen_by_who_may_lead(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, ready_volunteer: Volunteer, live_server: object, tmp_path: Path
) -> None:
    outing = ActivityFactory(title="Rallye photo")
    Image.new("RGB", (800, 450), "#16305f").save(tmp_path / "canal.jpg")
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{outing.pk}/")
    page.get_by_role("link", name="Ajouter une image").click()
    holds(page, axe)
    page.get_by_label("Fichier").set_input_files(tmp_path / "canal.jpg")
    page.get_by_label("Texte alternatif").fill("Un canal bordé d’arbres")
    page.get_by_label("Oui, ou peut-être").check()
    page.get_by_role("button", name="Enregistrer l’image").click()
    expect(page.get_by_role("link", name="Une image où l’on reconnaît quelqu’un")).to_be_visible()
    holds(page, axe)
    page.get_by_label("Fichier").set_input_files(tmp_path / "canal.jpg")
    page.get_by_label("Non, personne").check()
    page.get_by_role("button", name="Enregistrer l’image").click()
    expect(page.get_by_role("status")).to_contain_text("L’image est enregistrée.")
    sign_in(page, ready_volunteer.user)
    page.goto(f"/espace/activites/{outing.pk}/")
    picture = page.get_by_role("img", name="Un canal bordé d’arbres")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth === 800", arg=picture.element_handle())
    holds(page, axe)


def starts() -> list[datetime]:
    return list(ActivitySeries.objects.get().activities.values_list("starts_at", flat=True))


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_what_went_well_is_done_again_and_its_sheet_read(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, ready_volunteer: Volunteer, live_server: object
) -> None:
    held = ActivityFactory(held=True, title="Rallye photo", proposed_by=ready_volunteer, credits_proposer=True)
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{held.pk}/")
    page.get_by_role("button", name="En faire un modèle").click()
    expect(page.get_by_role("definition").filter(has_text=ready_volunteer.user.first_name)).to_be_visible()
    holds(page, axe)
    page.get_by_role("link", name="Modèles d’activités").click()
    holds(page, axe)
    page.get_by_role("link", name="Rallye photo").click()
    page.get_by_label("Début").fill(typed(at(1)))
    page.get_by_role("button", name="Créer l’activité").click()
    page.get_by_role("button", name="Publier l’activité").click()
    expect(page.get_by_role("textbox", name="En anglais simple")).to_have_value(f"Rallye photo\n{in_english(at(1))}")
    holds(page, axe)
    page.get_by_role("link", name="Copier à une autre date").click()
    holds(page, axe)
    assert ActivityTemplate.objects.get().made_from == held

    again = Activity.objects.exclude(pk=held.pk).get()
    SeatFactory(activity=again, volunteer=ready_volunteer)
    sign_in(page, ready_volunteer.user)
    page.goto(f"/espace/activites/{again.pk}/")
    holds(page, axe)
    with page.expect_download() as download:
        page.get_by_role("link", name="Fiche de la sortie (PDF)").click()
    assert download.value.suggested_filename == f"sortie-{at(1).date().isoformat()}.pdf"


def in_english(starts_at: datetime) -> str:
    day = f"{starts_at:%A} {starts_at.day} {starts_at:%B} {starts_at.year}"
    return f"{day}, from 14:00 to 17:00\n\nIt is free.\nWe tell you where to meet the day before.\nTo come, answer this message."
