"""The mails about a proposal: to the coordinators, and to the person who proposed, as long as they are here."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings
from django.urls import reverse

from accounts.models import User, users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from events.models import Activity, Proposal


def tell_of_arrival(proposal: Proposal) -> None:
    """To the coordinators what waits and until when; to the person who proposed, that it arrived."""
    _write_to_team(proposal, "proposal_arrived", subject="Une activité est proposée")
    _write(proposal, "proposal_received", subject="Votre proposition est arrivée")


def tell_of_withdrawal(proposal: Proposal) -> None:
    """To the coordinators, so that nobody prepares an answer: the person who proposed has just done it."""
    _write_to_team(proposal, "proposal_withdrawn", subject="Une proposition d’activité est retirée")


def tell_of_acceptance(proposal: Proposal) -> None:
    _write(proposal, "proposal_accepted", subject="Votre proposition est acceptée")


def tell_of_refusal(proposal: Proposal) -> None:
    _write(proposal, "proposal_declined", subject="Votre proposition d’activité")


def tell_of_question(proposal: Proposal, *, by: User) -> None:
    """The answer goes to whoever asks."""
    _write(proposal, "proposal_question", subject="Une question sur votre proposition", headers={"Reply-To": by.email}, is_once=False)


def tell_of_publication(activity: Activity) -> None:
    """Whoever proposed it and said that they would lead it is given the way to a seat."""
    proposal = Proposal.objects.filter(activity=activity, would_lead=True).first()
    if proposal is not None and activity.is_outing:
        proposal.activity = activity
        _write(proposal, "proposal_published", subject="L’activité que vous avez proposée est publiée")


def remind_team(*, count: int, day: str) -> None:
    """One mail to each coordinator about proposals whose promised day is past; `day` tells it from the mails of other days."""
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            "events/proposals_late",
            to=user.email,
            subject="Des propositions attendent leur réponse",
            context={
                "first_name": user.first_name,
                "count": count,
                "list_url": settings.SITE_URL + reverse("coordination_proposals"),
            },
            key=f"proposals-late-{day}-{user.pk}",
        )


def team_address(proposal: Proposal) -> str:
    return settings.SITE_URL + reverse("coordination_proposal", args=[proposal.pk])


def _write_to_team(proposal: Proposal, template: str, *, subject: str) -> None:
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            f"events/{template}",
            to=user.email,
            subject=subject,
            context={"first_name": user.first_name, "activity": proposal.activity, "proposal_url": team_address(proposal)},
            key=f"{template.replace('_', '-')}-{proposal.pk}-{user.pk}",
        )


def _write(
    proposal: Proposal, template: str, *, subject: str, headers: Mapping[str, str] = MappingProxyType({}), is_once: bool = True
) -> None:
    volunteer = proposal.activity.proposed_by
    if volunteer is None or volunteer.left_on is not None:
        return
    write_mail(
        f"events/{template}",
        to=volunteer.user.email,
        subject=subject,
        context={
            "first_name": volunteer.user.first_name,
            "activity": proposal.activity,
            "proposal": proposal,
            "proposal_url": settings.SITE_URL + reverse("space_proposal", args=[proposal.pk]),
        },
        key=f"{template}-{proposal.pk}" if is_once else None,
        headers=headers,
    )
