"""The words of the access tables: who comes, what each meets at a door, and the doors that many addresses share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

from accounts.models import User
from volunteers.models import Volunteer


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
ENQUIRIES: Final = door(R, anonymous=S, communication=E, coordinator=E, superuser=E)
TREASURY: Final = door(R, anonymous=S, treasurer=E, superuser=E)
TEAM: Final = door(M, anonymous=S, communication=E, coordinator=E, treasurer=E, superuser=E)
"""Those who have a second factor to look at: here, the team."""
OWN_KEY: Final = door(M, anonymous=S, ready=E)
NOT_YET: Final = door(E, anonymous=S)
"""A step of signing in that one cannot jump to; those who are signed in go to their start page."""
TO_THE_DOOR: Final = door(S)
"""Sends everybody to /compte/login/, which sends those who are signed in to their start page."""


def no_kwargs(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Route:
    get: Door | None = None
    """None: the address takes no GET (405)."""
    post: Door | None = None
    kwargs: Callable[[World], dict[str, Any]] = no_kwargs
    args: tuple[str, ...] = ()
    """For Wagtail's addresses, whose parts have no names."""
