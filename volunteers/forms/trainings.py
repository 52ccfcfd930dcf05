"""What coordinators say of a training."""

from typing import Any, ClassVar

from django import forms

from volunteers.models import Training
from volunteers.shared_fields import WholeNumberField


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
