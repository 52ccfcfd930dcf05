"""Handing over: who could take over a pairing, side by side with its end."""

from collections import Counter
from datetime import date
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import handing_over as rules
from volunteers.exceptions import Reason, Refused
from volunteers.forms.pairings import HandOverForm, SuccessorField
from volunteers.matching import Match, Scale
from volunteers.matching_words import profile_name, words_for
from volunteers.models import Pairing, Participant, Volunteer
from volunteers.models.reading import MATCHED_FIELDS
from volunteers.participant_readings import note_shown
from volunteers.rankings import rank_for

SHOWN: Final = 7


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """The successors ranked for each person, before anything ends; then the new pairing, or the old one where there are none or two."""
    pairings = Pairing.objects.select_related("programme__mission", "volunteer__user", "contact").prefetch_related("participants")
    found = get_object_or_404(pairings, pk=pairing_id)
    now, by = timezone.now(), cast("User", request.user)
    today = timezone.localdate(now)
    closed = rules.handing_over_reasons(found)
    people = [] if closed else rules.left_alone(found)
    form = HandOverForm(request.POST or None, successors=_ranked(found, people, today=today), is_active=found.is_active, today=today)
    refusals: list[Reason] = []
    if request.method == "POST" and closed and rules.followers(found):
        return _go_on(found, rules.followers(found))
    if not closed and form.is_valid():
        chosen = form.successors()
        volunteers = Volunteer.objects.in_bulk(chosen.values())
        try:
            made = rules.hand_over(
                found,
                {person: volunteers[key] for person, key in chosen.items()},
                on=form.cleaned_data.get("on", today),
                is_offered=form.cleaned_data.get("is_offered", False),
                by=by,
                now=now,
            )
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _done(made))
            return _go_on(found, made)
    if people:
        note_shown(people, MATCHED_FIELDS, by=by, now=now)
    context = {"pairing": found, "form": form, "closed": closed, "reasons": refusals}
    return render(request, "volunteers/coordination/hand_over.html", context)


def _go_on(found: Pairing, made: list[Pairing]) -> HttpResponse:
    """To the one that follows; to the one that ended, where none does, or two."""
    return redirect("coordination_pairing", made[0].pk if len(made) == 1 else found.pk)


def _ranked(found: Pairing, people: list[Participant], *, today: date) -> dict[UUID, SuccessorField]:
    """For each person, those who could take over, in words; of two people, whoever would go with both is said to."""
    besides = found if found.is_active else None
    rankings = {person: rank_for(found.programme, person, today=today, most=SHOWN, besides=besides) for person in people}
    times = Counter(match.volunteer.key for ranking in rankings.values() for match in ranking.matches)
    return {
        person.pk: SuccessorField(
            person.alias,
            [(match.volunteer.key, _said(match, ranking.scale, is_for_both=times[match.volunteer.key] > 1)) for match in ranking.matches],
            count=ranking.count,
        )
        for person, ranking in rankings.items()
    }


def _said(match: Match, scale: Scale, *, is_for_both: bool) -> str:
    words = words_for(match, scale) + (["possible pour les deux personnes"] if is_for_both else [])
    return f"{profile_name(match.volunteer.key)}, {match.percent} sur 100\u00a0: {' · '.join(words)}"


def _done(made: list[Pairing]) -> str:
    if not made:
        return "C’est noté\u00a0: personne ne prend encore la suite. La personne accompagnée garde sa place dans l’attente."
    is_offered = made[0].status == Pairing.Status.OFFERED
    return "La suite est trouvée, et la proposition est partie." if is_offered else "La suite est trouvée\u00a0: il reste à la proposer."
