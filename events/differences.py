"""What changed in an activity, in words, for those who lead it."""

from events.models import Activity
from events.models.activity import UNKNOWN
from home.amounts import show_euros
from home.dates import day_and_times


def list_differences(before: Activity, after: Activity) -> list[str]:
    """What somebody who leads the outing must know again; nothing when nothing of it changed.

    The exact place, the partner whose place it may be, and the phone of the day stay out of mails: they are shown from the day before.
    """
    lines = []
    if before.title != after.title:
        lines.append(f"Titre\u00a0: «\u00a0{after.title}\u00a0» (au lieu de «\u00a0{before.title}\u00a0»).")
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        old, new = day_and_times(before.starts_at, before.ends_at), day_and_times(after.starts_at, after.ends_at)
        lines.append(f"Date et heure\u00a0: {new} (au lieu de {old}).")
    if before.place_area != after.place_area:
        lines.append(f"Secteur\u00a0: {after.place_area} (au lieu de {before.place_area}).")
    if (before.venue, before.meeting_point) != (after.venue, after.meeting_point):
        lines.append("Le lieu de rendez-vous a changé\u00a0: votre espace le donne à partir de la veille.")
    return lines + _detail_differences(before, after)


def say_participants(activity: Activity) -> str:
    """« 8 attendu·es, 10 au plus »."""
    most = f", {activity.participants_most} au plus" if activity.participants_most else ""
    return f"{activity.participants_expected} attendu·es{most}"


def say_cost(activity: Activity) -> str:
    """What it costs and who pays, never the participants."""
    if not activity.cost_cents:
        return "rien à payer"
    payer = "le partenaire" if activity.payer == Activity.Payer.PARTNER else "l’association"
    return f"{show_euros(activity.cost_cents)}, que paie {payer}"


def _detail_differences(before: Activity, after: Activity) -> list[str]:
    # A browser writes ends of lines in its own way.
    description = after.description.split()
    lines = [f"Ce que l’on y fait\u00a0: {' '.join(description)}"] if before.description.split() != description else []
    lines += [
        f"{heading}\u00a0: {new} (au lieu de {old})."
        for heading, old, new in (
            ("Visée", ", ".join(before.aims), ", ".join(after.aims)),
            ("Animation", f"à {before.facilitator_seats}", f"à {after.facilitator_seats}"),
            ("Participant·es", say_participants(before), say_participants(after)),
            ("Coût", say_cost(before), say_cost(after)),
        )
        if old != new
    ]
    if before.partner_id != after.partner_id:
        lines.append("Le partenaire a changé\u00a0: votre espace le donne à partir de la veille.")
    if before.access_words != after.access_words:
        lines.append(f"Accessibilité\u00a0: {after.access or UNKNOWN}")
    if before.to_bring != after.to_bring:
        lines.append(f"À apporter\u00a0: {after.to_bring or 'rien'}.")
    if before.arrangements.split() != after.arrangements.split():
        lines.append("L’organisation pratique a changé\u00a0: la page de la sortie la donne.")
    if before.day_phone != after.day_phone:
        lines.append("Le téléphone du jour a changé\u00a0: votre espace le donne à partir de la veille.")
    return lines
