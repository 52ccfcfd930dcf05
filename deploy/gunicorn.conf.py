"""How gunicorn serves the site. Its socket is systemd's (polaris-web.socket); WEB_CONCURRENCY says how many processes there are."""

from django.conf import settings
from django.urls import get_resolver

wsgi_app = "site_polaris.wsgi"
worker_class = "gthread"
threads = 4
# systemd hears that the site is ready once it is loaded (Type=notify), and only then is its twin restarted; memory is shared.
preload_app = True
# Seconds: a process that gives no sign of life for so long is replaced; a stop waits this long for the requests under way.
timeout = 60
graceful_timeout = 60
# Signs of life are no affair of a disk that may be slow or full.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
# An answer that breaks on its way is told with its path and query otherwise.
logger_class = "site_polaris.gunicorn_logs.DiscreetLogger"


def on_starting(server: object) -> None:
    """Loads every view before systemd hears anything: the first visitors would wait for them, in each process."""
    # Another application than the site has none.
    if settings.configured:
        get_resolver().url_patterns  # noqa: B018
