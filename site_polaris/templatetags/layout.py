"""Navigation of the signed-in surfaces: which links each person gets, and which one is current."""

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.urls import NoReverseMatch, reverse

from accounts.roles import Role

register = template.Library()


@dataclass(frozen=True)
class Entry:
    route: str
    label: str
    icon: str
    roles: tuple[Role, ...] = ()
    # Pages that belong to it under another address.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link of a side menu; `current` is the value of its aria-current attribute, empty elsewhere."""

    url: str
    label: str
    icon: str
    current: str


SPACE: Final = (
    Entry("space_home", "Accueil", "home"),
    Entry("space_training", "Formation", "training"),
    Entry("space_activities", "Activités", "activity"),
    Entry("space_pairings", "Binômes", "pairing"),
    Entry("space_profile", "Profil", "profile"),
)
COORDINATION: Final = (
    Entry("coordination_home", "Accueil", "home", (Role.COORDINATOR, Role.TREASURER)),
    Entry("coordination_volunteers", "Bénévoles", "profile", (Role.COORDINATOR,)),
    Entry("coordination_missions", "Missions", "mission", (Role.COORDINATOR,)),
    Entry("coordination_sessions", "Formations", "training", (Role.COORDINATOR,)),
    Entry("coordination_activities", "Activités", "activity", (Role.COORDINATOR,), also=("coordination_proposals",)),
    Entry("coordination_participants", "Participants", "participant", (Role.COORDINATOR,)),
    Entry("coordination_pairings", "Binômes", "pairing", (Role.COORDINATOR,), also=("coordination_programmes",)),
    Entry("coordination_enquiries", "Demandes", "mail", (Role.COORDINATOR, Role.COMMUNICATION)),
    Entry("coordination_gifts", "Dons", "gift", (Role.TREASURER,)),
    Entry("coordination_receipts", "Reçus fiscaux", "receipt", (Role.TREASURER,)),
    # No role: superusers alone.
    Entry("coordination_state", "État", "settings"),
)


def make_links(entries: tuple[Entry, ...], path: str) -> list[Link]:
    """Links to the routes that exist; the first is the start page, current on its own address alone."""
    links = []
    for number, entry in enumerate(entries):
        try:
            url = reverse(entry.route)
        except NoReverseMatch:
            continue
        is_inside = any(path.startswith(start) for start in (url, *map(reverse, entry.also)))
        current = "page" if path == url else "true" if number and is_inside else ""
        links.append(Link(url, entry.label, entry.icon, current))
    return links


@register.simple_tag(takes_context=True)
def space_menu(context: dict[str, Any]) -> list[Link]:
    """The links of the volunteer space."""
    return make_links(SPACE, context["request"].path)


@register.simple_tag(takes_context=True)
def coordination_menu(context: dict[str, Any]) -> list[Link]:
    """The links of the coordination that the person's roles open."""
    request = context["request"]
    return make_links(tuple(entry for entry in COORDINATION if request.user.has_role(*entry.roles)), request.path)


@register.simple_tag(takes_context=True)
def other_doors(context: dict[str, Any]) -> list[Link]:
    """The other surfaces that this person may enter: a bénévole of the team has two, the communication officer the admin."""
    request = context["request"]
    user = request.user
    doors = (
        ("space_home", "Espace bénévole", hasattr(user, "volunteer")),
        ("coordination_home", "Coordination", user.has_role(Role.COORDINATOR, Role.TREASURER)),
        # The coordination's own menu has them too.
        ("coordination_enquiries", "Demandes", user.has_role(Role.COMMUNICATION) and not user.has_role(Role.COORDINATOR)),
        ("wagtailadmin_home", "Contenus du site", user.has_role(Role.COMMUNICATION)),
    )
    links = [Link(reverse(route), label, "", "") for route, label, is_open in doors if is_open]
    return [link for link in links if not request.path.startswith(link.url)]
