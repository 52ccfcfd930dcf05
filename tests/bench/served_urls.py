"""The addresses of the site, and `/reference/<address>`: the same bytes, from the memory of the process."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from site_polaris.page_cache.middleware import FRONT_SECONDS
from site_polaris.urls import handler500 as handler500
from site_polaris.urls import urlpatterns as site


@cache
def bytes_of(address: str, host: str) -> bytes:
    return Client().get(address, headers={"accept-encoding": "gzip", "host": host}).content


def answer_from_memory(request: HttpRequest, address: str) -> HttpResponse:
    # As a cache in front may keep a page.
    told = {"Content-Encoding": "gzip", "Cache-Control": f"public, s-maxage={FRONT_SECONDS}", "Vary": "Accept-Encoding"}
    return HttpResponse(bytes_of(f"/{address}", request.get_host()), headers=told)


urlpatterns = [path("reference/<path:address>", answer_from_memory), path("reference/", answer_from_memory, {"address": ""}), *site]
