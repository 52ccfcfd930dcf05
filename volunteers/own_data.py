"""What the site knows of a bénévole, as they download it: all of theirs, and nothing of anybody else but an alias."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import OutgoingMail
from volunteers.models import Booking, CalendarFeed, Certificate, Evaluation, Meeting, Pairing, PairingCertificate, Volunteer

Data = dict[str, Any]
PAIRING_PARTS: Final = ("participants", "meetings", "alerts__discomforts", "evaluations", "reviews")


def collect(volunteer: Volunteer) -> Data:
    """The data that each app holds (`PERSONAL_DATA`), under headings in French."""
    data: Data = {}
    for path in settings.PERSONAL_DATA:
        describe_part: Callable[[Volunteer], Data] = import_string(path)
        data |= describe_part(volunteer)
    return data


def describe(volunteer: Volunteer) -> Data:
    """What this app and the account hold."""
    return {
        "compte": _account(volunteer),
        "profil": _profile(volunteer),
        "consentements": [
            {"objet": row.get_kind_display(), "version": row.version, "donné le": said(row.given_at), "retiré le": said(row.withdrawn_at)}
            for row in volunteer.consents.all()
        ],
        "formations": [_booking(row) for row in volunteer.bookings.select_related("session__training", "session__venue")],
        "attestations de formation": [
            {"formation": row.booking.session.training.title, "code": row.code, "délivrée le": said(row.issued_at)}
            for row in Certificate.objects.filter(booking__volunteer=volunteer).select_related("booking__session__training")
        ],
        "attestations de compétences": [
            {"programme": row.pairing.programme.title, "code": row.code, "délivrée le": said(row.issued_at)}
            for row in PairingCertificate.objects.filter(pairing__volunteer=volunteer).select_related("pairing__programme")
        ],
        "listes d’attente": [
            {
                "formation": row.session.training.title,
                "session du": said(row.session.starts_at),
                "en attente depuis le": said(row.joined_at),
                "place gardée jusqu’au": said(row.offered_until),
                "fin de l’attente": said(row.ended_at),
                "issue": row.get_ended_as_display(),
            }
            for row in volunteer.waiting.select_related("session__training")
        ],
        "charte": [
            {"version": row.charter.number, "nom écrit": row.typed_name, "signée le": said(row.signed_at)}
            for row in volunteer.signatures.select_related("charter")
        ],
        "binômes": [_pairing(row) for row in volunteer.pairings.select_related("programme").prefetch_related(*PAIRING_PARTS)],
        "rapprochements exclus": [
            {"avec": row.participant.alias, "raison": row.get_reason_display(), "depuis le": said(row.since)}
            for row in volunteer.exclusions.select_related("participant")
        ],
        "rapprochements suggérés": [
            {"avec": row.participant.alias, "note sur 100": row.percent, "raisons": list(row.words), "le": said(row.made_at)}
            for row in volunteer.suggestions.select_related("participant")
        ],
        "heures saisies": [
            {
                "mission": row.mission.title,
                "jour": said(row.day),
                "minutes": row.minutes,
                "ce qui a été fait": row.what,
                "état": row.get_status_display(),
                "saisies le": said(row.typed_at),
                "réponse le": said(row.answered_at),
                "raison de la réponse": row.answer_reason,
            }
            for row in volunteer.typed_hours.select_related("mission")
        ],
        "engagements": [
            {"nature": row.get_kind_display(), "début": said(row.starts_at), "fin": said(row.ends_at)}
            for row in volunteer.engagements.all()
        ],
        "courriels de l’équipe en préparation": [
            {"objet": row.mail.subject, "texte": row.mail.text, "demandé le": said(row.mail.sent_at)}
            for row in volunteer.mails_to_come.select_related("mail")
        ],
        "notes de l’équipe": [{"note": row.text, "écrite le": said(row.written_at)} for row in volunteer.notes.all()],
    }


def said(value: date | datetime | None) -> str:
    """A day, or an instant on Paris clocks, as computers and people both read it; empty where there is none."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def _account(volunteer: Volunteer) -> Data:
    user = volunteer.user
    feed = CalendarFeed.objects.filter(volunteer=volunteer).first()
    mails = OutgoingMail.objects.filter(recipient=user.email).order_by("created_at")
    return {
        "prénom": user.first_name,
        "nom": user.last_name,
        "adresse e-mail": user.email,
        "adresses": [
            {"adresse": row.email, "confirmée": row.verified, "principale": row.primary} for row in EmailAddress.objects.filter(user=user)
        ],
        "ouvert le": said(user.date_joined),
        "dernière connexion": said(user.last_login),
        "mot de passe choisi": user.has_usable_password(),
        "double authentification": [
            {"moyen": row.get_type_display(), "ajouté le": said(row.created_at), "utilisé le": said(row.last_used_at)}
            for row in Authenticator.objects.filter(user=user)
        ],
        "appareils connectés": [
            {"appareil": row.user_agent, "adresse IP": row.ip, "depuis le": said(row.created_at), "vu le": said(row.last_seen_at)}
            for row in UserSession.objects.filter(user=user)
        ],
        "agenda à une adresse secrète, créé le": said(feed.made_at if feed else None),
        "courriels qui vous attendent": [{"objet": row.subject, "texte": row.text, "écrit le": said(row.created_at)} for row in mails],
    }


def _profile(volunteer: Volunteer) -> Data:
    return {
        "statut": volunteer.get_kind_display(),
        "inscription": said(volunteer.signed_up_at),
        "téléphone": volunteer.phone,
        "âge": volunteer.get_age_band_display(),
        "accord d’un parent reçu le": said(volunteer.parent_agreed_on),
        "genre": volunteer.get_gender_display(),
        "lieu de vie": volunteer.get_area_display(),
        "langues": [{"langue": row.get_code_display(), "niveau": row.get_level_display()} for row in volunteer.languages.all()],
        "missions souhaitées": _words(volunteer.missions.all()),
        "compétences, secteurs et intérêts": _words(volunteer.topics.all()),
        "créneaux libres": _words(volunteer.free_slots.all()),
        "précision sur les disponibilités": volunteer.availability_note,
        "pauses": [{"du": said(row.since), "au": said(row.until)} for row in volunteer.pauses.all()],
        "motivation": volunteer.motivation,
        "a connu l’association": volunteer.get_heard_through_display(),
        "entretien tenu le": said(volunteer.interviewed_on),
        "une personne de l’équipe vous suit": volunteer.contact_id is not None,
        "courriels reçus": volunteer.get_mail_choice_display(),
        "à recontacter le": said(volunteer.write_back_on),
        "dernier rappel": said(volunteer.reminded_at),
        "binômes à la fois": volunteer.pairings_most,
        "souhaite accompagner": volunteer.get_wished_gender_display(),
        "départ": said(volunteer.left_on),
        "raison du départ": volunteer.get_left_reason_display(),
    }


def _booking(row: Booking) -> Data:
    return {
        "formation": row.session.training.title,
        "début": said(row.session.starts_at),
        "fin": said(row.session.ends_at),
        "lieu": row.session.venue.name if row.session.venue else "",
        "réservée le": said(row.booked_at),
        "rendue le": said(row.cancelled_at),
        "présence": row.get_attendance_display(),
        "présence notée le": said(row.attendance_marked_at),
        "avis donné le": said(row.feedback_given_at),
    }


def _pairing(row: Pairing) -> Data:
    return {
        "programme": row.programme.title,
        "avec": [participant.alias for participant in row.participants.all()],
        "état": row.get_status_display(),
        "début": said(row.starts_on),
        "fin prévue": said(row.ends_on),
        "bilan prévu": said(row.review_on),
        "proposé le": said(row.offered_at),
        "accepté le": said(row.accepted_at),
        "charte signée": [
            {"par": signature.get_who_display(), "nom écrit": signature.typed_name, "le": said(signature.signed_on)}
            for signature in row.signatures.all()
        ],
        "arrêt demandé le": said(row.stop_asked_at),
        "terminé le": said(row.ended_on),
        "prêt·e à recommencer le": said(row.again_asked_at),
        "raison de la fin": row.get_end_reason_display(),
        "raison du refus": row.get_decline_reason_display(),
        "rencontres": [_meeting(meeting) for meeting in row.meetings.all()],
        "vos mots à la coordination": [
            {"texte": discomfort.words, "écrit le": said(discomfort.written_at)}
            for alert in row.alerts.all()
            for discomfort in alert.discomforts.all()
        ],
        "vos évaluations": [
            {"moment": own.get_moment_display(), "réponses": own.answers, "le": said(own.answered_at)}
            for own in row.evaluations.all()
            if own.voice == Evaluation.Voice.VOLUNTEER
        ],
        "bilans": [
            {
                "fait le": said(review.held_at),
                "suite": review.get_conclusion_display(),
                "cela vous convient": review.get_suits_volunteer_display(),
            }
            for review in row.reviews.all()
        ],
    }


def _meeting(row: Meeting) -> Data:
    return {
        "état": row.get_state_display(),
        "jour": said(row.day),
        "minutes": row.minutes,
        "lieu": row.get_place_display(),
        "pour vous": row.get_own_mood_display() if row.own_mood else "",
        "pour l’autre": row.get_their_mood_display() if row.their_mood else "",
        "votre note": row.words,
        "notée le": said(row.written_at),
    }


def _words(rows: Any) -> list[str]:
    every: list[Model] = list(rows)
    return [str(row) for row in every]
