from django.apps import AppConfig
from django.conf import settings


class SitePolarisConfig(AppConfig):
    name = "site_polaris"
    verbose_name = "Site Polaris"

    def ready(self) -> None:
        if settings.SENTRY_DSN:
            from site_polaris.error_reports import begin

            begin(settings.SENTRY_DSN)
