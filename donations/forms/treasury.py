"""What the treasurer fills in: a gift by cheque, transfer or in cash, a refund, the settings, a list of past gifts."""

import re
import uuid
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from donations import imports
from donations.forms.details import AddressField
from donations.forms.donor_file import DonorFileForm
from donations.import_lines import AMOUNT_SENTENCE
from donations.manual_gifts import ManualGift
from donations.models import CampaignPage, DonationSettings, Donor, Gift
from home.amounts import read_euros, show_euros
from volunteers.import_lines import FIRST_DAY
from volunteers.sheet_field import SheetField
from volunteers.spreadsheets import UnreadableSheetError

DATE_INVALID: Final = "Écrivez une date qui existe, par exemple 31/12/2026."
IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
BY_HAND: Final = (Gift.Source.CHEQUE, Gift.Source.TRANSFER, Gift.Source.CASH)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EurosField(forms.CharField):
    """An amount as people write it; gives cents above zero."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": "Écrivez un montant.", "max_length": AMOUNT_SENTENCE},
            **options,
        )

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = read_euros(text)
        except ValueError:
            cents = 0
        if not cents:
            raise ValidationError(AMOUNT_SENTENCE)
        return cents


class ManualGiftForm(DonorFileForm):
    """The gift first, then whom it is from. A known donor's file comes filled in, and what is changed there is kept."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Ouvrez cette page de nouveau."})
    source = forms.ChoiceField(
        label="Moyen",
        choices=[(source.value, source.label) for source in BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un moyen.", "invalid_choice": "Choisissez un moyen de la liste."},
    )
    amount = EurosField(label="Montant, en euros")
    received_on = forms.DateField(
        label="Reçu le",
        widget=DayInput(),
        help_text="Le jour où le chèque ou les espèces ont été remis, ou celui du virement.",
        error_messages={"required": "Indiquez un jour.", "invalid": DATE_INVALID},
    )
    bank_reference = forms.CharField(
        label="Référence bancaire",
        required=False,
        max_length=60,
        help_text="Numéro du chèque, ou libellé du virement.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "60 signes au plus."},
    )
    campaign = forms.ModelChoiceField(
        label="Campagne", required=False, queryset=CampaignPage.objects.order_by("title"), empty_label="Aucune"
    )
    wants_receipt = forms.BooleanField(label="Souhaite un reçu fiscal", required=False)

    # No field of the model's: an address that is known is said by the rule, with what to do (`manual_gifts.recording_reasons`).
    email = AddressField(
        label="Adresse e-mail",
        required=False,
        max_length=254,
        help_text="Peut manquer à qui donne par chèque ou en espèces.",
    )

    field_order = (
        *("form_token", "source", "amount", "received_on", "bank_reference", "campaign", "wants_receipt"),
        *(*Donor.DETAILS[:5], "email", *Donor.DETAILS[5:]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_known = not self.instance._state.adding
        self.initial.setdefault("form_token", str(uuid.uuid4()))
        self.initial.setdefault("source", Gift.Source.CHEQUE.value)
        if self.is_known:
            # Whose address it is was shown by the donor: it is not changed beside a cheque.
            del self.fields["email"]
        for name in ("kind", "country"):
            self.fields[name].required = name == "kind"
        for name, field in self.fields.items():
            if name != "form_token":
                field.widget.attrs.setdefault("autocomplete", "off")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if not FIRST_DAY <= day <= timezone.localdate():
            raise ValidationError("Indiquez un jour passé, ou aujourd’hui.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Donor.Kind.PERSON and not (cleaned.get("last_name") or cleaned.get("email") or self.is_known):
            self.add_error("last_name", "Écrivez un nom, ou une adresse e-mail.")
        return cleaned

    def typed(self) -> ManualGift:
        said = self.cleaned_data
        return ManualGift(
            source=Gift.Source(said["source"]),
            amount_cents=said["amount"],
            received_on=said["received_on"],
            bank_reference=said["bank_reference"],
            donor=self.instance if self.is_known else None,
            email=said.get("email", ""),
            details=self.details(),
            wants_receipt=said["wants_receipt"],
            campaign=said["campaign"],
        )


class RefundForm(forms.Form):
    """All that is left, unless another amount is written."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Ouvrez cette page de nouveau."})
    amount = EurosField(label="Montant à rembourser, en euros")

    def __init__(self, *args: Any, left_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        euros, rest = divmod(left_cents, 100)
        self.initial = {"form_token": str(uuid.uuid4()), "amount": f"{euros},{rest:02}" if rest else str(euros)}
        self.fields["amount"].help_text = f"Au plus {show_euros(left_cents)}."


class DonationSettingsForm(forms.ModelForm[DonationSettings]):
    class Meta:
        model = DonationSettings
        fields: ClassVar = ["takes_online", "bank_holder", "iban", "bic"]
        widgets: ClassVar = {name: forms.TextInput(attrs={"autocomplete": "off"}) for name in ("bank_holder", "iban", "bic")}

    def clean_iban(self) -> str:
        """In groups of four, as it is printed; ISO 13616 has its check digits make the whole 1 modulo 97."""
        iban = "".join(self.cleaned_data["iban"].split()).upper()
        if not iban:
            return ""
        if not IBAN.fullmatch(iban) or int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 != 1:
            raise ValidationError("Cet IBAN n’existe pas\u00a0: recopiez-le depuis un relevé d’identité bancaire.")
        return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


class GiftImportForm(forms.Form):
    """Gives the rows that the file holds."""

    file = SheetField()

    def clean_file(self) -> dict[str, Any]:
        try:
            return imports.rows_of(self.cleaned_data["file"])
        except UnreadableSheetError as error:
            raise ValidationError(str(error)) from error
