"""How the filters of the list go with somebody to the pages that act on whom they found: a name never stands in those addresses."""

from typing import Any, Final

from django.http import HttpRequest, QueryDict

from volunteers.contacts import coordinators
from volunteers.forms.people import VolunteerFilterForm

# Where they wait while the person says who they are.
SESSION_KEY: Final = "asked_people"


def asked_people(request: HttpRequest) -> VolunteerFilterForm:
    """The filters that the page was opened with: those sent with a form, those of the address, or those left by `keep_for_return`."""
    data = request.POST if request.method == "POST" else request.GET
    kept = request.session.pop(SESSION_KEY, None)
    if kept is not None and request.method != "POST" and not request.GET:
        data = QueryDict(kept)
    return VolunteerFilterForm(data, team=list(coordinators()))


def keep_for_return(request: HttpRequest, form: VolunteerFilterForm) -> None:
    """Keeps the filters out of any address, until the page is opened again."""
    filters = QueryDict(mutable=True)
    filters.update(dict(form.kept()))
    request.session[SESSION_KEY] = filters.urlencode()


def about(form: VolunteerFilterForm) -> dict[str, Any]:
    """What the pages show of the filters, and carry in hidden fields."""
    return {"kept": form.kept(), "said": form.said()}
