"""`/coordination/demandes/`: the list, one enquiry, who is told, and how each role comes to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.enquiries.duty import duties
from home.enquiries.models import Enquiry, Topic
from home.permissions import grant_to_communication
from tests.accounts.factories import UserFactory
from tests.home.enquiries.factories import WORDS, EnquiryFactory
from tests.volunteers.counting import count_queries

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LIST = "/coordination/demandes/"
DUTY = "/coordination/demandes/astreinte/"


@pytest.fixture
def team(coordinator: User, signed_in: SignIn) -> Client:
    """A coordinator."""
    return signed_in(coordinator)


@pytest.fixture
def officer(communication_officer: User, signed_in: SignIn) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def days_ago(days: int) -> dict[str, object]:
    return {"received_at": timezone.now() - timedelta(days=days)}


def address(enquiry: Enquiry) -> str:
    return f"{LIST}{enquiry.pk}/"


def said(response: object) -> list[str]:
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]


def listed(client: Client, query: str = "") -> list[Enquiry]:
    return [row.enquiry for row in client.get(f"{LIST}{query}").context["rows"]]


def test_list_shows_what_waits_longest_first_with_its_delay(team: Client) -> None:
    recent, old = EnquiryFactory(**days_ago(1)), EnquiryFactory(**days_ago(8))
    response = team.get(LIST)
    assert [(row.enquiry, row.days, row.is_late) for row in response.context["rows"]] == [(old, 8, True), (recent, 1, False)]
    content = response.content.decode()
    assert "il y a 8 jours" in content
    assert "hier" in content
    assert content.count("en retard") == 1


def test_filters_by_state_topic_and_person(team: Client, coordinator: User) -> None:
    new, taken = EnquiryFactory(), EnquiryFactory(taken_by=coordinator, topic=Topic.SKILLS)
    closed = EnquiryFactory(taken_by=coordinator, state="closed")
    assert listed(team) == [new, taken]
    assert listed(team, "?state=new") == [new]
    assert listed(team, "?state=closed") == [closed]
    assert listed(team, "?state=all") == [new, taken, closed]
    assert listed(team, "?topic=skills") == [taken]
    assert listed(team, f"?state=all&taken_by={coordinator.pk}") == [taken, closed]
    assert listed(team, "?taken_by=me") == [taken]
    assert listed(team, "?taken_by=nobody") == [new]
    assert listed(team, "?state=n’importe&taken_by=quoi") == [new, taken]


def test_empty_lists_say_why(team: Client) -> None:
    assert "Aucune demande n’attend de réponse." in team.get(LIST).content.decode()
    assert "Aucune demande ne correspond à ces critères." in team.get(f"{LIST}?state=closed").content.decode()


def test_pages_keep_the_filters(team: Client) -> None:
    EnquiryFactory.create_batch(31)
    assert 'href="?state=new&amp;page=2"' in team.get(f"{LIST}?state=new").content.decode()
    assert len(listed(team, "?state=new&page=2")) == 1


def test_list_asks_as_many_queries_for_thirty_as_for_one(team: Client, coordinator: User) -> None:
    EnquiryFactory(taken_by=coordinator)
    one = count_queries(team, LIST)
    for _ in range(29):
        EnquiryFactory(taken_by=UserFactory(coordinator=True))
    assert count_queries(team, LIST) == one


def test_detail_shows_the_words_escaped_and_keeps_them_out_of_its_title(team: Client) -> None:
    enquiry = EnquiryFactory(words=replace(WORDS, name="Zoé <b>", message="<script>alert(1)</script>", place="Lieu-dit"))
    content = team.get(address(enquiry)).content.decode()
    assert "Zoé &lt;b&gt;" in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "Lieu-dit" in content
    # Nobody has begun a reply.
    assert "Ce que vous aviez écrit" not in content
    title = content.partition("<title>")[2].partition("</title>")[0]
    assert "Zoé" not in title
    assert "Demande du" in title


def test_taking_and_giving_back(team: Client, coordinator: User) -> None:
    enquiry = EnquiryFactory()
    assert said(team.post(address(enquiry), {"action": "take"}, follow=True)) == ["Vous suivez cette demande."]
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.taken_by) == ("taken", coordinator)
    assert said(team.post(address(enquiry), {"action": "give_back"}, follow=True)) == ["La demande est remise à prendre."]
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.taken_by) == ("new", None)


def test_second_to_take_is_told_so(team: Client) -> None:
    enquiry = EnquiryFactory(taken_by=UserFactory(coordinator=True, first_name="Aya", last_name="Fictif"))
    assert said(team.post(address(enquiry), {"action": "take"}, follow=True)) == ["Aya Fictif a déjà pris cette demande."]


def test_reply_is_kept_and_shown(team: Client, coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator)
    response = team.post(address(enquiry), {"steps_seen": "1", "text": "Avec plaisir."}, follow=True)
    content = response.content.decode()
    assert "Réponse envoyée" in content
    assert "Avec plaisir." in content
    assert OutgoingMail.objects.get().recipient == WORDS.email


def test_reply_that_comes_too_late_keeps_its_text(team: Client, coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator)
    team.post(address(enquiry), {"action": "give_back"})
    response = team.post(address(enquiry), {"steps_seen": "1", "text": "Avec plaisir."})
    content = response.content.decode()
    assert "a changé depuis que vous l’avez ouverte" in content
    assert "Ce que vous aviez écrit" in content
    assert "Avec plaisir." in content
    assert OutgoingMail.objects.count() == 0


def test_empty_reply_is_refused_beside_its_field(team: Client, coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator)
    assert team.get(address(enquiry)).context["form"]["text"].value() == "Bonjour,\n\n"
    for text in (" ", "Bonjour,\r\n\r\n"):
        response = team.post(address(enquiry), {"steps_seen": "1", "text": text})
        assert dict(response.context["form"].errors) == {"text": ["Écrivez votre réponse."]}


def test_reply_that_may_name_a_supported_person_is_read_again_first(team: Client, coordinator: User) -> None:
    enquiry = EnquiryFactory(taken_by=coordinator, audience="contact")
    data = {"steps_seen": "1", "text": "Son numéro est le 7503123456."}
    refused = team.post(address(enquiry), data).context["form"]
    assert "un numéro d’étranger" in refused.errors["text"][0]
    assert OutgoingMail.objects.count() == 0
    again = {**data, "warned_of": refused["warned_of"].value()}
    assert team.post(address(enquiry), again).status_code == 200
    assert team.post(address(enquiry), {**again, "confirms": "on"}).status_code == 302
    assert OutgoingMail.objects.get().recipient == WORDS.email


@pytest.mark.parametrize("action", ["received", "reply", "__class__", ""])
def test_action_that_is_no_button_is_refused(team: Client, action: str) -> None:
    enquiry = EnquiryFactory()
    assert team.post(address(enquiry), {"action": action}).status_code == 400
    enquiry.refresh_from_db()
    assert enquiry.state == "new"


def test_buttons_are_those_that_the_rules_allow(team: Client, coordinator: User) -> None:
    offered = {}
    for state, follower in (("new", None), ("taken", coordinator), ("taken", UserFactory(coordinator=True)), ("closed", coordinator)):
        response = team.get(address(EnquiryFactory(state=state, taken_by=follower)))
        offered[(state, follower == coordinator)] = (response.context["actions"], response.context["can_reply"])
    assert offered == {
        ("new", False): (["take", "close"], False),
        ("taken", True): (["give_back", "reply", "answer", "close"], True),
        ("taken", False): (["give_back", "close"], False),
        ("closed", True): (["reopen"], False),
    }


def test_deleting_asks_first(team: Client) -> None:
    enquiry = EnquiryFactory()
    assert "Supprimer cette demande" in team.get(f"{address(enquiry)}supprimer/").content.decode()
    assert Enquiry.objects.count() == 1
    assert said(team.post(f"{address(enquiry)}supprimer/", follow=True)) == ["La demande est supprimée."]
    assert Enquiry.objects.count() == 0


def test_duty_is_chosen_among_those_who_handle_enquiries(
    team: Client, coordinator: User, communication_officer: User, treasurer: User
) -> None:
    content = team.get(DUTY).content.decode()
    assert content.count(f'value="{coordinator.pk}"') == content.count(f'value="{communication_officer.pk}"') == len(Topic)
    assert str(treasurer.pk) not in content
    told = f"En ce moment, une demande prévient\u00a0: {coordinator.get_full_name()}."
    assert told in unescape(content)
    team.post(DUTY, {"mentoring": [str(coordinator.pk), str(communication_officer.pk)]})
    assert sorted(user.pk for user in duties()[Topic.MENTORING]) == sorted([coordinator.pk, communication_officer.pk])
    response = team.post(DUTY, {"mentoring": [str(treasurer.pk)]})
    assert list(response.context["form"].errors) == ["mentoring"]
    team.post(DUTY, {})
    assert duties()[Topic.MENTORING] == []


def test_duty_page_asks_as_many_queries_for_ten_people_as_for_one(team: Client) -> None:
    one = count_queries(team, DUTY)
    UserFactory.create_batch(9, coordinator=True)
    assert count_queries(team, DUTY) == one


def test_start_page_counts_what_nobody_has_taken(team: Client, coordinator: User) -> None:
    assert "chaque demande du public est suivie" in team.get("/coordination/").content.decode()
    EnquiryFactory.create_batch(6)
    EnquiryFactory(taken_by=coordinator)
    response = team.get("/coordination/")
    assert response.context["coordination"]["enquiries_count"] == 6
    content = response.content.decode()
    assert "6 demandes à prendre" in content
    assert content.count("depuis le") == 5
    assert WORDS.name not in content


def test_officer_lands_in_the_content_admin_which_leads_to_enquiries(officer: Client) -> None:
    EnquiryFactory.create_batch(2)
    assert officer.get("/coordination/")["Location"] == "/admin/"
    content = officer.get("/admin/").content.decode()
    assert f'href="{LIST}?state=new"' in content
    assert "2 demandes attendent" in content
    assert WORDS.name not in content


def test_officer_meets_enquiries_alone_in_the_coordination(officer: Client) -> None:
    content = officer.get(LIST).content.decode()
    menu = content.partition('<nav class="surface-nav"')[2].partition("</nav>")[0]
    assert menu.count("<a ") == 1
    assert LIST in menu
    enquiry = EnquiryFactory()
    assert said(officer.post(address(enquiry), {"action": "take"}, follow=True)) == ["Vous suivez cette demande."]


def test_coordinator_has_the_other_screens_too(team: Client) -> None:
    menu = team.get(LIST).content.decode().partition('<nav class="surface-nav"')[2].partition("</nav>")[0]
    assert "/coordination/benevoles/" in menu
    assert f'href="{LIST}" aria-current="page"' in menu


def test_treasurer_is_not_shown_the_way(treasurer: User, signed_in: SignIn) -> None:
    assert LIST not in signed_in(treasurer).get("/coordination/").content.decode()
