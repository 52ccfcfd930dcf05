"""The seats that one bénévole waits or waited for, alone or with a friend, for the download of their data (`PERSONAL_DATA`)."""

from typing import Any

from events.models import DuoRequest, SeatWait
from volunteers.models import Volunteer
from volunteers.own_data import said


def describe_waits(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "listes d’attente de sorties": [
            {
                "activité": wait.activity.title,
                "en attente depuis le": said(wait.since),
                "place gardée jusqu’au": said(wait.offered_until),
                "fin de l’attente": said(wait.ended_at),
                "issue": wait.get_ended_as_display(),
                "raison de la fin": wait.ended_reason,
                "rang changé par l’équipe": [
                    {"le": said(move.moved_at), "de": move.from_place, "à": move.to_place, "raison": move.reason}
                    for move in wait.moves.all()
                ],
            }
            for wait in SeatWait.objects.filter(volunteer=volunteer).select_related("activity").prefetch_related("moves")
        ],
        "demandes à deux": [
            {
                "activité": duo.activity.title,
                "demandée le": said(duo.asked_at),
                "places gardées jusqu’au": said(duo.held_until),
                "fin de la demande": said(duo.ended_at),
                "issue": duo.get_ended_as_display(),
                "raison de la fin": duo.ended_reason,
            }
            for duo in DuoRequest.objects.filter(asker=volunteer).select_related("activity")
        ],
    }
