"""What the treasurer fills in about cheques taken to the bank."""

import uuid
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from donations import cheque_batches
from donations.cheque_batches import BankLine, Slip
from donations.forms.treasury import DATE_INVALID, DayInput, EurosField
from donations.models import Payment
from volunteers.import_lines import FIRST_DAY
from volunteers.shared_fields import NO_TAG

# A slip is filled in before somebody goes to the bank.
AHEAD: Final = timedelta(days=31)


class ChequesField(forms.ModelMultipleChoiceField):
    """Which cheques: any that is noted, so that the rule says why one cannot be taken."""

    def __init__(self, **options: Any) -> None:
        sentence = "Un de ces chèques n’est plus noté\u00a0: vérifiez vos choix."
        errors = {"invalid_choice": sentence, "invalid_pk_value": sentence, "list": sentence}
        super().__init__(queryset=Payment.objects.none(), required=False, error_messages=errors, **options)

    def clean(self, value: Any) -> Any:
        self.queryset = cheque_batches.cheques()
        return super().clean(value)


class SlipForm(forms.Form):
    """A slip and its cheques. `known` are those that were in it when the page was shown."""

    batch_id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Ouvrez cette page de nouveau."})
    reference = forms.CharField(
        label="Numéro du bordereau",
        max_length=60,
        validators=[NO_TAG],
        help_text="Imprimé sur le bordereau de la banque, ou le vôtre.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez le numéro du bordereau.", "max_length": "60 signes au plus."},
    )
    deposited_on = forms.DateField(
        label="Jour du dépôt",
        widget=DayInput(),
        error_messages={"required": "Indiquez un jour.", "invalid": DATE_INVALID},
    )
    cheques = ChequesField(label="Chèques", widget=forms.CheckboxSelectMultiple)
    known = ChequesField(widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("batch_id", str(uuid.uuid4()))

    def clean_deposited_on(self) -> date:
        day: date = self.cleaned_data["deposited_on"]
        if not FIRST_DAY <= day <= timezone.localdate() + AHEAD:
            raise ValidationError("Indiquez un jour passé, ou qui vient bientôt.")
        return day

    def slip(self) -> Slip:
        return Slip(self.cleaned_data["reference"], self.cleaned_data["deposited_on"])

    def chosen(self) -> set[uuid.UUID]:
        return {payment.pk for payment in self.cleaned_data["cheques"]}

    def were_known(self) -> set[uuid.UUID]:
        return {payment.pk for payment in self.cleaned_data["known"]}

    def ticked(self) -> set[str]:
        """The ids of the cheques whose box is ticked on the page."""
        return {str(value) for value in self["cheques"].value() or []}


class BankLineForm(forms.Form):
    amount = EurosField(label="Montant de la ligne bancaire, en euros")
    credited_on = forms.DateField(
        label="Crédité le", widget=DayInput(), error_messages={"required": "Indiquez un jour.", "invalid": DATE_INVALID}
    )

    def clean_credited_on(self) -> date:
        day: date = self.cleaned_data["credited_on"]
        if not FIRST_DAY <= day <= timezone.localdate():
            raise ValidationError("Indiquez un jour passé, ou aujourd’hui.")
        return day

    def line(self) -> BankLine:
        return BankLine(self.cleaned_data["amount"], self.cleaned_data["credited_on"])
