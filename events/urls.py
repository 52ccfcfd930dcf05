"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path

from events.views import calendars as calendar_views
from events.views import coordination as coordination_views
from events.views import copies as copies_views
from events.views import duos as duo_views
from events.views import figures as figure_views
from events.views import imports as import_views
from events.views import past as past_views
from events.views import pictures as picture_views
from events.views import proposals as proposal_views
from events.views import reports as report_views
from events.views import seats as seat_views
from events.views import series as series_views
from events.views import settings as settings_views
from events.views import sheets as sheets_views
from events.views import space as space_views
from events.views import staffing as staffing_views
from events.views import waits as wait_views

public: list[URLPattern] = [
    path("agenda/flux.ics", calendar_views.public_feed, name="public_feed"),
    path("agenda/<slug:step>/evenement.ics", calendar_views.public_event, name="public_event_calendar"),
    path("agenda/images/<uuid:activity_id>/", picture_views.public_picture, name="public_event_picture"),
]

space: list[URLPattern] = [
    path("activites/", space_views.activities, name="space_activities"),
    path("activites/proposer/", proposal_views.propose, name="space_propose"),
    path("activites/proposer/<uuid:template_id>/", proposal_views.propose, name="space_propose_again"),
    path("activites/propositions/<uuid:proposal_id>/", proposal_views.proposal, name="space_proposal"),
    path("activites/propositions/<uuid:proposal_id>/retirer/", proposal_views.withdraw, name="space_proposal_withdraw"),
    path("activites/calendrier/", calendar_views.space_month, name="space_activities_month"),
    path("activites/<uuid:activity_id>/", space_views.activity, name="space_activity"),
    path("activites/<uuid:activity_id>/agenda/", calendar_views.own_seat, name="space_activity_calendar"),
    path("activites/<uuid:activity_id>/prendre/", space_views.take, name="space_activity_take"),
    path("activites/<uuid:activity_id>/rendre/", space_views.leave, name="space_activity_leave"),
    path("activites/<uuid:activity_id>/fiche/", sheets_views.space_sheet, name="space_activity_sheet"),
    path("activites/<uuid:activity_id>/bilan/", report_views.report, name="space_activity_report"),
    path("activites/demandes/<uuid:call_id>/", staffing_views.call, name="space_seat_call"),
    path("activites/demandes/<uuid:call_id>/oui/", staffing_views.accept_call, name="space_seat_call_accept"),
    path("activites/demandes/<uuid:call_id>/non/", staffing_views.decline_call, name="space_seat_call_decline"),
    path("activites/<uuid:activity_id>/image/", picture_views.space_picture, name="space_activity_picture"),
    path("activites/<uuid:activity_id>/attendre/", wait_views.join, name="space_activity_wait"),
    path("activites/attente/<uuid:wait_id>/", wait_views.wait, name="space_seat_wait"),
    path("activites/<uuid:activity_id>/inviter/", duo_views.ask, name="space_activity_duo"),
    path("activites/a-deux/<str:secret>/", duo_views.duo, name="space_duo"),
    path("activites/demandes-a-deux/<uuid:duo_id>/retirer/", duo_views.withdraw, name="space_duo_withdraw"),
    path("activites/<uuid:activity_id>/bilan/corriger/", report_views.correct, name="space_activity_report_correct"),
]

coordination: list[URLPattern] = [
    path("propositions/", proposal_views.coordination_list, name="coordination_proposals"),
    path("propositions/<uuid:proposal_id>/", proposal_views.coordination_proposal, name="coordination_proposal"),
    path("propositions/<uuid:proposal_id>/accepter/", proposal_views.accept, name="coordination_proposal_accept"),
    path("propositions/<uuid:proposal_id>/decliner/", proposal_views.decline, name="coordination_proposal_decline"),
    path("propositions/<uuid:proposal_id>/question/", proposal_views.ask, name="coordination_proposal_ask"),
    path("activites/", coordination_views.activities, name="coordination_activities"),
    path("activites/calendrier/", calendar_views.coordination_month, name="coordination_activities_month"),
    path("activites/chiffres/", figure_views.numbers, name="coordination_activity_figures"),
    path("activites/chiffres/animation/", figure_views.facilitators, name="coordination_activity_facilitators"),
    path("activites/chiffres.csv", figure_views.numbers_as_csv, name="coordination_activity_figures_csv"),
    path("activites/reglages/", settings_views.outing_settings, name="coordination_outing_settings"),
    path("activites/importer/", import_views.upload, name="coordination_activity_import"),
    path("activites/importer/modele.csv", import_views.model, name="coordination_activity_import_model"),
    path("activites/importer/<uuid:upload_id>/", import_views.report, name="coordination_activity_import_report"),
    path("activites/nouvelle/", coordination_views.create, name="coordination_activity_create"),
    path("activites/passee/", past_views.note, name="coordination_activity_past"),
    path("activites/<uuid:activity_id>/", coordination_views.activity, name="coordination_activity"),
    path("activites/<uuid:activity_id>/modifier/", coordination_views.edit, name="coordination_activity_edit"),
    path("activites/<uuid:activity_id>/publier/", coordination_views.publish_activity, name="coordination_activity_publish"),
    path("activites/<uuid:activity_id>/annuler/", coordination_views.cancel_activity, name="coordination_activity_cancel"),
    path("activites/<uuid:activity_id>/fiche/", sheets_views.coordination_sheet, name="coordination_activity_sheet"),
    path("activites/<uuid:activity_id>/copier/", copies_views.copy, name="coordination_activity_copy"),
    path("activites/<uuid:activity_id>/modele/", copies_views.make, name="coordination_activity_template_make"),
    path("activites/<uuid:activity_id>/repeter/", series_views.repeat_activity, name="coordination_activity_repeat"),
    path("activites/series/<uuid:series_id>/", series_views.series, name="coordination_series"),
    path("activites/series/<uuid:series_id>/textes/", series_views.texts, name="coordination_series_texts"),
    path("activites/series/<uuid:series_id>/publier/", series_views.publish_series, name="coordination_series_publish"),
    path("activites/modeles/", copies_views.templates, name="coordination_activity_templates"),
    path("activites/modeles/<uuid:template_id>/", copies_views.template, name="coordination_activity_template"),
    path("activites/modeles/<uuid:template_id>/retirer/", copies_views.remove, name="coordination_activity_template_remove"),
    path("activites/<uuid:activity_id>/bilan/", report_views.coordination_report, name="coordination_activity_report"),
    path("activites/<uuid:activity_id>/trouver/", staffing_views.find, name="coordination_activity_find"),
    path("activites/<uuid:activity_id>/image/", picture_views.coordination_picture, name="coordination_activity_picture"),
    path("activites/<uuid:activity_id>/image/changer/", picture_views.change, name="coordination_activity_picture_change"),
    path("activites/<uuid:activity_id>/image/retirer/", picture_views.remove, name="coordination_activity_picture_remove"),
    path("activites/attente/<uuid:wait_id>/rang/", wait_views.move, name="coordination_seat_wait_move"),
    path("activites/liste.csv", figure_views.activities_as_csv, name="coordination_activities_csv"),
    path("activites/chiffres/animation.csv", figure_views.facilitators_as_csv, name="coordination_activity_facilitators_csv"),
    path("activites/<uuid:activity_id>/bilan/corriger/", report_views.coordination_correct, name="coordination_activity_report_correct"),
    path("activites/attente/<uuid:wait_id>/liberer/", wait_views.release, name="coordination_seat_wait_release"),
    path("activites/demandes-a-deux/<uuid:duo_id>/liberer/", duo_views.release, name="coordination_duo_release"),
    path("activites/<uuid:activity_id>/donner/", seat_views.give, name="coordination_seat_give"),
    path("activites/places/<uuid:seat_id>/rendre/", seat_views.give_back, name="coordination_seat_give_back"),
]
