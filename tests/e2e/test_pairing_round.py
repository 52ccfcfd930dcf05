"""A round from nobody to its publication: a pair kept, another put aside, one refused meanwhile; then an offer that is declined."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, VolunteerFactory
from volunteers import pauses
from volunteers.matching_words import profile_name
from volunteers.models import Pairing, Programme, Round

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
Places = set[tuple[str, str]]
ALIASES = ("Alba", "Brume", "Cyan")


@pytest.fixture
def programme(site: Site) -> Programme:
    return ProgrammeFactory()


def everybody_comes(programme: Programme) -> None:
    """Three who wait, and three bénévoles who are ready."""
    for name, alias in zip(("Élodie", "Farid", "Inès"), ALIASES, strict=True):
        VolunteerFactory(trained=True, missions=[programme.mission], user__first_name=name, user__last_name="Fictif")
        ParticipantFactory(alias=alias, wants=[programme])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def places(page: Page) -> Places:
    """(alias, profile) of each pair in the table, whom the profile does not name."""
    rows = page.get_by_role("table").get_by_role("row")
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()[1:]]
    return {(alias, profile) for alias, profile, *_ in cells}


def done_again_around(page: Page, axe: Axe) -> None:
    """One pair is kept and another put aside: the first stays, the second is not made again, and everybody is paired still."""
    before = places(page)
    (kept, _), (aside, others), *_ = sorted(before)
    page.get_by_label(f"Choix pour {kept}", exact=True).select_option(label="Gardé")
    page.get_by_label(f"Choix pour {aside}", exact=True).select_option(label="Écarté")
    press(page, "Refaire le calcul")
    expect(page.get_by_role("heading", name="Écartés de ce tour")).to_be_visible()
    assert axe(page) == []
    after = places(page)
    assert {alias for alias, _ in after} == set(ALIASES)
    assert after & before == {pair for pair in before if pair[0] == kept}
    assert (aside, others) not in after
    expect(page.get_by_label(f"Choix pour {kept}", exact=True)).to_have_value("locked")


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_round_from_nobody_to_an_offer_that_is_declined(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, programme: Programme
) -> None:
    sign_in(page, coordinator)
    page.goto("/coordination/binomes/tours/")
    assert axe(page) == []
    page.get_by_label("Programme", exact=True).select_option(label=str(programme))
    press(page, "Lancer un tour")
    expect(page.get_by_role("main")).to_contain_text("Ce tour ne rapproche personne.")
    expect(page.get_by_role("button", name="Publier le tour")).to_have_count(0)
    assert axe(page) == []

    everybody_comes(programme)
    press(page, "Refaire le calcul")
    expect(page.get_by_role("main")).to_contain_text("3 binômes, 0 personne qui attend encore")
    for name in ("Élodie", "Farid", "Inès"):
        expect(page.get_by_role("main")).not_to_contain_text(name)
    assert axe(page) == []
    done_again_around(page, axe)

    # Between the reading over and the publication, one of the bénévoles goes on a pause.
    refused = Round.objects.get().suggestions.kept().filter(mark="")[0]
    today = timezone.localdate()
    pauses.add(refused.volunteer, since=today, until=None, today=today)
    press(page, "Publier le tour")
    expect(page.get_by_role("main")).to_contain_text("2 publiés")
    row = page.get_by_role("row").filter(has_text=refused.participant.alias)
    expect(row).to_contain_text("Bénévole : en pause")
    expect(page.get_by_role("link", name="À proposer")).to_have_count(2)
    assert axe(page) == []

    page.get_by_role("link", name="À proposer").first.click()
    pairing = Pairing.objects.get(pk=page.url.rstrip("/").split("/")[-1])
    person = pairing.participants.get()
    page.get_by_role("link", name="Proposer au ou à la bénévole").click()
    press(page, "Envoyer la proposition")

    sign_in(page, pairing.volunteer.user)
    page.goto(f"/espace/binomes/{pairing.pk}/")
    page.get_by_label("Si vous déclinez, pourquoi").select_option(label="Le projet ne correspond pas")
    assert axe(page) == []
    press(page, "Décliner")
    expect(page.get_by_role("main")).to_contain_text("nous cherchons quelqu’un d’autre")
    page.goto(f"/espace/binomes/{pairing.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette proposition n’est plus ouverte")
    assert axe(page) == []

    sign_in(page, coordinator)
    page.goto(f"/coordination/participants/{person.pk}/rapprochements/{programme.slug}/")
    expect(page.get_by_role("main")).not_to_contain_text(profile_name(pairing.volunteer_id))
    page.get_by_label("Nom d’un·e bénévole").fill(pairing.volunteer.user.first_name)
    press(page, "Chercher")
    expect(page.get_by_role("main")).to_contain_text("Ces deux personnes ne sont plus rapprochées")
    assert axe(page) == []
    page.goto("/coordination/binomes/tours/")
    page.get_by_label("Programme", exact=True).select_option(label=str(programme))
    press(page, "Lancer un tour")
    expect(page.get_by_role("heading", name="Attendent encore")).to_be_visible()
    assert (person.alias, profile_name(pairing.volunteer_id)) not in (places(page) if page.get_by_role("table").count() else set())
