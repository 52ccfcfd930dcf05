"""`/verifier/`: anybody checks the code of a certificate or of a tax receipt, and learns nobody's name."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.addresses import client_address
from accounts.limits import allow
from volunteers.certificates import grouped
from volunteers.checked_codes import find_known
from volunteers.forms.trainings import CodeForm

LIMIT_PER_ADDRESS: Final = 30
LIMIT_SECONDS: Final = 600
TOO_MANY: Final = "Trop de codes ont été essayés depuis cette adresse. Réessayez dans dix minutes."


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form, which leads to the page of the code that was typed."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificate_check", grouped(form.cleaned_data["code"]))
    return render(request, "volunteers/verify.html", {"form": form, "problem": ""})


@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    if not allow(f"verify:{client_address(request)}", limit=LIMIT_PER_ADDRESS, seconds=LIMIT_SECONDS):
        return render(request, "volunteers/verify.html", {"form": CodeForm(), "problem": TOO_MANY}, status=429)
    return render(request, "volunteers/verified.html", {"known": find_known(code, today=timezone.localdate())})
