"""People before the site under fault: they read, write, sign up and give, try again when it does not answer, and remember what it said."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import requests

from donations.stand_in.deliveries import deliver_due, post_by_http
from home.enquiries.models import Enquiry
from site_polaris.failures import RETRY_AFTER_SECONDS
from tests.drill.day import again_and_again
from tests.drill.donors import KINDS, Donor, Giver
from tests.faults.ground import Line, at_least, at_most, same
from volunteers.models import Mission, Volunteer

READ: Final = ("/", "/association/", "/agenda/", "/don/", "/benevoles/", "/recherche/?q=culture", "/demandes/contact/")
TOKEN: Final = re.compile(r'name="form_token" value="([^"]+)"')
CSRF: Final = "csrftoken"
PATIENCE_SECONDS: Final = 45
# Never shown to anybody: words of Python, of Django's own pages, of the database.
INSIDES: Final = ("Traceback", "Exception", "site-packages", "<h1>Server Error", "OperationalError", "sqlite3", "psycopg")
FOUND, CREATED = 302, 200
UNAVAILABLE: Final = 503
FAULT: Final = 500


class People:
    """All of them, and what they saw."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.statuses: Counter[int] = Counter()
        self.ugly: list[str] = []
        self.slowest_reading = 0.0
        self.thanked: set[str] = set()
        self.welcomed: set[str] = set()
        self.given: list[Giver] = []
        self.gave_up: list[str] = []
        self._lock = threading.Lock()
        self._number = 0
        self.mission = Mission.objects.values_list("pk", flat=True)[0]

    def next_number(self) -> int:
        with self._lock:
            self._number += 1
            return self._number

    def see(self, answer: requests.Response) -> requests.Response:
        with self._lock:
            self.statuses[answer.status_code] += 1
            if answer.status_code >= FAULT and not is_our_page(answer):
                self.ugly.append(f"{answer.status_code} {answer.request.method} {answer.request.path_url} {answer.text[:120]!r}")
        return answer

    def read(self, number: int) -> None:
        began = time.monotonic()
        try:
            self.see(requests.get(self.address + READ[number % len(READ)], timeout=PATIENCE_SECONDS))
        except requests.RequestException:
            # A process that was killed: the browser says so, and its reader asks again.
            time.sleep(0.2)
            return
        with self._lock:
            self.slowest_reading = max(self.slowest_reading, time.monotonic() - began)

    def write(self, number: int) -> None:
        """An enquiry, sent again with the same form until the site says thank you."""
        browser, email = requests.Session(), f"enquirer-{number}@demo.test"
        token = ""
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            try:
                if not token:
                    shown = self.see(browser.get(f"{self.address}/demandes/contact/", timeout=PATIENCE_SECONDS))
                    token = found[1] if (found := TOKEN.search(shown.text)) else ""
                if token:
                    typed = {"topic": "press", "name": f"Personne-{number}", "email": email, "message": "Un mot, pour l’essai."}
                    typed |= {"form_token": token, "warned_of": "", "adresse_du_site": "", CSRF_FIELD: str(browser.cookies.get(CSRF, ""))}
                    sent = browser.post(f"{self.address}/demandes/contact/", typed, allow_redirects=False, timeout=PATIENCE_SECONDS)
                    if self.see(sent).status_code == FOUND:
                        with self._lock:
                            self.thanked.add(email)
                        return
            except requests.RequestException:
                pass
            time.sleep(0.3)
        self.gave_up.append(f"write {number}")

    def sign_up(self, number: int) -> None:
        """The three steps; begun again where they do not go on."""
        browser, email = requests.Session(), f"volontaire-{number}@demo.test"
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            try:
                if self._take_steps(browser, number, email):
                    with self._lock:
                        self.welcomed.add(email)
                    return
            except requests.RequestException:
                pass
            time.sleep(0.3)
        self.gave_up.append(f"sign up {number}")

    def _take_steps(self, browser: requests.Session, number: int, email: str) -> bool:
        address = "/benevoles/inscription/"
        shown = self.see(browser.get(self.address + address, timeout=PATIENCE_SECONDS))
        if shown.status_code != CREATED:
            return False
        who = {"first_name": f"Personne-{number}", "last_name": "Fictive", "email": email, "age_band": "26-40"}
        what = {"languages-0-code": "fr", "languages-0-level": "native", "free_slots": "1-evening", "area": "75011"}
        what["missions"] = str(self.mission)
        for typed in (who, what, {"accepts_privacy": "on"}):
            typed[CSRF_FIELD] = str(browser.cookies.get(CSRF, ""))
            sent = self.see(browser.post(self.address + address, typed, allow_redirects=False, timeout=PATIENCE_SECONDS))
            if sent.status_code != FOUND:
                return False
            address = sent.headers["Location"]
        return address.startswith("/compte/")

    def give(self, number: int) -> None:
        """Once, by card, until it is paid; two in three with a receipt."""
        giver = Giver(number, KINDS[0])
        try:
            WatchedDonor(self.address, self.see).give(giver)
        except AssertionError as error:
            self.ugly.append(f"gift {number}: {str(error)[:200]}")
            return
        with self._lock:
            self.given.append(giver)

    @contextmanager
    def at_work(self, acts: dict[str, int]) -> Iterator[None]:
        """So many of each at a time, one thing after the other, until the block ends; Stripe's events arrive meanwhile."""
        over = threading.Event()

        def go_on(act: Callable[[int], None]) -> None:
            while not over.is_set():
                act(self.next_number())

        kinds = {"read": self.read, "write": self.write, "sign_up": self.sign_up, "give": self.give}
        threads = [
            threading.Thread(target=go_on, args=(kinds[kind],), daemon=True) for kind, count in acts.items() for _one in range(count)
        ]
        with again_and_again(lambda: deliver_due(post_by_http), every=0.1) if "give" in acts else again_and_again(int, every=1):
            for thread in threads:
                thread.start()
            try:
                yield
            finally:
                over.set()
                for thread in threads:
                    thread.join(2 * PATIENCE_SECONDS)

    # What must hold -------------------------------------------------------------------------------

    def saw_no_insides(self) -> list[Line]:
        return [
            same("answers that are no page of ours", 0, len(self.ugly)),
            same("pages that say the fault is ours (500)", 0, self.statuses[FAULT]),
        ]

    def saw_no_error(self) -> Line:
        return same("error pages", 0, sum(count for status, count in self.statuses.items() if status >= 400))

    def read_within(self, seconds: float) -> Line:
        return at_most("slowest reading, seconds", seconds, round(self.slowest_reading, 1))

    def was_kept(self, least: int = 1) -> list[Line]:
        """What was thanked for is there, once; and what was not is there once at most."""
        kept = Counter(enquiry.words.email for enquiry in Enquiry.objects.all())
        there = set(Volunteer.objects.filter(user__email__startswith="volontaire-").values_list("user__email", flat=True))
        return [
            at_least("enquiries thanked for", least, len(self.thanked)),
            same("enquiries thanked for and lost", 0, len(self.thanked - kept.keys())),
            same("enquiries kept twice", 0, sum(count > 1 for count in kept.values())),
            same("sign-ups welcomed and lost", 0, len(self.welcomed - there)),
            same("people who gave up", [], self.gave_up),
        ]


class WatchedDonor(Donor):
    """What the site answers this one is seen as well."""

    def __init__(self, site: str, see: Callable[[requests.Response], requests.Response]) -> None:
        super().__init__(site)
        self._browser.hooks["response"].append(lambda answer, **_options: see(answer))


CSRF_FIELD: Final = "csrfmiddlewaretoken"


def is_our_page(answer: requests.Response) -> bool:
    """In French, with a way on, and with nothing of the insides; /sante/ and the form that Stripe does not answer are ours as well."""
    text = answer.text
    if any(word in text for word in INSIDES):
        return False
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return True
    told = "Erreur 503" in text and answer.headers.get("Retry-After") == str(RETRY_AFTER_SECONDS)
    return '<html lang="fr"' in text and (told or "Erreur 500" in text or "<form" in text)
