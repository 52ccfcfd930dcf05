"""What holds for every address at once, whatever view answers there."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from accounts.second_factor import must_set_up_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# What somebody without their second factor may open: setting it up, signing out, and what pages are made of.
OPEN_PATHS = ("/compte/", settings.STATIC_URL, settings.MEDIA_URL, "/sante/")


class SecondFactorMiddleware:
    """Sends a member of the team to set up their second factor before any other page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_signed_in_elsewhere(request) and must_set_up_second_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _is_signed_in_elsewhere(request: HttpRequest) -> bool:
        # The cookie first: to look at the user is to read the session, which would mark every public page as varying with it.
        return not request.path.startswith(OPEN_PATHS) and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class PrivatePagesMiddleware:
    """Keeps out of every cache what is made for a browser that holds a session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        # Pictures say themselves who may keep them.
        if has_session and not request.path.startswith(settings.MEDIA_URL):
            add_never_cache_headers(response)
        return response
