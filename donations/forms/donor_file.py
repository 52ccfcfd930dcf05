"""A donor's file as the treasurer writes it: name and address, checked the same wherever they are typed."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from donations.forms.details import read_place
from donations.import_lines import SIREN_LENGTH
from donations.models import Donor
from volunteers.shared_fields import NO_TAG


class DonorFileForm(forms.ModelForm[Donor]):
    class Meta:
        model = Donor
        fields: ClassVar = list(Donor.DETAILS)
        widgets: ClassVar = {"kind": forms.RadioSelect, "address": forms.Textarea(attrs={"rows": 2})}

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
        read_place(self)
        if cleaned.get("kind") == Donor.Kind.COMPANY and not cleaned.get("company_name"):
            self.add_error("company_name", "Écrivez la raison sociale.")
        return cleaned

    def details(self) -> dict[str, str]:
        """What was typed, by the names of `Donor.DETAILS`."""
        return {name: self.cleaned_data[name] for name in Donor.DETAILS}
