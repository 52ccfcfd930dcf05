"""What is typed to find who leads an outing: how many people to tick, a name to look for, who is ticked, who is given a seat."""

from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from volunteers.models import Mission, Volunteer
from volunteers.shared_fields import WholeNumberField

MOST_SHOWN: Final = 25
USUAL_COUNT: Final = 5


class FindForm(forms.Form):
    """A wrong number in the address ticks as many as usual."""

    count = WholeNumberField(label="Combien en cocher", lowest=1, highest=MOST_SHOWN, required=False)
    q = forms.CharField(
        label="Chercher quelqu’un, par son nom", required=False, max_length=80, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__({"count": data.get("count", USUAL_COUNT), "q": data.get("q", "")})
        self.is_valid()

    @property
    def ticked(self) -> int:
        return self.cleaned_data.get("count") or USUAL_COUNT

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("q", ""))


class GiveSeatForm(forms.Form):
    """Offers the bénévoles ready for the mission. Anybody who exists is accepted from the browser: the rule answers, with its reasons."""

    volunteer = forms.ModelChoiceField(
        label="Bénévole", queryset=Volunteer.objects.select_related("user"), error_messages={"required": "Choisissez un·e bénévole."}
    )

    def __init__(self, *args: Any, mission: Mission, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(list(Volunteer.objects.ready_for(mission, today).select_related("user").order_by("folded_name", "pk")))

    def keep_chosen(self) -> None:
        """Offers again who was chosen and refused, so that the page shows what was sent."""
        chosen = self.cleaned_data["volunteer"]
        if chosen not in self.offered:
            self._offer([*self.offered, chosen])

    def _offer(self, people: list[Volunteer]) -> None:
        self.offered = people
        choices = [("", "Choisir…"), *((str(person.pk), person.user.get_full_name()) for person in people)]
        cast("forms.ModelChoiceField[Volunteer]", self.fields["volunteer"]).choices = choices


def read_chosen(data: QueryDict) -> list[UUID]:
    """The people ticked, as many as a page shows at most; what names nobody is passed over."""
    field, chosen = forms.UUIDField(), []
    for value in data.getlist("person")[:MOST_SHOWN]:
        try:
            chosen.append(field.clean(value))
        except forms.ValidationError:
            continue
    return chosen
