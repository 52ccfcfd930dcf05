"""What the rules of publications refuse, each with the sentence that says why."""

from wagtail.models import Page


class ReportExistsError(Exception):
    """There is a report of that year, published or not: `page`."""

    def __init__(self, page: Page, year: int) -> None:
        self.page = page
        super().__init__(f"Le rapport de {year} existe déjà. Le voici.")
