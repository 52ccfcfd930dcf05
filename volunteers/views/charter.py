"""A bénévole reads the charter, signs it, and keeps a copy."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from volunteers import charters
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.forms.charter import SignForm
from volunteers.models import Charter, Volunteer
from volunteers.views.files import answer_with_charter


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def charter(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    current = Charter.objects.current()
    signatures = volunteer.signatures.select_related("charter")
    is_signed = any(signature.charter == current for signature in signatures)
    form = SignForm(request.POST or None)
    if current and request.method == "POST" and form.is_valid():
        # What was read, which may no longer be the last one.
        read = get_object_or_404(Charter, number=_number(request.POST.get("number", "")))
        try:
            charters.sign(read, volunteer, form.cleaned_data["typed_name"], now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("typed_name", reason.sentence)
        else:
            messages.success(request, "La charte est signée. Vous pouvez en garder une copie.")
            return redirect("space_charter")
    context = {
        "charter": current,
        "blocks": list(charters.blocks_of(current.text)) if current else [],
        "is_signed": is_signed,
        "signatures": signatures,
        "form": form,
    }
    return render(request, "volunteers/own/charter.html", context)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0


@volunteer_required
@require_safe
def copy(request: HttpRequest, volunteer: Volunteer, signature_id: UUID) -> HttpResponse:
    return answer_with_charter(get_object_or_404(volunteer.signatures.select_related("charter"), pk=signature_id))
