"""What holds for every address at once, whatever view answers there."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from accounts.second_factor import must_set_up_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# What somebody without their second factor may open: setting it up, signing out, and what pages are made of.
OPEN_PATHS = ("/compte/", settings.STATIC_URL, settings.MEDIA_URL, "/sante/")
# Wagtail's doors, which lead to ours (accounts.urls).
DOORS = ("/admin/login/", "/admin/logout/", "/admin/password_reset/")


class SecondFactorMiddleware:
    """Sends a member of the team to set up their second factor before any other page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_signed_in_elsewhere(request) and isinstance(request.user, User) and must_set_up_second_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _is_signed_in_elsewhere(request: HttpRequest) -> bool:
        # The cookie first: to look at the user is to read the session, which would mark every public page as varying with it.
        return not request.path.startswith(OPEN_PATHS) and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class ContentAdminMiddleware:
    """Answers 403 to whoever is signed in and may not enter the content admin: Wagtail would have them sign in, in circles."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith("/admin/")
            and request.path not in DOORS
            and request.user.is_authenticated
            and not request.user.has_perm("wagtailadmin.access_admin")
        ):
            raise PermissionDenied
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Keeps out of every cache what is made for a browser that holds a session, and every step of signing in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        # Pictures say themselves who may keep them.
        is_private = has_session and not request.path.startswith(settings.MEDIA_URL)
        if is_private or request.path.startswith("/compte/"):
            add_never_cache_headers(response)
        return response
