"""What the association wrote to a bénévole, and what they write to who follows them."""

from typing import Final

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.limits import allow
from volunteers import messages, own_mails
from volunteers.access import volunteer_required
from volunteers.contacts import contact_of
from volunteers.exceptions import Refused
from volunteers.forms.messages import MessageForm
from volunteers.models import Volunteer

AN_HOUR: Final = 3600
MESSAGES_AN_HOUR: Final = 10
TOO_MANY: Final = (
    "Vous avez envoyé dix messages en une heure\u00a0: attendez un peu avant le suivant. Celui-ci n’est pas parti, mais il est toujours là."
)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = MessageForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        text, form_id = form.cleaned_data["text"], form.cleaned_data["form_id"]
        if not _may_go_on(volunteer, text, form_id):
            form.add_error("text", TOO_MANY)
            status = 429
        else:
            try:
                contact = messages.write_to_contact(volunteer, text, form_id=form_id)
            except Refused as refused:
                form.add_error("text", str(refused))
            else:
                flash.success(request, f"Votre message part à {contact.first_name or 'l’équipe'}. La réponse arrivera par courriel.")
                return redirect("space_messages")
    contact = contact_of(volunteer)
    context = {
        "form": form,
        "mails": own_mails.mails_to(volunteer, now=timezone.now()),
        "heading": f"Écrire à {contact.first_name or 'l’équipe'}",
        "reasons": messages.refusal_reasons(contact),
    }
    return render(request, "volunteers/own/messages.html", context, status=status)


def _may_go_on(volunteer: Volunteer, text: str, form_id: str) -> bool:
    """The second of two clicks takes nothing from what may be sent."""
    return messages.was_written(volunteer, text, form_id=form_id) or allow(
        f"message:{volunteer.pk}", limit=MESSAGES_AN_HOUR, seconds=AN_HOUR
    )
