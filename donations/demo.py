"""The demo's gifts: a year of them, of every state. All invented, as are the addresses. And the words of `/don/`."""

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Final

from donations.models import Gift
from home.demo_writing import figures, stream

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
    (Gift.Status.PENDING, timedelta(hours=3)),
    (Gift.Status.EXPIRED, timedelta(days=1, hours=2)),
    (Gift.Status.EXPIRED, timedelta(days=2, hours=7)),
    (Gift.Status.EXPIRED, timedelta(days=4, hours=1)),
)


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there: a second run leaves the demo as people made it."""
    gifts = [*(make_unfinished(number, now=now) for number in range(len(UNFINISHED))), *make_paid(now)]
    Gift.objects.bulk_create(gifts, ignore_conflicts=True)


def make_unfinished(number: int, *, now: datetime) -> Gift:
    status, age = UNFINISHED[number]
    return Gift(**identify(number), amount_cents=5000, status=status, created_at=now - age)


def make_paid(now: datetime) -> list[Gift]:
    """The gifts that were paid, spread over the year before `now`."""
    random = Random(14)  # noqa: S311 the same demo each time
    gifts = []
    for number in range(len(UNFINISHED), GIFTS):
        created_at = choose_moment(random, now)
        gifts.append(
            Gift(
                **identify(number),
                amount_cents=round(random.choice(AMOUNTS_EUROS) * 100),
                status=Gift.Status.PAID,
                created_at=created_at,
                paid_at=created_at + timedelta(seconds=random.randint(40, 240)),
            )
        )
    return gifts


def choose_moment(random: Random, now: datetime) -> datetime:
    """A moment of the last 365 days, at least an hour ago: the later of two draws falls in a busy month more often."""
    moments = [now - timedelta(hours=1, seconds=random.randint(0, 365 * 24 * 3600 - 3600)) for _ in range(2)]
    return next((moment for moment in moments if moment.month in BUSY_MONTHS), moments[0])


def identify(number: int) -> dict[str, object]:
    """What tells a gift from the others, the same in every demo. Some people give more than once."""
    return {
        "id": uuid.uuid5(NAMESPACE, f"gift/{number}"),
        "form_token": uuid.uuid5(NAMESPACE, f"form/{number}"),
        "email": f"donateur-{number % DONORS + 1}@demo.test",
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
