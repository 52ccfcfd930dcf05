"""Certificates: given with the attendance, taken back with it, printed the same each time, checked without a name."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.models import HomePage
from tests.conftest import SignIn
from tests.home.conftest import home_page as home_page
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from volunteers.certificates import find_certificate, read_code, shown_code
from volunteers.models import Attendance, Booking, Certificate, Volunteer
from volunteers.training import record_attendance
from volunteers.views.certificates import CHECKS


@pytest.fixture
def booking(db: None) -> Booking:
    past = TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=2))
    volunteer = VolunteerFactory(user__first_name="Camille", user__last_name="Exemple")
    return BookingFactory(session=past, volunteer=volunteer)


def mark(booking: Booking, attendance: Attendance, by: User) -> None:
    record_attendance(booking.session, {booking.pk: attendance}, by=by, now=timezone.now())


@pytest.mark.parametrize(
    ("attendance", "count"), [(Attendance.PRESENT, 1), (Attendance.LATE, 1), (Attendance.ABSENT, 0), (Attendance.EXCUSED, 0)]
)
def test_attendance_gives_the_certificate(booking: Booking, coordinator: User, attendance: Attendance, count: int) -> None:
    mark(booking, attendance, coordinator)
    assert Certificate.objects.filter(booking=booking).count() == count


def test_corrected_mark_takes_the_certificate_back_and_a_kept_one_keeps_its_code(booking: Booking, coordinator: User) -> None:
    mark(booking, Attendance.PRESENT, coordinator)
    code = Certificate.objects.get().code
    mark(booking, Attendance.LATE, coordinator)
    assert Certificate.objects.get().code == code
    mark(booking, Attendance.ABSENT, coordinator)
    assert find_certificate(code) is None


def test_code_is_read_as_it_is_typed() -> None:
    assert shown_code("7KQM2XPB94TD") == "7KQM-2XPB-94TD"
    assert read_code(" 7kqm 2xpb-94td ") == "7KQM2XPB94TD"
    assert read_code("…") == ""


def pdf_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="attestation-de-formation.pdf"'
    assert "no-store" in response["Cache-Control"]
    return bytes(response.content)


def test_own_certificate_is_a_tagged_pdf_that_stays_the_same(
    home_page: HomePage, booking: Booking, coordinator: User, signed_in: SignIn
) -> None:
    mark(booking, Attendance.PRESENT, coordinator)
    client, address = signed_in(booking.volunteer.user), reverse("space_certificate", args=[booking.pk])
    first = pdf_of(client, address)
    assert first == pdf_of(client, address)
    assert first == pdf_of(signed_in(coordinator), reverse("coordination_certificate", args=[booking.pk]))
    assert b"pdfuaid" in first
    text = pypdfium2.PdfDocument(io.BytesIO(first))[0].get_textpage().get_text_bounded()
    assert "Camille Exemple" in text
    assert shown_code(Certificate.objects.get().code) in text
    assert address in client.get(reverse("space_training")).content.decode()


def test_place_that_was_not_attended_has_none(booking: Booking, coordinator: User, signed_in: SignIn) -> None:
    mark(booking, Attendance.ABSENT, coordinator)
    assert signed_in(booking.volunteer.user).get(reverse("space_certificate", args=[booking.pk])).status_code == 404
    assert signed_in(coordinator).get(reverse("coordination_certificate", args=[booking.pk])).status_code == 404


def test_anybody_checks_a_code_and_learns_no_name(home_page: HomePage, booking: Booking, coordinator: User, client: Client) -> None:
    mark(booking, Attendance.PRESENT, coordinator)
    code = shown_code(Certificate.objects.get().code)
    response = client.get(reverse("check_certificates"), {"code": code.lower().replace("-", " ")}, follow=True)
    assert response.redirect_chain == [(f"/verifier/{code}/", 302)]
    text = response.content.decode()
    assert "Cette attestation est valable." in text
    assert "Connaissance du public" in text
    assert "Camille" not in text
    assert "Exemple" not in text
    assert not client.cookies


def test_unknown_code_says_so_and_an_empty_form_asks(home_page: HomePage, client: Client) -> None:
    assert "Aucune attestation n’a ce code." in client.get("/verifier/ABCD-EFGH-JKMN/").content.decode()
    assert "Aucune attestation" not in client.get("/verifier/", {"code": " … "}).content.decode()


def test_codes_are_not_tried_one_after_the_other(home_page: HomePage, client: Client) -> None:
    cache.clear()
    answers = [client.get("/verifier/ABCD-EFGH-JKMN/").status_code for _ in range(CHECKS + 1)]
    assert answers == [200] * CHECKS + [429]


def test_erased_person_leaves_an_unknown_code(booking: Booking, coordinator: User) -> None:
    mark(booking, Attendance.PRESENT, coordinator)
    code = Certificate.objects.get().code
    Volunteer.objects.all().delete()
    assert find_certificate(code) is None
