"""The pages of the site that lead to a form: written by the officer alone, whole without JavaScript."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.demo import build as build_team
from accounts.models import User
from home.demo import build_tree
from home.demo_enquiries import SENT, build
from home.enquiries.models import Enquiry, EnquiryDuty, EnquiryStep
from home.models import AssociationSettings, HomePage, StandardPage
from home.permissions import grant_to_communication
from home.settings import default_association
from tests.conftest import SignIn
from tests.home.enquiries.factories import sent
from tests.volunteers.counting import count_queries

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def add_page(home_page: HomePage, slug: str, *blocks: tuple[str, object]) -> StandardPage:
    page = StandardPage(title="Nous joindre", slug=slug, body=list(blocks))
    home_page.add_child(instance=page)
    return page


def test_form_on_a_page_is_sent_to_its_own_address(home_page: HomePage, client: Client) -> None:
    page = add_page(home_page, "entreprises", ("heading", "Parlons-en"), ("enquiry_form", {"audience": "entreprises"}))
    content = client.get(page.url).content.decode()
    assert '<form class="form" method="post" action="/demandes/entreprises/" novalidate>' in content
    assert 'name="csrfmiddlewaretoken"' in content
    assert "Votre entreprise" in content
    token = content.partition('name="form_token" value="')[2].partition('"')[0]
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert client.post("/demandes/entreprises/", sent(form_token=token)).status_code == 302


def test_posting_needs_the_token_that_the_page_gave(home_page: HomePage) -> None:
    page = add_page(home_page, "entreprises", ("enquiry_form", {"audience": "entreprises"}))
    client = Client(enforce_csrf_checks=True)
    assert client.post("/demandes/entreprises/", sent()).status_code == 403
    content = client.get(page.url).content.decode()
    token = content.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert client.post("/demandes/entreprises/", {**sent(), "csrfmiddlewaretoken": token}).status_code == 302


def test_page_with_a_form_is_kept_by_no_cache_and_others_are(home_page: HomePage, client: Client) -> None:
    with_form = client.get(add_page(home_page, "avec", ("enquiry_form", {"audience": "contact"})).url)
    assert "no-store" in with_form["Cache-Control"]
    assert set(with_form.cookies) == {"csrftoken"}
    without = client.get(add_page(home_page, "sans", ("heading", "Rien")).url)
    assert "no-store" not in without.get("Cache-Control", "")
    assert not without.cookies


def test_page_with_a_form_asks_few_queries(home_page: HomePage, client: Client) -> None:
    page = add_page(home_page, "contact", ("contact_details", None), ("enquiry_form", {"audience": "contact"}))
    assert count_queries(client, page.url) <= 12


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [
        (datetime(2026, 3, 29, 23, 59, tzinfo=PARIS), True),
        # The day after the clocks change, at midnight in Paris, still the day before at Greenwich.
        (datetime(2026, 3, 30, 0, 0, tzinfo=PARIS), False),
    ],
)
def test_next_session_is_shown_until_its_first_day(home_page: HomePage, client: Client, now: datetime, *, is_shown: bool) -> None:
    session = {"title": "Prochaine session", "starts_on": date(2026, 3, 29), "text": "Jusqu’à <quand> ?"}
    page = add_page(home_page, "professionnels", ("next_session", session))
    with time_machine.travel(now, tick=False):
        content = client.get(page.url).content.decode()
    assert ("À partir du dimanche 29\u00a0mars 2026" in content) is is_shown
    assert ("Jusqu’à &lt;quand&gt;" in content) is is_shown


def test_contact_details_are_those_of_the_settings(home_page: HomePage, client: Client) -> None:
    page = add_page(home_page, "contact", ("contact_details", None))
    assert client.get(page.url).content.decode().count("À compléter par l’association") == 2
    AssociationSettings.objects.create(
        site=Site.objects.get(is_default_site=True), email="ici@association.demo.test", phone="01 02 03 04 05", address="1 place\nParis"
    )
    main = client.get(page.url).content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'href="mailto:ici@association.demo.test"' in main
    assert 'href="tel:0102030405"' in main
    assert "1 place<br>Paris" in main


def test_contact_is_the_officers_page_or_the_form_until_there_is_one(home_page: HomePage, client: Client) -> None:
    bare = client.get("/contact/").content.decode()
    assert 'action="/demandes/contact/"' in bare
    assert 'href="/contact/"' in bare
    page = add_page(home_page, "contact", ("heading", "Nos horaires"))
    assert "Nos horaires" in client.get("/contact/").content.decode()
    page.unpublish()
    assert "Nos horaires" not in client.get("/contact/").content.decode()


def test_announced_delay_is_the_one_of_the_settings(home_page: HomePage, client: Client) -> None:
    assert default_association().answer_days == 7
    AssociationSettings.objects.create(site=Site.objects.get(is_default_site=True), answer_days=1)
    assert "Sous 1 jour environ" in client.get("/demandes/contact/merci/").content.decode()
    assert "comptez 1 jour environ" in client.get("/demandes/contact/").content.decode()


def test_demo_writes_the_three_pages(client: Client) -> None:
    build_tree(timezone.now())
    for address, action in (("/entreprises/", "entreprises"), ("/professionnels/", "professionnels"), ("/contact/", "contact")):
        assert f'action="/demandes/{action}/"' in client.get(address).content.decode()
    assert "Prochaine session du programme" in client.get("/professionnels/").content.decode()


def test_demo_has_enquiries_in_every_state_once() -> None:
    build_team(timezone.now())
    for _ in range(2):
        build(timezone.now())
    assert Enquiry.objects.count() == len(SENT)
    assert set(Enquiry.objects.values_list("state", flat=True)) == set(Enquiry.State.values)
    assert {enquiry.words.email.rpartition("@")[2].endswith("demo.test") for enquiry in Enquiry.objects.all()} == {True}
    assert EnquiryStep.objects.filter(kind="reply").count() == EnquiryDuty.objects.count() == 2


def test_officer_previews_the_form(home_page: HomePage, communication_officer: User, signed_in: SignIn) -> None:
    grant_to_communication(apps)
    page = add_page(home_page, "contact", ("heading", "Un intertitre"), ("enquiry_form", {"audience": "contact"}))
    page.save_revision()
    officer = signed_in(communication_officer)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    body = streamfield([("heading", "Un autre intertitre"), ("enquiry_form", {"audience": "contact"})])
    data = nested_form_data({"title": page.title, "slug": page.slug, "introduction": "", "eyebrow": "", "body": body})
    answer = officer.post(preview, {**data, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"})
    assert answer.json()["is_valid"], answer.content
    content = officer.get(f"{preview}?mode=").content.decode()
    assert "Un autre intertitre" in content
    assert 'action="/demandes/contact/"' in content
