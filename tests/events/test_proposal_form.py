"""The form that proposes an activity: what it refuses and warns of, and what posting by hand changes (nothing)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.models import Activity, ActivityTemplate, Proposal
from events.views.proposals import LIMIT_PER_ACCOUNT, TOO_MANY
from site_polaris.templatetags.form_fields import is_marked_optional
from tests.events.factories import ActivityFactory, PartnerFactory, VenueFactory, make_activity_template
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


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Promenade au canal",
        "description": "Les ponts et les écluses.",
        "aims": ["is_cultural", "is_sport"],
        "day": "2026-06-10",
        "begins": "14:00",
        "ends": "16:30",
        "venue": "",
        "place_words": "Bassin de la Villette",
        "cost": "0",
        "cost_is": "per_head",
        "payer": "",
        "accessibility": "yes",
        "accessibility_words": "De plain-pied",
        "would_lead": "on",
        **fields,
    }


def errors(client: Client, **fields: object) -> dict[str, list[str]]:
    response = client.post(PROPOSE, typed(**fields))
    assert (response.status_code, Proposal.objects.count()) == (200, 0)
    return {name: [plain(str(error)) for error in found] for name, found in response.context["form"].errors.items()}


def said(response: Any) -> str:
    return plain(response.content.decode())


def test_proposal_is_sent_and_its_answer_promised(client: Client, ready_volunteer: Volunteer) -> None:
    response = client.post(PROPOSE, typed(), follow=True)
    proposal = Proposal.objects.get()
    activity = proposal.activity
    assert response.redirect_chain == [(reverse("space_proposal", args=[proposal.pk]), 302)]
    assert "Réponse avant le vendredi 22 mai 2026" in said(response)
    assert (activity.title, activity.aims, activity.status, activity.proposed_by) == (
        "Promenade au canal",
        ["culturelle", "sportive"],
        "proposed",
        ready_volunteer,
    )
    assert (activity.starts_at, activity.ends_at) == (
        datetime(2026, 6, 10, 14, 0, tzinfo=PARIS),
        datetime(2026, 6, 10, 16, 30, tzinfo=PARIS),
    )
    assert (activity.cost_cents, activity.payer, activity.credits_proposer, proposal.would_lead) == (0, "nobody", False, True)
    assert "Réponse avant le vendredi 22 mai 2026" in said(client.get(MINE))


def test_what_another_answer_asks_for_is_not_said_to_be_optional(client: Client) -> None:
    form = client.get(PROPOSE).context["form"]
    marked = {field.name for field in form.visible_fields() if is_marked_optional(field)}
    assert marked == {"cost", "cost_is", "accessibility_words"}


@pytest.mark.parametrize(
    ("cost", "cost_is", "cents"), [("4,50", "per_head", 45_00), ("4.50", "in_all", 4_50), ("4,50", "", 45_00), ("0", "in_all", 0)]
)
def test_cost_is_kept_in_all_and_a_head_counts_for_everybody(cost: str, cost_is: str, cents: int, client: Client) -> None:
    client.post(PROPOSE, typed(cost=cost, cost_is=cost_is, payer="association"))
    activity = Activity.objects.get()
    assert (activity.cost_cents, activity.payer) == (cents, "association" if cents else "nobody")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"day": "2026-05-12", "begins": "10:00"}, {"day": ["Cette date est passée : choisissez une date à venir."]}),
        (
            {"day": "2028-12-01"},
            {"day": ["Cette date est trop lointaine : une activité se prévoit dans les deux ans à venir."]},
        ),
        ({"ends": "13:00"}, {"ends": ["La fin doit venir après le début, le même jour."]}),
        (
            {"day": "2027-03-28", "begins": "02:30"},
            {"begins": ["Cette nuit-là, l’heure change : choisissez une heure avant 2 h ou après 3 h."]},
        ),
        ({"place_words": ""}, {"place_words": ["Choisissez un lieu connu, ou écrivez lequel vous proposez."]}),
        (
            {"cost": "3"},
            {"payer": ["Cette activité coûte : dites qui paierait. Les personnes accompagnées ne paient jamais."]},
        ),
        ({"cost": "cher"}, {"cost": ["Écrivez le coût en chiffres, par exemple 4,50."]}),
        ({"cost": "-1"}, {"cost": ["Un coût n’est pas négatif."]}),
        ({"aims": []}, {"aims": ["Choisissez au moins une visée."]}),
        ({"venue": "99999"}, {"venue": ["Choisissez un lieu de la liste, ou « Un autre lieu »."]}),
        ({"accessibility": "maybe"}, {"accessibility": ["Choisissez oui, non ou à vérifier."]}),
        ({"title": "a" * 121}, {"title": ["Ce titre est trop long : 120 signes au plus."]}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(fields: dict[str, object], expected: dict[str, list[str]], client: Client) -> None:
    assert errors(client, **fields) == expected


def test_empty_form_asks_in_sentences(client: Client) -> None:
    response = client.post(PROPOSE, {"title": ""})
    found = response.context["form"].errors
    assert set(found) == {"title", "description", "aims", "day", "begins", "ends", "place_words", "accessibility"}
    assert not any("obligatoire" in str(error) for errors in found.values() for error in errors)


def test_words_that_lead_to_somebody_are_asked_about_once(client: Client) -> None:
    telling = typed(description="Appelez Mme Traoré au 06 12 34 56 78.")
    response = client.post(PROPOSE, telling)
    assert "un numéro de téléphone" in said(response)
    assert Proposal.objects.count() == 0
    warned_of = response.context["form"]["warned_of"].value()
    client.post(PROPOSE, {**telling, "warned_of": warned_of, "confirms": "on"})
    assert Proposal.objects.count() == 1


def test_what_the_checks_find_is_said_beside_errors_too(client: Client) -> None:
    response = client.post(PROPOSE, typed(day="2026-07-14", title="", aims=[], accessibility=""))
    assert "la fête nationale" in said(response)
    assert "la fête nationale" not in said(client.post(PROPOSE, typed(day="2026-07-14", begins="", title="")))


def test_check_says_what_is_found_and_sends_nothing(client: Client) -> None:
    ActivityFactory(title="Foot", starts_at=datetime(2026, 7, 14, 18, 0, tzinfo=PARIS))
    response = client.post(PROPOSE, typed(day="2026-07-14", check="1"))
    assert len(response.context["warnings"]) == 2
    assert "un jour férié, la fête nationale" in said(response)
    assert 'value="Promenade au canal"' in response.content.decode()
    assert "Rien à signaler" in said(client.post(PROPOSE, typed(check="1")))
    assert (Proposal.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_warnings_do_not_stop_and_are_shown_after_sending(client: Client) -> None:
    response = client.post(PROPOSE, typed(day="2026-07-14", accessibility="to_check"), follow=True)
    assert len(response.context["warnings"]) == 2
    assert Proposal.objects.count() == 1


def test_form_sent_twice_makes_one_proposal(client: Client) -> None:
    addresses = {client.post(PROPOSE, typed())["Location"] for _ in range(2)}
    assert (len(addresses), Proposal.objects.count()) == (1, 1)


def test_proposals_are_limited_by_account(client: Client, stranger: Volunteer, signed_in: SignIn) -> None:
    for number in range(LIMIT_PER_ACCOUNT):
        client.post(PROPOSE, typed(title=f"Idée {number}"))
    response = client.post(PROPOSE, typed(title="Encore une"))
    assert (response.status_code, plain(TOO_MANY) in said(response), Proposal.objects.count()) == (429, True, LIMIT_PER_ACCOUNT)
    assert 'value="Encore une"' in response.content.decode()
    signed_in(stranger.user).post(PROPOSE, typed())
    assert Proposal.objects.count() == LIMIT_PER_ACCOUNT + 1


def test_who_is_not_ready_reads_why_and_sends_nothing(new_volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(new_volunteer.user)
    for response in (client.get(PROPOSE), client.post(PROPOSE, typed())):
        assert "« Connaissance du public » reste à suivre" in said(response)
        assert "Envoyer ma proposition" not in said(response)
    assert Proposal.objects.count() == 0


def test_fields_posted_by_hand_change_nothing(client: Client, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    client.post(
        PROPOSE,
        typed(
            status="published",
            proposed_by=str(stranger.pk),
            answer_by="2026-05-13",
            proposed_at="2020-01-01",
            outcome="accepted",
            kind="webinar",
            facilitator_seats="9",
            participants_expected="99",
            cost_cents="1",
            published_at="2026-05-01T10:00",
            meeting_point="Ici",
            mission="",
            question="Posée",
        ),
    )
    proposal = Proposal.objects.get()
    activity = proposal.activity
    assert (activity.status, activity.proposed_by, activity.answer_by, activity.proposed_at) == (
        "proposed",
        ready_volunteer,
        date(2026, 5, 22),
        NOW,
    )
    assert (activity.kind, activity.facilitator_seats, activity.participants_expected, activity.cost_cents) == ("outing", 2, 8, 0)
    assert (activity.published_at, activity.meeting_point, proposal.outcome, proposal.question) == (None, "", "waiting", "")


def test_dates_are_told_by_the_clocks_of_paris(client: Client) -> None:
    # An hour after midnight in Paris, still the day before elsewhere.
    client.post(PROPOSE, typed(day="2026-07-14", begins="00:30", ends="02:00"))
    assert Activity.objects.get().starts_at == datetime(2026, 7, 13, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert "un jour férié" in said(client.get(reverse("space_proposal", args=[Proposal.objects.get().pk])))
    assert Activity.objects.get().ends_at - Activity.objects.get().starts_at == timedelta(minutes=90)


@pytest.mark.parametrize("name", ["title", "place_words", "accessibility_words"])
def test_every_free_text_is_asked_about(name: str, client: Client) -> None:
    assert list(errors(client, **{name: "Appelez Mme Traoré"})) == [name]
    assert Proposal.objects.count() == 0


def test_telling_texts_are_confirmed_together(client: Client) -> None:
    telling = typed(title="Chez Mme Traoré", description="Appelez le 06 12 34 56 78.")
    response = client.post(PROPOSE, {**telling, "warned_of": "", "confirms": "on"})
    assert list(response.context["form"].errors) == ["title", "description"]
    seen = {"warned_of": response.context["form"]["warned_of"].value(), "confirms": "on"}
    # Another telling text asks for another look, which confirms them all again.
    response = client.post(PROPOSE, {**telling, **seen, "place_words": "Chez Mme Diallo"})
    assert list(response.context["form"].errors) == ["place_words"]
    seen["warned_of"] = response.context["form"]["warned_of"].value()
    client.post(PROPOSE, {**telling, **seen, "place_words": "Chez Mme Diallo"})
    assert Proposal.objects.count() == 1


def test_template_fills_the_form_with_what_any_benevole_may_read(client: Client, stranger: Volunteer) -> None:
    stranger.user.first_name = "Quetzal"
    stranger.user.save()
    template = make_activity_template(
        title="Rallye photo",
        description="Par équipes.",
        starts_at=datetime(2026, 5, 5, 14, 30, tzinfo=PARIS),
        venue=VenueFactory(name="Endroit précis", area="Paris 3e"),
        partner=PartnerFactory(name="Partenaire précis"),
        meeting_point="Porte bleue",
        to_bring="Un plan",
        arrangements="La caisse",
        cost_cents=1250,
        payer="association",
        proposed_by=stranger,
        credits_proposer=True,
    )
    make_activity_template(title="Forum d’été", kind="forum")
    listed = said(client.get(PROPOSE))
    assert ("Rallye photo" in listed, "une idée de Quetzal" in listed, "Forum d’été" in listed) == (True, True, False)
    response = client.get(again(template))
    form = response.context["form"]
    assert {name: form[name].value() for name in ("title", "description", "aims", "place_words", "cost_is", "payer")} == {
        "title": "Rallye photo",
        "description": "Par équipes.",
        "aims": ["is_cultural"],
        "place_words": "Comme la dernière fois, Paris 3e",
        "cost_is": "in_all",
        "payer": "association",
    }
    assert [str(form[name].value())[:5] for name in ("begins", "ends", "cost")] == ["14:30", "17:30", "12.5"]
    page = said(response)
    assert 'value="12,5' in page
    # The list of known places is everybody's: that this is the one is not.
    assert [word in page for word in ("Partenaire précis", "Porte bleue", "Un plan", "La caisse")] == [False] * 4
    assert form["venue"].value() is None


def test_proposal_from_a_template_brings_the_rest_of_it(client: Client, ready_volunteer: Volunteer) -> None:
    template = make_activity_template(meeting_point="Porte bleue", arrangements="La caisse", facilitator_seats=3, credits_proposer=False)
    client.post(again(template), typed(title="Promenade au canal"))
    proposal = Proposal.objects.get()
    activity = proposal.activity
    assert (proposal.template, activity.proposed_by, activity.title) == (template, ready_volunteer, "Promenade au canal")
    assert (activity.meeting_point, activity.arrangements, activity.facilitator_seats) == ("Porte bleue", "La caisse", 3)
    page = said(client.get(reverse("space_proposal", args=[proposal.pk])))
    assert ("Porte bleue" in page, "La caisse" in page) == (False, False)


def test_template_of_a_public_event_or_removed_is_missing(client: Client) -> None:
    template = make_activity_template(kind="forum")
    assert [client.get(again(template)).status_code, client.post(again(template), typed()).status_code] == [404, 404]
    template.delete()
    assert Proposal.objects.count() == 0


def test_list_of_templates_does_not_cost_a_query_each(client: Client) -> None:
    counts = []
    for made in (1, 9):
        for _ in range(made):
            make_activity_template(venue=VenueFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(PROPOSE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def again(template: ActivityTemplate) -> str:
    return reverse("space_propose_again", args=[template.pk])
