"""What the content admin adds to Wagtail's own."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.content_checks import check_content_in_french
from home.dashboard import PANELS


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    """The colours of the association."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """What asks for the officer's care, on their start page."""
    panels.extend(panel() for panel in PANELS)


@hooks.register("register_admin_menu_item")
def lead_to_enquiries() -> MenuItem:
    """Handled in the coordination: the content admin holds nobody's personal data."""
    return MenuItem("Demandes", reverse("coordination_enquiries"), name="enquiries", icon_name="mail", order=250)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    """Two that Wagtail's set lacks, for the palette of publications."""
    return [*icons, "home/admin/icons/polaris-chart.svg", "home/admin/icons/polaris-euro.svg"]


hooks.register("construct_wagtail_userbar", check_content_in_french)
