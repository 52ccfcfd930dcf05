"""Fields that several forms share."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms

from volunteers.languages import Language
from volunteers.models import Mission, Topic
from volunteers.profiles import HalfDay, Level, Weekday
from volunteers.shared_fields import NO_ADDRESS, NO_TAG

DATE_INVALID: Final = "Écrivez une date qui existe, par exemple 31/12/2026."


class NameField(forms.CharField):
    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        options["error_messages"] = {"max_length": "Ce nom est trop long : 80 signes au plus.", **options.get("error_messages", {})}
        super().__init__(
            max_length=80, validators=[NO_ADDRESS, NO_TAG], widget=forms.TextInput(attrs={"autocomplete": autocomplete}), **options
        )


class MissionsField(forms.ModelMultipleChoiceField):
    """Checkboxes, each with the time that the mission asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Mission.objects.open(),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins une mission ; vous pourrez en changer."},
            **options,
        )

    def label_from_instance(self, mission: Mission) -> str:
        return f"{mission.title} – {mission.time_asked}"


class SpokenLanguagesWidget(forms.Widget):
    """Rows of two lists, the language and its level, with two rows left empty; what was sent is kept row by row."""

    template_name = "volunteers/widgets/spoken_languages.html"
    use_fieldset = True
    ROWS: ClassVar = 4
    MOST: ClassVar = 12
    levels: ClassVar[Sequence[tuple[str, str]]] = Level.choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        spoken = _rows(value)
        blanks = max(self.ROWS - len(spoken), 2 if len(spoken) < self.MOST else 0)
        chosen = [code for code, _ in spoken]
        rows = [
            *((code, level, code in chosen[:number]) for number, (code, level) in enumerate(spoken)),
            *[("", Level.TALK.value, False)] * blanks,
        ]
        return {**context, "rows": rows, "languages": Language.choices, "levels": self.levels}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        rows = ((data.get(f"{name}-{row}-code", ""), data.get(f"{name}-{row}-level", "")) for row in range(self.MOST + 2))
        return [(code, level) for code, level in rows if code]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-code" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


class SpokenLanguagesField(forms.Field):
    """The languages somebody speaks, each with its level: `{code: level}`."""

    widget = SpokenLanguagesWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"required": "Choisissez au moins une langue."}, **options)

    def to_python(self, value: Mapping[str, str] | Sequence[tuple[str, str]] | None) -> dict[str, str]:
        rows = _rows(value)
        chosen = [code for code, _ in rows]
        again = [number for number, code in enumerate(chosen) if code in chosen[:number]]
        if again:
            raise forms.ValidationError(
                [
                    f"Langue {number + 1}\u00a0: cette langue est déjà choisie plus haut. Gardez-la une fois, à son niveau."
                    for number in again
                ]
            )
        return dict(rows)

    def clean(self, value: Mapping[str, str] | Sequence[tuple[str, str]] | None) -> dict[str, str]:
        spoken: dict[str, str] = super().clean(value) or {}
        if not set(spoken) <= set(Language.values) or not set(spoken.values()) <= set(Level.values):
            raise forms.ValidationError("Choisissez chaque langue et son niveau dans les listes.")
        return spoken


def _rows(value: Mapping[str, str] | Sequence[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """(code, level) of what is kept, or of what was sent."""
    return list(value.items() if isinstance(value, Mapping) else value or ())


class FreeSlotsWidget(forms.CheckboxSelectMultiple):
    """A week as a table: a line for each day, a check box for each moment."""

    template_name = "volunteers/widgets/free_slots.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        boxes = [option for _, options, _ in context["widget"]["optgroups"] for option in options]
        per_day = len(HalfDay)
        context["moments"] = HalfDay.labels
        context["days"] = [(day.label, boxes[day * per_day : (day + 1) * per_day]) for day in Weekday]
        return context


class FreeSlotsField(forms.TypedMultipleChoiceField):
    """The half-days and evenings somebody is usually free: a list of (weekday, half-day)."""

    widget = FreeSlotsWidget

    def __init__(self, **options: Any) -> None:
        choices = [(f"{day.value}-{moment.value}", f"{day.label}, {moment.label.lower()}") for day in Weekday for moment in HalfDay]
        super().__init__(choices=choices, coerce=self._read, empty_value=[], required=False, **options)

    @staticmethod
    def _read(value: str) -> tuple[int, str]:
        weekday, _, half_day = value.partition("-")
        return int(weekday), half_day


class TopicsField(forms.ModelMultipleChoiceField):
    """Check boxes of what one of our short lists offers."""

    def __init__(self, kind: str, **options: Any) -> None:
        offered = Topic.objects.filter(kind=kind, is_offered=True)
        super().__init__(queryset=offered, widget=forms.CheckboxSelectMultiple, required=False, **options)
