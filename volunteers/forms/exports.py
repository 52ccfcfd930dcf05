"""In what form a list leaves."""

from django import forms

from volunteers.sheets import Format


class ExportForm(forms.Form):
    file_format = forms.ChoiceField(
        label="Format du fichier",
        choices=Format.choices,
        initial=Format.XLSX,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un format.", "invalid_choice": "Choisissez l’un des deux formats."},
    )

    def chosen(self) -> Format:
        return Format(self.cleaned_data["file_format"])
