"""Fields that several forms share."""

from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator

from volunteers.languages import Language
from volunteers.models import Mission

# A name goes into the mails we send: it must not carry an address for strangers to follow.
NO_ADDRESS: Final = RegexValidator(r"^[^@/\\:]*$", "Un nom ne contient ni adresse ni lien.")
NO_TAG: Final = RegexValidator(r"^[^<>]*$", "Un nom ne contient pas les signes < et >.")
DATE_INVALID: Final = "Écrivez une date qui existe, par exemple 31/12/2026."


class NameField(forms.CharField):
    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        options["error_messages"] = {"max_length": "Ce nom est trop long : 80 signes au plus.", **options.get("error_messages", {})}
        super().__init__(
            max_length=80, validators=[NO_ADDRESS, NO_TAG], widget=forms.TextInput(attrs={"autocomplete": autocomplete}), **options
        )


class MissionsField(forms.ModelMultipleChoiceField):
    """Checkboxes, each with the time that the mission asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Mission.objects.open(),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins une mission ; vous pourrez en changer."},
            **options,
        )

    def label_from_instance(self, mission: Mission) -> str:
        return f"{mission.title} – {mission.time_asked}"


class LanguagesField(forms.MultipleChoiceField):
    """Checkboxes of every language that can be declared."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Language.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins une langue."},
            **options,
        )
