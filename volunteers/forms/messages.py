"""What a bénévole writes to who follows them."""

import uuid
from typing import Any, Final

from django import forms

from home.detail_warning import DetailWarningForm
from home.identifying_details import EVERY_KIND

LONGEST: Final = 2000


class TextField(forms.CharField):
    """Counts the end of a line as one sign, as browsers do before they send two."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class MessageForm(DetailWarningForm):
    # Names one form shown to one person: a double click sends once.
    form_id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = TextField(
        label="Votre message",
        max_length=LONGEST,
        help_text="2 000 signes au plus. N’y nommez aucune personne accompagnée. La réponse arrivera à votre adresse e-mail.",
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez votre message, même en une phrase.",
            "max_length": "Écrivez-le plus court\u00a0: 2 000 signes au plus.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["form_id"] = str(uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned:
            self.warn_of_details("text", EVERY_KIND)
        return cleaned
