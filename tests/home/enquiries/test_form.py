"""The form of the public: what it keeps, whom it stops, and what it says to each."""

import hashlib
from dataclasses import asdict

import pytest
from django.test import Client

from accounts.limits import allow
from accounts.models import OutgoingMail
from home.enquiries.models import Enquiry, EnquiryStep
from home.enquiries.views import LIMIT_OVERALL, LIMIT_PER_ADDRESS
from tests.home.enquiries.factories import sent, token_of

pytestmark = pytest.mark.django_db

COMPANIES = "/demandes/entreprises/"
PROFESSIONALS = "/demandes/professionnels/"
CONTACT = "/demandes/contact/"
TELLING = "Une personne, joignable au 06 12 34 56 78."
NUMBERED = "Une personne, 9912345678, joignable au 06 12 34 56 78."


def errors_of(client: Client, address: str, data: dict[str, str]) -> dict[str, list[str]]:
    response = client.post(address, data)
    assert response.status_code == 200
    assert Enquiry.objects.count() == 0
    return dict(response.context["form"].errors)


def test_enquiry_is_kept_and_the_sender_thanked_by_a_redirect(client: Client) -> None:
    response = client.post(COMPANIES, sent(people="6", period="Au printemps", place="Saint-Denis", phone="06 12 34 56 78", role="RH"))
    assert (response.status_code, response["Location"]) == (302, "/demandes/entreprises/merci/")
    enquiry = Enquiry.objects.get()
    assert (enquiry.audience, enquiry.topic, enquiry.state, enquiry.taken_by) == ("entreprises", "mentoring", "new", None)
    assert asdict(enquiry.words) == {
        "name": "Noé Fictif",
        "email": "noe@entreprise.demo.test",
        "message": "Plusieurs collègues aimeraient accompagner une personne.",
        "phone": "06 12 34 56 78",
        "organisation": "Ateliers Fictifs",
        "role": "RH",
        "people": "6",
        "period": "Au printemps",
        "place": "Saint-Denis",
    }
    assert [step.kind for step in enquiry.steps.all()] == [EnquiryStep.Kind.RECEIVED]
    thanks = client.get(response["Location"]).content.decode()
    assert "Sous 7 jours environ" in thanks
    assert "Noé" not in thanks


def test_nothing_personal_is_readable_in_the_table(client: Client) -> None:
    client.post(COMPANIES, sent(phone="06 12 34 56 78", place="Lieu-dit"))
    row = str(Enquiry.objects.values().get()) + str(EnquiryStep.objects.values().get())
    for word in ("Noé", "noe@", "Ateliers", "06 12", "Lieu-dit", "collègues"):
        assert word not in row


@pytest.mark.parametrize(
    ("address", "topic", "others"),
    [(PROFESSIONALS, "referral", {"organisation": "Cada fictif", "people": "2"}), (CONTACT, "press", {"organisation": "Ignorée"})],
)
def test_each_audience_has_its_own_fields(client: Client, address: str, topic: str, others: dict[str, str]) -> None:
    assert client.post(address, sent(topic=topic, **others)).status_code == 302
    enquiry = Enquiry.objects.get()
    assert enquiry.topic == topic
    assert enquiry.words.organisation == ("" if address == CONTACT else "Cada fictif")


def test_topic_of_another_audience_is_refused(client: Client) -> None:
    assert list(errors_of(client, COMPANIES, sent(topic="referral"))) == ["topic"]


def test_forged_fields_change_nothing(client: Client) -> None:
    client.post(COMPANIES, sent(state="closed", taken_by="1", received_at="2020-01-01", id="00000000-0000-0000-0000-000000000000"))
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.taken_by, enquiry.id.int > 0, enquiry.received_at.year > 2020) == ("new", None, True, True)


def test_errors_are_beside_their_fields_and_what_was_typed_stays(client: Client) -> None:
    response = client.post(COMPANIES, sent(email="noe", message="", phone="abc", people="0"))
    assert list(response.context["form"].errors) == ["email", "phone", "people", "message"]
    content = response.content.decode()
    assert 'role="alert" tabindex="-1" autofocus' in content
    assert 'value="Ateliers Fictifs"' in content
    assert 'href="#id_email"' in content


def test_same_form_sent_twice_is_one_enquiry(client: Client) -> None:
    data = sent()
    assert [client.post(COMPANIES, data).status_code for _ in range(2)] == [302, 302]
    assert (Enquiry.objects.count(), EnquiryStep.objects.count()) == (1, 1)
    assert OutgoingMail.objects.filter(recipient=data["email"]).count() == 1


def test_other_words_sent_from_the_same_page_are_not_lost(client: Client) -> None:
    data = sent()
    client.post(COMPANIES, data)
    client.post(COMPANIES, {**data, "message": "J’oubliais : nous sommes douze."})
    assert Enquiry.objects.count() == 2


def test_same_words_from_two_pages_are_two_enquiries(client: Client) -> None:
    client.post(COMPANIES, sent())
    client.post(COMPANIES, sent())
    assert Enquiry.objects.count() == 2


def test_trap_stops_robots_and_a_person_gets_through_the_next_time(client: Client) -> None:
    response = client.post(COMPANIES, sent(adresse_du_site="https://exemple.test"))
    [error] = response.context["form"].non_field_errors()
    assert "champ invisible" in error
    assert (Enquiry.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert "https://exemple.test" not in response.content.decode()
    assert client.post(COMPANIES, sent()).status_code == 302


@pytest.mark.parametrize(("seconds_ago", "sentence"), [(1, "trois secondes"), (86_500, "ouverte longtemps")])
def test_form_sent_at_once_or_much_too_late_is_shown_again(client: Client, seconds_ago: int, sentence: str) -> None:
    response = client.post(COMPANIES, sent(form_token=token_of(seconds_ago)))
    [error] = response.context["form"].non_field_errors()
    assert sentence in error
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("token", ["", "00000000-0000-0000-0000-000000000000", "n’importe quoi:abc:def"])
def test_forged_token_is_replaced(client: Client, token: str) -> None:
    response = client.post(COMPANIES, sent(form_token=token))
    shown = response.context["form"]["form_token"].value()
    assert shown != token
    assert f'value="{shown}"' in response.content.decode()
    assert Enquiry.objects.count() == 0


def test_form_just_in_time_is_kept(client: Client) -> None:
    assert client.post(COMPANIES, sent(form_token=token_of(5))).status_code == 302


def test_one_address_may_send_so_many(client: Client) -> None:
    codes = [client.post(COMPANIES, sent()).status_code for _ in range(LIMIT_PER_ADDRESS + 1)]
    assert codes == [302] * LIMIT_PER_ADDRESS + [429]
    assert Enquiry.objects.count() == LIMIT_PER_ADDRESS
    assert client.post(COMPANIES, sent(), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_too_many_from_everywhere_is_said_and_nothing_typed_is_lost(client: Client) -> None:
    assert all(allow("enquiry", limit=LIMIT_OVERALL, seconds=600) for _ in range(LIMIT_OVERALL))
    response = client.post(COMPANIES, sent(), REMOTE_ADDR="10.2.0.1")
    assert response.status_code == 429
    assert "une courte pause par sécurité" in response.content.decode()
    assert "Plusieurs collègues" in response.content.decode()


def test_refused_forms_do_not_count(client: Client) -> None:
    for _ in range(LIMIT_PER_ADDRESS + 1):
        client.post(COMPANIES, sent(email=""))
    assert client.post(COMPANIES, sent()).status_code == 302


def test_referral_that_may_lead_to_a_person_asks_for_another_look(client: Client) -> None:
    data = sent(topic="referral", message=TELLING)
    response = client.post(PROFESSIONALS, data)
    [error] = response.context["form"].errors["message"]
    assert "un numéro de téléphone («\u00a006 12 34 56 78\u00a0»)" in error
    assert Enquiry.objects.count() == 0
    digest = response.context["form"]["warned_of"].value()
    assert client.post(PROFESSIONALS, {**data, "warned_of": digest}).status_code == 200
    assert client.post(PROFESSIONALS, {**data, "warned_of": digest, "confirms": "on"}).status_code == 302


def test_referral_with_a_foreigner_number_is_not_a_matter_of_confirming(client: Client) -> None:
    digest = hashlib.sha256(NUMBERED.encode()).hexdigest()
    response = client.post(PROFESSIONALS, sent(topic="referral", message=NUMBERED, warned_of=digest, confirms="on"))
    [error] = response.context["form"].errors["message"]
    assert "un numéro d’étranger («\u00a09912345678\u00a0»)" in error
    assert 'name="confirms"' not in response.content.decode()
    assert NUMBERED in response.content.decode()
    assert Enquiry.objects.count() == 0


def test_confirmation_holds_for_the_text_that_was_shown(client: Client) -> None:
    digest = hashlib.sha256(TELLING.encode()).hexdigest()
    data = sent(topic="referral", message=f"{TELLING} Et amal@exemple.test.", warned_of=digest, confirms="on")
    assert list(errors_of(client, PROFESSIONALS, data)) == ["message"]


def test_confirmation_is_only_offered_when_something_was_found(client: Client) -> None:
    assert "confirms" not in client.get(PROFESSIONALS).content.decode()
    assert 'name="confirms"' in client.post(PROFESSIONALS, sent(topic="referral", message=TELLING)).content.decode()


def test_company_may_write_a_phone_number_but_no_foreigner_number(client: Client) -> None:
    assert client.post(COMPANIES, sent(message="Rappelez au 06 12 34 56 78.")).status_code == 302
    response = client.post(COMPANIES, sent(message=NUMBERED))
    [error] = response.context["form"].errors["message"]
    assert "téléphone" not in error


def test_professionals_are_told_what_not_to_write(client: Client) -> None:
    form = client.get(PROFESSIONALS).context["form"]
    assert form["message"].label == "Votre message, sans rien qui désigne une personne"
    assert form["message"].help_text.startswith("Ni nom, ni nationalité, ni étape de la procédure")


@pytest.mark.parametrize("address", [COMPANIES, PROFESSIONALS, CONTACT])
def test_form_page_is_kept_by_no_cache_and_sets_the_csrf_cookie_alone(client: Client, address: str) -> None:
    response = client.get(address)
    assert set(response.cookies) == {"csrftoken"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/demandes/inconnu/", "/demandes/inconnu/merci/"])
def test_unknown_audience_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
