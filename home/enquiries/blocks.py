"""What ordinary pages show of enquiries: the form, the next session of the programme, how to reach the association."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail import blocks

from home.enquiries.forms import TRAP, EnquiryForm
from home.enquiries.models import Audience

REACHING = "Prendre contact"


class EnquiryFormBlock(blocks.StructBlock):
    audience = blocks.ChoiceBlock(
        label="Formulaire", choices=Audience.choices, help_text="Décide des sujets proposés et de ce qui est demandé."
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        audience = Audience(value["audience"])
        # A page that is previewed has no browser to send it from.
        context.setdefault("csrf_token", "")
        return {
            **context,
            "form": EnquiryForm(audience=audience),
            "action": reverse("enquiry_form", args=[audience.value]),
            "trap": TRAP,
        }

    class Meta:
        icon = "form"
        label = "Formulaire de demande"
        group = REACHING
        template = "blocks/enquiry_form.html"
        description = "Le formulaire qui mène à la coordination : entreprises, professionnel·les ou contact. Mettez un intertitre avant."
        preview_value = {"audience": Audience.EVERYBODY.value}


class NextSessionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Prochaine session du programme", max_length=80)
    starts_on = blocks.DateBlock(label="Premier jour", help_text="Passé ce jour, l’encadré disparaît de la page.")
    text = blocks.TextBlock(label="Texte", rows=3, required=False, help_text="Jusqu’à quand orienter, pour quels groupes.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        starts_on = value["starts_on"]
        context["is_to_come"] = starts_on is not None and starts_on >= timezone.localdate()
        return context

    def get_preview_value(self) -> Any:
        text = "Dix semaines d’ateliers et de cours."
        return self.normalize({"title": "Prochaine session", "starts_on": timezone.localdate() + timedelta(days=30), "text": text})

    class Meta:
        icon = "calendar"
        label = "Prochaine session"
        group = REACHING
        template = "blocks/next_session.html"
        description = "La date et quelques mots de la prochaine session, jusqu’à ce qu’elle commence."


class ContactDetailsBlock(blocks.StaticBlock):
    class Meta:
        icon = "mail"
        label = "Coordonnées de l’association"
        group = REACHING
        template = "blocks/contact_details.html"
        description = "Adresse, e-mail et téléphone, tels que les réglages du site les donnent."
        preview_value = ""
        admin_text = "L’adresse, l’e-mail et le téléphone s’écrivent dans Réglages, « L’association »."
