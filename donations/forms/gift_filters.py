"""The search and the filters of the list of gifts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from donations.forms.treasury import DATE_INVALID, DayInput
from donations.gift_lists import Criteria
from donations.models import CampaignPage, Gift, MonthlyPlan, Payment

SHOWN: Final = ("q", "status", "first_day", "last_day")


def with_blank(label: str, choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", label), *choices]


def _day(label: str) -> forms.DateField:
    years = [MinValueValidator(date(1900, 1, 1), DATE_INVALID), MaxValueValidator(date(2999, 12, 31), DATE_INVALID)]
    return forms.DateField(label=label, required=False, widget=DayInput(), error_messages={"invalid": DATE_INVALID}, validators=years)


class GiftFilterForm(forms.Form):
    q = forms.CharField(
        label="Nom, e-mail, montant ou référence",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    status = forms.ChoiceField(label="État", required=False, choices=with_blank("Tous", Gift.Status.choices))
    first_day = _day("Du")
    last_day = _day("Au")
    rhythm = forms.ChoiceField(label="Rythme", required=False, choices=with_blank("Tous", Gift.Rhythm.choices))
    plan = forms.ChoiceField(label="Don mensuel", required=False, choices=with_blank("Peu importe", MonthlyPlan.State.choices))
    source = forms.ChoiceField(label="Provenance", required=False, choices=with_blank("Toutes", Gift.Source.choices))
    method = forms.ChoiceField(label="Moyen de paiement", required=False, choices=with_blank("Tous", Payment.Method.choices))
    campaign = forms.ModelChoiceField(
        label="Campagne", required=False, queryset=CampaignPage.objects.order_by("title"), to_field_name="slug", empty_label="Toutes"
    )
    given_back = forms.BooleanField(label="Rendus, en tout ou en partie", required=False)

    def criteria(self) -> Criteria:
        """What was asked and makes sense; a value that no list offers is left aside, as if it had not been asked."""
        self.is_valid()
        return Criteria(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first_day, last_day = cleaned.get("first_day"), cleaned.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", "Ce jour vient avant le premier\u00a0: il n’est pas pris en compte.")
        return cleaned

    def kept(self) -> Mapping[str, str]:
        """The filters at work as an address carries them. Words that were looked for never stand in one: they may be a name."""
        return {field.html_name: str(value) for field in self if field.name != "q" and (value := field.value())}

    def query(self) -> str:
        query = QueryDict(mutable=True)
        query.update(dict(self.kept()))
        return query.urlencode()

    def said(self) -> list[tuple[str, str]]:
        """The label of each filter at work, and what it was set to, in the words of the page."""
        self.is_valid()
        words = []
        for field in self:
            if not self.cleaned_data.get(field.name):
                continue
            choices = {str(value): str(label) for value, label in getattr(field.field, "choices", [])}
            value = self.cleaned_data[field.name]
            said = "oui" if value is True else f"{value:%d/%m/%Y}" if isinstance(field.field, forms.DateField) else str(field.value())
            words.append((str(field.label), choices.get(str(field.value()), said)))
        return words

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SHOWN]

    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in SHOWN]

    def is_unfolded(self) -> bool:
        """Whether one of the folded filters is at work."""
        return any(field.value() for field in self.folded_fields())
