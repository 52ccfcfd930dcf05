"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path, re_path

from home import calendar_pages, dashboard, gift_figures_pages, proofreading_pages, start_pages, views
from home.enquiries import coordination as enquiry_pages
from home.enquiries import views as enquiry_views

public: list[URLPattern] = [
    path("recherche/", views.search, name="search"),
    path("contact/", enquiry_views.contact, name="contact"),
    path("demandes/<slug:audience>/", enquiry_views.enquiry_form, name="enquiry_form"),
    path("demandes/<slug:audience>/merci/", enquiry_views.enquiry_thanks, name="enquiry_thanks"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("agenda/<str:secret>.ics", calendar_pages.calendar_feed, name="calendar_feed"),
    re_path(r"^media/images/(?P<name>[\w.-]+)$", views.rendition, name="rendition"),
]
space: list[URLPattern] = [path("", start_pages.space_home, name="space_home")]
coordination: list[URLPattern] = [
    path("", start_pages.coordination_home, name="coordination_home"),
    path("relectures/", proofreading_pages.proofreadings, name="coordination_proofreadings"),
    path("relectures/<signed_number:state_id>/", proofreading_pages.proofreading, name="coordination_proofreading"),
    path("relectures/<signed_number:state_id>/texte/", proofreading_pages.proofreading_text, name="coordination_proofreading_text"),
    path("dons/chiffres/", gift_figures_pages.gift_figures, name="coordination_gift_figures"),
    path("dons/chiffres/<slug:key>.csv", gift_figures_pages.gift_figures_csv, name="coordination_gift_figures_csv"),
    path("demandes/", enquiry_pages.enquiries, name="coordination_enquiries"),
    path("demandes/astreinte/", enquiry_pages.enquiry_duty, name="coordination_enquiry_duty"),
    path("demandes/<uuid:enquiry_id>/", enquiry_pages.enquiry, name="coordination_enquiry"),
    path("demandes/<uuid:enquiry_id>/supprimer/", enquiry_pages.enquiry_delete, name="coordination_enquiry_delete"),
]
# Under /admin/, beside Wagtail's own.
admin: list[URLPattern] = [
    path("pages-revues/<signed_number:page_id>/", dashboard.mark_page_reviewed, name="mark_page_reviewed"),
]
