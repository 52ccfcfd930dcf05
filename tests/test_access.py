"""Who may open each address: real requests to every route, by every kind of person (tests/access_table.py)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Site

from accounts.models import User
from home.models import HomePage
from tests.access_table import ADMIN, ROUTES
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn, give_back_rows, open_session
from tests.doors import Answer, Door, Route, Who, World
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Volunteer

LOGIN: Final = "/compte/login/"
ELSEWHERE: Final = "https://example.org/"
START_PAGES: Final = ("/espace/", "/coordination/", "/admin/")
# Read by allauth when it asks again for a password: the same as being sent to sign in.
ASKED_AGAIN: Final = "/compte/reauthenticate/"
# What reading may write: sessions and their list of devices, limits, the date recovery codes were shown, and the logs of who
# read the file of a supported person or of a donor.
MAY_BE_WRITTEN: Final = (
    *("django_session", "usersessions_usersession", "polaris_cache", "SAVEPOINT", "mfa_authenticator"),
    *("volunteers_filereading", "donations_donorreading"),
)
# Whatever a form does not offer, and somebody might try.
FORGED: Final = {
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "on",
    "groups": ["1", "2", "3"],
    "user_permissions": ["1"],
    "role": "coordination",
    "user": "1",
    "status": "paid",
    "amount_cents": "1",
    "attendance": "present",
}
LONGER_THAN_THE_TESTS_SECONDS: Final = 12 * 3600
every_route = pytest.mark.parametrize("name", sorted(ROUTES))


def walk(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, address and pattern of every route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, prefix + str(entry.pattern), (*spaces, *([entry.namespace] if entry.namespace else [])))
        else:
            yield ":".join([*spaces, entry.name or ""]), prefix + str(entry.pattern), entry


ALL: Final = list(walk(get_resolver()))
OURS: Final = [(name, path, entry) for name, path, entry in ALL if not path.startswith("admin/") or name in ROUTES]


Clients = dict[Who, Client]


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Clients]]:
    """The standing people and their sessions, made once: hundreds of addresses are asked of them.

    Each test works in a savepoint of this transaction, so that it finds them as they were made.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        give_back_rows()
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Polaris 14", slug="accueil"))
        Site.objects.filter(is_default_site=True).update(root_page=home)
        world = World(
            new=VolunteerFactory(),
            ready=VolunteerFactory(trained=True),
            stranger=VolunteerFactory(trained=True),
            communication=UserFactory(communication=True),
            coordinator=UserFactory(coordinator=True),
            treasurer=UserFactory(treasurer=True),
            superuser=UserFactory(superuser=True),
        )
        people = {who: getattr(world, who.name.lower()) for who in Who if who is not Who.ANONYMOUS}
        users = {who: person.user if isinstance(person, Volunteer) else person for who, person in people.items()}
        clients: Clients = {Who.ANONYMOUS: Client()}
        clients.update({who: just_signed_in(open_session(user), user) for who, user in users.items()})
        with django_db_blocker.block():
            yield world, clients
        transaction.set_rollback(True)


@pytest.fixture
def world(standing: tuple[World, Clients], db: None) -> World:
    return deepcopy(standing[0])


@pytest.fixture
def clients(standing: tuple[World, Clients], db: None) -> Clients:
    """With their cookies alone: a request may change them."""
    fresh = {}
    for who, client in standing[1].items():
        fresh[who] = Client()
        fresh[who].cookies.update(client.cookies)
    return fresh


def just_signed_in(client: Client, user: User) -> Client:
    """As if the password had just been typed, however long the tests take: nothing asks for it again, so that rights alone decide."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + LONGER_THAN_THE_TESTS_SECONDS}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the request did is undone, so that each person finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read_answer(response: HttpResponseBase, expected: Answer) -> Answer | str:
    """What the response is, in the table's words; a sentence when it is none of them."""
    location = response.get("Location", "")
    path = location.partition("?")[0]
    if response.status_code == 404:
        return Answer.MISSING
    if response.status_code == 403:
        return Answer.REFUSED
    if path == LOGIN or (path == ASKED_AGAIN and expected is Answer.SIGNS_IN):
        return Answer.SIGNS_IN
    if path in START_PAGES and expected is Answer.ELSEWHERE:
        return Answer.ELSEWHERE
    # A file that is being made says when to come back.
    comes_later = response.status_code == 503 and "Retry-After" in response
    if response.status_code < 400 or response.status_code in {400, 409, 422, 429} or comes_later:
        return Answer.ENTERS
    return f"{response.status_code} {location}"


def test_every_route_is_in_the_table_and_every_row_is_a_route() -> None:
    assert {name for name, _, _ in OURS} - set(ROUTES) == set()
    assert set(ROUTES) - {name for name, _, _ in ALL} == set()


def test_no_route_lacks_a_name() -> None:
    assert [path for name, path, _ in OURS if not name] == []


def test_no_name_is_given_to_two_addresses() -> None:
    paths: dict[str, set[str]] = {}
    for name, path, _ in OURS:
        paths.setdefault(name, set()).add(path)
    assert {name: found for name, found in paths.items() if len(found) > 1 and name not in WAGTAILS_FORMER} == {}


# Wagtail's own patterns stand behind ours, at the same addresses, and are never reached.
WAGTAILS_FORMER: Final = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "wagtailcore_login"}


def test_former_doors_of_wagtail_are_behind_ours() -> None:
    for name in WAGTAILS_FORMER:
        [first, *_] = [path for found, path, _ in ALL if found == name]
        view = get_resolver().resolve(f"/{first}").func
        assert not view.__module__.startswith("wagtail"), name


WAGTAILS_NUMBERS: Final = {"wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"}


def test_no_address_counts_its_objects() -> None:
    """Ids are UUIDs, slugs or signed: the neighbour's cannot be guessed. The content admin counts its own, for the few who enter it."""
    public = [(name, entry) for name, path, entry in OURS if not path.startswith("admin/")]
    counted = {name for name, entry in public for kind in entry.pattern.converters.values() if type(kind) is IntConverter}
    assert counted == WAGTAILS_NUMBERS


@every_route
def test_reading(name: str, world: World, clients: Clients) -> None:
    """Each person meets what the table says; reading writes nothing, and what is made for somebody is kept by no cache."""
    route = ROUTES[name]
    path = address(name, world)
    found: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    written: list[str] = []
    kept: list[str] = []
    for who, client in clients.items():
        with undone(), connection.execute_wrapper(watch_writes(written)):
            response = client.get(path)
        assert_stays_on_the_site(response)
        expected[who.name], found[who.name] = compare(response, route.get, route, who)
        is_private = who is not Who.ANONYMOUS or (route.get is not None and route.get[who] is not Answer.ENTERS)
        if is_private and response.status_code == 200 and "no-store" not in response.get("Cache-Control", ""):
            kept.append(who.name)
    assert found == expected
    assert kept == []
    # An address that takes no GET refuses before anything else; so its sessions do not matter either.
    assert route.get is None or written == []


@every_route
def test_writing(name: str, world: World, clients: Clients) -> None:
    """Each person meets what the table says, and nobody gains a power by fields that a form does not offer."""
    route = ROUTES[name]
    path = address(name, world)
    before = powers()
    found: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for who, client in clients.items():
        with undone():
            response = client.post(path, FORGED)
            assert [row for row in powers() if row not in before and any(row[1:3])] == []
        assert_stays_on_the_site(response)
        expected[who.name], found[who.name] = compare(response, route.post, route, who)
    assert found == expected


def address(name: str, world: World) -> str:
    """The route's address, with a way out that nothing may follow."""
    route = ROUTES[name]
    path = reverse(name, args=route.args) if route.args else reverse(name, kwargs=route.kwargs(world))
    return f"{path}?next={ELSEWHERE}"


def assert_stays_on_the_site(response: HttpResponseBase) -> None:
    location = response.get("Location", "/")
    assert location.startswith("/"), location
    assert not location.startswith(("//", "/\\")), location


def watch_writes(written: list[str]) -> Callable[..., Any]:
    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT") and not any(word in sql for word in MAY_BE_WRITTEN):
            written.append(sql)
        return execute(sql, params, many, context)

    return watch


def compare(response: HttpResponseBase, door: Door | None, route: Route, who: Who) -> tuple[Any, Any]:
    """What was expected and what was found."""
    if door is not None:
        return door[who], read_answer(response, door[who])
    other = route.get or route.post
    assert other is not None
    if other[who] is Answer.ENTERS:
        return 405, response.status_code
    # Either the method or the person is refused first.
    answer = read_answer(response, other[who])
    return other[who], other[who] if response.status_code == 405 else answer


def powers() -> list[tuple[Any, ...]]:
    """Rights and roles, row by row; somebody's new row without a right is no matter."""
    rows = User.objects.order_by("pk").values_list("pk", "is_superuser", "is_staff")
    memberships = User.groups.through.objects.order_by("pk").values_list("user_id", "group_id")
    return [*rows, *memberships]


@every_route
def test_anonymous_reading_sets_no_cookie(name: str, world: World) -> None:
    """Pages with a form may set the CSRF cookie alone, and are kept by no cache."""
    client = Client()
    response = client.get(address(name, world))
    cookies = set(response.cookies)
    if cookies:
        assert cookies == {"csrftoken"}
        assert "no-store" in response["Cache-Control"]
        assert 'name="csrfmiddlewaretoken"' in response.content.decode()


@every_route
def test_nothing_is_written_without_the_forms_own_token(name: str, world: World, signed_in: SignIn) -> None:
    route = ROUTES[name]
    if route.post is None or name in {"stripe_webhook", "stop_subscription"}:
        # Stripe has no token of ours: its signature is what counts. Nor have the mail programs that stop a subscription for
        # somebody: the secret is in the address, and all it can do is stop (tests/advocacy/test_subscribing.py).
        return
    client = Client(enforce_csrf_checks=True)
    client.cookies.update(signed_in(world.superuser).cookies)
    response = client.post(address(name, world), FORGED)
    assert response.status_code in {403, 404, 405}
    if response.status_code == 403:
        assert 'lang="fr"' in response.content.decode()


def test_writing_would_be_seen(world: World) -> None:
    """The negative control of what reading may not do."""
    written: list[str] = []
    with connection.execute_wrapper(watch_writes(written)):
        User.objects.update(first_name="Zoé")
    assert len(written) == 1


def test_content_admin_is_for_those_who_write_the_site(world: World, clients: Clients) -> None:
    for path in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/reports/site-history/"):
        found = {}
        for who, client in clients.items():
            with undone():
                response = client.get(path)
            found[who] = read_answer(response, ADMIN[who])
        assert found == dict(ADMIN), path
