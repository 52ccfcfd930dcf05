"""The demo's gifts: a year of them, of every state, once and monthly. All invented, as are the donors. And the words of `/don/`."""

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Final

from donations.demo_books import keep_books
from donations.demo_monthly import STORIES, Story, live_through
from donations.models import Dispute, Donor, Gift, MonthlyPlan, Payment, Refund
from home.demo_writing import figures, stream
from volunteers.demo_words import FIRST_NAMES, LAST_NAMES

NAMESPACE: Final = uuid.UUID("14141414-2026-5000-8000-0000000000d0")
GIFTS: Final = 200
DONORS: Final = 120
AMOUNTS_EUROS: Final = (5, 10, 12.5, 15, 20, 20, 20, 25, 30, 50, 50, 50, 50, 75, 100, 100, 150, 200, 300)
# Most people give in the last weeks of a year; November and December count more here.
BUSY_MONTHS: Final = frozenset({11, 12})
# What became of the last gifts, and how long ago they were begun: a paid gift may be a year old, an unfinished one not.
UNFINISHED: Final = (
    (Gift.Status.PENDING, timedelta(minutes=6)),
    (Gift.Status.FAILED, timedelta(minutes=50)),
    (Gift.Status.PROCESSING, timedelta(hours=3)),
    (Gift.Status.EXPIRED, timedelta(days=1, hours=2)),
    (Gift.Status.EXPIRED, timedelta(days=2, hours=7)),
    (Gift.Status.EXPIRED, timedelta(days=4, hours=1)),
)
REFUNDED: Final = 7
CONTESTED: Final = (11, 23)
# Of the gifts made once, those that came another way than online, by the last digits of their number.
BY_HAND: Final = {3: Gift.Source.CHEQUE, 7: Gift.Source.TRANSFER, 13: Gift.Source.CHEQUE, 21: Gift.Source.CASH, 34: Gift.Source.ELSEWHERE}
EVERY: Final = 40


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there: a second run leaves the demo as people made it."""
    Donor.objects.bulk_create([make_donor(number, now=now) for number in range(DONORS)], ignore_conflicts=True)
    gifts, payments = [], []
    for number in range(len(UNFINISHED)):
        gift, debits = make_unfinished(number, now=now)
        gifts.append(gift)
        payments += debits
    monthly = {make_monthly(number, story, now=now): story for number, story in enumerate(STORIES, start=len(UNFINISHED))}
    gifts += monthly
    paid = make_paid(now)
    gifts += [gift for gift, _payment in paid]
    payments += [payment for _gift, payment in paid]
    Gift.objects.bulk_create(gifts, ignore_conflicts=True)
    Payment.objects.bulk_create(payments, ignore_conflicts=True)
    if not MonthlyPlan.objects.filter(gift__in=monthly).exists():
        live_through(monthly, now=now)
    Refund.objects.bulk_create([make_refund(payments[-REFUNDED], now=now)], ignore_conflicts=True)
    Dispute.objects.bulk_create([make_dispute(place, payments[-place]) for place in CONTESTED], ignore_conflicts=True)
    keep_books([payment.pk for _gift, payment in paid], now=now)


def make_donor(number: int, *, now: datetime) -> Donor:
    """One in two told where they live; one in twenty is a company."""
    donor = Donor(
        id=uuid.uuid5(NAMESPACE, f"donor/{number}"), email=f"donateur-{number + 1}@demo.test", created_at=now - timedelta(days=365)
    )
    if number % 2 == 0:
        donor.first_name = FIRST_NAMES[number % len(FIRST_NAMES)]
        donor.last_name = LAST_NAMES[number % len(LAST_NAMES)]
        donor.address, donor.postal_code, donor.city = f"{number + 1} rue de la Démonstration", "75014", "Paris"
    if number % 20 == 0:
        donor.kind, donor.company_name = Donor.Kind.COMPANY, f"Société fictive {number + 1}"
    return donor


def make_unfinished(number: int, *, now: datetime) -> tuple[Gift, list[Payment]]:
    status, age = UNFINISHED[number]
    closed_at = now - age + timedelta(hours=12) if status == Gift.Status.EXPIRED else None
    gift = Gift(**identify(number), amount_cents=5000, status=status, created_at=now - age, checkout_closed_at=closed_at)
    if status == Gift.Status.FAILED:
        return gift, [make_payment(gift, Payment.State.FAILED, now - age)]
    if status == Gift.Status.PROCESSING:
        return gift, [make_payment(gift, Payment.State.PROCESSING, now - age, Payment.Method.SEPA)]
    return gift, []


def make_monthly(number: int, story: Story, *, now: datetime) -> Gift:
    return Gift(
        **identify(number),
        amount_cents=story.euros * 100,
        rhythm=Gift.Rhythm.MONTHLY,
        status=Gift.Status.PAID,
        wants_receipt=True,
        created_at=story.begun_at(now) - timedelta(minutes=2),
    )


def make_paid(now: datetime) -> list[tuple[Gift, Payment]]:
    """The gifts that were made once and paid, spread over the year before `now`."""
    random = Random(14)  # noqa: S311 the same demo each time
    gifts = []
    for number in range(len(UNFINISHED) + len(STORIES), GIFTS):
        created_at = choose_moment(random, now)
        source = BY_HAND.get(number % EVERY, Gift.Source.STRIPE)
        gift = Gift(
            **identify(number),
            amount_cents=round(random.choice(AMOUNTS_EUROS) * 100),
            status=Gift.Status.PAID,
            source=source,
            wants_receipt=number % 2 == 0 or source != Gift.Source.STRIPE,
            created_at=created_at,
        )
        payment = make_payment(gift, Payment.State.PAID, created_at + timedelta(seconds=random.randint(40, 240)))
        if gift.source == Gift.Source.ELSEWHERE:
            payment.fee_cents = None
        elif gift.source != Gift.Source.STRIPE:
            payment.method, payment.fee_cents = Payment.Method(gift.source), None
            payment.bank_reference = f"CHQ {1000 + number}" if gift.source == Gift.Source.CHEQUE else ""
        gifts.append((gift, payment))
    return gifts


def make_payment(gift: Gift, state: Payment.State, at: datetime, method: Payment.Method = Payment.Method.CARD, number: int = 0) -> Payment:
    is_paid = state == Payment.State.PAID
    return Payment(
        id=uuid.uuid5(NAMESPACE, f"payment/{gift.pk}/{number}"),
        gift=gift,
        amount_cents=gift.amount_cents,
        # What a card of the European Union costs at Stripe, for the sake of plausible sums.
        fee_cents=25 + round(gift.amount_cents * 0.015) if is_paid else None,
        method=method,
        state=state,
        created_at=at,
        paid_at=at if is_paid else None,
    )


def make_refund(payment: Payment, *, now: datetime) -> Refund:
    return Refund(
        id=uuid.uuid5(NAMESPACE, "refund/0"),
        payment=payment,
        amount_cents=payment.amount_cents,
        state=Refund.State.DONE,
        created_at=max(now - timedelta(days=1), payment.created_at),
    )


def make_dispute(place: int, payment: Payment) -> Dispute:
    """The first was lost, the other won."""
    return Dispute(
        id=uuid.uuid5(NAMESPACE, f"dispute/{place}"),
        payment=payment,
        stripe_id=f"dp_demo_{place}",
        amount_cents=payment.amount_cents,
        state=Dispute.State.LOST if place == CONTESTED[0] else Dispute.State.WON,
        reason="fraudulent",
        created_at=payment.created_at + timedelta(minutes=30),
    )


def choose_moment(random: Random, now: datetime) -> datetime:
    """A moment of the last 365 days, at least an hour ago: the later of two draws falls in a busy month more often."""
    moments = [now - timedelta(hours=1, seconds=random.randint(0, 365 * 24 * 3600 - 3600)) for _ in range(2)]
    return next((moment for moment in moments if moment.month in BUSY_MONTHS), moments[0])


def identify(number: int) -> dict[str, object]:
    """What tells a gift from the others, the same in every demo. Some people give more than once."""
    return {
        "id": uuid.uuid5(NAMESPACE, f"gift/{number}"),
        "form_token": uuid.uuid5(NAMESPACE, f"form/{number}"),
        "donor_id": uuid.uuid5(NAMESPACE, f"donor/{number % DONORS}"),
    }


def page_body() -> str:
    """The body of the DonationPage, made with the tree (home/demo.py)."""
    return stream(
        "don",
        """
        ## À quoi servent les dons
        Apprendre le français, préparer un métier, sortir, rencontrer du monde : tout cela demande des heures de présence,
        une salle, du matériel. Pour les personnes accompagnées, c’est toujours gratuit.
        """,
        figures(
            "don/figures",
            "Rapport d’activité 2024",
            ("242", "personnes inscrites au programme", "en trois sessions"),
            ("160", "personnes accompagnées individuellement", ""),
            ("38", "activités culturelles", "gratuites pour qui y participe"),
        ),
        """
        L’association a dépensé 149 171,57 € en 2024. Ses comptes sont publiés dans le
        [rapport d’activité](/rapports-activite/2024/).

        ## Donner autrement
        Pour un don par virement ou par chèque, [écrivez-nous](mailto:contact@demo.test). Vous pouvez aussi
        [donner de votre temps](/benevoles/).
        """,
    )
