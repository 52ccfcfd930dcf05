"""The page form of awareness items."""

from itertools import groupby
from typing import Any, Final

from django.core.exceptions import ValidationError

from advocacy.page_forms import CheckedPageForm

# Beside the items, at `/sensibilisation/flux/`.
FEED_SLUG: Final = "flux"


class ItemForm(CheckedPageForm):
    """Themes and poles are ticked, each family under its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "subjects" in self.fields:
            field: Any = self.fields["subjects"]
            families = groupby(field.queryset, key=lambda subject: subject.get_family_display())
            field.choices = [(f"{family}s", [(subject.pk, str(subject)) for subject in subjects]) for family, subjects in families]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("slug") == FEED_SLUG:
            self.add_error("slug", ValidationError("Cette adresse est celle du flux\u00a0: choisissez-en une autre."))
        return cleaned
