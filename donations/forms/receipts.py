"""What the treasurer fills in about receipts: the filters of their list, a correction, why one is cancelled, why a hold is lifted."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from donations.forms.gift_filters import with_blank
from donations.import_lines import SIREN_LENGTH
from donations.models import Donor, Payment, TaxReceipt
from donations.receipt_lists import POST, SENDINGS, ReceiptCriteria
from volunteers.shared_fields import NO_TAG

# What the site does by itself is not chosen.
BY_HAND: Final = (TaxReceipt.CancelReason.MISTAKE, TaxReceipt.CancelReason.REFUND)


class ReceiptFilterForm(forms.Form):
    q = forms.CharField(
        label="Numéro, nom, montant ou code",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label="État", required=False, choices=with_blank("Tous", TaxReceipt.State.choices))
    kind = forms.ChoiceField(label="Pour", required=False, choices=with_blank("Tous", Donor.Kind.choices))
    reason = forms.ChoiceField(label="Motif d’annulation", required=False, choices=with_blank("Tous", TaxReceipt.CancelReason.choices))
    gift_year = forms.IntegerField(
        label="Année des dons", required=False, min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"autocomplete": "off"})
    )
    sending = forms.ChoiceField(label="Envoi", required=False, choices=with_blank("Tous", list(SENDINGS.items())))

    def criteria(self, year: int) -> ReceiptCriteria:
        """What was asked and makes sense, of the receipts numbered in that year, or of all years (see `spans_years`)."""
        self.is_valid()
        return ReceiptCriteria(year=None if self.spans_years else year, **self.cleaned_data)

    @property
    def spans_years(self) -> bool:
        """Whether the year of issue is left aside: who holds a paper does not choose its year first, and the post takes them all."""
        self.is_valid()
        asked = self.cleaned_data
        return bool(asked.get("q") or asked.get("gift_year") or asked.get("sending") == POST)

    def kept(self) -> Mapping[str, str]:
        """The filters at work as an address carries them. Words that were looked for never stand in one: they may be a name."""
        return {field.html_name: str(value) for field in self if field.name != "q" and (value := field.value())}


class CorrectionForm(forms.ModelForm[Donor]):
    """The donor's file, whose name and address the new receipt takes."""

    class Meta:
        model = Donor
        fields: ClassVar = list(Donor.DETAILS)
        widgets: ClassVar = {"kind": forms.RadioSelect, "address": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "postal_code", "city"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Un reçu fiscal demande une adresse complète."
        for name in ("first_name", "last_name", "company_name", "siren"):
            self.fields[name].widget.attrs["data-asked-by"] = "kind"
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_siren(self) -> str:
        digits = "".join(self.cleaned_data["siren"].split())
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) == SIREN_LENGTH):
            raise ValidationError("Un SIREN compte neuf chiffres.")
        return digits

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in Donor.DETAILS:
            if isinstance(cleaned.get(name), str):
                try:
                    NO_TAG(cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        if cleaned.get("kind") == Donor.Kind.COMPANY and not cleaned.get("company_name"):
            self.add_error("company_name", "Écrivez la raison sociale.")
        if cleaned.get("kind") == Donor.Kind.PERSON and not cleaned.get("last_name"):
            self.add_error("last_name", "Écrivez un nom.")
        return cleaned

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Donor.DETAILS}


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label="Motif",
        choices=[(reason.value, str(reason.label).capitalize()) for reason in BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif.", "invalid_choice": "Choisissez un motif de la liste."},
    )
    wants_no_other = forms.BooleanField(
        label="Ne plus proposer de reçu pour ces dons",
        required=False,
        help_text="Sans cela, ces dons attendent un nouveau reçu.",
    )


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ne pas attendre",
        max_length=200,
        validators=[NO_TAG],
        help_text="Sans nom de personne\u00a0: cette phrase reste dans le journal.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dites pourquoi en quelques mots.", "max_length": "200 signes au plus."},
    )


class PaymentsField(forms.MultipleChoiceField):
    """Payments by their ids. Whether each still waits is for the rule to say: the same asked twice is no mistake."""

    def valid_value(self, value: str) -> bool:
        try:
            UUID(value)
        except ValueError:
            return False
        return True


class IssueForm(forms.Form):
    """Which of the payments that are ready, all of one year, go on one receipt."""

    payments = PaymentsField(
        label="Dons du reçu",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un don.", "invalid_choice": "Un de ces dons n’attend plus de reçu."},
    )

    def __init__(self, *args: Any, ready: Sequence[tuple[Payment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payments"].choices = [(str(payment.pk), words) for payment, words in ready]  # type: ignore[attr-defined]  # declared above
        self.initial = {"payments": [str(payment.pk) for payment, _words in ready]}
