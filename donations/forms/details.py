"""Who gives, as a receipt names them: asked by the gift form, and put right by the donor afterwards."""

import re
from typing import Any, ClassVar, Final

from django import forms

from donations.models import Donor

PERSON: Final = ("first_name", "last_name")
COMPANY: Final = ("company_name", "siren")
PLACE: Final = ("address", "postal_code", "city", "country")
ASKED: Final = {
    "first_name": "Écrivez votre prénom, comme il doit paraître sur le reçu.",
    "last_name": "Écrivez votre nom, comme il doit paraître sur le reçu.",
    "company_name": "Écrivez la raison sociale de l’entreprise.",
    "siren": "Écrivez le numéro SIREN de l’entreprise\u00a0: neuf chiffres.",
    "address": "Écrivez votre adresse\u00a0: numéro, rue, bâtiment.",
    "postal_code": "Écrivez votre code postal.",
    "city": "Écrivez votre ville.",
    "country": "Écrivez votre pays.",
}
SIREN_DIGITS: Final = 9
FRENCH_POSTAL_CODE: Final = re.compile(r"(?!00000)[0-9]{5}")
POSTAL_CODE_WRONG: Final = "Un code postal français a cinq chiffres."


def read_postal_code(written: str, country: str = "") -> str:
    """A postal code as it is kept: five digits in France, which no country means too, and as it is written elsewhere. Raises
    ValidationError."""
    if not written or country.strip().casefold() not in {"", "france"}:
        return written
    digits = "".join(written.split())
    if not FRENCH_POSTAL_CODE.fullmatch(digits):
        raise forms.ValidationError(POSTAL_CODE_WRONG, code="postal_code")
    return digits


def read_place(form: forms.BaseForm) -> None:
    """The postal code of a form that is being cleaned, with its country; what is wrong is said beside it."""
    cleaned = form.cleaned_data
    if "postal_code" in cleaned and "country" in cleaned:
        try:
            cleaned["postal_code"] = read_postal_code(cleaned["postal_code"], cleaned["country"])
        except forms.ValidationError as error:
            form.add_error("postal_code", error)


class AddressField(forms.EmailField):
    """An e-mail address; accents, which some keyboards put in, are named as what is wrong."""

    default_error_messages: ClassVar = {
        "invalid": "Cette adresse e-mail n’est pas complète. Exemple\u00a0: prenom@exemple.fr",
        "accent": "Une adresse e-mail s’écrit sans accent. Exemple\u00a0: helene@exemple.fr",
    }

    def clean(self, value: Any) -> str:
        if isinstance(value, str) and not value.partition("@")[0].isascii():
            raise forms.ValidationError(self.error_messages["accent"], code="accent")
        address: str = super().clean(value)
        return address


class DetailField(forms.CharField):
    """Asked for by another answer: an empty one is no error by itself."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = kwargs.pop("widget", forms.TextInput)
        super().__init__(required=False, widget=widget(attrs={"autocomplete": autocomplete, "data-asked-by": "wants_receipt"}), **kwargs)


class DetailsForm(forms.Form):
    """After `is_valid()`, `details()` is what was told, by the names of `Donor.DETAILS`."""

    kind = forms.ChoiceField(
        label="Vous donnez en tant que",
        choices=Donor.Kind.choices,
        initial=Donor.Kind.PERSON,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous donnez en tant que particulier ou entreprise."},
    )
    first_name = DetailField(label="Prénom", max_length=100, autocomplete="given-name")
    last_name = DetailField(label="Nom", max_length=100, autocomplete="family-name")
    company_name = DetailField(label="Raison sociale", max_length=200, autocomplete="organization")
    siren = DetailField(label="Numéro SIREN", max_length=20, autocomplete="off", help_text="Neuf chiffres. Exemple\u00a0: 123 456 789.")
    address = DetailField(
        label="Adresse", max_length=300, autocomplete="street-address", widget=forms.TextInput, help_text="Numéro, rue, bâtiment."
    )
    postal_code = DetailField(label="Code postal", max_length=12, autocomplete="postal-code")
    city = DetailField(label="Ville", max_length=100, autocomplete="address-level2")
    country = DetailField(label="Pays", max_length=60, autocomplete="country-name", initial="France")

    def asked(self) -> tuple[str, ...]:
        """The details that the answers already given ask for."""
        who = COMPANY if self.cleaned_data.get("kind") == Donor.Kind.COMPANY else PERSON
        return (*who, *PLACE)

    def clean_siren(self) -> str:
        return "".join(self.cleaned_data["siren"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.asked():
            if name in cleaned and not cleaned[name]:
                self.add_error(name, ASKED[name])
        if "postal_code" in self.asked():
            read_place(self)
        siren = cleaned.get("siren")
        if siren and "siren" in self.asked() and not (len(siren) == SIREN_DIGITS and siren.isascii() and siren.isdigit()):
            self.add_error("siren", "Un numéro SIREN a neuf chiffres.")
        return cleaned

    def details(self) -> dict[str, str]:
        """Only what was asked for: what a company is called is not kept with a person's name."""
        return {name: self.cleaned_data[name] for name in ("kind", *self.asked())}
