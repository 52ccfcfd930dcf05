"""What the team does with an enquiry: take it, give it back, reply, close. One table says from where to where."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.outbox import write_mail
from home.enquiries.models import Enquiry, EnquiryStep, new_step
from home.settings import default_association
from volunteers.exceptions import Reason, Refused

State = Enquiry.State
Action = EnquiryStep.Kind

# For each action, the states it starts from and the one it leads to.
TRANSITIONS: Final[dict[Action, tuple[frozenset[State], State]]] = {
    Action.TAKE: (frozenset({State.NEW}), State.TAKEN),
    Action.GIVE_BACK: (frozenset({State.TAKEN}), State.NEW),
    Action.REPLY: (frozenset({State.TAKEN, State.ANSWERED}), State.ANSWERED),
    Action.ANSWER: (frozenset({State.TAKEN}), State.ANSWERED),
    Action.CLOSE: (frozenset({State.NEW, State.TAKEN, State.ANSWERED}), State.CLOSED),
    Action.REOPEN: (frozenset({State.ANSWERED, State.CLOSED}), State.TAKEN),
}
# Done in one's own name, towards the sender.
OF_WHO_TOOK_IT: Final = (Action.REPLY, Action.ANSWER)
TAKES: Final = (Action.TAKE, Action.REOPEN)


def refusal_reasons(enquiry: Enquiry, action: Action, *, by: User) -> list[Reason]:
    """Why the action cannot be done on the enquiry as it is. Empty means yes."""
    sources, _ = TRANSITIONS[action]
    follower = enquiry.taken_by.get_full_name() if enquiry.taken_by else ""
    if enquiry.state not in sources:
        if enquiry.state == State.TAKEN and enquiry.taken_by_id == by.pk:
            return [Reason("already_yours", "Vous suivez déjà cette demande.")]
        if enquiry.state == State.TAKEN and follower:
            return [Reason("taken", f"{follower} a déjà pris cette demande.")]
        return [Reason("state", f"Cette demande est maintenant « {enquiry.get_state_display()} » : ce geste n’est plus possible.")]
    if action in OF_WHO_TOOK_IT and enquiry.taken_by_id != by.pk:
        if enquiry.state == State.ANSWERED:
            return [Reason("not_yours", "Reprenez d’abord cette demande pour y répondre à votre tour.")]
        return [Reason("not_yours", f"{follower or 'Quelqu’un d’autre'} suit cette demande : remettez-la d’abord à prendre.")]
    return []


def actions_for(enquiry: Enquiry, *, by: User) -> list[Action]:
    """What the person may do now."""
    return [action for action in TRANSITIONS if not refusal_reasons(enquiry, action, by=by)]


def act(enquiry_id: UUID, action: Action, *, by: User, now: datetime) -> Enquiry:
    """Does anything but reply. Raises Refused, or Enquiry.DoesNotExist."""
    with transaction.atomic():
        enquiry = _lock(enquiry_id)
        _move(enquiry, action, by=by, now=now)
    return enquiry


def reply(enquiry_id: UUID, *, text: str, steps_seen: int, by: User, now: datetime) -> Enquiry:
    """Sends the text to whoever wrote, from the association, and keeps it as a step. Raises Refused.

    `steps_seen` is the number of steps shown with the form: a form sent twice, or after a colleague did something, is refused.
    """
    with transaction.atomic():
        enquiry = _lock(enquiry_id)
        if enquiry.steps.count() != steps_seen:
            sentence = "Cette demande a changé depuis que vous l’avez ouverte : relisez ses étapes avant de répondre."
            raise Refused([Reason("changed", sentence)])
        _move(enquiry, Action.REPLY, by=by, now=now, text=text)
        write_mail(
            "home/enquiry_reply",
            to=enquiry.words.email,
            subject="Réponse à votre demande",
            context={"text": text, "first_name": by.first_name, "topic": enquiry.get_topic_display()},
            headers={"Reply-To": default_association().email or by.email},
        )
    return enquiry


def delete(enquiry_id: UUID) -> None:
    """Leaves nothing of an enquiry, as for an unwanted message, or when its sender asks for it. Mails that wait are not stopped."""
    Enquiry.objects.filter(pk=enquiry_id).delete()


def _lock(enquiry_id: UUID) -> Enquiry:
    # No join: PostgreSQL would give back who had taken it before the wait for the lock.
    return Enquiry.objects.select_for_update().get(pk=enquiry_id)


def _move(enquiry: Enquiry, action: Action, *, by: User, now: datetime, text: str = "") -> None:
    """The one place where a state changes; the row is locked by the caller."""
    reasons = refusal_reasons(enquiry, action, by=by)
    if reasons:
        raise Refused(reasons)
    _, enquiry.state = TRANSITIONS[action]
    if action in TAKES:
        enquiry.taken_by = by
    elif action == Action.GIVE_BACK:
        enquiry.taken_by = None
    enquiry.touched_at = now
    enquiry.save(update_fields=["state", "taken_by", "touched_at"])
    new_step(enquiry, action, at=now, by=by, text=text)
