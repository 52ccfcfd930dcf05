"""The pages of proposals: who sees whose, what each side reads, and the three answers."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events import activity_states, proposals
from events.models import Proposal
from events.own_proposals import describe_proposals
from tests.events.factories import ProposalFactory, SeatFactory, VenueFactory
from tests.volunteers.words import plain
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
PROPOSE = "/espace/activites/proposer/"
MINE = "/espace/activites/"
LIST = "/coordination/propositions/"
TOMORROW = "2026-05-13"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(ready_volunteer: Volunteer, signed_in: SignIn) -> Client:
    return signed_in(ready_volunteer.user)


def said(response: Any) -> str:
    return plain(response.content.decode())


def test_answers_posted_by_hand_change_nothing_else(coordinator: User, stranger: Volunteer, signed_in: SignIn) -> None:
    proposal = ProposalFactory()
    owner = proposal.activity.proposed_by
    by_hand = {"status": "published", "outcome": "declined", "proposed_by": stranger.pk, "answer_by": TOMORROW, "would_lead": "on"}
    signed_in(coordinator).post(reverse("coordination_proposal_accept", args=[proposal.pk]), by_hand)
    found = Proposal.objects.select_related("activity").get()
    assert (found.outcome, found.activity.status, found.would_lead) == ("accepted", "accepted", False)
    assert (found.activity.proposed_by, found.activity.answer_by) == (owner, proposal.activity.answer_by)


def test_proposals_of_others_are_missing(stranger: Volunteer, client: Client) -> None:
    other = ProposalFactory(by=stranger, activity__title="Celle d’une autre personne")
    for address in (other.pk, uuid4()):
        assert client.get(reverse("space_proposal", args=[address])).status_code == 404
        assert client.post(reverse("space_proposal_withdraw", args=[address])).status_code == 404
    other.refresh_from_db()
    assert other.outcome == "waiting"
    assert "Celle d’une autre personne" not in client.get(MINE).content.decode()
    assert client.get(reverse("space_activity", args=[other.activity_id])).status_code == 404


def test_late_answer_is_admitted_to_who_proposed(client: Client, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(by=ready_volunteer, activity__answer_by=date(2026, 5, 12))
    page = reverse("space_proposal", args=[proposal.pk])
    text = said(client.get(page))
    assert "Nous l’avions promise avant le mardi 12 mai 2026. La coordination en reçoit un rappel au plus tard le matin" in text
    assert "Notre réponse, promise avant le mardi 12 mai 2026, est en retard" in said(client.get(MINE))
    proposals.remind_of_late_answers(NOW)
    text = said(client.get(page))
    assert ("La coordination en a reçu un rappel le mardi 12 mai 2026." in text, "Réponse avant" in text) == (True, False)


def test_proposal_is_taken_back_until_it_is_answered(client: Client, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(by=ready_volunteer)
    address = reverse("space_proposal_withdraw", args=[proposal.pk])
    assert "Votre proposition est retirée." in said(client.post(address, follow=True))
    response = client.post(address, follow=True)
    assert "Votre proposition est retirée." in said(response)
    assert "Retirer ma proposition" not in said(response)


@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        ("waiting", "proposed", "La coordination la lit"),
        ("declined", "cancelled", "Cette fois-ci, la réponse est non"),
        ("withdrawn", "cancelled", "Vous avez retiré cette proposition"),
        ("accepted", "accepted", "Elle est acceptée"),
        ("accepted", "published", "Elle est acceptée et publiée"),
        ("accepted", "cancelled", "Acceptée, puis annulée"),
    ],
)
def test_own_proposal_says_where_it_stands(outcome: str, status: str, expected: str, client: Client, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(
        by=ready_volunteer,
        outcome=outcome,
        answered_at=None if outcome == "waiting" else NOW,
        activity__status=status,
        activity__published_at=NOW if status == "published" else None,
        activity__cancellation_reason="Le parc ferme." if status == "cancelled" else "",
    )
    assert expected in said(client.get(reverse("space_proposal", args=[proposal.pk])))
    assert client.get(MINE).status_code == 200


def published(by: Volunteer, **fields: object) -> Proposal:
    return ProposalFactory(by=by, outcome="accepted", answered_at=NOW, activity__status="published", activity__published_at=NOW, **fields)


def test_published_proposal_leads_to_a_seat(client: Client, ready_volunteer: Volunteer) -> None:
    proposal = published(ready_volunteer, would_lead=True)
    response = client.get(reverse("space_proposal", args=[proposal.pk]))
    link = re.search(r'href="([^"]+)">Prendre une place', response.content.decode())
    assert link is not None
    assert link[1] == reverse("space_activity", args=[proposal.activity_id])


def test_place_is_told_to_the_proposer_until_it_is_accepted(client: Client, ready_volunteer: Volunteer) -> None:
    venue = VenueFactory(name="Musée secret", area="Paris 3e")
    waiting = ProposalFactory(by=ready_volunteer, activity__venue=venue)
    accepted = published(ready_volunteer, activity__venue=venue)
    pages = [said(client.get(reverse("space_proposal", args=[proposal.pk]))) for proposal in (waiting, accepted)]
    assert [("Musée secret" in page, "Paris 3e" in page) for page in pages] == [(True, False), (False, True)]
    assert [line["lieu"] for line in describe_proposals(ready_volunteer)["propositions d’activités"]].count("Paris 3e") == 1


@pytest.mark.parametrize("credited", [True, False])
def test_first_name_is_told_to_others_only_if_they_wish(
    credited: bool, ready_volunteer: Volunteer, stranger: Volunteer, signed_in: SignIn
) -> None:
    user = ready_volunteer.user
    user.first_name, user.last_name = "Quetzal", "Nomdefamille"
    user.save()
    proposal = published(ready_volunteer, activity__credits_proposer=credited, place_words="Chez Quetzal, 3 rue du Lac")
    page = said(signed_in(stranger.user).get(reverse("space_activity", args=[proposal.activity_id])))
    assert ("Proposée par" in page, page.count("Quetzal")) == (credited, int(credited))
    assert ("Nomdefamille" in page, "rue du Lac" in page, user.email in page) == (False, False, False)


def test_place_and_access_of_an_accepted_proposal_are_not_lost(coordinator: User, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(place_words="12 rue Cachée", accessibility="no", accessibility_words="Deux marches rue Cachée")
    proposals.accept(proposal, by=coordinator, now=NOW)
    office = signed_in(coordinator)
    address = reverse("coordination_activity", args=[proposal.activity_id])
    page = said(office.get(address))
    assert ("À choisir ; proposé : 12 rue Cachée" in page, "Deux marches" in page, "Aucun lieu n’est choisi" in page) == (True, True, True)
    assert office.get(f"{address}modifier/").context["form"]["meeting_point"].value() == "12 rue Cachée"
    activity_states.publish(proposal.activity, by=coordinator, now=NOW)
    seat = SeatFactory(activity=proposal.activity, volunteer=ready_volunteer)
    mine = reverse("space_activity", args=[proposal.activity_id])
    page = said(signed_in(ready_volunteer.user).get(mine))
    assert ("pas accessible à tout le monde, d’après" in page, "Cachée" in page) == (True, False)
    with time_machine.travel(seat.activity.starts_at - timedelta(days=1), tick=False):
        page = said(signed_in(ready_volunteer.user).get(mine))
    assert ("12 rue Cachée" in page, "Deux marches rue Cachée" in page) == (True, True)


def test_coordinator_reads_the_proposal_with_its_checks(coordinator: User, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(by=ready_volunteer, activity__starts_at=datetime(2026, 7, 14, 15, 0, tzinfo=PARIS))
    page = said(signed_in(coordinator).get(reverse("coordination_proposal", args=[proposal.pk])))
    assert ("la fête nationale" in page, "Au parc" in page, ready_volunteer.user.get_full_name() in page) == (True, True, True)
    assert "encore dix jours" in page


def test_coordinator_answers_from_the_page(coordinator: User, signed_in: SignIn) -> None:
    client = signed_in(coordinator)
    proposal = ProposalFactory()
    ask, decline, accept = (reverse(f"coordination_proposal_{name}", args=[proposal.pk]) for name in ("ask", "decline", "accept"))
    assert "Écrivez votre question." in said(client.post(ask, {"question": " "}))
    assert "Dites pourquoi" in said(client.post(decline, {"reason": ""}))
    for _ in range(2):
        assert "La question est envoyée." in said(client.post(ask, {"question": "Et s’il pleut ?"}, follow=True))
    for _ in range(2):
        response = client.post(accept, follow=True)
        assert response.redirect_chain == [(reverse("coordination_activity", args=[proposal.activity_id]), 302)]
        assert ("La proposition est acceptée" in said(response), "Publier l’activité" in said(response)) == (True, True)
    for late, fields in ((decline, {"reason": "Non."}), (ask, {"question": "Où ?"})):
        assert "n’attend plus de réponse : acceptée" in said(client.post(late, fields, follow=True))


def test_declined_reason_is_read_by_the_proposer(coordinator: User, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    proposal = ProposalFactory(by=ready_volunteer)
    signed_in(coordinator).post(reverse("coordination_proposal_decline", args=[proposal.pk]), {"reason": "Le parc ferme."})
    page = said(signed_in(ready_volunteer.user).get(reverse("space_proposal", args=[proposal.pk])))
    assert ("Le parc ferme." in page, "une autre idée est toujours la bienvenue" in page) == (True, True)


def test_proposal_can_be_changed_before_it_is_accepted(coordinator: User, signed_in: SignIn) -> None:
    proposal = ProposalFactory()
    page = signed_in(coordinator).get(reverse("coordination_activity", args=[proposal.activity_id]))
    assert "Répondre à la proposition" in said(page)
    assert "Annuler l’activité" not in said(page)
    assert signed_in(coordinator).get(reverse("coordination_activity_edit", args=[proposal.activity_id])).status_code == 200


def test_list_puts_the_late_first_and_then_what_was_answered(coordinator: User, signed_in: SignIn) -> None:
    ProposalFactory(activity__title="Dans cinq jours", activity__answer_by=date(2026, 5, 17))
    ProposalFactory(activity__title="En retard", activity__answer_by=date(2026, 5, 11))
    ProposalFactory(activity__title="Refusée", outcome="declined", answered_at=NOW)
    response = signed_in(coordinator).get(LIST)
    assert [(proposal.activity.title, days) for proposal, days in response.context["waiting"]] == [
        ("En retard", -1),
        ("Dans cinq jours", 5),
    ]
    assert [proposal.activity.title for proposal in response.context["page"]] == ["Refusée"]


def test_start_page_shows_the_days_left_and_what_is_late(coordinator: User, signed_in: SignIn) -> None:
    ProposalFactory(activity__title="Bientôt", activity__answer_by=date(2026, 5, 13))
    ProposalFactory(activity__title="Trop tard", activity__answer_by=date(2026, 5, 12))
    page = said(signed_in(coordinator).get("/coordination/"))
    card = page[page.index("Propositions à répondre") :]
    assert [card.index(words) for words in ("Trop tard", "En retard", "Bientôt", "Dernier jour", "2 propositions à répondre")] == sorted(
        card.index(words) for words in ("Trop tard", "En retard", "Bientôt", "Dernier jour", "2 propositions à répondre")
    )


@pytest.mark.parametrize("address", [LIST, "/coordination/", MINE])
def test_pages_ask_as_many_queries_for_many_as_for_one(
    address: str, coordinator: User, ready_volunteer: Volunteer, signed_in: SignIn
) -> None:
    client = signed_in(ready_volunteer.user if address == MINE else coordinator)

    def add() -> None:
        by = {"by": ready_volunteer} if address == MINE else {}
        ProposalFactory(**by, activity__venue=VenueFactory())
        ProposalFactory(**by, outcome="declined", answered_at=NOW)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add()
    count()
    one = count()
    for _ in range(9):
        add()
    assert count() == one


def test_words_of_a_proposal_are_escaped(coordinator: User, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    proposal = ProposalFactory(
        by=ready_volunteer, activity__title="<script>alert(1)</script>", activity__description="<b>gras</b>", place_words="<i>là</i>"
    )
    for user, address in (
        (coordinator, LIST),
        (coordinator, reverse("coordination_proposal", args=[proposal.pk])),
        (coordinator, "/coordination/"),
        (ready_volunteer.user, MINE),
        (ready_volunteer.user, reverse("space_proposal", args=[proposal.pk])),
    ):
        content = signed_in(user).get(address).content.decode()
        assert ("<script>alert" in content, "<b>gras" in content, "<i>là" in content) == (False, False, False)


def test_answers_take_posts_only(coordinator: User, signed_in: SignIn) -> None:
    proposal = ProposalFactory()
    for name in ("accept", "decline", "ask"):
        assert signed_in(coordinator).get(reverse(f"coordination_proposal_{name}", args=[proposal.pk])).status_code == 405


def test_what_the_proposal_says_of_the_access_stays_beside_what_is_known_of_the_venue(coordinator: User, signed_in: SignIn) -> None:
    venue = VenueFactory(accessibility="Entrée de plain-pied.")
    proposal = ProposalFactory(activity__venue=venue, accessibility="no", accessibility_words="Trois marches, pas d’ascenseur")
    proposals.accept(proposal, by=coordinator, now=NOW)
    client, address = signed_in(coordinator), reverse("coordination_activity", args=[proposal.activity_id])
    warning = "Le lieu n’est pas accessible à tout le monde"
    remark = "Pas accessible à tout le monde, d’après la personne qui propose : Trois marches, pas d’ascenseur"
    page = said(client.get(address))
    assert (f"Accessibilité : Entrée de plain-pied. {remark}" in page, warning in page) == (True, True)

    form = client.get(f"{address}modifier/").context["form"]
    assert remark[1:] in plain(form["access_words"].help_text)
    typed = {name: form[name].value() or "" for name in form.fields} | {"access_words": "une rampe est posée ce jour-là."}
    client.post(f"{address}modifier/", typed)
    page = said(client.get(address))
    assert ("Entrée de plain-pied. Une rampe est posée ce jour-là." in page, remark in page, warning in page) == (True, False, False)
