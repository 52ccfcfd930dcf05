"""Page forms, which page types declare: what is asked of a page when it is published, never of a draft."""

from typing import Any, ClassVar

from wagtail.admin.forms import WagtailAdminPageForm

from advocacy.checks import EVERY_PAGE, PUBLICATION, Check, Draft, find_unmarked
from advocacy.checks.placing import errors_by_field, put_errors
from advocacy.correction_form import CorrectionForm


class CheckedPageForm(WagtailAdminPageForm):
    """Puts what stops a page from being published beside the field where it stands (advocacy/checks)."""

    checks: ClassVar[tuple[Check, ...]] = EVERY_PAGE
    # What was typed, kept for the list at the head of the form when publishing is refused.
    draft: Draft | None = None

    def clean_slug(self) -> str:
        """Titles between « » leave hyphens at both ends of the address that is made of them."""
        return str(self.cleaned_data["slug"] or "").strip("-")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            self.draft = Draft.of_form(self)
            for field, placed in errors_by_field(find_unmarked(self.draft)).items():
                # Wagtail shows a single error of a stream: where it has its own, the list at the head tells the rest.
                if field not in (self.draft.errors or {}):
                    put_errors(self, field, placed)
        return cleaned


class PublicationForm(CheckedPageForm, CorrectionForm):
    """That of the plaidoyer and of the report, whose corrections are public."""

    checks = PUBLICATION
