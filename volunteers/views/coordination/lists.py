"""What the lists of the coordination share."""

from django.http import QueryDict


def without_page(parameters: QueryDict) -> str:
    """The filters of a list as a query string, for the links to its other pages."""
    kept = parameters.copy()
    kept.pop("page", None)
    return kept.urlencode()
