"""Signing the charter, and writing its next version."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from volunteers.forms.coordination import DateInput
from volunteers.forms.fields import DATE_INVALID


class SignForm(forms.Form):
    """The name as the person types it: nothing is ticked beforehand, nothing is typed for them."""

    typed_name = forms.CharField(
        label="Votre prénom et votre nom",
        max_length=170,
        help_text="Les écrire ici vaut signature.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Écrivez votre prénom et votre nom.", "max_length": "Ce nom est trop long."},
    )


class CharterForm(forms.Form):
    text = forms.CharField(
        label="Texte",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=(
            "Une ligne vide sépare deux paragraphes. Une ligne qui commence par un croisillon et une espace (#) est un titre, "
            "par un tiret et une espace (-) un point d’une liste."
        ),
        error_messages={"required": "Écrivez la charte.", "max_length": "Ce texte est trop long\u00a0: 20\u202f000 signes au plus."},
    )
    sign_before = forms.DateField(
        label="À signer avant le",
        required=False,
        widget=DateInput(),
        help_text="Jusque-là, qui a signé une version précédente garde ses missions. Vide\u00a0: la nouvelle est demandée tout de suite.",
        error_messages={"invalid": DATE_INVALID},
    )

    def __init__(self, *args: Any, today: date, current_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.current_text = today, current_text

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if text == self.current_text:
            raise ValidationError("Ce texte est celui de la version en cours\u00a0: une nouvelle version dit autre chose.")
        return text

    def clean_sign_before(self) -> date | None:
        sign_before: date | None = self.cleaned_data["sign_before"]
        if sign_before and sign_before <= self.today:
            raise ValidationError("Choisissez un jour à venir.")
        return sign_before
