"""A form whose free text may lead to a supported person: it asks once for another look (trust.md 17)."""

import hashlib
from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.http import QueryDict

from home.identifying_details import DetailKind, find_details


class DetailWarningForm(forms.Form):
    """Its box to confirm shows only beside a text that was found telling."""

    warned_of = forms.CharField(required=False, widget=forms.HiddenInput)
    confirms = forms.BooleanField(label="J’ai relu mon texte\u00a0: il ne désigne aucune personne accompagnée", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._confirms = self.fields.pop("confirms")

    def warn_of_details(self, name: str, kinds: Collection[DetailKind], *, never: Collection[DetailKind] = ()) -> None:
        """Adds an error to the field `name` once; a text that is confirmed as it stands goes through, but for what may `never` be sent."""
        text = self.cleaned_data[name]
        details = find_details(text, kinds)
        listed = ", ".join(map(str, details))
        if any(detail.kind in never for detail in details):
            self.add_error(name, f"Ce texte semble contenir {listed}. Retirez-le\u00a0: il ne sert pas à vous répondre.")
            return
        digest = hashlib.sha256(text.encode()).hexdigest()
        is_confirmed = self.data.get("warned_of") == digest and self.data.get("confirms")
        if not details or is_confirmed:
            return
        self.add_error(name, f"Ce texte semble contenir {listed}. Retirez ce qui désigne une personne, ou confirmez plus bas.")
        self.fields["confirms"] = self._confirms
        self.change_data(warned_of=digest, confirms="")

    def change_data(self, **values: str) -> None:
        """What the form shows when it comes back, where it differs from what was sent."""
        data = cast("QueryDict", self.data).copy()
        for name, value in values.items():
            data[name] = value
        self.data = data
