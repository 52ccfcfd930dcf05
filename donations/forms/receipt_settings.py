"""What the treasurer fills in about receipts: the ground, the body, who signs, the rates, how they are issued."""

import re
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from donations.forms.details import read_postal_code
from donations.forms.treasury import DATE_INVALID, DayInput, EurosField
from donations.models import DonationSettings, Donor, ReceiptBody, ReceiptEligibility, ReceiptSignatory, TaxRate
from donations.receipt_eligibility import EligibilityWords
from donations.receipt_mentions import BODY_WORDS
from donations.signature_pictures import flatten
from donations.tax_rates import RateWords
from home.amounts import show_euros
from volunteers.import_lines import FIRST_DAY
from volunteers.shared_fields import NO_TAG, WholeNumberField

FURTHEST: Final = timedelta(days=731)
LARGEST_BYTES: Final = 10 * 1024 * 1024
LARGEST_NUMBER: Final = 999_000
PERCENT_WRONG: Final = "Indiquez un nombre entier de 1 à 100."
# As the law has them (CGI, articles 200 and 238 bis), for the example of a sentence.
USUAL_RATES: Final = {Donor.Kind.PERSON.value: 66, Donor.Kind.COMPANY.value: 60}
RNA: Final = re.compile(r"W[0-9]{9}")
SIREN: Final = re.compile(r"[0-9]{9}")


def has_luhn_key(digits: str) -> bool:
    """Whether the last digit is the key of the others (ISO/IEC 7812-1), as in every SIREN."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


class DayField(forms.DateField):
    """A day that one may mean: not before 1980, at most two years ahead."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DayInput(), error_messages={"required": "Indiquez un jour.", "invalid": DATE_INVALID}, **options)

    def clean(self, value: Any) -> date:
        day: date = super().clean(value)
        if not FIRST_DAY <= day <= timezone.localdate() + FURTHEST:
            raise ValidationError("Indiquez un jour entre 1980 et dans deux ans.", code="far")
        return day


class EligibilityForm(forms.ModelForm[ReceiptEligibility]):
    decided_on = DayField(label="En date du", help_text="Le jour de la réponse de l’administration, du décret ou de la décision.")
    since = DayField(
        label="Pour les dons reçus à partir du",
        help_text="Ce jour compris. Ce qui était enregistré pour ce jour-là et après prend fin ce jour-là.",
    )

    class Meta:
        model = ReceiptEligibility
        fields: ClassVar = ["ground", "evidence", "decided_on", "since"]
        widgets: ClassVar = {"ground": forms.RadioSelect}
        help_texts: ClassVar = {"evidence": "Par exemple un rescrit fiscal et sa référence, ou un décret. 200 signes au plus."}
        error_messages: ClassVar = {
            "ground": {"required": "Choisissez un fondement."},
            "evidence": {"required": "Dites ce qui l’établit.", "max_length": "200 signes au plus."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = ReceiptEligibility.Ground.choices  # type: ignore[attr-defined]

    def typed(self) -> EligibilityWords:
        said = self.cleaned_data
        return EligibilityWords(said["ground"], said["evidence"], said["decided_on"], said["since"])


class EligibilityEndForm(forms.Form):
    ended_on = DayField(label="N’a plus cours à partir du", help_text="Les dons reçus ce jour-là ou après n’auront pas de reçu.")


class SinceForm(forms.Form):
    """What begins on a day; filled in with a row that it follows or replaces."""

    since = DayField(label="À partir du", help_text="Aujourd’hui ou un jour à venir. Ce qui devait commencer ce même jour est remplacé.")


class BodyForm(forms.ModelForm[ReceiptBody]):
    since = DayField(label="À partir du", help_text="Aujourd’hui ou un jour à venir. Ce qui devait commencer ce même jour est remplacé.")
    siren = forms.CharField(
        label="SIREN", required=False, max_length=20, help_text="Neuf chiffres. Le SIREN ou le numéro RNA, ou les deux."
    )
    rna = forms.CharField(label="Numéro RNA", required=False, max_length=20, help_text="La lettre W et neuf chiffres.")

    class Meta:
        model = ReceiptBody
        fields: ClassVar = ["since", *BODY_WORDS]
        widgets: ClassVar = {"purpose": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "purpose": "Comme dans les statuts, en une ou deux phrases.",
            "quality": "Par exemple «\u00a0Association d’intérêt général\u00a0».",
            "person_articles": "Avec l’alinéa\u00a0: «\u00a0200, 1, b\u00a0».",
        }

    def __init__(self, *args: Any, row: ReceiptBody | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["since"] = max(row.since, today) if row else today
        if row:
            self.initial.update(model_to_dict(row, BODY_WORDS))
        for name in BODY_WORDS:
            self.fields[name].widget.attrs.setdefault("autocomplete", "off")
            if self.fields[name].required:
                self.fields[name].error_messages["required"] = "Cette mention figure sur chaque reçu\u00a0: écrivez-la."

    def validate_unique(self) -> None:
        """What was to begin that very day is replaced (receipt_mentions.py)."""

    def clean_siren(self) -> str:
        digits = "".join(self.cleaned_data["siren"].split())
        if digits and not SIREN.fullmatch(digits):
            raise ValidationError("Un SIREN compte neuf chiffres.")
        if digits and not has_luhn_key(digits):
            raise ValidationError("Ce SIREN n’existe pas\u00a0: un chiffre est faux. Recopiez-le depuis l’avis de situation de l’Insee.")
        return digits

    def clean_postal_code(self) -> str:
        return read_postal_code(self.cleaned_data["postal_code"])

    def clean_rna(self) -> str:
        number = "".join(self.cleaned_data["rna"].split()).upper()
        if number and not RNA.fullmatch(number):
            raise ValidationError("Un numéro RNA est la lettre W suivie de neuf chiffres.")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in BODY_WORDS:
            if "<" in cleaned.get(name, "") or ">" in cleaned.get(name, ""):
                self.add_error(name, "Sans les signes < et >.")
        if cleaned.get("siren") == "" and cleaned.get("rna") == "":
            self.add_error("siren", "Indiquez le SIREN ou le numéro RNA.")
        return cleaned


class SignaturePictureField(forms.FileField):
    """Gives the bytes of a PNG: small, on white, of nothing but pixels."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > LARGEST_BYTES:
            raise ValidationError("Ce fichier est trop lourd\u00a0: 10 Mo au plus.", code="too_heavy")
        return flatten(upload)


class SignatoryForm(SinceForm):
    name = forms.CharField(
        label="Prénom et nom", max_length=120, validators=[NO_TAG], error_messages={"required": "Écrivez le nom de qui signe."}
    )
    quality = forms.CharField(
        label="Qualité",
        max_length=120,
        help_text="Par exemple «\u00a0Trésorière\u00a0». La personne est habilitée par les statuts ou par une délibération.",
        error_messages={"required": "Dites à quel titre cette personne signe."},
    )
    signature = SignaturePictureField(
        label="Image de la signature",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": "Choisissez une image.", "empty": "Ce fichier est vide.", "invalid": "Choisissez une image."},
    )

    def __init__(self, *args: Any, row: ReceiptSignatory | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = "JPEG, PNG ou WebP, 10 Mo au plus\u00a0: une signature noire sur fond blanc ou transparent, cadrée de près."
        self.fields["signature"].help_text = f"{said} Vide\u00a0: celle qui est montrée ci-dessus." if row else said
        self.fields["signature"].required = row is None
        self.initial = {"since": max(row.since, today), "name": row.name, "quality": row.quality} if row else {"since": today}
        for name in ("name", "quality"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class PercentField(WholeNumberField):
    def __init__(self, **options: Any) -> None:
        super().__init__(lowest=1, highest=100, **options)
        self.error_messages.update(dict.fromkeys(("required", "invalid", "min_value", "max_value"), PERCENT_WRONG))


class RateForm(forms.Form):
    """A rate of one kind of donor; only that of persons may be raised (CGI, article 200, 1 ter)."""

    since = DayField(label="À partir du", help_text="Un jour passé ou à venir. Un taux du même jour est remplacé.")
    percent = PercentField(label="Taux, en\u00a0%")
    limit = forms.CharField(
        label="Limite, en toutes lettres",
        max_length=120,
        validators=[NO_TAG],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez la limite.", "max_length": "120 signes au plus."},
    )
    raised_percent = PercentField(
        label="Taux majoré, en\u00a0%",
        required=False,
        help_text="Pour les organismes d’aide aux personnes en difficulté seulement.",
    )
    raised_up_to = EurosField(label="Taux majoré jusqu’à, en euros par an", required=False)

    def __init__(self, *args: Any, kind: str, row: TaxRate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["limit"].help_text = f"La fin de la phrase «\u00a0La réduction est de {USUAL_RATES[kind]}\u202f% du don, …\u00a0»"
        if kind == Donor.Kind.COMPANY:
            del self.fields["raised_percent"], self.fields["raised_up_to"]
        if row:
            up_to = show_euros(row.raised_up_to_cents) if row.raised_up_to_cents else ""
            self.initial = {"percent": row.percent, "limit": row.limit, "raised_percent": row.raised_percent, "raised_up_to": up_to}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind == Donor.Kind.COMPANY or self.errors:
            return cleaned
        raised, up_to = cleaned["raised_percent"], cleaned["raised_up_to"]
        if raised and not up_to:
            self.add_error("raised_up_to", "Écrivez jusqu’à quel montant.")
        if up_to and not raised:
            self.add_error("raised_percent", "Écrivez le taux majoré, ou effacez son montant.")
        if raised and raised <= cleaned["percent"]:
            self.add_error("raised_percent", "Un taux majoré dépasse l’autre.")
        return cleaned

    def typed(self) -> RateWords:
        said = self.cleaned_data
        return RateWords(
            donor_kind=self.kind,
            since=said["since"],
            percent=said["percent"],
            limit=said["limit"],
            raised_percent=said.get("raised_percent"),
            raised_up_to_cents=said.get("raised_up_to"),
        )


class IssuingForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Rythme",
        choices=DonationSettings.ReceiptRhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rythme.", "invalid_choice": "Choisissez un rythme de la liste."},
    )
    hold_days = WholeNumberField(
        label="Attente après un prélèvement SEPA, en jours",
        lowest=0,
        highest=60,
        help_text="Pendant huit semaines, une banque reprend un prélèvement sans donner de raison\u00a0; presque tous les retours arrivent "
        "dans les premiers jours. 14 jours conviennent le plus souvent. Un retour plus tardif annule le reçu.",
    )


class FirstNumberForm(forms.Form):
    first_number = WholeNumberField(
        label="Prochain numéro de l’année",
        lowest=1,
        highest=LARGEST_NUMBER,
        help_text="Le numéro qui suit le dernier reçu émis cette année avec un autre outil.",
    )
