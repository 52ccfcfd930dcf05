"""Outings, public events, and seats in them."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import factory
from django.utils import timezone

from events.copies import make_template
from events.models import (
    Activity,
    ActivityImport,
    ActivityPicture,
    ActivitySeries,
    ActivityTemplate,
    DuoRequest,
    OutingReport,
    Proposal,
    Seat,
    SeatCall,
    SeatWait,
)
from events.series import repeat
from home.places import Partner, PartnerTheme, Venue
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from volunteers.models import Engagement


class VenueFactory(factory.django.DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Musée {n}")
    address = "12, rue de l’Essai, 75018 Paris"
    area = "Paris 18e"


class PartnerFactory(factory.django.DjangoModelFactory[Partner]):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Atelier {n}")
    theme = PartnerTheme.CULTURE


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    """A published outing in a week. Traits: `public` (a webinar), `to_publish`, `cancelled`, `held` (a week ago),
    `over` (yesterday, no report yet)."""

    class Meta:
        model = Activity

    class Params:
        public = factory.Trait(kind=Activity.Kind.WEBINAR, title="Webinaire d’essai")
        to_publish = factory.Trait(status=Activity.Status.ACCEPTED, published_at=None)
        cancelled = factory.Trait(status=Activity.Status.CANCELLED, cancellation_reason="Musée fermé")
        held = factory.Trait(
            status=Activity.Status.HELD,
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=7)),
            participants_count=8,
        )

        over = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)))

    title = factory.Sequence(lambda n: f"Sortie {n}")
    description = "Une visite guidée, suivie d’un goûter."
    mission = factory.SubFactory(MissionFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda activity: activity.starts_at + timedelta(hours=3))
    status = Activity.Status.PUBLISHED
    published_at = factory.LazyAttribute(lambda activity: activity.starts_at - timedelta(days=21))


class ProposalFactory(factory.django.DjangoModelFactory[Proposal]):
    """One that waits, of an outing in three weeks, to be answered within ten days. `by` says who proposes."""

    class Meta:
        model = Proposal

    class Params:
        by = factory.SubFactory(VolunteerFactory, trained=True)

    activity = factory.SubFactory(
        ActivityFactory,
        status=Activity.Status.PROPOSED,
        published_at=None,
        proposed_by=factory.SelfAttribute("..by"),
        proposed_at=factory.LazyFunction(timezone.now),
        answer_by=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10)),
        starts_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=21)),
    )
    place_words = "Au parc"


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    """A seat held, with the time it takes."""

    class Meta:
        model = Seat

    activity = factory.SubFactory(ActivityFactory)
    volunteer = factory.SubFactory(VolunteerFactory, trained=True)
    taken_at = factory.LazyFunction(timezone.now)
    engagement = factory.LazyAttribute(
        lambda seat: Engagement.objects.create(
            volunteer=seat.volunteer, kind=Engagement.Kind.SEAT, starts_at=seat.activity.starts_at, ends_at=seat.activity.ends_at
        )
    )


def make_activity_template(**fields: Any) -> ActivityTemplate:
    """From an outing held a week ago."""
    return make_template(ActivityFactory(held=True, **fields), now=timezone.now())


def make_series(activity: Activity | None = None, *, dates: int = 3) -> ActivitySeries:
    """So many dates, two weeks apart, the first in a week and published."""
    activity = activity or ActivityFactory()
    until = timezone.localdate(activity.starts_at) + timedelta(weeks=2 * (dates - 1))
    return repeat(activity, every_weeks=2, until=until, by=UserFactory(coordinator=True), now=timezone.now())


class OutingReportFactory(factory.django.DjangoModelFactory[OutingReport]):
    """Of an outing held, with the words of an incident (none by default)."""

    class Meta:
        model = OutingReport
        skip_postgeneration_save = True

    activity = factory.SubFactory(ActivityFactory, held=True)
    rating = 4
    written_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def incident(self, create: bool, extracted: str, **_: object) -> None:
        if extracted and create:
            self.seal(extracted)
            self.save()


class ActivityPictureFactory(factory.django.DjangoModelFactory[ActivityPicture]):
    class Meta:
        model = ActivityPicture

    file = factory.django.ImageField(width=160, height=90)
    alternative = "Un canal bordé d’arbres"


class ActivityImportFactory(factory.django.DjangoModelFactory[ActivityImport]):
    """A list of one past outing, that waits for its decision."""

    class Meta:
        model = ActivityImport

    rows = factory.LazyFunction(
        lambda: {
            "unknown": [],
            "lines": [[2, {"title": "Visite du canal", "day": "12/03/2024", "starts": "14 h", "ends": "16 h", "came": "6"}, []]],
        }
    )
    uploaded_by = factory.SubFactory(UserFactory, coordinator=True)
    uploaded_at = factory.LazyFunction(timezone.now)


class SeatCallFactory(factory.django.DjangoModelFactory[SeatCall]):
    """Asked a moment ago, silent. With an `answer`, it was given at once."""

    class Meta:
        model = SeatCall

    activity = factory.SubFactory(ActivityFactory)
    volunteer = factory.SubFactory(VolunteerFactory, trained=True)
    asked_at = factory.LazyFunction(timezone.now)
    answered_at = factory.LazyAttribute(lambda call: call.asked_at if getattr(call, "answer", "") else None)


class SeatWaitFactory(factory.django.DjangoModelFactory[SeatWait]):
    """Somebody ready, in line for an outing. The trait `offered` holds a seat for them until tomorrow."""

    class Meta:
        model = SeatWait

    class Params:
        offered = factory.Trait(offered_until=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)))

    activity = factory.SubFactory(ActivityFactory)
    volunteer = factory.SubFactory(VolunteerFactory, trained=True)
    since = factory.LazyFunction(timezone.now)


class DuoRequestFactory(factory.django.DjangoModelFactory[DuoRequest]):
    """Two seats held until tomorrow; `secret` is what its address ends with."""

    class Meta:
        model = DuoRequest

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")

    activity = factory.SubFactory(ActivityFactory)
    asker = factory.SubFactory(VolunteerFactory, trained=True)
    secret_hash = factory.LazyAttribute(lambda duo: sha256(duo.secret.encode()).hexdigest())
    asked_at = factory.LazyFunction(timezone.now)
    held_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
