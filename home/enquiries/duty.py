"""Who is told that an enquiry has arrived: the people on duty for its topic, else those whose work it is."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User, users_with_role
from accounts.roles import Role
from home.enquiries.models import EnquiryDuty, Topic

HANDLERS: Final = (Role.COORDINATOR, Role.COMMUNICATION)
COMMUNICATION_TOPICS: Final = (Topic.PRESS, Topic.AWARENESS)


def team() -> QuerySet[User]:
    """Those who may handle enquiries, by name."""
    return users_with_role(HANDLERS).order_by("first_name", "last_name", "pk")


def people_to_tell(topic: Topic) -> list[User]:
    """Whoever is on duty for the topic and still of the team; failing them, the communication for its topics, else the coordination."""
    on_duty = list(team().filter(pk__in=EnquiryDuty.objects.filter(topic=topic).values("user")))
    if on_duty:
        return on_duty
    roles = [Role.COMMUNICATION] if topic in COMMUNICATION_TOPICS else [Role.COORDINATOR]
    return list(users_with_role(roles)) or list(users_with_role([Role.COORDINATOR]))


def duties() -> dict[Topic, list[User]]:
    """Who is on duty for each topic."""
    found: dict[Topic, list[User]] = {topic: [] for topic in Topic}
    for duty in EnquiryDuty.objects.filter(user__in=team()).select_related("user"):
        found[Topic(duty.topic)].append(duty.user)
    return found


def set_duties(wanted: Mapping[Topic, Collection[User]]) -> None:
    """Replaces who is on duty for the topics given."""
    with transaction.atomic():
        EnquiryDuty.objects.filter(topic__in=wanted).delete()
        EnquiryDuty.objects.bulk_create(EnquiryDuty(topic=topic, user=user) for topic, people in wanted.items() for user in people)
