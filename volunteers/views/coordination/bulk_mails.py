"""Writing to those whom the list found: the words, what they will look like and who receives them, then how far the sending is."""

from typing import Final, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import bulk_mails
from volunteers.exceptions import Refused
from volunteers.forms.bulk_mails import LetterForm, TemplateChoiceForm
from volunteers.forms.people import VolunteerFilterForm
from volunteers.letters import Letter, html_for
from volunteers.models import BulkMail
from volunteers.people import find_people
from volunteers.views.coordination.asked_people import about, asked_people

# Whose mail the preview shows: nobody's.
SOMEBODY: Final = "Alix"
LAST: Final = 5


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One address for the words, their preview and the sending: the filters and the words go from one to the next in the form."""
    filters = asked_people(request)
    page = _page_id(request)
    step = next((name for name in ("send", "preview", "edit", "fill") if name in request.POST), "")
    form = LetterForm(request.POST if step in ("send", "preview", "edit") else None)
    if step in ("send", "preview") and form.is_valid():
        if step == "send":
            sent = _send(request, filters, form.letter(), page)
            if sent is not None:
                return redirect("coordination_sending", sent.pk)
        elif BulkMail.objects.filter(pk=page).exists():
            messages.warning(request, "Un courriel est déjà parti de cette page. «\u00a0Envoyer\u00a0» en ferait partir un second.")
            page = uuid4()
        return _preview(request, filters, form, page)
    choice = TemplateChoiceForm(request.POST if step == "fill" else None)
    if step == "fill" and choice.is_valid():
        template = choice.cleaned_data["template"]
        form = LetterForm(initial={"subject": template.subject, "text": template.text})
    context = {
        "form": form,
        "choice": choice,
        "page_id": page,
        "count": find_people(filters.criteria(), now=timezone.now()).count(),
        "last": BulkMail.objects.select_related("sent_by")[:LAST],
        **about(filters),
    }
    return render(request, "volunteers/coordination/bulk_mail.html", context)


def _page_id(request: HttpRequest) -> UUID:
    """The id that the page was given when it was opened; a new one when there is none."""
    try:
        return UUID(request.POST.get("page_id", ""))
    except ValueError:
        return uuid4()


def _send(request: HttpRequest, filters: VolunteerFilterForm, letter: Letter, page: UUID) -> BulkMail | None:
    """None when it was refused: the preview says why."""
    seen = request.POST.get("seen", "")
    try:
        sent, is_new = bulk_mails.start(
            filters.criteria(),
            letter,
            page=page,
            seen=int(seen) if seen.isdecimal() else None,
            by=cast("User", request.user),
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    if is_new:
        messages.success(request, "L’envoi commence.")
    else:
        messages.info(request, "Ce courriel est déjà parti\u00a0: rien n’est envoyé une seconde fois.")
    return sent


def _preview(request: HttpRequest, filters: VolunteerFilterForm, form: LetterForm, page: UUID) -> HttpResponse:
    letter, by = form.letter(), cast("User", request.user)
    recipients = bulk_mails.find_recipients(filters.criteria(), is_personal=letter.is_personal, now=timezone.now())
    context = {
        "form": form,
        "page_id": page,
        "letter": letter,
        "words": html_for(letter.text, SOMEBODY),
        "reply_to": by.email,
        "count": len(recipients.ids),
        "left_out": recipients.left_out,
        **bulk_mails.frame(by, is_personal=letter.is_personal),
        **about(filters),
    }
    return render(request, "volunteers/coordination/bulk_mail_preview.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def sending(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    mail = get_object_or_404(BulkMail.objects.select_related("sent_by"), pk=mail_id)
    return render(request, "volunteers/coordination/sending.html", {"mail": mail, "progress": bulk_mails.progress(mail)})
