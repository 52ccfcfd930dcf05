"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path, re_path
from wagtail.contrib.sitemaps.views import sitemap

from home import dashboard, proofreading_pages, start_pages, views

public: list[URLPattern] = [
    path("recherche/", views.search, name="search"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    re_path(r"^media/images/(?P<name>[\w.-]+)$", views.rendition, name="rendition"),
]
space: list[URLPattern] = [path("", start_pages.space_home, name="space_home")]
coordination: list[URLPattern] = [
    path("", start_pages.coordination_home, name="coordination_home"),
    path("relectures/", proofreading_pages.proofreadings, name="coordination_proofreadings"),
    path("relectures/<signed_number:state_id>/", proofreading_pages.proofreading, name="coordination_proofreading"),
    path("relectures/<signed_number:state_id>/texte/", proofreading_pages.proofreading_text, name="coordination_proofreading_text"),
]
# Under /admin/, beside Wagtail's own.
admin: list[URLPattern] = [
    path("pages-revues/<signed_number:page_id>/", dashboard.mark_page_reviewed, name="mark_page_reviewed"),
]
