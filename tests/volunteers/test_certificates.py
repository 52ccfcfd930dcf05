"""A training attended leaves a certificate: its PDF names somebody, the page that checks it names nobody."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.factories import BookingFactory, CertificateFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import training
from volunteers.certificates import DRAWN, grouped, print_certificate
from volunteers.checked_codes import read_code
from volunteers.models import Booking, Certificate
from volunteers.views.verification import LIMIT_PER_ADDRESS

pytestmark = pytest.mark.django_db


def booked() -> Booking:
    session = TrainingSessionFactory(starts_at=timezone.now() - timedelta(hours=1))
    booking: Booking = BookingFactory(session=session, volunteer=VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif"))
    return booking


def given() -> Certificate:
    certificate: Certificate = CertificateFactory(booking=booked())
    return certificate


def test_certificate_follows_the_mark(coordinator: User) -> None:
    booking, kept = booked(), []
    for mark in ("present", "late", "absent", "late"):
        training.record_attendance(booking.session, {booking.pk: mark}, by=coordinator, now=timezone.now())
        kept.append(Certificate.objects.values_list("code", flat=True).first())
    assert kept[0] == kept[1]
    assert kept[2] is None
    assert kept[3] not in (None, kept[0])


def test_pdf_is_tagged_names_the_person_and_is_the_same_again() -> None:
    certificate = given()
    content = print_certificate(certificate)
    assert print_certificate(certificate) == content
    assert b"pdfuaid" in content
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = plain(" ".join(document[0].get_textpage().get_text_bounded().split()))
    document.close()
    assert [word for word in ("Élodie Fictif", "Connaissance du public", grouped(certificate.code)) if word not in text] == []


def test_sign_that_no_font_has_stops_no_certificate() -> None:
    certificate = given()
    user = certificate.booking.volunteer.user
    user.first_name = "Élodie \u1208"
    user.save()
    text = pypdfium2.PdfDocument(io.BytesIO(print_certificate(certificate)))[0].get_textpage().get_text_bounded()
    assert "Élodie ? Fictif" in text


def test_own_certificate_and_that_of_the_file(signed_in: SignIn, coordinator: User) -> None:
    booking = given().booking
    own = signed_in(booking.volunteer.user)
    for client, address in ((own, "/espace/formation/places"), (signed_in(coordinator), "/coordination/formations/places")):
        answer = client.get(f"{address}/{booking.pk}/attestation/")
        assert answer["Content-Type"] == "application/pdf"
        assert "Fictif" not in answer["Content-Disposition"]


def test_code_is_checked_without_a_name(client: Client) -> None:
    certificate = given()
    typed = f" {grouped(certificate.code).lower()} "
    answer = client.get("/verifier/", {"code": typed})
    assert answer["Location"] == f"/verifier/{grouped(certificate.code)}/"
    page = plain(client.get(answer["Location"]).content.decode())
    assert "Cette attestation est valable" in page
    assert "Connaissance du public" in page
    assert [word for word in ("Élodie", "Fictif", certificate.booking.volunteer.user.email) if word in page] == []
    assert client.cookies == {}


def test_unknown_code_is_said_unknown(client: Client) -> None:
    assert "Aucune attestation ni aucun reçu n’a ce code" in client.get("/verifier/3333-3333-3333/").content.decode()
    assert client.get("/verifier/", {"code": "ABC"}).context["form"].errors["code"] == ["Un code a 12 signes, lettres et chiffres."]


def test_signs_that_look_alike_are_the_same() -> None:
    assert read_code("b5s8 z2o0-qdil") == "85582" + "2DDDD" + "77"
    # What is drawn reads as itself.
    assert read_code("".join(DRAWN)) == "".join(DRAWN)


def test_codes_cannot_be_tried_without_end(client: Client) -> None:
    answers = [client.get("/verifier/3333-3333-3333/").status_code for _ in range(LIMIT_PER_ADDRESS + 1)]
    assert answers == [200] * LIMIT_PER_ADDRESS + [429]
