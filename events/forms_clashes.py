"""What a coordinator decides for each person whom a change of the activity would leave out."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict

from events.clashes import Clash, Decisions

FREE: Final = ("free", "Sa place est rendue, un courriel le lui dit")
KEEP: Final = ("keep", "Sa place reste, avec un trajet court")


class ClashForm(forms.Form):
    """One question for each clash; the third answer, another time or mission, is typed in the activity's own form."""

    def __init__(self, data: QueryDict, clashes: Sequence[Clash]) -> None:
        self.names = {_name(clash): clash.seat.pk for clash in clashes}
        # Questions asked for the first time have no answer to be wrong.
        is_answered = not clashes or any(name in data for name in self.names)
        super().__init__(data if is_answered else None)
        for clash in clashes:
            self.fields[_name(clash)] = forms.ChoiceField(
                label=" ".join(reason.sentence for reason in clash.reasons),
                choices=[FREE, KEEP] if clash.may_stay else [FREE],
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Décidez, ou changez l’horaire ou la mission de l’activité."),
            )

    @property
    def decisions(self) -> Decisions:
        return Decisions(freed=self._answered(FREE), kept=self._answered(KEEP))

    def _answered(self, choice: tuple[str, str]) -> list[UUID]:
        answers: dict[str, Any] = self.cleaned_data
        return [seat for name, seat in self.names.items() if answers[name] == choice[0]]


def _name(clash: Clash) -> str:
    return f"seat-{clash.seat.pk}"
