"""Fixtures shared by every test: standing people, signed-in clients, the task queue, the rows that migrations write."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, Locale, Page, Site

from accounts.models import User
from accounts.roles import Role
from donations.first_rates import write_first_rates
from home.permissions import grant_to_communication
from tests.accounts.factories import UserFactory
from tests.database import django_db_setup as django_db_setup
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Volunteer

SignIn = Callable[[User], Client]
RunTasks = Callable[[], int]


@pytest.fixture(autouse=True, scope="session")
def static_root() -> None:
    """WhiteNoise warns of a folder that is not there, and warnings are errors."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def outbox_backend(django_test_environment: None) -> None:
    """The test runner puts Django's own in its place; mails are rows here too, and `run_tasks` takes them to `mail.outbox`."""
    settings.EMAIL_BACKEND = "accounts.outbox.OutboxBackend"


@pytest.fixture(autouse=True)
def rows_of_migrations(request: pytest.FixtureRequest) -> None:
    """Gives back what migrations wrote and a transactional test flushed: roles, roots, site, tax rates; the queue is empty."""
    if not request.node.get_closest_marker("django_db") and not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        return
    request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
    give_back_rows()


def give_back_rows() -> None:
    cache.clear()
    # A flush takes them all: where the site is, nothing is missing.
    if Site.objects.filter(is_default_site=True).exists():
        return
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    Site.objects.create(hostname="localhost", port=80, root_page=root, is_default_site=True)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if not Group.objects.get(name=Role.COMMUNICATION.value).permissions.exists():
        grant_to_communication(apps)
    write_first_rates(apps)
    # Wagtail enqueues tasks of its own for what is given back.
    DBTaskResult.objects.all().delete()


@pytest.fixture
def coordinator(db: None) -> User:
    return UserFactory(coordinator=True)


@pytest.fixture
def treasurer(db: None) -> User:
    return UserFactory(treasurer=True)


@pytest.fixture
def communication_officer(db: None) -> User:
    return UserFactory(communication=True)


@pytest.fixture
def superuser(db: None) -> User:
    return UserFactory(superuser=True)


@pytest.fixture
def ready_volunteer(db: None) -> Volunteer:
    return VolunteerFactory(trained=True)


@pytest.fixture
def new_volunteer(db: None) -> Volunteer:
    """Signed up, not trained yet."""
    return VolunteerFactory()


@pytest.fixture
def stranger(db: None) -> Volunteer:
    """Another ready bénévole, to whom nothing of `ready_volunteer` belongs."""
    return VolunteerFactory(trained=True)


@pytest.fixture
def signed_in() -> SignIn:
    """Gives a client signed in as somebody; members of the team have their second factor."""
    return open_session


def open_session(user: User) -> Client:
    if user.is_team and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def run_tasks(db: None) -> RunTasks:
    """Runs, here and now, the tasks of the queue that are ready, and those they add; raises the error of one that fails."""

    def run() -> int:
        count = 0
        while result := DBTaskResult.objects.ready().first():
            result.claim("tests")
            arguments = result.task_result
            if result.task.takes_context:
                value = result.task.call(TaskContext(task_result=arguments), *arguments.args, **arguments.kwargs)
            else:
                value = result.task.call(*arguments.args, **arguments.kwargs)
            result.set_successful(value)
            count += 1
        return count

    return run
