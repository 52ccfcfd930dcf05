"""Page forms, which page types declare: what is asked of a publication when it is published, never of a draft."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from advocacy.checks import check_accounts, check_recommendations


class CheckedPartsForm(WagtailAdminPageForm):
    """A page form that puts the errors of `check` on the field `parts`."""

    check: Callable[[Iterable[Any]], None]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and cleaned.get("parts") is not None:
            try:
                type(self).check(cleaned["parts"])
            except ValidationError as error:
                self.add_error("parts", error)
        return cleaned


class ActivityReportForm(CheckedPartsForm):
    check = staticmethod(check_accounts)


class AdvocacyDocumentForm(CheckedPartsForm):
    check = staticmethod(check_recommendations)
