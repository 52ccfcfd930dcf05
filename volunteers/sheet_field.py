"""The form field that takes a list as a CSV or XLSX file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from volunteers.spreadsheets import EMPTY, MOST_BYTES, NOT_A_LIST, TOO_HEAVY, Sheet, UnreadableSheetError, read_sheet


class SheetField(forms.FileField):
    """Gives the sheet that the file holds; of the file itself nothing is kept."""

    def __init__(self) -> None:
        super().__init__(
            label="Fichier",
            help_text="CSV ou XLSX, 2 Mo et 2 000 lignes au plus. La première feuille est lue.",
            widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
            error_messages={
                "required": "Choisissez un fichier.",
                "missing": "Choisissez un fichier.",
                "invalid": "Choisissez un fichier.",
                "empty": EMPTY,
                "max_length": "Le nom de ce fichier est trop long.",
            },
        )

    def clean(self, data: Any, initial: Any = None) -> Sheet:
        file = super().clean(data, initial)
        if not file.size or file.size > MOST_BYTES:
            raise ValidationError(TOO_HEAVY if file.size else NOT_A_LIST)
        try:
            return read_sheet(file.read())
        except UnreadableSheetError as error:
            raise ValidationError(str(error)) from error
