"""The public page that calls for bénévoles."""

from typing import ClassVar

from home.bases import BasePage


class VolunteeringPage(BasePage):
    """`/benevoles/`: the missions, what is expected, and the way to the sign-up form."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "page des bénévoles"
