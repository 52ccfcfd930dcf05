"""WSGI entry point, for gunicorn: `gunicorn site_polaris.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_polaris.settings")

application = get_wsgi_application()

if settings.DEMO:
    # Imported late: models need the applications to be ready.
    from site_polaris.demo_lock import refuse_real_people

    refuse_real_people()
