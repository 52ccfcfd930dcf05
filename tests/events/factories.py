"""Outings, public events, and seats in them."""

from datetime import timedelta

import factory
from django.utils import timezone

from events.models import Activity, Seat
from home.places import Venue
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from volunteers.models import Engagement


class VenueFactory(factory.django.DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Musée {n}")
    address = "12, rue de l’Essai, 75018 Paris"
    area = "Paris 18e"


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    """A published outing in a week. Traits: `public` (a webinar), `to_publish`, `cancelled`, `held` (a week ago)."""

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

    title = factory.Sequence(lambda n: f"Sortie {n}")
    description = "Une visite guidée, suivie d’un goûter."
    mission = factory.SubFactory(MissionFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda activity: activity.starts_at + timedelta(hours=3))
    status = Activity.Status.PUBLISHED
    published_at = factory.LazyAttribute(lambda activity: activity.starts_at - timedelta(days=21))


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
