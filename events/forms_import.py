"""The file that holds a calendar of outings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from events import imports
from volunteers.sheet_field import SheetField
from volunteers.spreadsheets import UnreadableSheetError


class ActivityImportForm(forms.Form):
    """Gives the rows that the file holds."""

    file = SheetField()

    def clean_file(self) -> dict[str, Any]:
        try:
            return imports.rows_of(self.cleaned_data["file"])
        except UnreadableSheetError as error:
            raise ValidationError(str(error)) from error
