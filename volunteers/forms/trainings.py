"""What coordinators say of a training."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from volunteers.certificates import LENGTH
from volunteers.checked_codes import read_code
from volunteers.feedback import QUESTIONS
from volunteers.models import Training
from volunteers.shared_fields import WholeNumberField

CODE_INVALID: Final = f"Un code a {LENGTH} signes, lettres et chiffres."
GRADES: Final = [(1, "1, pas du tout"), (2, "2, plutôt non"), (3, "3, à moitié"), (4, "4, plutôt oui"), (5, "5, tout à fait")]


class TrainingForm(forms.ModelForm):
    duration_minutes = WholeNumberField(label="Durée, en minutes", initial=120, lowest=15, highest=600)
    validity_months = WholeNumberField(
        label="Valable, en mois",
        required=False,
        lowest=1,
        highest=120,
        help_text="Vide\u00a0: sans limite. Ensuite, la formation est à refaire.",
    )

    class Meta:
        model = Training
        fields: ClassVar = ["title", "summary", "duration_minutes", "validity_months"]
        widgets: ClassVar = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in (("title", "Donnez un titre."), ("summary", "Dites ce que l’on y apprend.")):
            self.fields[name].error_messages["required"] = sentence
            self.fields[name].error_messages["max_length"] = "Écrivez-le plus court\u00a0: %(limit_value)d signes au plus."


class FeedbackForm(forms.Form):
    """Four questions, from 1 to 5, and room for a remark."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                choices=GRADES,
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une des cinq réponses."},
            )
        self.fields["remark"] = forms.CharField(
            label="Une remarque",
            required=False,
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Sans nom, ni le vôtre ni celui d’une autre personne.",
            error_messages={"max_length": "Écrivez-la plus courte\u00a0: 400 signes au plus."},
        )


class CodeForm(forms.Form):
    """The code of a certificate or of a receipt, as somebody reads it on paper."""

    code = forms.CharField(
        label="Code de vérification",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Écrivez le code.", "max_length": CODE_INVALID},
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if len(code) != LENGTH or not code.isascii():
            raise ValidationError(CODE_INVALID)
        return code
