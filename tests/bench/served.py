"""The site's settings, and a page that is answered from memory, behind the same middleware: what kept pages are compared with."""

from site_polaris.settings import *  # noqa: F403
from site_polaris.settings import PAGES_NEVER_KEPT as OURS

ROOT_URLCONF = "tests.bench.served_urls"
PAGES_NEVER_KEPT = (*OURS, "/reference/")
