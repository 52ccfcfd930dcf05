"""Who has something to do for the association, and who waits for it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from volunteers.models import Engagement, Pairing
from volunteers.models.volunteer import VolunteerQuerySet


def starting_again_first(people: VolunteerQuerySet) -> VolunteerQuerySet:
    """Adds `starts_again`: whether they said, at the end of their last pairing, that they are ready for another. Then by sign-up."""
    again = Exists(Pairing.objects.to_start_again().filter(volunteer=OuterRef("pk")))
    return people.annotate(starts_again=again).order_by("-starts_again", "signed_up_at", "pk")


def unoccupied_since(people: VolunteerQuerySet, moment: datetime) -> VolunteerQuerySet:
    """Those with no pairing under way, and no seat nor meeting that ends after the instant."""
    paired = Pairing.objects.active().filter(volunteer=OuterRef("pk"))
    promised = Engagement.objects.exclude(kind=Engagement.Kind.TRAINING).filter(volunteer=OuterRef("pk"), ends_at__gt=moment)
    return people.exclude(Exists(paired)).exclude(Exists(promised))
