"""What several forms and rules ask of a field: whole numbers between bounds, names, phone numbers, times on Paris clocks."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

# Fifteen digits are the longest number there is (ITU-T E.164).
PHONE: Final = RegexValidator(
    r"^(?=(?:[^0-9]*[0-9]){6,15}[^0-9]*$)\+?[0-9][0-9 ().-]{5,28}$", "Écrivez le numéro en chiffres, de 6 à 15, par exemple 06 12 34 56 78."
)
# A name goes into the mails we send: it must not carry an address for strangers to follow.
NO_ADDRESS: Final = RegexValidator(r"^[^@/\\:]*$", "Un nom ne contient ni adresse ni lien.")
# Names, addresses, numbers of slips.
NO_TAG: Final = RegexValidator(r"^[^<>]*$", "Les signes < et > ne sont pas acceptés ici.")
CLOCK_CHANGE: Final = "Cette nuit-là, l’heure change : choisissez une heure avant 2 h ou après 3 h."


class WholeNumberField(forms.IntegerField):
    """A whole number between two bounds, with one sentence for whatever else is typed."""

    def __init__(self, *, lowest: int, highest: int, required_message: str = "", **options: Any) -> None:
        sentence = f"Indiquez un nombre entre {lowest} et {highest}."
        messages = {"required": required_message or sentence, "invalid": sentence, "min_value": sentence, "max_value": sentence}
        super().__init__(min_value=lowest, max_value=highest, error_messages=messages, **options)


class ParisTimeField(forms.DateTimeField):
    """A day and an hour on Paris clocks; an hour that a clock change skips or shows twice is refused in plain words."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if getattr(error, "code", "") == "ambiguous_timezone":
                raise ValidationError(CLOCK_CHANGE, code="clock_change") from None
            raise
