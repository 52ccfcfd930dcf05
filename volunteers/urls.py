"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path

from volunteers.views import public as public_views
from volunteers.views import space as space_views
from volunteers.views.coordination import missions, pairings, participants, sessions, volunteers

public: list[URLPattern] = [
    path("benevoles/inscription/", public_views.sign_up, name="volunteer_sign_up"),
    path("benevoles/inscription/<str:token>/<int:step>/", public_views.sign_up, name="volunteer_sign_up_step"),
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
]
