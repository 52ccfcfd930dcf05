"""Bringing a bénévole near one person or two: a pairing that nobody has been asked about yet, and the figures that speak for it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from volunteers.engagements import lock_person
from volunteers.exceptions import AlreadyDone, Reason, Refused, once
from volunteers.matching import ALGORITHM_VERSION, Match, Scale, match
from volunteers.matching_profiles import read_participant, read_volunteer
from volunteers.matching_reasons import reasons
from volunteers.matching_weights import weights_of
from volunteers.matching_words import words_for
from volunteers.models import Pairing, Participant, Programme, Suggestion, Volunteer
from volunteers.pairing_ends import pairing_before
from volunteers.pairing_states import record
from volunteers.pairings import closed_reasons, dates_of


@once
def suggest(
    programme: Programme, volunteer: Volunteer, participants: Collection[Participant], *, by: User | None, now: datetime
) -> Pairing:
    """Makes the pairing, for the coordination to offer; nobody is told. Raises Refused with every reason of every person."""
    with transaction.atomic():
        _lock_files(participants)
        keys = {participant.pk for participant in participants}
        waiting = programme.pairings.filter(volunteer=volunteer, status__in=[Pairing.Status.SUGGESTED, Pairing.Status.OFFERED])
        for before in waiting.prefetch_related("participants"):
            if {participant.pk for participant in before.participants.all()} == keys:
                raise AlreadyDone(before)
        pairing, matches, scale = _bring_together(programme, volunteer, participants, by=by, now=now)
        Suggestion.objects.bulk_create(describe(found, scale, programme, by=by, now=now, pairing=pairing) for found in matches)
    return pairing


def suggest_of_round(suggestion: Suggestion, *, by: User | None, now: datetime) -> None:
    """The same for a pair of a round, once only; refused, it keeps the reasons. Nothing happens to one that was erased with its people.

    Its person is locked before the row is read again: whoever publishes beside, or erases the file, has then done or waits.
    """
    with transaction.atomic():
        list(Participant.objects.select_for_update().filter(pk=suggestion.participant_id))
        found = Suggestion.objects.to_publish().select_related("programme__mission", "volunteer", "participant").filter(pk=suggestion.pk)
        for left in found:
            _publish(left, by=by, now=now)


def _publish(suggestion: Suggestion, *, by: User | None, now: datetime) -> None:
    kept = Suggestion.objects.filter(pk=suggestion.pk)
    try:
        with transaction.atomic():
            pairing, _, _ = _bring_together(suggestion.programme, suggestion.volunteer, [suggestion.participant], by=by, now=now)
            kept.update(pairing=pairing)
    except Refused as refused:
        kept.update(refusals=[reason.sentence for reason in refused.reasons])


def describe(
    found: Match, scale: Scale, programme: Programme, *, by: User | None, now: datetime, pairing: Pairing | None = None
) -> Suggestion:
    """The row that keeps what made a match, not saved yet."""
    return Suggestion(
        programme=programme,
        volunteer_id=found.volunteer.key,
        participant_id=found.participant.key,
        pairing=pairing,
        score=found.score,
        parts=found.parts,
        words=words_for(found, scale),
        scale=scale.as_json(),
        weights_version=scale.version,
        algorithm_version=ALGORITHM_VERSION,
        made_at=now,
        made_by=by,
    )


def _bring_together(
    programme: Programme, volunteer: Volunteer, participants: Collection[Participant], *, by: User | None, now: datetime
) -> tuple[Pairing, list[Match], Scale]:
    """Under the locks of everybody, persons first, asks the hard rules again. The caller holds a transaction."""
    today = timezone.localdate(now)
    locked = _lock_files(participants)
    volunteer = lock_person(volunteer)
    refusals = _number_reasons(programme, chosen=len({participant.pk for participant in participants}), found=len(locked))
    profile = read_volunteer(programme, volunteer, today=today)
    persons = [read_participant(programme, participant) for participant in locked]
    refusals += [reason for person in persons for reason in reasons(profile, person)]
    if refusals:
        # What the bénévole lacks is said once, however many the persons.
        raise Refused(list(dict.fromkeys(refusals)))
    dates = dates_of(programme, today)
    pairing = Pairing(
        programme=programme,
        volunteer=volunteer,
        status=Pairing.Status.SUGGESTED,
        requested_on=programme.wishes.filter(participant__in=locked).first_day(),
        suggested_at=now,
        starts_on=today,
        ends_on=dates.ends_on,
        review_on=dates.review_on,
        follows=pairing_before(programme, locked),
    )
    record(pairing, by=by)
    pairing.participants.set(locked)
    scale = Scale.of(programme, weights_of(programme), today=today)
    return pairing, [match(profile, person, scale) for person in persons], scale


def _lock_files(participants: Collection[Participant]) -> list[Participant]:
    keys = [participant.pk for participant in participants]
    return list(Participant.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _number_reasons(programme: Programme, *, chosen: int, found: int) -> list[Reason]:
    refusals = closed_reasons(programme)
    if not chosen:
        refusals.append(Reason("nobody", "Choisissez au moins une personne."))
    if found < chosen:
        refusals.append(Reason("gone", "L’un des dossiers n’existe plus\u00a0: il vient d’être effacé."))
    if chosen > programme.participants_most:
        most = "une seule personne" if programme.participants_most == 1 else f"{programme.participants_most} personnes au plus"
        refusals.append(Reason("number", f"Dans ce programme, un binôme accompagne {most}."))
    return refusals
