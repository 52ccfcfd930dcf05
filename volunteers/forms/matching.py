"""What coordinators fill to bring people together: a choice of persons, the marks of a round, weights."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from volunteers.models import MatchingWeights, Participant, Programme, Suggestion, Volunteer
from volunteers.models.programme import HEAVIEST
from volunteers.shared_fields import WholeNumberField


class WhyNotForm(forms.Form):
    q = forms.CharField(
        label="Nom d’un·e bénévole",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="Pour savoir ce qui empêche de la ou le rapprocher.",
    )


class VolunteerChoiceForm(forms.Form):
    """One bénévole, whoever they are: the rule answers."""

    volunteer = forms.ModelChoiceField(queryset=Volunteer.objects.all())


class ParticipantChoiceForm(forms.Form):
    """One person or more, whoever they are: the rule answers."""

    participants = forms.ModelMultipleChoiceField(queryset=Participant.objects.all())


class RoundStartForm(forms.Form):
    programme = forms.ModelChoiceField(
        label="Programme",
        queryset=Programme.objects.filter(is_open=True),
        to_field_name="slug",
        empty_label="Choisir…",
        error_messages={"required": "Choisissez un programme.", "invalid_choice": "Choisissez un programme de la liste."},
    )


MARK: Final = "mark-"


class MarksForm(forms.Form):
    """For each pair of a round, whether the next computation and the publication keep it."""

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = suggestions
        for suggestion in suggestions:
            self.fields[self.name_of(suggestion)] = forms.ChoiceField(
                label="Choix", choices=Suggestion.Mark.choices, required=False, initial=suggestion.mark
            )

    @staticmethod
    def name_of(suggestion: Suggestion) -> str:
        return f"{MARK}{suggestion.pk}"

    @staticmethod
    def posted(data: Mapping[str, Any]) -> list[UUID]:
        """The ids of the suggestions that a page sent choices of."""
        found = []
        for name in data:
            with suppress(ValueError):
                found += [UUID(name.removeprefix(MARK))] if name.startswith(MARK) else []
        return found

    def rows(self) -> Iterator[tuple[Suggestion, forms.BoundField]]:
        for suggestion in self.suggestions:
            yield suggestion, self[self.name_of(suggestion)]

    def marks(self) -> dict[UUID, str]:
        """What was chosen, by the id of the suggestion; of a valid form."""
        return {suggestion.pk: self.cleaned_data[self.name_of(suggestion)] for suggestion in self.suggestions}


class WeightsForm(forms.ModelForm):
    class Meta:
        model = MatchingWeights
        fields: ClassVar = ["slots", "level", "sector", "skills", "interests", "distance", "waiting", "earlier", "age", "age_wanted"]
        error_messages: ClassVar = {"age_wanted": {"required": "Choisissez un âge.", "invalid_choice": "Choisissez un âge de la liste."}}
        help_texts: ClassVar = {"age_wanted": "Le souhait d’une personne passe avant celui du programme."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "age_wanted":
                label = str(field.label).capitalize()
                self.fields[name] = WholeNumberField(label=label, lowest=0, highest=HEAVIEST)

    def weights(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "age_wanted"]
