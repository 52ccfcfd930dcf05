"""Two people at the same form: the second to save is told what the first has changed, and keeps what they typed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict

from home.dates import short_day
from volunteers.languages import Language
from volunteers.profiles import LEVELS_OF_OTHERS

DIGEST_LENGTH: Final = 16


class ReadBeforeForm(forms.Form):
    """Carries a digest of what each field said when the page was read. The caller holds the lock of the row while the form is checked."""

    read_before = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "read_before":
            return " ".join(f"{name}:{_digest(words)}" for name, words in self._present().items())
        return super().get_initial_for_field(field, field_name)

    def _present(self) -> dict[str, str]:
        """What each field says now, in words."""
        return {
            name: _words(field, self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if not isinstance(field.widget, forms.HiddenInput)
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        read = dict(part.split(":", 1) for part in cleaned.get("read_before", "").split() if ":" in part)
        present = self._present()
        # Whoever typed the same has nothing to look at.
        changed = [name for name in read if name in present and read[name] != _digest(present[name]) and name in self.changed_data]
        if changed:
            self.add_error(
                None, "Quelqu’un d’autre a enregistré entre-temps. Ce que vous avez écrit est gardé\u00a0: relisez, puis enregistrez."
            )
            for name in changed:
                now = f"c’est maintenant «\u00a0{present[name]}\u00a0»" if present[name] else "il n’y a plus rien"
                self.add_error(name, f"Changé entre-temps\u00a0: {now}.")
            self.data = cast("QueryDict", self.data).copy()
            self.data[self.add_prefix("read_before")] = self.get_initial_for_field(self.fields["read_before"], "read_before")
        return cleaned


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:DIGEST_LENGTH]


def _words(field: forms.Field, value: Any) -> str:
    """A value as somebody reads it; of several, those that the field offers, in its order."""
    if isinstance(value, Mapping):
        return ", ".join(sorted(f"{Language(code).label} ({dict(LEVELS_OF_OTHERS)[level]})" for code, level in value.items()))
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    labels = _labels(getattr(field, "choices", ()))
    if isinstance(value, Iterable) and not isinstance(value, str):
        chosen = {str(getattr(one, "pk", one)) for one in value}
        return ", ".join(label for key, label in labels.items() if key in chosen)
    key = "" if value is None else str(getattr(value, "pk", value))
    return labels.get(key, key) if key else ""


def _labels(choices: Iterable[Any]) -> dict[str, str]:
    """By key, groups laid flat."""
    flat: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            flat |= _labels(label)
        else:
            flat[str(value)] = str(label)
    return flat
