"""What donors ask on their own pages."""

from datetime import date
from typing import Any, Final, cast

from django import forms

from donations.forms.details import AddressField, DetailsForm
from donations.models import MonthlyPlan
from home.amounts import read_euros, show_euros
from home.dates import add_months, short_day

NOT_EUROS: Final = "Écrivez un montant en euros, avec deux chiffres au plus après la virgule. Exemple\u00a0: 7,50."
PAUSES: Final = {1: "Un mois", 2: "Deux mois", 3: "Trois mois", 6: "Six mois"}


class AskForm(forms.Form):
    email = AddressField(
        label="Votre adresse e-mail",
        max_length=254,
        help_text="Celle que vous avez donnée avec votre don.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez l’adresse e-mail donnée avec votre don.",
        },
    )


class OwnDetailsForm(DetailsForm):
    """A donor's name and address, and how their receipts come."""

    receipts_by_post = forms.BooleanField(
        label="Recevoir mes reçus fiscaux par courrier",
        required=False,
        help_text="Sinon, ils se téléchargent ici, et un courriel vous prévient.",
    )


class LowerForm(forms.Form):
    """After `is_valid()`, `amount_cents` is the new amount of each month."""

    prefix = "baisser"

    amount = forms.CharField(
        label="Nouveau montant par mois, en euros",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "Écrivez le nouveau montant."},
    )

    def __init__(self, *args: Any, plan: MonthlyPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = f"De 5\u202f€ à moins de {show_euros(plan.amount_cents)}."

    def clean_amount(self) -> str:
        written: str = self.cleaned_data["amount"]
        try:
            self.amount_cents = read_euros(written)
        except ValueError:
            raise forms.ValidationError(NOT_EUROS) from None
        return written


class PauseForm(forms.Form):
    """After `is_valid()`, `until` is the day from which debits start again: as many are left out as months were chosen."""

    prefix = "pause"

    months = forms.ChoiceField(label="Durée de la pause", error_messages={"required": "Choisissez une durée."})

    def __init__(self, *args: Any, next_debit: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next_debit = next_debit
        months = cast("forms.ChoiceField", self.fields["months"])
        months.choices = [(str(count), f"{words}, jusqu’au {short_day(add_months(next_debit, count))}") for count, words in PAUSES.items()]

    @property
    def until(self) -> date:
        return add_months(self.next_debit, int(self.cleaned_data["months"]))
