"""The site's settings, and a few addresses and jobs more by which a drill gives it work (tests/faults/urls.py, tests/faults/tasks.py).

The variable DRILL_FOLDER is where that work leaves its traces, the same for every process; DRILL_WITHOUT takes a defence away.
"""

import os

from site_polaris.settings import *  # noqa: F403
from site_polaris.settings import INSTALLED_APPS as APPS
from site_polaris.settings import PERIODIC as JOBS

ROOT_URLCONF = "tests.faults.urls"
# Often, and several: workers that look at the clock at the same moment are what is wanted.
PERIODIC = [*JOBS, *((f"tests.faults.tasks.tick_{name}", 1) for name in "abcd")]
if os.environ.get("DRILL_WITHOUT") == "claim":
    INSTALLED_APPS = [*APPS, "tests.faults.apps.WithoutClaim"]
