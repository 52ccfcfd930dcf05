"""The treasurer's pages about a hundred thousand gifts: `make bench`, on both databases. Each is asked first with fifty gifts."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from tests.bench.pages import read_pages, rows_of, signed_in
from tests.bench.rows import Row
from tests.bench.running import leave

FEW: Final = 50
MANY: Final = 100_000
GIFTS_OF_A_DONOR: Final = 2.5
# Of the monthly gifts, one in ten, how many months are paid.
MONTHS: Final = 6
AT_ONCE: Final = 2000
GENEROUS: Final = UUID("14141414-0000-4000-8000-0000000000d0")
GIFTS: Final = "/coordination/dons/"


def list_pages(today: date) -> dict[str, str]:
    """By name, the address of each; after « # », the words that are looked for."""
    return {
        "list": GIFTS,
        "list, page 1,000": f"{GIFTS}?page=1000",
        "refused": f"{GIFTS}?status=failed",
        "paid": f"{GIFTS}?status=paid",
        "a period": f"{GIFTS}?first_day={today - timedelta(days=300)}&last_day={today - timedelta(days=210)}",
        "monthly": f"{GIFTS}?rhythm=monthly",
        "monthly, paused": f"{GIFTS}?plan=paused",
        "cheques": f"{GIFTS}?source=cheque",
        "debits": f"{GIFTS}?method=sepa",
        "of a campaign": f"{GIFTS}?campaign=campagne-1",
        "given back": f"{GIFTS}?given_back=on",
        "many criteria": f"{GIFTS}?status=paid&method=card&rhythm=once&campaign=campagne-1&first_day={today - timedelta(days=400)}",
        "search: a name": f"{GIFTS}?recherche=oui#fictif 12",
        "search: a rare first name": f"{GIFTS}?recherche=oui#prenom3 fictif",
        "search: an address": f"{GIFTS}?recherche=oui#mesure-12@demo.test",
        "search: an amount": f"{GIFTS}?recherche=oui#37",
        "search: a reference": f"{GIFTS}?recherche=oui#CHQ 7",
        "search: a payment": f"{GIFTS}?recherche=oui#pi_mesure_12",
        "search: nothing": f"{GIFTS}?recherche=oui#zzz",
        "a donor": f"{GIFTS}donateurs/{GENEROUS}/",
        "figures and charts": f"{GIFTS}chiffres/",
        "figures, last year": f"{GIFTS}chiffres/?annee={today.year - 1}",
        "figures, csv of months": f"{GIFTS}chiffres/mois.csv",
        "treasurer's start page": "/coordination/",
        "cheque batches": f"{GIFTS}remises/",
        "a new cheque batch": f"{GIFTS}remises/nouvelle/",
        "books": f"{GIFTS}comptabilite/",
        "ledger accounts": f"{GIFTS}comptabilite/comptes/",
        "settings": f"{GIFTS}reglages/",
        "export, before the file": f"{GIFTS}exporter/",
        "export, of a search": f"{GIFTS}exporter/?recherche=oui#fictif 12",
        "a gift to note": f"{GIFTS}nouveau/",
        "page of gifts": "/don/",
        "a campaign, public": "/don/campagne-1/",
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


def measure() -> list[Row]:
    from django.utils import timezone

    books, treasurer, pages = Books(timezone.now()), signed_in(treasurer=True), list_pages(timezone.localdate())
    books.fill(FEW)
    few = read_pages(treasurer, pages)
    books.fill(MANY - FEW)
    return rows_of(few, read_pages(treasurer, pages), prefix="gifts")


if __name__ == "__main__":
    leave(measure)
