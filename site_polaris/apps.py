from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class SitePolarisConfig(AppConfig):
    name = "site_polaris"
    verbose_name = "Site Polaris"

    def ready(self) -> None:
        # The only place that Django offers to what must see every query of every thread.
        connection_created.connect(watch_connection, dispatch_uid="page_cache")
        if settings.SENTRY_DSN:
            from site_polaris.error_reports import begin

            begin(settings.SENTRY_DSN)


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    from site_polaris.page_cache.changes import watch  # once apps are loaded

    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)
