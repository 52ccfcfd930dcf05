"""Where the pages of which the site has one are, wherever they were moved: for links to them from elsewhere."""

from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page

from home.private_branches import is_private

AGENDA: Final = ("events", "agendapage")
DONATION: Final = ("donations", "donationpage")
PARTNERS: Final = ("home", "partnerspage")
VOLUNTEERING: Final = ("volunteers", "volunteeringpage")
ALL: Final = (AGENDA, DONATION, PARTNERS, VOLUNTEERING)


def path_to(signpost: tuple[str, str], request: HttpRequest | None) -> str:
    """The path of the page of this type (app, model); empty while anybody may not open it. One query a request for all."""
    if request is None:
        return ""
    if not hasattr(request, "_signposts"):
        request._signposts = find_paths(request)  # type: ignore[attr-defined]
    paths: dict[int, str] = request._signposts  # type: ignore[attr-defined]
    return paths.get(ContentType.objects.get_by_natural_key(*signpost).pk, "")


def find_paths(request: HttpRequest) -> dict[int, str]:
    kinds = [ContentType.objects.get_by_natural_key(*signpost) for signpost in ALL]
    pages = Page.objects.live().filter(~is_private(), content_type__in=kinds)
    return {page.content_type_id: page.get_url(request) or "" for page in pages}
