"""Who may open each address: one row for every route of the site. tests/test_access.py sends the requests.

A row is `"route name": Route(get=DOOR, post=DOOR, kwargs=…)`. A door says what each person meets there; `post=None` means
that the address takes no POST (405 for those who may read it). `kwargs` makes the object that the address names; it gets
the standing people (`World`) and may call factories. A row's objects belong to `world.ready`, when they belong to anyone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

from accounts.models import User
from tests.donations.checkouts import open_checkout
from tests.donations.factories import GiftFactory
from tests.events import factories as events
from tests.volunteers import factories as volunteers
from volunteers.models import Booking, Volunteer


class Who(Enum):
    ANONYMOUS = auto()
    NEW = auto()
    """A bénévole who is not ready."""
    READY = auto()
    STRANGER = auto()
    """Another ready bénévole."""
    COMMUNICATION = auto()
    COORDINATOR = auto()
    TREASURER = auto()
    SUPERUSER = auto()


class Answer(Enum):
    ENTERS = auto()
    """The view answers: a page, a redirect within the site, an error beside a field."""
    SIGNS_IN = auto()
    """Sent to /compte/login/."""
    REFUSED = auto()
    """403."""
    MISSING = auto()
    """404, as if the object did not exist."""
    ELSEWHERE = auto()
    """A redirect to one's own start page."""


Door = Mapping[Who, Answer]


@dataclass(frozen=True)
class World:
    """The standing people of tests/conftest.py."""

    new: Volunteer
    ready: Volunteer
    stranger: Volunteer
    communication: User
    coordinator: User
    treasurer: User
    superuser: User


def door(default: Answer, **answers: Answer) -> Door:
    """`door(Answer.REFUSED, anonymous=Answer.SIGNS_IN, coordinator=Answer.ENTERS)`."""
    return MappingProxyType({who: answers.get(who.name.lower(), default) for who in Who})


E, S, R, M, W = Answer.ENTERS, Answer.SIGNS_IN, Answer.REFUSED, Answer.MISSING, Answer.ELSEWHERE

PUBLIC: Final = door(E)
SIGNED_IN: Final = door(E, anonymous=S)
SPACE: Final = door(W, anonymous=S, new=E, ready=E, stranger=E)
"""The volunteer space: a member of the team without a volunteer profile goes to /coordination/."""
OWN: Final = door(W, anonymous=S, new=M, ready=E, stranger=M)
"""An object of `world.ready` in the volunteer space."""
COORDINATION: Final = door(R, anonymous=S, coordinator=E, superuser=E)
TREASURY: Final = door(R, anonymous=S, treasurer=E, superuser=E)
TEAM: Final = door(R, anonymous=S, communication=E, coordinator=E, treasurer=E, superuser=E)


def no_kwargs(world: World) -> dict[str, Any]:
    return {}


def payment_page(world: World) -> dict[str, Any]:
    """The demo's payment page of a gift just begun."""
    return {"session_id": open_checkout(GiftFactory())["id"]}


@dataclass(frozen=True)
class Route:
    get: Door | None = None
    """None: the address takes no GET (405)."""
    post: Door | None = None
    kwargs: Callable[[World], dict[str, Any]] = no_kwargs


# Home and public pages ----------------------------------------------------------------------------

HOME: dict[str, Route] = {
    "space_home": Route(get=SPACE),
    "coordination_home": Route(get=door(R, anonymous=S, communication=W, coordinator=E, treasurer=E, superuser=E)),
}

# Volunteers ---------------------------------------------------------------------------------------

VOLUNTEERS: dict[str, Route] = {
    "volunteer_sign_up": Route(get=PUBLIC, post=PUBLIC),
    "account_signup": Route(get=PUBLIC, post=PUBLIC),
    "space_training": Route(get=SPACE),
    "space_training_book": Route(post=SPACE, kwargs=lambda world: {"session_id": volunteers.TrainingSessionFactory().pk}),
    "space_training_give_back": Route(get=OWN, post=OWN, kwargs=lambda world: {"booking_id": booking_of(world).pk}),
    "space_profile": Route(get=SPACE, post=SPACE),
    "space_pairings": Route(get=SPACE),
    "space_pairing": Route(get=OWN, kwargs=lambda world: {"pairing_id": volunteers.PairingFactory(volunteer=world.ready).pk}),
    "coordination_volunteers": Route(get=COORDINATION),
    "coordination_volunteer": Route(get=COORDINATION, kwargs=lambda world: {"volunteer_id": world.ready.pk}),
    "coordination_sessions": Route(get=COORDINATION),
    "coordination_session_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_session": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"session_id": volunteers.TrainingSessionFactory().pk}
    ),
    "coordination_participants": Route(get=COORDINATION),
    "coordination_participant_new": Route(get=COORDINATION, post=COORDINATION),
    "coordination_participant": Route(get=COORDINATION, kwargs=lambda world: {"participant_id": volunteers.ParticipantFactory().pk}),
    "coordination_pairings": Route(get=COORDINATION),
    "coordination_pairing_new": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"programme": volunteers.ProgrammeFactory().slug}
    ),
    "coordination_pairing": Route(get=COORDINATION, kwargs=lambda world: {"pairing_id": volunteers.PairingFactory().pk}),
}


def booking_of(world: World) -> Booking:
    return volunteers.BookingFactory(volunteer=world.ready)


# Events -------------------------------------------------------------------------------------------

EVENTS: dict[str, Route] = {
    "space_activities": Route(get=SPACE),
    "space_activity": Route(get=SPACE, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "space_activity_take": Route(post=SPACE, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "space_activity_leave": Route(post=OWN, kwargs=lambda world: {"activity_id": events.SeatFactory(volunteer=world.ready).activity_id}),
    "coordination_activities": Route(get=COORDINATION),
    "coordination_activity_create": Route(get=COORDINATION, post=COORDINATION),
    "coordination_activity": Route(get=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "coordination_activity_edit": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}
    ),
    "coordination_activity_publish": Route(
        post=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory(to_publish=True).pk}
    ),
    "coordination_activity_cancel": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}
    ),
}

# Donations ----------------------------------------------------------------------------------------

DONATIONS: dict[str, Route] = {
    "give": Route(get=PUBLIC, post=PUBLIC),
    "give_thanks": Route(get=PUBLIC),
    # Signed by Stripe: without its signature every POST is 400 (tests/donations/test_webhook.py).
    "stripe_webhook": Route(post=PUBLIC),
    "coordination_gifts": Route(get=TREASURY),
    "demo_stripe": Route(get=PUBLIC, post=PUBLIC, kwargs=payment_page),
}

# Accounts and the project -------------------------------------------------------------------------

PLATFORM: dict[str, Route] = {}

ROUTES: Final[dict[str, Route]] = {**HOME, **VOLUNTEERS, **EVENTS, **DONATIONS, **PLATFORM}
