"""Addresses of this app, one list for each surface. What hangs under a publication names it by its own address."""

from django.urls import URLPattern, path, register_converter

from advocacy.views.open_data import send_figures_csv, send_figures_json


class PublicationConverter:
    """The address of a publication without its first and last slash: `plaidoyer/2024`, `rapports-activite/2024`."""

    regex = r"(?:plaidoyer|rapports-activite)/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicationConverter, "publication")

public: list[URLPattern] = [
    path("<publication:address>/donnees.csv", send_figures_csv, name="report_figures_csv"),
    path("<publication:address>/donnees.json", send_figures_json, name="report_figures_json"),
]
coordination: list[URLPattern] = []
