"""Servers of our own on free ports of the loopback, with the very files of deploy/: what a test may break, stop and kill.

Each is a context manager; leaving it ends the processes that it started, by their ids, and no others.
"""

from tests.instances.base import Instance as Instance
from tests.instances.base import free_port as free_port
from tests.instances.stores import Postgres as Postgres
from tests.instances.stores import Redis as Redis
from tests.instances.web import Answer as Answer
from tests.instances.web import Gunicorn as Gunicorn
from tests.instances.web import Nginx as Nginx
from tests.instances.web import Worker as Worker
