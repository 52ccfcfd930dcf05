"""The gift form: how much, how often, who gives, and where the confirmation goes."""

import uuid
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html

from donations.forms.details import AddressField, DetailsForm
from donations.models import DonationPage, Donor, Gift
from home.amounts import read_euros, show_euros

OTHER: Final = "other"
ORDER: Final = ("form_token", "cost_shown", "rhythm", "amount", "monthly_amount", "other_amount", "kind", "email", "wants_receipt")
# The list of suggested amounts that each rhythm reads.
AMOUNT_FIELDS: Final = {Gift.Rhythm.ONCE: "amount", Gift.Rhythm.MONTHLY: "monthly_amount"}
NOT_EUROS: Final = "Écrivez un montant en euros, avec deux chiffres au plus après la virgule. Exemple\u00a0: 12,50."
NOT_CHOSEN: Final = {"required": "Choisissez un montant.", "invalid_choice": "Choisissez un montant de la liste, ou écrivez le vôtre."}


class FreeAmountField(forms.CharField):
    """Required where it is asked for, which the form knows: an empty one is no error by itself."""

    def validate(self, value: str) -> None:
        pass


class SuggestedAmountField(forms.ChoiceField):
    """One of the list, or OTHER. Of the two lists of the form only that of the rhythm is read."""

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label, required=False, widget=forms.RadioSelect(attrs={"data-asked-by": "rhythm"}))

    def suggest(self, amounts: dict[int, str]) -> None:
        euros = [(str(amount), _describe(amount, text)) for amount, text in amounts.items() if amount * 100 <= settings.GIFT_MAXIMUM_CENTS]
        self.choices = [*euros, (OTHER, "Autre montant")]

    def valid_value(self, value: str) -> bool:
        # Said by the form, for the list that counts.
        return True

    def offers(self, value: str) -> bool:
        return super().valid_value(value)


class GiftForm(DetailsForm):
    """After `is_valid()`, `amount_cents` and the answers of `cleaned_data` are what the donor asked for."""

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    # Filled by giving.js, which shows it live: without, the next page does.
    cost_shown = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-cost-shown": ""}))
    rhythm = forms.ChoiceField(
        label="Vous donnez",
        choices=Gift.Rhythm.choices,
        initial=Gift.Rhythm.ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous donnez une fois ou chaque mois."},
    )
    amount = SuggestedAmountField(label="Montant de votre don")
    monthly_amount = SuggestedAmountField(label="Montant de chaque mois")
    other_amount = FreeAmountField(
        label="Votre montant, en euros",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "transaction-amount", "placeholder": " "}),
    )
    dedication = forms.CharField(
        label="Dédicace",
        max_length=200,
        required=False,
        help_text="En mémoire de quelqu’un, à l’occasion d’une fête… Elle est lue par l’équipe, et n’est pas publiée.",
    )
    email = AddressField(
        label="Votre adresse e-mail",
        help_text="Pour vous confirmer ce don, et vous donner un lien qui permet de le suivre ou de l’arrêter.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse e-mail\u00a0: la confirmation de votre don y sera envoyée.",
        },
    )
    wants_receipt = forms.BooleanField(
        label="Je souhaite un reçu fiscal", required=False, help_text="La loi demande alors votre nom et votre adresse postale."
    )

    def __init__(self, *args: Any, page: DonationPage, offers_receipts: bool, **kwargs: Any) -> None:
        """`page` has the suggested amounts. Without receipts, neither name nor address is asked for."""
        super().__init__(*args, **kwargs)
        self.order_fields(ORDER)
        self.initial.setdefault("form_token", str(uuid.uuid4()))
        for rhythm, name in AMOUNT_FIELDS.items():
            amounts = page.amounts_for(rhythm)
            self._suggested(name).suggest(amounts)
            self.initial.setdefault(name, str(list(amounts)[len(amounts) // 2]))
        self.fields["other_amount"].help_text = f"À partir de {show_euros(settings.GIFT_MINIMUM_CENTS)}. Exemple\u00a0: 35 ou 12,50."
        if not offers_receipts:
            for name in ("wants_receipt", *Donor.DETAILS[1:]):
                del self.fields[name]

    def clean_form_token(self) -> uuid.UUID:
        """A token that is missing or spoilt is no fault of the donor's: the form simply starts afresh."""
        try:
            return uuid.UUID(self.cleaned_data["form_token"])
        except ValueError:
            return uuid.uuid4()

    def asked(self) -> tuple[str, ...]:
        return super().asked() if self.cleaned_data.get("wants_receipt") else ()

    def details(self) -> dict[str, str]:
        # What is known of a company is not forgotten because one gift of theirs asks for no receipt.
        return super().details() if self.asked() or self.cleaned_data["kind"] == Donor.Kind.COMPANY else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "rhythm" not in cleaned:
            return cleaned
        name = AMOUNT_FIELDS[cleaned["rhythm"]]
        choice, written = cleaned.get(name, ""), cleaned.get("other_amount", "")
        if not choice:
            self.add_error(name, NOT_CHOSEN["required"])
        elif not self._suggested(name).offers(choice):
            self.add_error(name, NOT_CHOSEN["invalid_choice"])
        elif choice != OTHER:
            if written:
                self.add_error(
                    name,
                    f"Vous avez choisi {show_euros(int(choice) * 100)} et écrit «\u00a0{written}\u00a0»\u00a0: "
                    "gardez un seul des deux montants.",
                )
            self.amount_cents = int(choice) * 100
        elif "other_amount" in cleaned:
            self._read_other(written)
        return cleaned

    def _suggested(self, name: str) -> SuggestedAmountField:
        return cast("SuggestedAmountField", self.fields[name])

    def _read_other(self, written: str) -> None:
        if not written:
            self.add_error("other_amount", "Écrivez le montant de votre don.")
            return
        try:
            self.amount_cents = read_euros(written)
        except ValueError:
            self.add_error("other_amount", NOT_EUROS)
            return
        if self.amount_cents < settings.GIFT_MINIMUM_CENTS:
            self.add_error("other_amount", f"Le don minimum est de {show_euros(settings.GIFT_MINIMUM_CENTS)}.")
        elif self.amount_cents > settings.GIFT_MAXIMUM_CENTS:
            self.add_error(
                "other_amount",
                f"Au-delà de {show_euros(settings.GIFT_MAXIMUM_CENTS)}, écrivez-nous\u00a0: "
                "un virement sera plus simple pour tout le monde.",
            )

    def renew_token(self) -> None:
        """Makes the form, shown again, a new one."""
        data = cast("QueryDict", self.data).copy()
        data["form_token"] = str(uuid.uuid4())
        self.data = data


def _describe(euros: int, text: str) -> str:
    amount = show_euros(euros * 100)
    return format_html('<span class="gift-form__euros">{}</span> <span class="gift-form__what">{}</span>', amount, text) if text else amount


def answers_of(gift: Gift, page: DonationPage) -> dict[str, Any]:
    """What the donor of an unfinished gift had answered, to be shown again. An abandoned gift starts a new form."""
    euros, rest = divmod(gift.amount_cents, 100)
    answers: dict[str, Any] = {
        "email": gift.donor.email,
        "rhythm": gift.rhythm,
        "wants_receipt": gift.wants_receipt,
        "dedication": gift.dedication,
        **gift.donor_details,
    }
    name = AMOUNT_FIELDS[Gift.Rhythm(gift.rhythm)]
    if not rest and euros in page.amounts_for(gift.rhythm):
        answers[name] = str(euros)
    else:
        answers |= {name: OTHER, "other_amount": f"{euros},{rest:02}" if rest else str(euros)}
    if gift.status in (Gift.Status.PENDING, Gift.Status.FAILED):
        answers["form_token"] = str(gift.form_token)
    return answers
