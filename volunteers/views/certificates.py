"""Certificates: a bénévole's own, the coordination's copy, and the page where anybody checks one."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.addresses import client_address
from accounts.limits import allow
from accounts.roles import Role
from home.settings import find_association
from volunteers.access import volunteer_required
from volunteers.certificates import find_certificate, print_certificate, read_code, shown_code
from volunteers.models import Booking, Volunteer

CHECKS: Final = 30
CHECKED_WITHIN_SECONDS: Final = 600


@require_safe
@never_cache
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """`/verifier/<code>/`: whether an attestation is one of ours, for which training and which day. Never for whom."""
    typed = read_code(code or request.GET.get("code", ""))
    if typed and not code:
        return redirect("check_certificate", code=shown_code(typed))
    if typed and not allow(f"certificate:{client_address(request)}", limit=CHECKS, seconds=CHECKED_WITHIN_SECONDS):
        return render(request, "429.html", status=429)
    context = {"code": shown_code(typed), "certificate": find_certificate(typed) if typed else None}
    return render(request, "volunteers/check_certificate.html", context)


@volunteer_required
@require_safe
def my_certificate(request: HttpRequest, volunteer: Volunteer, booking_id: UUID) -> HttpResponse:
    return _send(request, get_object_or_404(_certified().filter(volunteer=volunteer), pk=booking_id))


@role_required(Role.COORDINATOR)
@require_safe
def their_certificate(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    return _send(request, get_object_or_404(_certified(), pk=booking_id))


def _certified() -> QuerySet[Booking]:
    return (
        Booking.objects.attended().filter(certificate__isnull=False).select_related("certificate", "session__training", "volunteer__user")
    )


def _send(request: HttpRequest, booking: Booking) -> HttpResponse:
    certificate = booking.certificate
    certificate.booking = booking
    content = print_certificate(
        certificate,
        name=booking.volunteer.user.get_full_name(),
        association=find_association(request),
        address=settings.SITE_URL + reverse("check_certificate", kwargs={"code": shown_code(certificate.code)}),
    )
    # Neither the name nor the code: a file name is seen by others.
    headers = {"Content-Disposition": 'attachment; filename="attestation-de-formation.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
