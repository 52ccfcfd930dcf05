"""A pairing that went far enough leaves a certificate of skills: it names its bénévole on paper alone, and nobody else anywhere."""

import io
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import MeetingFactory, PairingFactory, ParticipantFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import erasure, own_data, pairing_ends
from volunteers.certificates import grouped
from volunteers.exceptions import Refused
from volunteers.models import Pairing, PairingCertificate, PairingReview
from volunteers.pairing_certificates import certificate_reasons, deciding_reasons, give, is_earned, print_pairing_certificate, withdraw
from volunteers.views.verification import LIMIT_PER_ADDRESS

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
START = date(2026, 1, 10)
EndReason = Pairing.EndReason


def ended(reason: EndReason = EndReason.TERM, *, on: date = date(2026, 5, 10), meetings: int = 3, **traits: Any) -> Pairing:
    traits.setdefault("participants", [ParticipantFactory(alias="Étoile")])
    volunteer = VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif")
    pairing: Pairing = PairingFactory(
        volunteer=volunteer, starts_on=START, status="ended", ended_on=on, end_reason=reason, programme__duration_months=4, **traits
    )
    MeetingFactory.create_batch(meetings, pairing=pairing, day=START, minutes=90)
    MeetingFactory(pairing=pairing, day=START, state="cancelled")
    return pairing


def given(**traits: Any) -> PairingCertificate:
    return give(ended(**traits), now=NOW)


def codes(pairing: Pairing) -> list[str]:
    return [reason.code for reason in certificate_reasons(pairing)]


@pytest.mark.parametrize(
    ("on", "meetings", "found"),
    [
        (date(2026, 3, 11), 3, []),
        (date(2026, 3, 11), 2, ["few"]),
        (date(2026, 3, 10), 3, ["early"]),
        (date(2026, 2, 9), 3, ["brief", "early"]),
        (date(2026, 1, 17), 2, ["few", "brief", "early"]),
    ],
)
@pytest.mark.parametrize("reason", [EndReason.TERM, EndReason.GOAL, EndReason.MOVED])
def test_certificate_that_is_not_earned_waits_for_a_coordinator(reason: EndReason, on: date, meetings: int, found: list[str]) -> None:
    pairing = ended(reason, on=on, meetings=meetings)
    assert (codes(pairing), [why.code for why in deciding_reasons(pairing)]) == ([], found)


def test_review_counts_as_half_of_the_time() -> None:
    pairing = ended(EndReason.PROGRAMME, on=date(2026, 2, 10))
    assert not is_earned(pairing)
    sides = dict.fromkeys(("suits_volunteer", "suits_participant", "goes_forward"), 3)
    PairingReview.objects.create(pairing=pairing, held_at=NOW, meetings_count=3, minutes=270, conclusion="continue", **sides)
    assert is_earned(pairing)


def test_renewal_does_not_put_the_half_off() -> None:
    assert is_earned(ended(EndReason.VOLUNTEER, on=date(2026, 3, 11), ends_on=date(2026, 12, 10)))


def test_certificate_asks_for_an_end_and_a_meeting_without_conflict() -> None:
    assert codes(PairingFactory()) == ["not_over"]
    assert codes(ended(meetings=0)) == ["no_meeting"]
    assert codes(ended(EndReason.CONFLICT)) == ["conflict"]
    with pytest.raises(Refused):
        give(PairingFactory(), now=NOW)


def test_coordinator_decides_on_a_short_one_and_the_history_says_who(signed_in: SignIn, coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=7))
    MeetingFactory.create_batch(2, pairing=pairing)
    pairing_ends.end(pairing, reason=EndReason.TERM, on=TODAY, waits=False, by=coordinator, now=NOW)
    assert not PairingCertificate.objects.exists()
    assert "attestation" not in OutgoingMail.objects.get().text
    office, url = signed_in(coordinator), f"/coordination/binomes/{pairing.pk}/"
    page = plain(office.get(url).content.decode())
    for words in ("Moins de trois rencontres sont notées.", "Il a duré moins d’un mois.", "À vous de décider.", f"{url}attestation/"):
        assert words in page
    step = plain(office.get(f"{url}attestation/").content.decode())
    assert "Elle n’est pas délivrée d’office : à vous de décider" in step
    assert "Il a duré moins d’un mois." in step
    office.post(f"{url}attestation/")
    assert PairingCertificate.objects.get().pairing == pairing
    latest = pairing.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (coordinator, "Attestation de compétences délivrée")


def test_end_gives_it_and_the_mail_says_so(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=70), programme__duration_months=4)
    MeetingFactory.create_batch(3, pairing=pairing)
    pairing_ends.end(pairing, reason=EndReason.GOAL, on=TODAY, waits=False, by=coordinator, now=NOW)
    assert PairingCertificate.objects.get().pairing == pairing
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Merci pour ce binôme"
    assert "attestation de compétences" in mail.text


def test_conflict_leaves_none_and_the_mail_does_not_celebrate(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=300))
    MeetingFactory(pairing=pairing)
    pairing_ends.end(pairing, reason=EndReason.CONFLICT, on=TODAY, waits=False, by=coordinator, now=NOW)
    assert not PairingCertificate.objects.exists()
    mail = OutgoingMail.objects.get()
    assert mail.subject == "La fin de votre binôme"
    assert [word for word in ("Merci", "attestation", "recommencer") if word in mail.text or word in mail.html] == []


def test_pdf_is_tagged_and_names_the_volunteer_alone() -> None:
    certificate = given(programme__mission__learnt="Écouter, expliquer simplement.")
    content = print_pairing_certificate(certificate)
    assert print_pairing_certificate(certificate) == content
    assert b"pdfuaid" in content
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = plain(" ".join(document[0].get_textpage().get_text_bounded().split()))
    document.close()
    wanted = ("Élodie Fictif", "3 rencontres, 4 h 30", "samedi 10 janvier 2026", "Écouter, expliquer", grouped(certificate.code))
    assert [words for words in wanted if words not in text] == []
    assert "Étoile" not in text
    assert certificate.pairing.participants.get().code not in text


def test_own_page_and_data_hand_it_over_to_its_volunteer_alone(signed_in: SignIn) -> None:
    certificate = given()
    volunteer = certificate.pairing.volunteer
    own, url = signed_in(volunteer.user), f"/espace/binomes/{certificate.pairing_id}/attestation/"
    assert url in own.get(f"/espace/binomes/{certificate.pairing_id}/").content.decode()
    assert url in own.get("/espace/mes-donnees/").content.decode()
    answer = own.get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert [name for name in ("Fictif", "Étoile") if name in answer["Content-Disposition"]] == []
    assert own_data.collect(volunteer)["attestations de compétences"][0]["code"] == certificate.code
    assert signed_in(VolunteerFactory().user).get(url).status_code == 404


def test_code_is_checked_and_says_programme_and_period(client: Client) -> None:
    certificate = given()
    answer = client.get("/verifier/", {"code": certificate.code.lower()})
    page = plain(client.get(answer["Location"]).content.decode())
    for words in ("Cette attestation est valable", str(certificate.pairing.programme), "samedi 10 janvier 2026", "dimanche 10 mai 2026"):
        assert words in page
    assert [word for word in ("Élodie", "Fictif", "Étoile", "rencontre") if word in page] == []
    assert client.cookies == {}


def test_its_codes_cannot_be_tried_without_end(client: Client) -> None:
    url = f"/verifier/{given().code}/"
    answers = [client.get(url).status_code for _ in range(LIMIT_PER_ADDRESS + 1)]
    assert answers == [200] * LIMIT_PER_ADDRESS + [429]


def test_withdrawn_is_known_no_more_until_given_again(signed_in: SignIn, coordinator: User, client: Client) -> None:
    certificate = given()
    office, url = signed_in(coordinator), f"/coordination/binomes/{certificate.pairing_id}/attestation/"
    office.get(f"{url}retirer/")
    assert PairingCertificate.objects.exists()
    office.post(f"{url}retirer/")
    assert "Aucune attestation ni aucun reçu n’a ce code" in client.get(f"/verifier/{certificate.code}/").content.decode()
    assert [reason.code for reason in office.get(f"{url}retirer/").context["reasons"]] == ["none"]
    office.post(url)
    assert PairingCertificate.objects.get().code != certificate.code


def test_certificate_is_given_once() -> None:
    certificate = given()
    assert give(certificate.pairing, now=NOW) == certificate
    withdraw(certificate.pairing)
    withdraw(certificate.pairing)
    assert not PairingCertificate.objects.exists()


def test_certificate_goes_with_the_account() -> None:
    certificate = given()
    erasure.erase(certificate.pairing.volunteer, now=NOW)
    assert not PairingCertificate.objects.exists()
