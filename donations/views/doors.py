"""The door of a donor's own pages: no account, the link in any of our mails lets in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from donations.donor_links import find_donor
from donations.models import Donor

DonorView = Callable[Concatenate[HttpRequest, Donor, ...], HttpResponse]


def for_donor(view: DonorView) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponse]:
    """Gives the view whom the token of its address lets in; an old or forged one opens a page that says how to have another."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        donor = find_donor(token)
        if donor is None:
            return render(request, "donations/link_over.html", status=404)
        return view(request, donor, *args, **kwargs)

    return guarded
