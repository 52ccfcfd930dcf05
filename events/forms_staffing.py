"""What is typed on « Trouver quelqu’un »: how many people to tick, a name to look for, who is ticked."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import QueryDict

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


def read_chosen(data: QueryDict) -> list[UUID]:
    """The people ticked, as many as a page shows at most; what names nobody is passed over."""
    field, chosen = forms.UUIDField(), []
    for value in data.getlist("person")[:MOST_SHOWN]:
        try:
            chosen.append(field.clean(value))
        except forms.ValidationError:
            continue
    return chosen
