"""Times the treasurer's pages about fifty thousand gifts: `make bench`, or with DATABASE_URL on PostgreSQL.

A database of its own is made, filled and dropped. Each page is asked with fifty gifts, then with all: as many queries. Asked five times
then, the median counts.
"""

import sys
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

import django

from tests.bench.people import analyze, say

FEW: Final = 50
MANY: Final = 50_000
TIMES: Final = 5
LIMIT_MS: Final = 300
GIFTS_OF_A_DONOR: Final = 2.5
# Of the monthly gifts, one in ten, how many months are paid.
MONTHS: Final = 6
AT_ONCE: Final = 2000
GENEROUS: Final = UUID("14141414-0000-4000-8000-0000000000d0")
GIFTS: Final = "/coordination/dons/"


def list_pages(today: date) -> dict[str, str]:
    """By name, the address of each; after « # », the words that are looked for."""
    return {
        "liste": GIFTS,
        "liste, dernière page": f"{GIFTS}?page=1000",
        "état : refusé": f"{GIFTS}?status=failed",
        "état : payé": f"{GIFTS}?status=paid",
        "période": f"{GIFTS}?first_day={today - timedelta(days=300)}&last_day={today - timedelta(days=210)}",
        "mensuels": f"{GIFTS}?rhythm=monthly",
        "mensuels en pause": f"{GIFTS}?plan=paused",
        "chèques": f"{GIFTS}?source=cheque",
        "prélèvements": f"{GIFTS}?method=sepa",
        "campagne": f"{GIFTS}?campaign=campagne-1",
        "rendus": f"{GIFTS}?given_back=on",
        "plusieurs critères": f"{GIFTS}?status=paid&method=card&rhythm=once&campaign=campagne-1&first_day={today - timedelta(days=400)}",
        "cherché : un nom": f"{GIFTS}?recherche=oui#fictif 12",
        "cherché : un prénom rare": f"{GIFTS}?recherche=oui#prenom3 fictif",
        "cherché : une adresse": f"{GIFTS}?recherche=oui#mesure-12@demo.test",
        "cherché : un montant": f"{GIFTS}?recherche=oui#37",
        "cherché : une référence": f"{GIFTS}?recherche=oui#CHQ 7",
        "cherché : un paiement": f"{GIFTS}?recherche=oui#pi_mesure_12",
        "cherché : rien": f"{GIFTS}?recherche=oui#zzz",
        "dossier": f"{GIFTS}donateurs/{GENEROUS}/",
        "chiffres et graphiques": f"{GIFTS}chiffres/",
        "export, avant le fichier": f"{GIFTS}exporter/",
        "export, par une recherche": f"{GIFTS}exporter/?recherche=oui#fictif 12",
        "don noté": f"{GIFTS}nouveau/",
        "page de dons": "/don/",
        "campagne, page publique": "/don/campagne-1/",
    }


class Books:
    """The gifts of a year and a half, of every kind; the same each time."""

    def __init__(self, now: datetime) -> None:
        from tests.donations.pages import add_campaign

        self.now = now
        self.random = Random(14)  # noqa: S311 the same each time
        self.campaigns = [add_campaign(title=f"Campagne {number}", slug=f"campagne-{number}") for number in range(6)]
        self.count = 0

    def fill(self, count: int) -> None:
        end = self.count + count
        for start in range(self.count, end, AT_ONCE):
            self._write(range(start, min(start + AT_ONCE, end)))
        self.count = end

    def _write(self, numbers: range) -> None:
        from donations.models import Dispute, Donor, Gift, MonthlyPlan, Payment, Refund

        random = self.random
        donors = [
            Donor(
                pk=uuid4() if number else GENEROUS,
                email=f"mesure-{number}@demo.test",
                first_name=f"Prénom{number % 311}",
                last_name=f"Fictif {number % 97}",
                address="1 rue de la Démonstration",
                postal_code="75014",
                city="Paris",
                created_at=self.now,
            )
            for number in sorted({round(number / GIFTS_OF_A_DONOR) for number in numbers})
        ]
        Donor.objects.bulk_create(donors, ignore_conflicts=True)
        donors = list(Donor.objects.filter(email__in=[donor.email for donor in donors]).order_by("email"))
        gifts = [self._gift(number, random.choice(donors)) for number in numbers]
        Gift.objects.bulk_create(gifts)
        payments = [payment for gift in gifts for payment in self._payments(gift)]
        Payment.objects.bulk_create(payments)
        MonthlyPlan.objects.bulk_create(
            MonthlyPlan(
                gift=gift,
                subscription_id=f"sub_{gift.pk}",
                customer_id=f"cus_{gift.pk}",
                state=MonthlyPlan.State.PAUSED if place % 10 == 0 else MonthlyPlan.State.ACTIVE,
                amount_cents=gift.amount_cents,
                started_at=gift.created_at,
            )
            for place, gift in enumerate(gift for gift in gifts if gift.is_monthly)
        )
        paid = [payment for payment in payments if payment.state == Payment.State.PAID]
        Refund.objects.bulk_create(
            Refund(payment=payment, amount_cents=500, state=Refund.State.DONE, created_at=payment.created_at) for payment in paid[::50]
        )
        Dispute.objects.bulk_create(
            Dispute(
                payment=payment,
                stripe_id=f"dp_{payment.pk}",
                amount_cents=payment.amount_cents,
                state=Dispute.State.LOST,
                created_at=payment.created_at,
            )
            for payment in paid[1::200]
        )

    def _gift(self, number: int, donor: Any) -> Any:
        from donations.models import Gift

        # Some for one donor, so that a file is long however many others there are.
        is_generous = number < FEW // 2
        luck = self.random.random()
        monthly = number % 10 == 0
        return Gift(
            pk=uuid4(),
            form_token=uuid4(),
            donor_id=GENEROUS if is_generous else donor.pk,
            amount_cents=self.random.choice((1000, 2000, 3700, 5000, 10_000)),
            rhythm=Gift.Rhythm.MONTHLY if monthly else Gift.Rhythm.ONCE,
            source=Gift.Source.CHEQUE if number % 10 == 3 else Gift.Source.STRIPE,
            status=Gift.Status.PAID if monthly or number % 10 == 3 or luck < 0.9 else Gift.Status.FAILED,
            campaign=self.campaigns[number // 3 % len(self.campaigns)] if number % 3 == 0 else None,
            wants_receipt=number % 2 == 0,
            created_at=self.now - timedelta(minutes=self.random.randint(1, 550 * 24 * 60)),
        )

    def _payments(self, gift: Any) -> list[Any]:
        from donations.models import Gift, Payment

        is_cheque = gift.source == Gift.Source.CHEQUE
        method = Payment.Method.CHEQUE if is_cheque else self.random.choice((Payment.Method.CARD, Payment.Method.CARD, Payment.Method.SEPA))
        state = Payment.State.PAID if gift.status == Gift.Status.PAID else Payment.State.FAILED
        payments = []
        for month in range(MONTHS if gift.is_monthly else 1):
            at = min(gift.created_at + timedelta(days=30 * month), self.now)
            key = uuid4()
            payments.append(
                Payment(
                    pk=key,
                    gift=gift,
                    amount_cents=gift.amount_cents,
                    method=method,
                    state=state,
                    intent_id=None if is_cheque else f"pi_{key}",
                    charge_id="" if is_cheque else f"ch_{key}",
                    bank_reference=f"CHQ {self.random.randint(1, 9999)}" if is_cheque else "",
                    renews=month > 0,
                    created_at=at,
                    paid_at=at if state == Payment.State.PAID else None,
                )
            )
        return payments


def ask(client: Any, address: str) -> Any:
    """What is looked for stands in the session, as the page puts it there."""
    address, _, words = address.partition("#")
    if words:
        session = client.session
        session["gifts_looked_for"] = words
        session.save()
    return client.get(address)


def count_queries(client: Any, pages: dict[str, str]) -> dict[str, int]:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, address in pages.items():
        ask(client, address)
        address, _, _words = address.partition("#")
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        counts[name] = len(queries)
    return counts


def compare(client: Any, pages: dict[str, str], few: dict[str, int], many: dict[str, int]) -> bool:
    """Prints a line for each page; False when one asks more than with few gifts, or passes the limit."""
    is_kept = True
    for name, address in pages.items():
        response = ask(client, address)
        spans = []
        for _ in range(TIMES):
            start = perf_counter()
            client.get(address.partition("#")[0])
            spans.append((perf_counter() - start) * 1000)
        found = response.context["page"].paginator.count if "gifts" in response.context else ""
        say(f"{name:28} {median(spans):7.0f} ms  {few[name]:3} puis {many[name]:3} requêtes  {found}")
        is_kept &= median(spans) < LIMIT_MS and many[name] == few[name]
    return is_kept


def run() -> bool:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from tests.accounts.factories import UserFactory

    books = Books(timezone.now())
    treasurer = UserFactory(treasurer=True)
    TOTP.activate(treasurer, generate_totp_secret())
    client = Client()
    client.force_login(treasurer)
    books.fill(FEW)
    pages = list_pages(timezone.localdate())
    few = count_queries(client, pages)
    books.fill(MANY - FEW)
    analyze(connection)
    return compare(client, pages, few, count_queries(client, pages))


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        say(f"{connection.vendor}, {FEW} puis {MANY} dons")
        return 0 if run() else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
