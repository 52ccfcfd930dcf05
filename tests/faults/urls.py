"""The addresses of the site, and those of a drill."""

import time

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, Site

from home.models import HomePage, StandardPage
from site_polaris.urls import urlpatterns as site
from tests.faults.tasks import write_down

SLOW_SECONDS = 0.3


@csrf_exempt
def add_task(request: HttpRequest, number: int) -> HttpResponse:
    """What is answered is promised: the task of this number is in the queue."""
    write_down.enqueue(number)
    return HttpResponse("added")


def be_slow(request: HttpRequest) -> HttpResponse:
    """Is under way for long enough that a restart finds it so."""
    time.sleep(SLOW_SECONDS)
    return HttpResponse("slow")


@csrf_exempt
def publish(request: HttpRequest, title: str) -> HttpResponse:
    """The page `/essai/` under this title, published as an editor publishes; the first time, it is made, and a home page above it."""
    page = StandardPage.objects.filter(slug="essai").first()
    if page is None:
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil-essai"))
        Site.objects.filter(is_default_site=True).update(root_page=home)
        Site.clear_site_root_paths_cache()
        page = home.add_child(instance=StandardPage(title=title, slug="essai"))
    page.title = title
    page.save_revision().publish()
    return HttpResponse("published")


urlpatterns = [
    path("drill/task/<int:number>/", add_task),
    path("drill/slow/", be_slow),
    path("drill/publish/<slug:title>/", publish),
    *site,
]
handler500 = "site_polaris.failures.answer_failure"
