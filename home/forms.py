"""Forms of the content admin that this app makes stricter."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from home.reencoding import reencode


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """The upload form: refuses with a sentence beside the field, and hands on the clean file."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload is None or "file" not in self.changed_data:
            return upload
        try:
            return reencode(upload)
        except ValidationError as error:
            self.add_error("file", error)
            return None
