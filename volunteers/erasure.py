"""A bénévole's account and everything of theirs goes at once; what binds them to others stands against it until it is settled."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import transaction
from simple_history.models import HistoricalChanges

from accounts.models import OutgoingMail
from accounts.open_sessions import addresses_of, end_sessions
from accounts.outbox import write_mail
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import hold_free_places
from volunteers.lines_elsewhere import leave_lines
from volunteers.models import SignUpDraft, Volunteer, VolunteerImport
from volunteers.offers import withdraw_all
from volunteers.ties import TO_THEM, reasons_to_stay
from volunteers.training import lock_session, lock_sessions_of


def refusal_reasons(volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """Why the account cannot be erased yet. All reasons at once."""
    return reasons_to_stay(volunteer, now=now, words=TO_THEM)


def erase(volunteer: Volunteer, *, now: datetime) -> None:
    """Deletes the account and all that names it, gives its places in training to those who wait, and says so in one last mail.

    Raises Refused. A second call, however near, does nothing.
    """
    with transaction.atomic():
        leave_lines(volunteer, now=now)
        sessions = lock_sessions_of(volunteer, now=now)
        try:
            volunteer = lock_person(volunteer)
        except Refused:
            # Erased already.
            return
        reasons = refusal_reasons(volunteer, now=now)
        if reasons:
            raise Refused(reasons)
        # For those who waited for them; the rows go with the rest.
        withdraw_all(volunteer)
        user = volunteer.user
        addresses = addresses_of(user)
        _delete_mails(volunteer.pk, addresses)
        end_sessions(user, addresses)
        _delete_typed_elsewhere(addresses)
        person = volunteer.pk
        user.delete()
        # After the rest: deleting writes history too.
        _delete_history(person)
        for session in sessions:
            hold_free_places(lock_session(session), now=now)
        write_mail(
            "volunteers/account_erased",
            to=user.email,
            subject="Votre compte est effacé",
            context={"first_name": user.first_name},
        )


def _delete_mails(person: UUID, addresses: Collection[str]) -> None:
    """Those on their way to the person, and the keys of those that left, where the key names them."""
    for address in addresses:
        OutgoingMail.objects.filter(recipient__iexact=address).delete()
    OutgoingMail.objects.filter(key__contains=str(person)).delete()


def _delete_typed_elsewhere(addresses: Collection[str]) -> None:
    """A sign-up that was not finished, and the lines of a file that waits for a decision."""
    for address in addresses:
        SignUpDraft.objects.filter(email__iexact=address).delete()
    for upload in VolunteerImport.objects.iterator():
        words = json.dumps(upload.rows, default=str, ensure_ascii=False).casefold()
        if any(address.casefold() in words for address in addresses):
            upload.delete()


def _delete_history(person: UUID) -> None:
    """The history rows, of whatever app, that point at the bénévole."""
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            for field in model._meta.concrete_fields:
                if field.related_model is Volunteer:
                    model._base_manager.filter(**{field.attname: person}).delete()
