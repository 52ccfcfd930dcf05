"""The versions of the charter: what each says, who signed, and the next one."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers import charters
from volunteers.forms.charter import CharterForm
from volunteers.models import Charter, CharterSignature
from volunteers.views.files import answer_with_charter


@role_required(Role.COORDINATOR)
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    every = Charter.objects.annotate(signature_count=Count("signatures")).order_by("-number")
    rows = [(charter, list(charters.blocks_of(charter.text))) for charter in every]
    return render(request, "volunteers/coordination/charters.html", {"rows": rows})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest) -> HttpResponse:
    """The form, then the same with the text as it will be read, then the version."""
    now, current = timezone.now(), Charter.objects.current()
    text = current.text if current else ""
    form = CharterForm(request.POST or None, today=timezone.localdate(now), current_text=text, initial={"text": text})
    is_ready = request.method == "POST" and form.is_valid()
    if is_ready and "publish" in request.POST:
        charter = charters.publish(**form.cleaned_data, now=now)
        messages.success(request, f"La version {charter.number} de la charte est publiée.")
        return redirect("coordination_charters")
    number = current.number + 1 if current else 1
    context = {
        "form": form,
        "number": number,
        "title": f"Charte, version {number}",
        "blocks": list(charters.blocks_of(form.cleaned_data["text"])) if is_ready else [],
    }
    return render(request, "volunteers/coordination/charter_new.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def copy(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    return answer_with_charter(get_object_or_404(CharterSignature.objects.select_related("charter"), pk=signature_id))
