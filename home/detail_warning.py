"""A form whose free texts may lead to a supported person: it asks once for another look (trust.md 17)."""

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final, cast

from django import forms
from django.http import QueryDict

from home.identifying_details import NEVER_KEPT, DetailKind, find_details

CONFIRMS_ALL: Final = "J’ai relu mon texte\u00a0: il ne désigne aucune personne accompagnée, et ne dit rien de sa santé ni de sa procédure"


class DetailWarningForm(forms.Form):
    """Its box to confirm shows only beside a text that was found telling."""

    # What each of its texts is read for whenever it is changed; a form may warn of others by itself.
    WATCHED: ClassVar[Mapping[str, Collection[DetailKind]]] = MappingProxyType({})

    warned_of = forms.CharField(required=False, widget=forms.HiddenInput)
    confirms = forms.BooleanField(label="J’ai relu mon texte\u00a0: il ne désigne aucune personne accompagnée", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._confirms = self.fields.pop("confirms")
        self._confirmed = frozenset(self.data.get("warned_of", "").split() if self.data.get("confirms") else ())
        # The digests of all its telling texts, those confirmed included: one box confirms them together.
        self._telling: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, kinds in self.WATCHED.items():
            if cleaned.get(name) and name in self.changed_data:
                self.warn_of_details(name, kinds)
        # It says nothing of what the form is about.
        cleaned.pop("warned_of", None)
        return cleaned

    def warn_of_details(self, name: str, kinds: Collection[DetailKind], *, never: Collection[DetailKind] = ()) -> None:
        """Adds an error to the field `name` once; a text that is confirmed as it stands goes through, but for what may `never` be sent."""
        text = self.cleaned_data[name]
        details = find_details(text, kinds)
        listed = ", ".join(map(str, details))
        if any(detail.kind in never for detail in details):
            self.add_error(name, f"Ce texte semble contenir {listed}. Retirez-le\u00a0: il ne sert pas à vous répondre.")
            return
        digest = hashlib.sha256(text.encode()).hexdigest()
        if not details:
            return
        self._telling.append(digest)
        if digest not in self._confirmed:
            what = "désigne une personne"
            if any(detail.kind in NEVER_KEPT for detail in details):
                what += " ou parle de sa santé ou de sa procédure"
                self._confirms.label = CONFIRMS_ALL
            self.add_error(name, f"Ce texte semble contenir {listed}. Retirez ce qui {what}, ou cochez la case qui confirme.")
            # First, just below the summary of the errors.
            self.fields = {"confirms": self._confirms, **self.fields}
        if "confirms" in self.fields:
            self.change_data(warned_of=" ".join(self._telling), confirms="")

    def change_data(self, **values: str) -> None:
        """What the form shows when it comes back, where it differs from what was sent."""
        data = cast("QueryDict", self.data).copy()
        for name, value in values.items():
            data[name] = value
        self.data = data
