"""How the officer types a campaign."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from home.amounts import read_euros, show_euros


class EurosField(forms.Field):
    """Euros as people write them; cents for the code."""

    def prepare_value(self, value: Any) -> Any:
        return show_euros(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_euros(text)
        except ValueError:
            raise forms.ValidationError("Écrivez un montant en euros. Exemple\u00a0: 5\u202f000.", code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CampaignForm(WagtailAdminPageForm):
    aim_cents = EurosField(
        label="Objectif, en euros", required=False, help_text="Exemple\u00a0: 5\u202f000. Laissez vide s’il n’y en a pas."
    )

    # Addresses below /don/ that are the site's own.
    RESERVED = ("merci", "mes-dons")

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"] or "")
        if slug in self.RESERVED:
            raise forms.ValidationError("Cette adresse sert déjà au site\u00a0: choisissez-en une autre.")
        return slug
