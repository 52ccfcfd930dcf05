"""A bénévole's account and everything of theirs goes at once; what binds them to others stands against it until it is settled."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from simple_history.models import HistoricalChanges

from accounts.models import OutgoingMail, User
from accounts.outbox import write_mail
from home.dates import day_and_times, full_day
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import hold_free_places
from volunteers.models import Engagement, SignUpDraft, TrainingSession, Volunteer, VolunteerImport
from volunteers.training import lock_session


def refusal_reasons(volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """Why the account cannot be erased yet. All reasons at once."""
    reasons = []
    if volunteer.user.is_team:
        reasons.append(Reason("team", "Votre compte sert aussi au travail de l’équipe\u00a0: c’est elle qui le ferme."))
    reasons += [
        Reason("pairing", f"Vous avez un binôme en cours, prévu jusqu’au {full_day(pairing.ends_on)}.")
        for pairing in volunteer.pairings.active()
    ]
    reasons += [
        Reason("seat", f"On compte sur vous\u00a0: {engagement.get_kind_display().lower()}, {_when(engagement)}.")
        for engagement in volunteer.engagements.filter(ends_at__gt=now).exclude(kind=Engagement.Kind.TRAINING)
    ]
    return reasons


def erase(volunteer: Volunteer, *, now: datetime) -> None:
    """Deletes the account and all that names it, gives its places in training to those who wait, and says so in one last mail.

    Raises Refused. A second call, however near, does nothing.
    """
    with transaction.atomic():
        sessions = _lock_sessions(volunteer, now=now)
        try:
            volunteer = lock_person(volunteer)
        except Volunteer.DoesNotExist:
            return
        reasons = refusal_reasons(volunteer, now=now)
        if reasons:
            raise Refused(reasons)
        user = volunteer.user
        addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
        _delete_mails(volunteer.pk, addresses)
        _end_sessions(user, addresses)
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


def _when(engagement: Engagement) -> str:
    return day_and_times(engagement.starts_at, engagement.ends_at)


def _lock_sessions(volunteer: Volunteer, *, now: datetime) -> list[TrainingSession]:
    """The sessions to come in which the bénévole has a place or waits for one: locked before the person, in one order."""
    mine = TrainingSession.objects.upcoming(now)
    booked = mine.filter(bookings__volunteer=volunteer, bookings__cancelled_at=None).values_list("pk", flat=True)
    awaited = mine.filter(waiting__volunteer=volunteer, waiting__ended_at=None).values_list("pk", flat=True)
    return list(TrainingSession.objects.select_for_update().filter(pk__in={*booked, *awaited}).order_by("pk"))


def _delete_mails(person: UUID, addresses: Collection[str]) -> None:
    """Those on their way to the person, and the keys of those that left, where the key names them."""
    for address in addresses:
        OutgoingMail.objects.filter(recipient__iexact=address).delete()
    OutgoingMail.objects.filter(key__contains=str(person)).delete()


def _end_sessions(user: User, addresses: Collection[str]) -> None:
    """Signs the person out everywhere; a session in which somebody began to sign in with the address goes too."""
    for session in Session.objects.iterator():
        words = json.dumps(session.get_decoded(), default=str, ensure_ascii=False).casefold()
        if any(word.casefold() in words for word in (str(user.pk), *addresses)):
            session.delete()


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
