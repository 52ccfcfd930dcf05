"""The picture that a coordinator gives an activity, and the question that comes with it."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from events.models import ActivityPicture
from home.detail_warning import DetailWarningForm
from home.identifying_details import EVERY_KIND
from home.reencoding import reencode

LARGEST_BYTES: Final = 10 * 1024 * 1024
# As wide as the column in which it shows, twice for dense screens.
LONGEST_SIDE: Final = 1440
SOMEBODY: Final = (
    "Une image où l’on reconnaît quelqu’un ne se publie qu’avec son accord : confiez-la à la personne chargée de la communication, "
    "qui le recueille et la publie. Ici, choisissez l’image d’un lieu ou d’un objet."
)


class SmallPictureField(forms.FileField):
    """Gives the picture re-encoded, no larger than it is shown."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > LARGEST_BYTES:
            raise ValidationError("Ce fichier est trop lourd : 10 Mo au plus.", code="too_heavy")
        return reencode(upload, longest_side=LONGEST_SIDE)


class ActivityPictureForm(DetailWarningForm):
    file = SmallPictureField(
        label="Fichier",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPEG, PNG ou WebP, 10 Mo au plus. Le lieu, la date et l’appareil que le fichier retient en sont ôtés.",
        error_messages={"required": "Choisissez une image.", "empty": "Ce fichier est vide.", "invalid": "Choisissez une image."},
    )
    alternative = forms.CharField(
        label="Texte alternatif",
        max_length=ActivityPicture._meta.get_field("alternative").max_length,
        help_text="Ce que l’image montre, en une phrase, pour qui ne la voit pas. Sans nommer personne.",
        error_messages={
            "required": "Dites en une phrase ce que l’image montre.",
            "max_length": "Écrivez-le plus court : 200 signes au plus.",
        },
    )
    shows_somebody = forms.ChoiceField(
        label="Quelqu’un est-il reconnaissable ?",
        choices=[("no", "Non, personne"), ("yes", "Oui, ou peut-être")],
        widget=forms.RadioSelect,
        help_text="Un visage, mais aussi une silhouette, un tatouage ou un vêtement qui désignent quelqu’un.",
        error_messages={"required": "Regardez l’image, puis répondez.", "invalid_choice": "Répondez oui ou non."},
    )

    def clean_shows_somebody(self) -> str:
        answer: str = self.cleaned_data["shows_somebody"]
        if answer == "yes":
            raise ValidationError(SOMEBODY, code="somebody")
        return answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("alternative"):
            self.warn_of_details("alternative", EVERY_KIND)
        return cleaned
