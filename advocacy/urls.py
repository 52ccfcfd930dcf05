"""Addresses of this app, one list for each surface. What hangs under a publication names it by its own address."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter

from advocacy.views.charts import send_chart_csv, send_version_chart_csv
from advocacy.views.choosing_notes import choose_note
from advocacy.views.citing import cite_passage, cite_passage_of_version
from advocacy.views.ending_consents import withdraw_consent
from advocacy.views.feeds import send_feed
from advocacy.views.files import send_pdf, send_square_image, send_version_pdf, send_wide_image
from advocacy.views.open_data import send_figures_csv, send_figures_json
from advocacy.views.recommendations import show_recommendations
from advocacy.views.sharing import show_kit
from advocacy.views.starting_report import start_report
from advocacy.views.subscribing import confirm_subscription, stop_subscription, subscribe, subscription_asked
from advocacy.views.versions import show_version, show_versions
from advocacy.views.withdrawing import withdraw_testimony


class PublicationConverter:
    """The address of a publication without its first and last slash: `plaidoyer/2024`, `rapports-activite/2024`."""

    regex = r"(?:plaidoyer|rapports-activite)/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class VersionConverter(IntConverter):
    """The number of a version: public and counted on purpose, nobody's neighbour."""

    regex = r"[1-9][0-9]{0,3}"


register_converter(PublicationConverter, "publication")
register_converter(VersionConverter, "version")

public: list[URLPattern] = [
    path("<publication:address>/versions/", show_versions, name="publication_versions"),
    path("<publication:address>/versions/<version:number>/", show_version, name="publication_version"),
    path("<publication:address>/versions/<version:number>/citer/<slug:anchor>/", cite_passage_of_version, name="cite_version"),
    path("<publication:address>/citer/<slug:anchor>/", cite_passage, name="cite"),
    path("<publication:address>/versions/<version:number>/pdf/", send_version_pdf, name="publication_version_pdf"),
    path("<publication:address>/pdf/", send_pdf, name="publication_pdf"),
    path("<publication:address>/image.png", send_wide_image, name="publication_image"),
    path("<publication:address>/image-carree.png", send_square_image, name="publication_square_image"),
    path("<publication:address>/recommandations/", show_recommendations, name="recommendations"),
    path("<publication:address>/graphiques/<uuid:block_id>.csv", send_chart_csv, name="chart_csv"),
    path(
        "<publication:address>/versions/<version:number>/graphiques/<uuid:block_id>.csv", send_version_chart_csv, name="version_chart_csv"
    ),
    path("<publication:address>/donnees.csv", send_figures_csv, name="report_figures_csv"),
    path("<publication:address>/donnees.json", send_figures_json, name="report_figures_json"),
    path("sensibilisation/flux/", send_feed, name="awareness_feed"),
    path("sensibilisation/flux/<slug:slug>/", send_feed, name="subject_feed"),
    path("abonnement/", subscribe, name="subscribe"),
    path("abonnement/envoye/", subscription_asked, name="subscription_asked"),
    path("abonnement/confirmer/<str:token>/", confirm_subscription, name="confirm_subscription"),
    path("abonnement/arreter/<str:token>/", stop_subscription, name="stop_subscription"),
    # Where the script of wagtail-footnotes looks for it.
    path("footnotes/footnotes_modal/", choose_note, name="choose_note"),
]
coordination: list[URLPattern] = []
# Under /admin/, beside Wagtail's own.
admin: list[URLPattern] = [
    path("publications/<int:page_id>/partage/", show_kit, name="publication_kit"),
    path("rapports/<int:page_id>/suivant/", start_report, name="start_report"),
    path("accords/<int:consent_id>/retirer/", withdraw_consent, name="withdraw_consent"),
    path("temoignages/<int:testimony_id>/retirer/", withdraw_testimony, name="withdraw_testimony"),
]
