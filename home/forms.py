"""Forms of the content admin that this app makes stricter."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home.consents import Channel, Consent, reason_against
from home.pictured_persons import pages_showing
from home.reencoding import reencode


class PictureField(WagtailImageField):
    """Gives back the clean file. Wagtail's own field decodes the picture to count its pixels, and falls over a damaged one."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        return reencode(upload)


class PictureForm(BaseImageForm):
    """The upload form, on every road that Wagtail has to it (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.fields.get("file")
        if given is not None:
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)
        if "consent" in self.fields:
            offered = Consent.objects.offered(timezone.localdate(), beside=self.instance.consent_id)
            choices = [(consent.pk, f"{consent.reference}, {consent.alias}, {consent.state.lower()}") for consent in offered]
            # Offered, not all that is read: one that ended meanwhile is refused with its reason.
            cast("forms.ModelChoiceField", self.fields["consent"]).choices = [("", "Aucun"), *choices]

    def clean(self) -> dict[str, Any]:
        """A picture that readers see is not flagged and left there without the consent of whom it shows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        consent, today = cleaned.get("consent"), timezone.localdate()
        if not cleaned.get("shows_recognisable_person"):
            return cleaned
        if consent is not None and (reason := reason_against(consent, Channel.PICTURE, on=today)):
            self.add_error("consent", reason)
            return cleaned
        for page in pages_showing(self.instance.pk) if self.instance.pk else []:
            if reason := reason_against(consent, Channel.PICTURE, page.picture_channel, on=today):
                sentence = f"Cette image paraît dans «\u00a0{page.title}\u00a0»\u00a0: {reason} Sans accord, ôtez-la d’abord de cette page."
                self.add_error("consent", sentence)
        return cleaned
