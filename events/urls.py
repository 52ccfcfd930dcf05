"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path

from events.views import coordination as coordination_views
from events.views import space as space_views

public: list[URLPattern] = []

space: list[URLPattern] = [
    path("activites/", space_views.activities, name="space_activities"),
    path("activites/<uuid:activity_id>/", space_views.activity, name="space_activity"),
    path("activites/<uuid:activity_id>/prendre/", space_views.take, name="space_activity_take"),
    path("activites/<uuid:activity_id>/rendre/", space_views.leave, name="space_activity_leave"),
]

coordination: list[URLPattern] = [
    path("activites/", coordination_views.activities, name="coordination_activities"),
    path("activites/nouvelle/", coordination_views.create, name="coordination_activity_create"),
    path("activites/<uuid:activity_id>/", coordination_views.activity, name="coordination_activity"),
    path("activites/<uuid:activity_id>/modifier/", coordination_views.edit, name="coordination_activity_edit"),
    path("activites/<uuid:activity_id>/publier/", coordination_views.publish_activity, name="coordination_activity_publish"),
    path("activites/<uuid:activity_id>/annuler/", coordination_views.cancel_activity, name="coordination_activity_cancel"),
]
