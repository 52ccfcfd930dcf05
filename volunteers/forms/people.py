"""The filters of the list of bénévoles."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from accounts.models import User
from volunteers.forms.coordination import with_blank
from volunteers.languages import Language
from volunteers.models import Mission, Volunteer
from volunteers.people import CHARTER_DUE, NOBODY, THIS_YEAR, UNSAID, Criteria
from volunteers.profiles import AREAS, HalfDay, LeavingReason, Source, Waits, Weekday

SINCE: Final[list[tuple[Any, str]]] = [(7, "une semaine"), (14, "deux semaines"), (30, "un mois"), (60, "deux mois"), (180, "six mois")]
# The rest is folded.
SHOWN: Final = ("q", "stage")


class VolunteerFilterForm(forms.Form):
    q = forms.CharField(label="Nom", required=False, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    stage = forms.ChoiceField(label="Étape", required=False, choices=with_blank("Toutes", Volunteer.Stage.choices))
    mission = forms.ModelChoiceField(
        label="Mission", required=False, queryset=Mission.objects.all(), to_field_name="slug", empty_label="Toutes"
    )
    waits = forms.ChoiceField(label="Attente", required=False, choices=with_blank("Tout le monde", Waits.choices))
    language = forms.ChoiceField(label="Langue", required=False, choices=with_blank("Toutes", Language.choices))
    area = forms.ChoiceField(label="Lieu de vie", required=False, choices=with_blank("Tous", AREAS))
    slot = forms.ChoiceField(
        label="Libre",
        required=False,
        choices=with_blank(
            "Peu importe",
            [(f"{day.value}-{moment.value}", f"{day.label}, {moment.label.lower()}") for day in Weekday for moment in HalfDay],
        ),
    )
    contact = forms.ChoiceField(label="Suivi·e par", required=False)
    since_days = forms.TypedChoiceField(
        label="Au même point depuis", required=False, coerce=int, empty_value=None, choices=with_blank("Peu importe", SINCE)
    )
    source = forms.ChoiceField(
        label="A connu l’association", required=False, choices=with_blank("Peu importe", [*Source.choices, (UNSAID, "Non indiqué")])
    )
    signed_up = forms.ChoiceField(
        label="Inscription", required=False, choices=with_blank("Peu importe", [(THIS_YEAR, "ces douze derniers mois")])
    )
    charter = forms.ChoiceField(
        label="Charte", required=False, choices=with_blank("Peu importe", [(CHARTER_DUE, "dernière version à signer")])
    )
    kind = forms.ChoiceField(label="Statut", required=False, choices=with_blank("Tous", Volunteer.Kind.choices))
    left = forms.ChoiceField(label="Parti·e", required=False, choices=with_blank("Sans les personnes parties", LeavingReason.choices))

    def __init__(self, *args: Any, team: Sequence[User], **kwargs: Any) -> None:
        """`team` are those who may follow somebody."""
        super().__init__(*args, **kwargs)
        self.team = {str(user.pk): user for user in team}
        people = [(key, user.get_full_name() or user.email) for key, user in self.team.items()]
        self.fields["contact"].choices = with_blank("Peu importe", [(NOBODY, "Personne"), *people])  # type: ignore[attr-defined]

    def clean_slot(self) -> tuple[int, str] | None:
        weekday, _, half_day = self.cleaned_data["slot"].partition("-")
        return (int(weekday), half_day) if half_day else None

    def clean_contact(self) -> User | str | None:
        key: str = self.cleaned_data["contact"]
        return self.team.get(key, key or None)

    def criteria(self) -> Criteria:
        """What was asked and makes sense; a value that no list offers is left aside, as if it had not been asked."""
        self.is_valid()
        return Criteria(**self.cleaned_data)

    def kept(self) -> list[tuple[str, str]]:
        """The names and values of the filters at work, as the address or hidden fields of another page carry them."""
        return [(field.html_name, str(value)) for field in self if (value := field.value())]

    def said(self) -> list[tuple[str, str]]:
        """The label of each filter at work, and what it was set to, in the words of the page."""
        asked = self.criteria()
        words = []
        for field in self:
            choices = {str(value): str(label) for value, label in getattr(field.field, "choices", [])}
            if getattr(asked, field.name) not in ("", None):
                words.append((str(field.label), choices.get(str(field.value()), str(field.value()))))
        return words

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SHOWN]

    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in SHOWN]

    def is_unfolded(self) -> bool:
        """Whether one of the folded filters is at work."""
        return any(field.value() for field in self.folded_fields())
