"""Outings and public events."""

from datetime import timedelta

import factory
from django.utils import timezone

from events.models import Activity
from tests.volunteers.factories import MissionFactory


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    """A published outing in a week; `public=True` is a webinar instead."""

    class Meta:
        model = Activity

    class Params:
        public = factory.Trait(kind=Activity.Kind.WEBINAR, title="Webinaire d’essai")

    title = factory.Sequence(lambda n: f"Sortie {n}")
    description = "Une visite guidée, suivie d’un goûter."
    mission = factory.SubFactory(MissionFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda activity: activity.starts_at + timedelta(hours=3))
    status = Activity.Status.PUBLISHED
