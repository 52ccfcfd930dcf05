"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path, re_path

from volunteers.views import hours as hours_views
from volunteers.views import own_account, places, verification
from volunteers.views import public as public_views
from volunteers.views import space as space_views
from volunteers.views.coordination import hours as answered_hours
from volunteers.views.coordination import missions, pairings, participants, sessions, trainings, volunteers

public: list[URLPattern] = [
    path("benevoles/inscription/", public_views.sign_up, name="volunteer_sign_up"),
    path("verifier/", verification.verify, name="certificate_verify"),
    path("verifier/<str:code>/", verification.certificate, name="certificate_check"),
    re_path(r"^benevoles/inscription/(?P<token>[^/]+)/(?P<step>[123])/$", public_views.sign_up, name="volunteer_sign_up_step"),
]

space: list[URLPattern] = [
    path("formation/", space_views.training_sessions, name="space_training"),
    path("formation/<uuid:session_id>/reserver/", space_views.book, name="space_training_book"),
    path("formation/<uuid:session_id>/attendre/", space_views.join_line, name="space_training_join"),
    path("formation/attente/<uuid:wait_id>/", space_views.wait, name="space_training_wait"),
    path("formation/places/<uuid:booking_id>/rendre/", space_views.give_back, name="space_training_give_back"),
    path("profil/", space_views.profile, name="space_profile"),
    path("binomes/", space_views.pairings, name="space_pairings"),
    path("binomes/<uuid:pairing_id>/", space_views.pairing, name="space_pairing"),
    # What is settled alone.
    path("heures/", hours_views.my_hours, name="space_hours"),
    path("heures/<uuid:hours_id>/retirer/", hours_views.take_back, name="space_hours_take_back"),
    re_path(r"^heures/(?P<year>[0-9]{4})/attestation\.pdf$", hours_views.statement, name="space_hours_statement"),
    path("disponibilites/", own_account.availability, name="space_availability"),
    path("courriels/", own_account.mails, name="space_mails"),
    path("agenda/", own_account.calendar, name="space_calendar"),
    path("mes-donnees/", own_account.my_data, name="space_my_data"),
    path("mes-donnees/telecharger/", own_account.download, name="space_my_data_download"),
    path("mes-donnees/photos/", own_account.withdraw_picture, name="space_withdraw_picture"),
    path("mes-donnees/effacer/", own_account.erase, name="space_erase"),
    path("formation/<uuid:session_id>/", places.date, name="space_training_date"),
    path("formation/places/<uuid:booking_id>/demander/", places.ask, name="space_training_ask"),
    path("formation/places/<uuid:booking_id>/agenda/", places.calendar, name="space_training_calendar"),
    path("formation/places/<uuid:booking_id>/attestation/", places.certificate, name="space_certificate"),
    path("formation/places/<uuid:booking_id>/avis/", places.opinion, name="space_training_feedback"),
]

coordination: list[URLPattern] = [
    path("benevoles/", volunteers.volunteers, name="coordination_volunteers"),
    path("benevoles/<uuid:volunteer_id>/", volunteers.volunteer, name="coordination_volunteer"),
    path("missions/", missions.missions, name="coordination_missions"),
    path("missions/nouvelle/", missions.new_mission, name="coordination_mission_new"),
    path("missions/<slug:slug>/", missions.mission, name="coordination_mission"),
    path("formations/", sessions.sessions, name="coordination_sessions"),
    path("formations/nouvelle/", sessions.new_session, name="coordination_session_new"),
    path("formations/<uuid:session_id>/", sessions.session, name="coordination_session"),
    path("formations/<uuid:session_id>/annuler/", sessions.cancel, name="coordination_session_cancel"),
    path("formations/<uuid:session_id>/changer/", sessions.move, name="coordination_session_move"),
    path("participants/", participants.participants, name="coordination_participants"),
    path("participants/nouveau/", participants.new_participant, name="coordination_participant_new"),
    path("participants/<uuid:participant_id>/", participants.participant, name="coordination_participant"),
    path("binomes/", pairings.pairings, name="coordination_pairings"),
    path("binomes/nouveau/<slug:programme>/", pairings.new_pairing, name="coordination_pairing_new"),
    path("binomes/<uuid:pairing_id>/", pairings.pairing, name="coordination_pairing"),
    # Hours.
    path("heures/", answered_hours.waiting_hours, name="coordination_hours"),
    path("heures/<uuid:hours_id>/", answered_hours.answer, name="coordination_hours_answer"),
    path("formations/catalogue/", trainings.catalogue, name="coordination_trainings"),
    path("formations/catalogue/nouvelle/", trainings.new_training, name="coordination_training_new"),
    path("formations/catalogue/<slug:slug>/", trainings.training, name="coordination_training"),
    path("formations/<uuid:session_id>/feuille/", sessions.sheet, name="coordination_session_sheet"),
    path("formations/places/<uuid:booking_id>/liberer/", sessions.free_place, name="coordination_booking_free"),
    path("formations/places/<uuid:booking_id>/attestation/", sessions.certificate, name="coordination_certificate"),
]
