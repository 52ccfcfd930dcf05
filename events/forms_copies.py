"""What coordinators type to do an activity again, once or every so many weeks."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from events.forms_dates import PAST, MinuteInput
from events.forms_details import TEXT_MESSAGES, WATCHED_TEXTS
from events.models import Activity
from events.planning import LATEST, TOO_FAR
from home.detail_warning import DetailWarningForm
from volunteers.shared_fields import ParisTimeField, WholeNumberField


class NewDateForm(forms.Form):
    starts_at = ParisTimeField(
        label="Début",
        widget=MinuteInput,
        help_text="Heure de Paris. La durée reste la même.",
        error_messages={"required": "Indiquez la date et l’heure de début.", "invalid": "Écrivez la date et l’heure de début."},
    )

    def __init__(self, *args: object, now: datetime) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.now = now

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at <= self.now:
            raise forms.ValidationError(PAST)
        if starts_at > self.now + LATEST:
            raise forms.ValidationError(TOO_FAR)
        return starts_at


class RepeatForm(forms.Form):
    every_weeks = WholeNumberField(
        label="Toutes les combien de semaines",
        lowest=1,
        highest=12,
        initial=2,
        required_message="Indiquez toutes les combien de semaines.",
        help_text="1 : chaque semaine ; 2 : une semaine sur deux.",
    )
    until = forms.DateField(
        label="Jusqu’au",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Ce jour compris.",
        error_messages={"required": "Indiquez jusqu’à quel jour.", "invalid": "Écrivez la date du dernier jour."},
    )

    def __init__(self, *args: Any, now: datetime) -> None:
        super().__init__(*args)
        self.now = now

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until > timezone.localdate(self.now + LATEST):
            raise forms.ValidationError(TOO_FAR)
        return until


class SeriesTextsForm(DetailWarningForm, forms.ModelForm[Activity]):
    """The texts of a date to come, to be given to all the others: those alone that are changed here."""

    WATCHED: ClassVar = WATCHED_TEXTS

    class Meta:
        model = Activity
        fields = ("title", "description", "to_bring", "arrangements")
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 5}), "arrangements": forms.Textarea(attrs={"rows": 3})}
        error_messages: ClassVar = TEXT_MESSAGES

    @property
    def changed_texts(self) -> dict[str, str]:
        """A browser writes ends of lines in its own way: that alone changes nothing."""
        return {name: text for name, text in self.cleaned_data.items() if text.split() != self.initial[name].split()}
