"""What readers type: the filters of the recommendations, the address of a subscription."""

from collections.abc import Iterable
from typing import Final

from django import forms

from advocacy.models import Recommendation

ANY: Final = ("", "Toutes")


class RecommendationFilterForm(forms.Form):
    """A wrong value in the address filters nothing."""

    destinataire = forms.ChoiceField(label="Destinataire", required=False)
    suite = forms.ChoiceField(label="Suite donnée", required=False, choices=[ANY, *Recommendation.Status.choices])

    def __init__(self, *args: object, recommendations: Iterable[Recommendation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        asked = {recommendation.addressee for recommendation in recommendations}
        choices = [choice for choice in Recommendation.Addressee.choices if choice[0] in asked]
        self.fields["destinataire"].choices = [("", "Tous"), *choices]  # type: ignore[attr-defined]

    def narrow(self, recommendations: list[Recommendation]) -> list[Recommendation]:
        self.is_valid()
        asked = self.cleaned_data
        return [
            found
            for found in recommendations
            if asked.get("destinataire") in (None, "", found.addressee) and asked.get("suite") in (None, "", found.status)
        ]


class SubscriptionForm(forms.Form):
    """`is_trapped` after `is_valid()`: a robot filled the field that nobody sees."""

    email = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        help_text="Nous y envoyons tout de suite un lien à confirmer.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse e-mail\u00a0: c’est là que nos courriels arriveront.",
            "invalid": "Cette adresse e-mail n’est pas complète. Exemple\u00a0: prenom@exemple.fr",
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))
