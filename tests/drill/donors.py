"""A thousand donors: what each does on the site, on the payment page and afterwards, and what their banks do."""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import requests
from django.utils import timezone

from accounts.models import User
from donations import monthly, refunds
from donations.exceptions import CheckoutUnavailableError
from donations.models import Gift, MonthlyPlan, Payment
from donations.stand_in import checkout, disputes, portal
from donations.stand_in import refunds as bank_refunds
from donations.stand_in.methods import DECLINED, FAILING_IBAN, IBAN, VISA
from donations.stand_in.objects import Json
from donations.stand_in.store import Store
from volunteers.exceptions import Refused

CHALLENGED: Final = "4000002760003184"
RETURNED_IBAN: Final = "FR5720041010050500013M02608"
REFUND_REFUSED: Final = "4000000000005126"
REFUSED_LATER: Final = "4000000000000341"
PATIENCE_SECONDS: Final = 60
ATTEMPTS: Final = 30
CENTS: Final = 2000
LOWERED, PAUSED = "monthly, lowered", "monthly, paused"
RETURNED: Final = "direct debit returned after success"
DONORS: Final = "donatrice-"

Follow = Callable[[Gift], None]


@dataclass(frozen=True)
class Kind:
    """A way of giving, and how many of a thousand donors give so."""

    name: str
    share: int
    number: str = VISA
    refused_first: bool = False
    is_monthly: bool = False
    is_company: bool = False
    sent_twice: bool = False
    is_paid: bool = True
    follow: Follow | None = None
    """What happens to it once it is known to be paid."""


def _payment(gift: Gift) -> Payment:
    return Payment.objects.get(gift=gift, state=Payment.State.PAID)


def give_back_half(gift: Gift) -> None:
    """Asked for by the treasurer; when Stripe does not answer, the site tries again by itself."""
    try:
        refunds.refund(_payment(gift), gift.amount_cents // 2, by=User.objects.get(), now=timezone.now())
    except CheckoutUnavailableError:
        return


def give_back_in_dashboard(gift: Gift) -> None:
    with Store.open() as store:
        bank_refunds.create(store, {"charge": _payment(gift).charge_id})


def contest(end: Callable[[Store, str], Json]) -> Follow:
    def run(gift: Gift) -> None:
        with Store.open() as store:
            end(store, disputes.open_dispute(store, _payment(gift).charge_id)["id"])

    return run


def insist(change: Callable[[MonthlyPlan], None]) -> Follow:
    """A donor who is told that Stripe does not answer tries again, until it is done or was done the first time."""

    def run(gift: Gift) -> None:
        for attempt in range(ATTEMPTS):
            try:
                change(MonthlyPlan.objects.get(gift=gift))
            except CheckoutUnavailableError:
                continue
            except Refused:
                if not attempt:
                    raise
            return
        raise TimeoutError("Stripe never answered.")

    return run


def change_to_refused_card(gift: Gift) -> None:
    with Store.open() as store:
        portal.change_method(store, MonthlyPlan.objects.get(gift=gift).customer_id, REFUSED_LATER)


def _pause(plan: MonthlyPlan) -> None:
    monthly.pause(plan, until=timezone.localdate() + timedelta(days=45), now=timezone.now())


KINDS: Final = (
    Kind("once by card", 310),
    Kind("refused, then another card", 50, refused_first=True),
    Kind("3-D Secure", 50, CHALLENGED),
    Kind("direct debit", 100, IBAN),
    Kind("direct debit refused days later", 50, FAILING_IBAN),
    Kind(RETURNED, 30, RETURNED_IBAN),
    Kind("company", 50, is_company=True),
    Kind("form sent twice at once", 50, sent_twice=True),
    Kind("left unpaid", 50, is_paid=False),
    Kind("half given back by the treasurer", 40, follow=give_back_half),
    Kind("given back in Stripe’s dashboard", 30, follow=give_back_in_dashboard),
    Kind("given back, and refused by the bank", 10, REFUND_REFUSED, follow=give_back_in_dashboard),
    Kind("contested and won", 10, follow=contest(disputes.win)),
    Kind("contested and lost", 10, follow=contest(disputes.lose)),
    Kind("monthly", 70, is_monthly=True),
    Kind(LOWERED, 30, is_monthly=True, follow=insist(lambda plan: monthly.lower(plan, CENTS // 2, now=timezone.now()))),
    Kind(PAUSED, 20, is_monthly=True, follow=insist(_pause)),
    Kind("monthly, stopped", 20, is_monthly=True, follow=insist(lambda plan: monthly.stop(plan, now=timezone.now()))),
    Kind("monthly, card refused later", 20, is_monthly=True, follow=change_to_refused_card),
)


@dataclass(frozen=True)
class Giver:
    """One of the donors; two in three wish a receipt, and say their name and address."""

    number: int
    kind: Kind

    @property
    def email(self) -> str:
        return f"{DONORS}{self.number}@demo.test"

    @property
    def wishes_receipt(self) -> bool:
        return self.number % 3 > 0

    def details(self) -> dict[str, str]:
        """What the form asks of who wishes a receipt."""
        who = {"company_name": f"Entreprise fictive {self.number}", "siren": f"{self.number:09}"}
        if not self.kind.is_company:
            who = {"first_name": "Personne", "last_name": f"Fictive {self.number}"}
        place = {"address": f"{self.number + 1} rue de la Démonstration", "postal_code": "75014", "city": "Paris", "country": "France"}
        return {"wants_receipt": "on", **who, **place}


def givers(count: int) -> Iterator[Giver]:
    """All ways of giving, mixed; the same each time."""
    plan = [kind for kind in KINDS for _donor in range(max(1, kind.share * count // 1000))]
    # A step prime to any such length mixes without chance.
    for number in range(len(plan)):
        yield Giver(number, plan[number * 7919 % len(plan)])


class Donor:
    """Somebody in front of the site, who tries again when it does not answer."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._browser = requests.Session()
        # Stripe's page is the stand-in's own, opened beside the site.
        self._browser.headers["Accept-Encoding"] = "identity"

    def give(self, giver: Giver) -> None:
        kind = giver.kind
        form = {
            "form_token": str(uuid.uuid4()),
            "cost_shown": "1",
            "rhythm": "monthly" if kind.is_monthly else "once",
            "amount": "other",
            "monthly_amount": "other",
            "other_amount": str(CENTS // 100),
            "kind": "company" if kind.is_company else "person",
            "email": giver.email,
            **(giver.details() if giver.wishes_receipt else {}),
        }
        if kind.sent_twice:
            with ThreadPoolExecutor(2) as pool:
                pages = set(pool.map(self._send, (form, form)))
        else:
            pages = {self._send(form)}
        assert len(pages) == 1, pages
        self._pay(pages.pop(), kind)

    def _send(self, form: dict[str, str]) -> str:
        """The id of the session whose page the site leads to."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if "csrftoken" not in self._browser.cookies:
                    self._browser.get(f"{self._site}/don/", timeout=20)
                token = self._browser.cookies["csrftoken"]
                answer = self._browser.post(f"{self._site}/don/", {**form, "csrfmiddlewaretoken": token}, allow_redirects=False, timeout=20)
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code == requests.codes.found:
                return answer.headers["Location"].rstrip("/").rpartition("/")[2]
            # Stripe does not answer (503), or the site does not.
            assert answer is None or answer.status_code == requests.codes.unavailable, (answer.status_code, answer.text[:2000])
            assert time.monotonic() < limit, "The site did not answer for a minute."
            time.sleep(0.3)

    def _pay(self, session_id: str, kind: Kind) -> None:
        with Store.open() as store:
            session = store.get("checkout.session", session_id)
            if not kind.is_paid:
                checkout.expire_session(store, session_id)
                return
            if kind.refused_first:
                session = checkout.pay(store, session, DECLINED)
            session = checkout.pay(store, session, kind.number)
            checkout.authenticate(store, session, is_confirmed=True)
