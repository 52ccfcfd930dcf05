"""The activities that one bénévole proposed, for the download of their data (`PERSONAL_DATA`)."""

from typing import Any

from events.models import Proposal
from volunteers.models import Volunteer
from volunteers.own_data import said


def describe_proposals(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "propositions d’activités": [
            {
                "titre": proposal.activity.title,
                "ce que l’on y fait": proposal.activity.description,
                "début": said(proposal.activity.starts_at),
                "fin": said(proposal.activity.ends_at),
                "lieu": proposal.place,
                "lieu, en mots": proposal.place_words,
                "accessible": proposal.get_accessibility_display(),
                "accessibilité": proposal.accessibility_words,
                "coût en centimes": proposal.activity.cost_cents,
                "payé par": proposal.activity.get_payer_display(),
                "l’animerait": proposal.would_lead,
                "prénom cité": proposal.activity.credits_proposer,
                "envoyée le": said(proposal.activity.proposed_at),
                "réponse promise avant le": said(proposal.activity.answer_by),
                "réponse": proposal.get_outcome_display(),
                "réponse le": said(proposal.answered_at),
                "motif": proposal.activity.cancellation_reason,
                "question de l’équipe": proposal.question,
                "question posée le": said(proposal.asked_at),
            }
            for proposal in Proposal.objects.of(volunteer).select_related("activity__venue")
        ]
    }
