"""What outings know of one bénévole: places held, calls received, templates that credit them, and the hours they led."""

from typing import Any

from events.models import Activity, ActivityTemplate, OutingReport, Seat, SeatCall
from events.reports import readable_incident
from volunteers.hours import Entry
from volunteers.models import Volunteer
from volunteers.own_data import said


def describe_seats(volunteer: Volunteer) -> dict[str, Any]:
    """For the download of their data (`PERSONAL_DATA`)."""
    return {
        "places d’animation": [
            {
                "activité": seat.activity.title,
                "début": said(seat.activity.starts_at),
                "fin": said(seat.activity.ends_at),
                "prise le": said(seat.taken_at),
                "rendue le": said(seat.left_at),
                "raison donnée": seat.leaving_reason,
                "téléphone partagé": seat.shares_phone,
            }
            for seat in Seat.objects.filter(volunteer=volunteer).select_related("activity")
        ],
        "demandes d’animation reçues": [
            {
                "activité": call.activity.title,
                "début": said(call.activity.starts_at),
                "demandée le": said(call.asked_at),
                "réponse": call.get_answer_display(),
                "réponse le": said(call.answered_at),
            }
            for call in SeatCall.objects.filter(volunteer=volunteer).select_related("activity")
        ],
        "modèles d’activités qui disent votre prénom": [
            {"modèle": template.title, "fait le": said(template.made_at)}
            for template in ActivityTemplate.objects.filter(credited_to=volunteer)
        ],
        "bilans de sorties": [
            {
                "activité": report.activity.title,
                "écrit le": said(report.written_at),
                "comment cela s’est passé": report.get_rating_display(),
                "dépense (centimes)": report.expense_cents,
                "incident": readable_incident(report),
            }
            for report in OutingReport.objects.filter(written_by=volunteer.user).select_related("activity")
        ],
    }


def hours_led(volunteer: Volunteer) -> list[Entry]:
    """The outings that they led and that took place, for their hours (`HOURS_READ_FROM`)."""
    seats = Seat.objects.active().filter(volunteer=volunteer, activity__status=Activity.Status.HELD)
    return [
        Entry.of_span(seat.activity.starts_at, seat.activity.ends_at, mission=seat.activity.mission.title, what=seat.activity.title)
        for seat in seats.select_related("activity__mission")
    ]
