"""Two friends take two seats of an outing together, or none: one asks, hands a secret address to the other, who accepts."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from events.first_times import accompaniment_reasons
from events.line_mails import tell_of_duo_release
from events.models import Activity, DuoRequest, SeatWait
from events.seat_line import tend_line
from events.seat_reasons import (
    NO_SEAT,
    check_announced,
    check_is_outing,
    check_no_duo,
    check_no_overlap,
    check_not_in_it,
    check_ready,
    check_to_come,
    free_seat_reasons,
    refusal_reasons,
)
from events.seat_times import lock_activity
from events.sign_ups import give_seat
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.holds import hold_until
from volunteers.models import Volunteer

SECRET_BYTES: Final = 24
OF_THE_OUTING: Final = (check_is_outing, check_announced, check_to_come)
OF_A_PERSON: Final = (check_not_in_it, check_ready, check_no_overlap)


def asking_reasons(activity: Activity, volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """All the reasons why the bénévole cannot ask for two seats now; none when they can."""
    reasons = refusal_reasons(activity, volunteer, now=now)
    if not any(reason.code in NO_SEAT for reason in reasons):
        # Whoever the friend is: a seat more than theirs.
        free = Activity.objects.counting_free_for([volunteer], now).get(pk=activity.pk).free_count
        reasons += [Reason("one_left", "Il ne reste qu’une place libre.")] if free == 1 else []
    if activity.starts_at > now and hold_until(activity.starts_at, now=now) is None:
        reasons.append(Reason("too_near", "La sortie est trop proche pour que des places soient gardées\u00a0: prenez chacun·e la vôtre."))
    return reasons


def ask(activity: Activity, volunteer: Volunteer, *, now: datetime, key: UUID | None = None) -> str:
    """Holds two seats and returns the secret of the address to hand on (192 bits), of which only the hash is kept.

    It comes of the `key` that was made with the page: the same page, sent again, holds no more and returns the same secret.

    Who asks waits no longer for one seat. Raises Refused with all the reasons.
    """
    secret = _derive(activity, volunteer, key or uuid4())
    with transaction.atomic():
        activity = lock_activity(activity)
        volunteer = lock_person(volunteer)
        if (sent := DuoRequest.objects.filter(secret_hash=_hash(secret)).first()) is not None:
            if sent.ended_at is None:
                return secret
            # An old page, opened again: its address was handed on, and leads nowhere any more.
            secret = _derive(activity, volunteer, uuid4())
        until = hold_until(activity.starts_at, now=now)
        reasons = asking_reasons(activity, volunteer, now=now)
        if reasons or until is None:
            raise Refused(reasons)
        for wait in SeatWait.objects.open().filter(activity=activity, volunteer=volunteer):
            wait.end(SeatWait.End.LEFT, now=now)
        DuoRequest.objects.create(activity=activity, asker=volunteer, secret_hash=_hash(secret), asked_at=now, held_until=until)
        return secret


def find(secret: str) -> DuoRequest | None:
    """The request whose address this is, over or not; none when the secret is unknown."""
    found = DuoRequest.objects.filter(secret_hash=_hash(secret))
    return found.select_related("activity__venue", "activity__mission", "asker__user").first()


def withdraw(duo: DuoRequest, *, now: datetime) -> None:
    """Frees both seats, for those who wait first. A second call does nothing."""
    with transaction.atomic():
        activity = lock_activity(duo.activity)
        kept = DuoRequest.objects.get(pk=duo.pk)
        if kept.ended_at is None:
            kept.end(DuoRequest.End.WITHDRAWN, now=now)
            tend_line(activity, now=now)


def releasing_reasons(duo: DuoRequest) -> list[Reason]:
    """Why there is no hold to end; none while two seats are held for who asked."""
    return [] if duo.ended_at is None else [Reason("not_held", "Ces deux places ne sont plus gardées.")]


def release(duo: DuoRequest, *, reason: str, by: User, now: datetime) -> None:
    """The two seats are held no longer, and who asked for them is told; why, when and by whom stay. Raises Refused.

    At once they are offered to those who wait, or free for anybody.
    """
    with transaction.atomic():
        activity = lock_activity(duo.activity)
        duo = DuoRequest.objects.select_related("asker__user").get(pk=duo.pk)
        reasons = releasing_reasons(duo)
        if not reason:
            reasons.append(Reason("reason", "Dites pourquoi\u00a0: les autres coordinateur·rices le liront."))
        if reasons:
            raise Refused(reasons)
        duo.ended_reason, duo.ended_by = reason, by
        duo.save(update_fields=["ended_reason", "ended_by"])
        duo.end(DuoRequest.End.RELEASED, now=now)
        tell_of_duo_release(duo, activity)
        tend_line(activity, now=now)


def acceptance_reasons(duo: DuoRequest, friend: Volunteer, *, now: datetime) -> list[Reason]:
    """All the reasons why the two cannot take their seats now: those of the friend, and those of who asked, told without details."""
    activity, asker = duo.activity, duo.asker
    if asker == friend:
        return [Reason("yourself", "C’est votre propre demande\u00a0: donnez cette adresse à la personne avec qui vous voulez animer.")]
    if duo.ended_at is not None:
        return [Reason("over", f"{duo.get_ended_as_display()}.")]
    if not duo.is_held(now):
        return [Reason("over", f"{DuoRequest.End.EXPIRED.label}.")]
    reasons = [reason for check in OF_THE_OUTING for reason in check(activity, friend, now)]
    reasons += free_seat_reasons(activity, [asker, friend], now)
    reasons += accompaniment_reasons(activity, [asker, friend])
    reasons += [reason for check in (*OF_A_PERSON, check_no_duo) for reason in check(activity, friend, now)]
    # Twice the same sentence tells nothing more.
    return list(dict.fromkeys([*reasons, *_reasons_of_asker(duo, now)]))


def accept(duo: DuoRequest, friend: Volunteer, *, now: datetime, shares_phone: bool = False) -> None:
    """Gives both their seats at once, and writes to each; or raises Refused with all the reasons.

    Locks the activity, then the two persons in the order of their ids.
    """
    with transaction.atomic():
        activity = lock_activity(duo.activity)
        people = {person.pk: person for person in map(lock_person, sorted((duo.asker, friend), key=lambda person: person.pk))}
        duo = DuoRequest.objects.get(pk=duo.pk)
        duo.activity, duo.asker = activity, people[duo.asker_id]
        if reasons := acceptance_reasons(duo, people[friend.pk], now=now):
            raise Refused(reasons)
        duo.end(DuoRequest.End.TAKEN, now=now)
        give_seat(activity, duo.asker, now=now)
        give_seat(activity, people[friend.pk], now=now, shares_phone=shares_phone)
        # A seat that was held for the friend alone comes free.
        tend_line(activity, now=now)


def _reasons_of_asker(duo: DuoRequest, now: datetime) -> Iterator[Reason]:
    """What a friend may know of them: that they cannot, not what else they do."""
    name = duo.asker.user.first_name
    sentences = {
        "already_in": f"{name} a déjà une place dans cette sortie.",
        "overlap": f"{name} a un autre engagement à ce moment-là.",
        "travel": f"{name} a un autre engagement trop proche.",
    }
    for check in OF_A_PERSON:
        for reason in check(duo.activity, duo.asker, now):
            yield Reason(f"asker_{reason.code}", sentences.get(reason.code, f"{name} n’est plus prêt·e pour cette mission."))


def _derive(activity: Activity, volunteer: Volunteer, key: UUID) -> str:
    """The secret of that page: known to nobody without the key of the site."""
    digest = salted_hmac("events.duos", f"{activity.pk}{volunteer.pk}{key}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:SECRET_BYTES]).decode()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
