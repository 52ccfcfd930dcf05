"""What a bénévole says of their pairing's meetings: in a few touches on a phone."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from home.detail_warning import DetailWarningForm
from home.identifying_details import OF_A_PERSON
from volunteers import meetings
from volunteers.forms.coordination import DateInput, TimeInput
from volunteers.forms.fields import DATE_INVALID
from volunteers.forms.hours import DurationField
from volunteers.forms.messages import TextField
from volunteers.meetings import Log, Plan
from volunteers.models import Meeting, Pairing
from volunteers.models.meeting import Mood

OTHER: Final = "other"
LENGTHS: Final = [("30", "30\u00a0min"), ("60", "1\u00a0h"), ("90", "1\u00a0h\u00a030"), ("120", "2\u00a0h"), (OTHER, "Autre")]
NOTE_LENGTH: Final = 600
MOODS: Final = [*Mood.choices, ("", "Sans réponse")]
EARLIEST, LATEST = time(7), time(22)


class KeyField(forms.UUIDField):
    """Made with the page: what is sent twice from it is written once."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            required=required, widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"required": "Rouvrez cette page."}
        )


class MoodField(forms.TypedChoiceField):
    """Each mood beside its face, which says nothing that the word does not."""

    def __init__(self, label: str) -> None:
        widget = forms.RadioSelect()
        widget.option_template_name = "volunteers/widgets/mood.html"
        super().__init__(label=label, choices=MOODS, coerce=int, empty_value=None, required=False, widget=widget)


class LengthForm(DetailWarningForm):
    """How long: one of the usual lengths, or another."""

    length = forms.ChoiceField(
        label="Combien de temps",
        choices=LENGTHS,
        widget=forms.RadioSelect,
        initial="60",
        error_messages={"required": "Dites combien de temps."},
    )
    minutes = DurationField(
        label="Autre durée",
        required=False,
        max_length=20,
        help_text="Si vous avez choisi «\u00a0Autre\u00a0». Par exemple\u00a0: 1 h 45.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].widget.attrs["data-asked-by"] = "length"

    def clean_minutes(self) -> int:
        if self.cleaned_data.get("length") != OTHER:
            return int(self.cleaned_data.get("length") or 0)
        minutes: int | None = self.cleaned_data["minutes"]
        if minutes is None:
            raise ValidationError("Écrivez la durée, par exemple «\u00a01 h 45\u00a0».")
        return minutes


class MeetingForm(LengthForm):
    key = KeyField()
    when = forms.ChoiceField(
        label="Quand",
        choices=[("today", "Aujourd’hui"), ("yesterday", "Hier"), (OTHER, "Un autre jour")],
        widget=forms.RadioSelect,
        initial="today",
        error_messages={"required": "Dites quel jour."},
    )
    day = forms.DateField(label="Quel jour", required=False, widget=DateInput(), error_messages={"invalid": DATE_INVALID})
    place = forms.ChoiceField(
        label="Où",
        choices=Meeting.Place.choices,
        widget=forms.RadioSelect,
        help_text="Jamais au domicile.",
        error_messages={"required": "Dites où vous vous êtes retrouvé·es."},
    )
    own_mood = MoodField("Comment c’était, pour vous")
    their_mood = MoodField("Et pour l’autre, d’après vous")
    note = TextField(
        label="Pour mémoire",
        required=False,
        max_length=NOTE_LENGTH,
        help_text="Une note pour vous\u00a0: l’équipe ne la lit pas. N’y écrivez ni nom, ni numéro, ni adresse.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": f"Écrivez-le plus court\u00a0: {NOTE_LENGTH} signes au plus."},
    )
    field_order = ("key", "when", "day", "length", "minutes", "place", "own_mood", "their_mood", "note")

    def __init__(self, *args: Any, pairing: Pairing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing, self.today = pairing, today
        self.fields["day"].widget.attrs["data-asked-by"] = "when"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = self._day()
        if day is None and not self.has_error("day"):
            self.add_error("day", "Indiquez le jour.")
        elif day is not None:
            for reason in meetings.day_reasons(self.pairing, day, today=self.today):
                self.add_error("day" if cleaned.get("when") == OTHER else "when", reason.sentence)
        if cleaned.get("note"):
            self.warn_of_details("note", OF_A_PERSON)
        return cleaned

    def _day(self) -> date | None:
        when = self.cleaned_data.get("when")
        if when == OTHER:
            return self.cleaned_data.get("day")
        return self.today - timedelta(days=1) if when == "yesterday" else self.today

    def log(self) -> Log:
        """What a valid form says."""
        day = self._day()
        if day is None:
            raise ValueError("An invalid form says nothing.")
        return Log(day=day, **{name: self.cleaned_data[name] for name in ("minutes", "place", "own_mood", "their_mood", "note")})


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting that is corrected, or confirmed."""
    minutes = str(meeting.minutes)
    is_usual = minutes in dict(LENGTHS)
    return {
        "key": meeting.pk,
        "when": OTHER,
        "day": meeting.day,
        "length": minutes if is_usual else OTHER,
        "minutes": "" if is_usual else f"{minutes} min",
        "place": meeting.place,
        "own_mood": meeting.own_mood,
        "their_mood": meeting.their_mood,
        "note": meeting.words,
    }


class PlanForm(LengthForm):
    key = KeyField()
    on = forms.DateField(label="Jour", widget=DateInput(), error_messages={"required": "Indiquez le jour.", "invalid": DATE_INVALID})
    at = forms.TimeField(
        label="Heure",
        widget=TimeInput(),
        error_messages={"required": "Indiquez l’heure.", "invalid": "Écrivez l’heure, par exemple 18:30."},
    )
    place = forms.ChoiceField(
        label="Où",
        choices=Meeting.Place.choices,
        widget=forms.RadioSelect,
        help_text="Jamais au domicile.",
        error_messages={"required": "Dites où vous vous retrouvez."},
    )
    field_order = ("key", "on", "at", "length", "minutes", "place")

    def clean_at(self) -> time:
        at: time = self.cleaned_data["at"]
        if not EARLIEST <= at <= LATEST:
            raise ValidationError("Une rencontre commence entre 7\u00a0h et 22\u00a0h.")
        return at

    def plan(self) -> Plan:
        """What a valid form says. Clocks change at night, when nobody meets: every hour of the form is one instant."""
        starts_at = timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))
        return Plan(starts_at, self.cleaned_data["minutes"], self.cleaned_data["place"])


class DiscomfortForm(forms.Form):
    """Not checked as other texts are: who must say something says it as it comes, and coordinators alone read it."""

    key = KeyField()
    text = TextField(
        label="Ce qui se passe",
        max_length=1000,
        help_text="En quelques mots. Les coordinateur·rices seul·es le lisent\u00a0: ni l’autre personne, ni les autres bénévoles.",
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez quelques mots, même très peu.",
            "max_length": "Écrivez-le plus court\u00a0: 1 000 signes au plus.",
        },
    )
