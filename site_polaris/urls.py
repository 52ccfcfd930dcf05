"""Every address of the site: each app lists its own by surface, this module mounts them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

import accounts.urls
import advocacy.urls
import donations.urls
import events.urls
import home.urls
import volunteers.urls
from home.routing import serve_page
from site_polaris.components_page import show_components
from site_polaris.health import health
from site_polaris.state_page import retry_all_tasks, retry_mails, retry_task, show_state

space = [*home.urls.space, *events.urls.space, *volunteers.urls.space]
coordination = [
    *home.urls.coordination,
    *advocacy.urls.coordination,
    *events.urls.coordination,
    *volunteers.urls.coordination,
    *donations.urls.coordination,
    path("etat/", show_state, name="coordination_state"),
    path("etat/taches/reessayer/", retry_all_tasks, name="coordination_state_retry_all"),
    path("etat/taches/<uuid:task_id>/reessayer/", retry_task, name="coordination_state_retry"),
    path("etat/courriels/reessayer/", retry_mails, name="coordination_state_retry_mails"),
]
demo = [*accounts.urls.demo, *donations.urls.demo, path("composants/", show_components, name="demo_components")]

urlpatterns: list[URLPattern | URLResolver] = [
    # Before home's: the feed of the agenda reads like somebody's secret address.
    *events.urls.public,
    *home.urls.public,
    *advocacy.urls.public,
    *volunteers.urls.public,
    *donations.urls.public,
    path("sante/", health, name="health"),
    path("espace/", include(space)),
    path("coordination/", include(coordination)),
    path("compte/", include(accounts.urls.compte)),
    *accounts.urls.wagtail_doors,
    path("admin/", include([*home.urls.admin, *advocacy.urls.admin])),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEMO or settings.TESTING:
    urlpatterns.append(path("demo/", include(demo)))

urlpatterns += [re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"), path("", include(wagtail_urls))]

handler500 = "site_polaris.failures.answer_failure"
