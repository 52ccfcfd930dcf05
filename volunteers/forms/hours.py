"""Hours that a bénévole writes down themselves."""

import re
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from home.detail_warning import DetailWarningForm
from home.identifying_details import EVERY_KIND
from volunteers import hours
from volunteers.forms.fields import DATE_INVALID
from volunteers.models import Mission, Volunteer

# « 1 h 30 », « 1h30 », « 2 h », « 45 min », « 90 ».
WRITTEN: Final = re.compile(
    r"(?:(?P<hours>\d{1,3})\s*h(?:\s*(?P<rest>[0-5]?\d)\s*(?:min|mn)?)?|(?P<minutes>\d{1,3})\s*(?:min|mn)?)", re.IGNORECASE
)
SHORTEST, LONGEST = 5, 12 * 60
BOUNDS: Final = "Une durée va de 5 minutes à 12 heures\u00a0: une ligne par jour."
REASON_LENGTH: Final = 160


class DurationField(forms.CharField):
    """A duration as people write it, read as minutes between two bounds, which a sentence says; none where nothing is written."""

    def __init__(self, *, shortest: int = SHORTEST, longest: int = LONGEST, bounds: str = BOUNDS, **options: Any) -> None:
        super().__init__(**options)
        self.shortest, self.longest, self.bounds = shortest, longest, bounds

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = WRITTEN.fullmatch(typed.replace("\u00a0", " ").replace("\u202f", " ").strip())
        if found is None:
            raise ValidationError("Écrivez la durée en heures et minutes, par exemple «\u00a01 h 30\u00a0» ou «\u00a045 min\u00a0».")
        minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0) + int(found["rest"] or 0)
        if not self.shortest <= minutes <= self.longest:
            raise ValidationError(self.bounds)
        return minutes


class TypedHoursForm(DetailWarningForm):
    mission = forms.ModelChoiceField(
        label="Mission",
        queryset=Mission.objects.none(),
        empty_label="Choisir…",
        error_messages={"required": "Choisissez la mission.", "invalid_choice": "Choisissez une de vos missions."},
    )
    day = forms.DateField(
        label="Jour",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez le jour.", "invalid": DATE_INVALID},
    )
    minutes = DurationField(
        label="Durée",
        max_length=20,
        help_text="Par exemple\u00a0: 1 h 30.",
        error_messages={
            "required": "Indiquez la durée.",
            "max_length": "Écrivez la durée en heures et minutes, par exemple «\u00a01 h 30\u00a0».",
        },
    )
    what = forms.CharField(
        label="Ce que vous avez fait",
        max_length=160,
        help_text="En quelques mots, sans nommer personne.",
        error_messages={
            "required": "Dites en quelques mots ce que vous avez fait.",
            "max_length": "Écrivez-le plus court\u00a0: 160 signes au plus.",
        },
    )

    def __init__(self, *args: Any, volunteer: Volunteer, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast("forms.ModelChoiceField[Mission]", self.fields["mission"]).queryset = volunteer.missions.all()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        reasons = hours.typing_reasons(day, today=self.today)
        if reasons:
            raise ValidationError([reason.sentence for reason in reasons])
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("what"):
            self.warn_of_details("what", EVERY_KIND)
        return cleaned

    def hours(self) -> dict[str, Any]:
        """What a valid form says."""
        return {name: self.cleaned_data[name] for name in ("mission", "day", "minutes", "what")}


class AnswerForm(forms.Form):
    """Why hours are not retained, if the team says it."""

    reason = forms.CharField(
        label="Pourquoi, si vous ne les retenez pas (facultatif)",
        required=False,
        max_length=REASON_LENGTH,
        help_text="Une phrase, sans nommer personne\u00a0: la ou le bénévole la lit.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"Écrivez-le plus court\u00a0: {REASON_LENGTH} signes au plus."},
    )

    def __init__(self, *args: Any, hours_id: UUID, **kwargs: Any) -> None:
        # Many of these forms stand on one page.
        kwargs["auto_id"] = f"id_%s_{hours_id}"
        super().__init__(*args, **kwargs)
