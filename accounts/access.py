"""Doors by role. Multi-factor sign-in of the team is held by the middleware, for every address at once."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.roles import Role

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def role_required(*roles: Role) -> Callable[[View], View]:
    """Lets in superusers and holders of one of the roles; sends the anonymous to sign in, answers 403 to others."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.has_role(*roles):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
