"""WSGI entry point, for gunicorn: `gunicorn site_polaris.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_polaris.settings")

application = get_wsgi_application()
