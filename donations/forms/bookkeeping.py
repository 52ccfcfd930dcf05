"""What the treasurer asks of the books: which days, and by which accounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.http import QueryDict

from donations.bookkeeping import Account, Role, accounts_in_use
from donations.forms.treasury import DATE_INVALID, DayInput
from volunteers.shared_fields import NO_TAG

NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,20}")
BOUNDS: Final = (date(2000, 1, 1), date(2100, 12, 31))


@dataclass(frozen=True)
class Period:
    """Days in Paris, both included."""

    first_day: date
    last_day: date

    @property
    def query(self) -> str:
        query = QueryDict(mutable=True)
        query.update({"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()})
        return query.urlencode()


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _day(label: str) -> forms.DateField:
    bounds = [MinValueValidator(BOUNDS[0], DATE_INVALID), MaxValueValidator(BOUNDS[1], DATE_INVALID)]
    errors = {"required": "Indiquez un jour.", "invalid": DATE_INVALID}
    return forms.DateField(label=label, widget=DayInput(), error_messages=errors, validators=bounds)


class PeriodForm(forms.Form):
    """From one day to another; this year when nothing is asked, or nothing that makes sense."""

    first_day = _day("Du")
    last_day = _day("Au")

    def __init__(self, data: Mapping[str, Any], *, today: date) -> None:
        self.usual = whole_year(today.year)
        asks = "first_day" in data or "last_day" in data
        super().__init__(data if asks else None, initial=vars(self.usual))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first_day, last_day = cleaned.get("first_day"), cleaned.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", "Ce jour vient avant le premier.")
        return cleaned

    def period(self) -> Period:
        return Period(**self.cleaned_data) if self.is_valid() else self.usual


class AccountsForm(forms.Form):
    """A number and a name for each role."""

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        for role, account in accounts_in_use().items():
            self.fields[f"number_{role.value}"] = forms.CharField(
                label=f"{role.label}\u00a0: numéro",
                max_length=20,
                initial=account.number,
                validators=[RegexValidator(re.compile(rf"\A{NUMBER.pattern}\Z"), "Des chiffres et des lettres sans accent, 20 au plus.")],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"required": "Écrivez un numéro de compte.", "max_length": "20 signes au plus."},
            )
            self.fields[f"label_{role.value}"] = forms.CharField(
                label=f"{role.label}\u00a0: intitulé",
                max_length=80,
                initial=account.label,
                validators=[NO_TAG],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"required": "Écrivez un intitulé.", "max_length": "80 signes au plus."},
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"number_{role.value}"], self[f"label_{role.value}"]) for role in Role]

    def accounts(self) -> dict[Role, Account]:
        said = self.cleaned_data
        return {role: Account(said[f"number_{role.value}"], said[f"label_{role.value}"]) for role in Role}
