"""What the checks found, told to the officer at the head of the page's form."""

from typing import Any, NamedTuple

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from advocacy.checks import Check, Draft, Finding, find_all, find_blocking
from advocacy.checks.placing import address_of, name_place
from advocacy.page_forms import CheckedPageForm
from home.consents import reasons_to_wait


class Told(NamedTuple):
    """A finding as it is shown: its sentence, the name of its place, and the link to it."""

    sentence: str
    place: str
    address: str


def tell(draft: Draft, findings: list[Finding], form_address: str = "") -> list[Told]:
    return [Told(finding.sentence, name_place(draft, finding), form_address + address_of(finding)) for finding in findings]


def checks_of(page: Page) -> tuple[Check, ...]:
    """The checks that pages of this type are read with; none for most."""
    form = getattr(type(page), "base_form_class", None)
    return form.checks if form is not None and issubclass(form, CheckedPageForm) else ()


def what_blocks(page: Page) -> list[Finding]:
    """What keeps the latest draft of this page, of any type, from being published."""
    return find_blocking(Draft.of_page(page.get_latest_revision_as_object())) if checks_of(page) else []


def refusals(page: Page) -> list[str]:
    """What keeps the latest draft of this page from being published, in sentences; pages without checks need consents alike."""
    found = [finding.sentence for finding in what_blocks(page)]
    return found or reasons_to_wait(page.get_latest_revision_as_object())


class ReadinessPanel(Panel):
    """« Avant de publier »: what stops the saved draft from being published, and what deserves another look."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "advocacy/readiness_panel.html"

        @property
        def media(self) -> Media:
            return Media(js=["js/admin-readiness.js"])

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            typed: Draft | None = self.form.draft if self.form.is_bound else None
            draft = typed or Draft.of_page(self.instance)
            findings = find_all(draft, self.form.checks)
            return {
                **context,
                "is_typed": typed is not None,
                "errors": tell(draft, [finding for finding in findings if finding.blocks]),
                "warnings": tell(draft, [finding for finding in findings if not finding.blocks]),
                "form_address": reverse("wagtailadmin_pages:edit", args=[self.instance.pk]),
            }


READINESS = ReadinessPanel(heading="Avant de publier", icon="circle-check")
