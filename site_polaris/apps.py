from django.apps import AppConfig


class SitePolarisConfig(AppConfig):
    name = "site_polaris"
    verbose_name = "Site Polaris"
