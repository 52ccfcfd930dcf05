"""The gift form: how much, and where the confirmation goes."""

import uuid
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.http import QueryDict

from donations.amounts import read_euros, show_euros
from donations.models import Gift

OTHER: Final = "other"
SUGGESTED_EUROS: Final = (20, 50, 100)
CHOICES: Final = [*((str(euros), show_euros(euros * 100)) for euros in SUGGESTED_EUROS), (OTHER, "Autre montant")]


class FreeAmountField(forms.CharField):
    """Required where it is asked for, which the form knows: an empty one is no error by itself."""

    def validate(self, value: str) -> None:
        pass


class GiftForm(forms.Form):
    """After `is_valid()`, `amount_cents`, `email` and `form_token` are what the donor asked for."""

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = forms.ChoiceField(
        label="Montant de votre don",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un montant.", "invalid_choice": "Choisissez un montant de la liste, ou écrivez le vôtre."},
    )
    other_amount = FreeAmountField(
        label="Votre montant, en euros",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "transaction-amount", "placeholder": " "}),
    )
    email = forms.EmailField(
        label="Votre adresse e-mail",
        help_text="Pour vous envoyer la confirmation de votre don, et rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse e-mail : la confirmation de votre don y sera envoyée.",
            "invalid": "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_token", str(uuid.uuid4()))
        self.initial.setdefault("amount", "50")
        self.fields["other_amount"].help_text = f"À partir de {show_euros(settings.GIFT_MINIMUM_CENTS)}. Exemple : 35 ou 12,50."

    def clean_form_token(self) -> uuid.UUID:
        """A token that is missing or spoilt is no fault of the donor's: the form simply starts afresh."""
        try:
            return uuid.UUID(self.cleaned_data["form_token"])
        except ValueError:
            return uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        choice, written = cleaned.get("amount"), cleaned.get("other_amount", "")
        if choice is None:
            return cleaned
        if choice != OTHER:
            if written:
                self.add_error(
                    "amount", f"Vous avez choisi {show_euros(int(choice) * 100)} et écrit « {written} » : gardez un seul des deux montants."
                )
            self.amount_cents = int(choice) * 100
        elif "other_amount" in cleaned:
            self._read_other(written)
        return cleaned

    def _read_other(self, written: str) -> None:
        if not written:
            self.add_error("other_amount", "Écrivez le montant de votre don.")
            return
        try:
            self.amount_cents = read_euros(written)
        except ValueError:
            self.add_error("other_amount", "Écrivez un montant en euros, avec deux chiffres au plus après la virgule. Exemple : 12,50.")
            return
        if self.amount_cents < settings.GIFT_MINIMUM_CENTS:
            self.add_error("other_amount", f"Le don minimum est de {show_euros(settings.GIFT_MINIMUM_CENTS)}.")
        elif self.amount_cents > settings.GIFT_MAXIMUM_CENTS:
            self.add_error(
                "other_amount",
                f"Au-delà de {show_euros(settings.GIFT_MAXIMUM_CENTS)}, écrivez-nous : un virement sera plus simple pour tout le monde.",
            )

    def renew_token(self) -> None:
        """Makes the form, shown again, a new one."""
        data = cast("QueryDict", self.data).copy()
        data["form_token"] = str(uuid.uuid4())
        self.data = data


class GiftFilterForm(forms.Form):
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Gift.Status.choices])


def answers_of(gift: Gift) -> dict[str, Any]:
    """What the donor of an unfinished gift had answered, to be shown again. An abandoned gift starts a new form."""
    euros, rest = divmod(gift.amount_cents, 100)
    answers: dict[str, Any] = {"email": gift.email}
    if not rest and euros in SUGGESTED_EUROS:
        answers["amount"] = str(euros)
    else:
        answers |= {"amount": OTHER, "other_amount": f"{euros},{rest:02}" if rest else str(euros)}
    if gift.status in (Gift.Status.PENDING, Gift.Status.FAILED):
        answers["form_token"] = str(gift.form_token)
    return answers
