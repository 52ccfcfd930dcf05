"""Forms of the content admin that this app makes stricter."""

from typing import Any

from django import forms
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

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
